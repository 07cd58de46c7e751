//! Where the load goes: the rate at which each part is called, and how long it is held.

use std::collections::BTreeMap;

use super::hits::Popularity;
use crate::analysis::classes::Operation;
use crate::analysis::plan::{Check, ClientPart, Group, Leads, Member, Part, Plan};
use crate::analysis::serve::State;
use crate::model::{Kind, Policy, Role, Settings};

/// Rounds in which hit shares and rates settle: with one cache before another the second is read only on a miss.
const ROUNDS: usize = 3;

/// The load on every part in one settled state.
pub(super) struct Load<'a> {
    pub(super) plan: &'a Plan,
    pub(super) state: &'a State,
    pub(super) popularity: &'a Popularity,
    /// Requests a second by component and environment.
    pub(super) rps: Vec<f64>,
    /// Milliseconds that a caller waits for an answer, by component and environment.
    pub(super) answer_ms: Vec<f64>,
    /// Of caches: the hit share of those that a server reads directly, together, and of each behind a balancer.
    pub(super) hits: BTreeMap<Vec<usize>, f64>,
}

/// A target and the share of the requests that go to it.
pub(super) struct Share {
    pub(super) member: Member,
    pub(super) share: f64,
}

impl<'a> Load<'a> {
    /// Settles the load.
    pub(super) fn new(plan: &'a Plan, state: &'a State, popularity: &'a Popularity) -> Self {
        let size = plan.parts.len() * plan.environments.len();
        let zeros = vec![0.0; size];
        let (rps, answer_ms, hits) = (zeros.clone(), zeros, BTreeMap::new());
        let mut load = Self {
            plan,
            state,
            popularity,
            rps,
            answer_ms,
            hits,
        };
        let has_caches = plan.parts.iter().any(|part| matches!(part, Part::Cache));
        for _ in 0..if has_caches { ROUNDS } else { 1 } {
            load.hits.clear();
            load.find_hits();
            load.find_rates();
        }
        load.find_times();
        load
    }

    /// Share of its workers that a component would need; `None` for kinds without workers.
    pub(super) fn utilisation(&self, component: usize) -> Option<f64> {
        let ms_and_workers = |environment: usize| -> Option<(f64, u32)> {
            let operation = self.plan.environments[environment].operation;
            match &self.plan.scenario.components[component].settings {
                Settings::Server(server) => Some((
                    self.answer_ms[self.place(component, environment)],
                    server.workers,
                )),
                Settings::Database(database) => match operation {
                    Operation::Read => Some((database.read_ms, database.workers)),
                    Operation::Write => Some((database.write_ms, database.workers)),
                },
                Settings::Cache(cache) => Some((cache.read_ms, cache.workers)),
                Settings::Client(_) | Settings::Dns(_) | Settings::LoadBalancer(_) => None,
            }
        };
        let mut busy = 0.0;
        let mut workers = None;
        for environment in 0..self.plan.environments.len() {
            let (ms, of) = ms_and_workers(environment)?;
            busy += self.rps[self.place(component, environment)] * ms / 1_000.0;
            workers = Some(f64::from(of));
        }
        workers.map(|workers| busy / workers)
    }

    /// Milliseconds that the slowest sort of request takes at a component.
    pub(super) fn longest_answer_ms(&self, component: usize) -> f64 {
        let all = 0..self.plan.environments.len();
        all.map(|environment| self.answer_ms[self.place(component, environment)])
            .fold(0.0, f64::max)
    }

    /// The hit share of a cache in this state, as far as anybody reads it.
    pub(super) fn hit_share(&self, cache: usize) -> Option<f64> {
        self.hits
            .iter()
            .find(|(nodes, _)| nodes.contains(&cache))
            .map(|(_, hits)| *hits)
    }

    pub(super) fn place(&self, component: usize, environment: usize) -> usize {
        component * self.plan.environments.len() + environment
    }

    fn serves(&self, component: usize, environment: usize) -> f64 {
        self.state.serves[self.place(component, environment)]
    }

    fn find_rates(&mut self) {
        self.rps.iter_mut().for_each(|rate| *rate = 0.0);
        let plan = self.plan;
        for &component in &plan.topology.order {
            for environment in 0..plan.environments.len() {
                match &plan.parts[component] {
                    Part::Server { groups } => self.leave_server(component, groups, environment),
                    Part::Balancer(balancer) => {
                        let rate = self.rps[self.place(component, environment)];
                        let shares = self.shares(
                            &balancer.members,
                            balancer.slot,
                            balancer.check,
                            environment,
                        );
                        self.send(&shares, rate, environment);
                    }
                    Part::Client(_) | Part::Dns { .. } | Part::Database | Part::Cache => {}
                }
            }
            for flow in &plan.flows[plan.flows_of[component].clone()] {
                let Part::Client(client) = &plan.parts[component] else {
                    continue;
                };
                let rate = flow.rate_rps / flow.environments.len() as f64;
                for &environment in &flow.environments {
                    self.leave_client(client, rate, environment);
                }
            }
        }
    }

    /// Adds the rate to those it is shared among; what is led to an endpoint goes to its primaries, evenly.
    fn send(&mut self, shares: &[Share], rate: f64, environment: usize) {
        for Share { member, share } in shares {
            let ends = self.ends(member);
            for &end in &ends {
                let place = self.place(end, environment);
                self.rps[place] += rate * share / ends.len() as f64;
            }
        }
    }

    fn ends(&self, member: &Member) -> Vec<usize> {
        let Leads::Endpoint(set) = member.leads else {
            return vec![member.to];
        };
        if let Some(promoted) = self.state.sets[set].promoted {
            return vec![promoted];
        }
        let nodes = self.plan.sets[set].nodes.iter();
        nodes
            .filter(|n| n.role == Role::Primary && !self.state.dead[n.component])
            .map(|n| n.component)
            .collect()
    }

    /// Among those that take a connection: who is picked how often.
    pub(super) fn shares(
        &self,
        members: &[Member],
        slot: Option<usize>,
        check: Check,
        environment: usize,
    ) -> Vec<Share> {
        let wanted = &self.plan.environments[environment];
        let usable = members.iter().filter(|m| {
            Plan::of_shard(wanted, slot, m.set)
                && self.plan.carries(self.state, m, wanted.operation)
                && self.state.connects(m, wanted.operation)
                && self.state.passes(check, m)
        });
        let usable: Vec<&Member> = usable.collect();
        let any_weight = usable.iter().any(|m| m.weight > 0.0);
        let weight = |m: &Member| if any_weight { m.weight } else { 1.0 };
        let sum: f64 = usable.iter().map(|m| weight(m)).sum();
        usable
            .into_iter()
            .map(|m| Share {
                member: *m,
                share: weight(m) / sum,
            })
            .collect()
    }

    /// A client's tries: the first goes to one address, and as long as tries fail, the next ones to the others.
    fn leave_client(&mut self, client: &ClientPart, rate: f64, environment: usize) {
        let mut lists: Vec<(f64, Vec<Share>)> = Vec::new();
        let answering: Vec<_> = client
            .names
            .iter()
            .filter(|name| !self.state.cut[name.link] && !self.state.dead[name.dns])
            .collect();
        for name in &answering {
            let Part::Dns {
                policy, members, ..
            } = &self.plan.parts[name.dns]
            else {
                continue;
            };
            let rotation = self.plan.rotation(self.state, name.dns);
            let in_order = name
                .order(*policy, members.len())
                .into_iter()
                .filter(|p| rotation.contains(p));
            let takes = match policy {
                Policy::Multivalue | Policy::Weighted => usize::MAX,
                Policy::Failover | Policy::Nearest => 1,
            };
            let places: Vec<usize> = in_order.take(takes).collect();
            let even = *policy != Policy::Weighted;
            let weight = |place: usize| if even { 1.0 } else { members[place].weight };
            let any_weight = places.iter().any(|&p| weight(p) > 0.0);
            let weight = |place: usize| if any_weight { weight(place) } else { 1.0 };
            let alive = places
                .into_iter()
                .filter(|&p| !self.state.dead[members[p].to]);
            let alive: Vec<usize> = alive.collect();
            let sum: f64 = alive.iter().map(|&p| weight(p)).sum();
            let shares = alive.iter().filter(|_| sum > 0.0);
            let shares = shares.map(|&p| Share {
                member: members[p],
                share: weight(p) / sum,
            });
            lists.push((rate / answering.len() as f64, shares.collect()));
        }
        for group in client.groups.iter().filter(|group| group.required) {
            let even: Vec<Member> = group
                .members
                .iter()
                .map(|m| Member { weight: 1.0, ..*m })
                .collect();
            lists.push((
                rate,
                self.shares(&even, group.slot, Check::Off, environment),
            ));
        }
        for (rate, shares) in lists {
            let served: f64 = shares
                .iter()
                .map(|p| p.share * self.serves(p.member.to, environment))
                .sum();
            let mut tries = 0.0;
            let mut goes_on = 1.0;
            for _ in 0..client.tries {
                tries += goes_on;
                goes_on *= 1.0 - served;
            }
            self.send(&shares, rate * tries, environment);
        }
    }

    fn leave_server(&mut self, component: usize, groups: &[Group], environment: usize) {
        let mut rate = self.rps[self.place(component, environment)];
        if rate == 0.0 {
            return;
        }
        let mut missed = 1.0;
        for group in groups {
            let shares = self.shares(&group.members, group.slot, Check::Off, environment);
            match group.service.kind {
                Kind::Cache => {
                    self.send(&shares, rate * missed, environment);
                    missed *= 1.0 - self.group_hits(group, environment);
                }
                Kind::Database => self.send(&shares, rate * missed, environment),
                Kind::Client | Kind::Dns | Kind::LoadBalancer | Kind::Server => {
                    self.send(&shares, rate, environment);
                }
            }
            if !Plan::passes_over(group, self.plan.environments[environment].operation) {
                let served = shares
                    .iter()
                    .map(|p| p.share * self.serves(p.member.to, environment));
                rate *= served.sum::<f64>().min(1.0);
            }
        }
    }
}
