//! How long parts are held: own work, calls, and the wait for those that are not there.

use super::load::{Load, Share};
use crate::classes::Operation;
use crate::plan::{Check, ClientPart, Member, Part, Plan, Store, caches_first};
use crate::reach::End;
use topple_model::link::LinkRole;
use topple_model::{Kind, Replication, Settings};

/// What a server waits before it gives up on a target that is not there, in milliseconds (or its dependency timeout,
/// if that is shorter).
const SERVER_CONNECT_TIMEOUT_MS: f64 = 250.0;

impl Load {
    /// Finds what a component takes to answer; those that it calls come before.
    pub(super) fn find_times(&mut self, component: usize) {
        for environment in 0..self.plan.environments.len() {
            let place = self.place(component, environment);
            self.answer_ms[place] = self.time_at(component, environment);
        }
    }

    fn time_at(&self, component: usize, environment: usize) -> f64 {
        let operation = self.plan.environments[environment].operation;
        match (
            &self.plan.parts[component],
            &self.plan.scenario().components[component].settings,
        ) {
            (Part::Server { groups }, Settings::Server(server)) => {
                let groups = groups.of(operation);
                let connect = SERVER_CONNECT_TIMEOUT_MS.min(server.dependency_timeout_ms);
                let mut missed = 1.0;
                let mut sum = server.service_ms;
                for group in caches_first(groups) {
                    let call = match &group.by_name {
                        Some(asker) => self.named_ms(asker, environment),
                        None => self.call_ms(
                            &group.targets,
                            group.slot,
                            Check::Off,
                            connect,
                            environment,
                        ),
                    };
                    let call = call.min(server.dependency_timeout_ms);
                    match group.service.kind {
                        // A write tells the caches, and waits for none.
                        Kind::Cache if operation == Operation::Write => {}
                        Kind::Cache => {
                            sum += missed * call;
                            missed *= 1.0 - self.group_hits(group, environment);
                        }
                        Kind::Database => sum += missed * call,
                        Kind::Client
                        | Kind::Dns
                        | Kind::LoadBalancer
                        | Kind::Server
                        | Kind::Queue => sum += call,
                    }
                }
                sum
            }
            (Part::Balancer(pool), Settings::LoadBalancer(balancer)) => {
                let connect = balancer.connect_timeout_ms;
                let check = self.plan.effective(&self.state, pool);
                let of_store = |store: &Store| {
                    self.call_ms(&store.members, store.slot, check, connect, environment)
                };
                pool.stores.iter().map(of_store).sum()
            }
            (Part::Database, Settings::Database(database)) => match operation {
                Operation::Read => database.read_ms,
                Operation::Write => database.write_ms + self.shipped_ms(component),
            },
            (Part::Cache, Settings::Cache(cache)) => cache.read_ms,
            (Part::Queue(_), Settings::Queue(queue)) => queue.write_ms,
            (_, Settings::Client(_) | Settings::Dns(_)) => 0.0,
            (
                _,
                Settings::Server(_)
                | Settings::LoadBalancer(_)
                | Settings::Database(_)
                | Settings::Cache(_)
                | Settings::Queue(_),
            ) => unreachable!("a plan's parts are built from the settings"),
        }
    }

    /// The round trip to the furthest live replica that a write is shipped to before it is answered.
    fn shipped_ms(&self, database: usize) -> f64 {
        let (scenario, topology) = (self.plan.scenario(), self.plan.topology());
        let other = |link: usize| match topology.ends[link] {
            Some((from, to)) if from == database => to,
            Some((from, _)) => from,
            None => database,
        };
        let ships = |&&link: &&usize| {
            topology.roles[link] == Some(LinkRole::Replicates)
                && scenario.links[link].mode == Replication::Sync
                && self.state.is_open(link)
                && !self.state.dead[other(link)]
        };
        let channels = topology.out[database]
            .iter()
            .chain(&topology.into[database]);
        channels
            .filter(ships)
            .map(|&link| 2.0 * topology.latency_ms(scenario, link))
            .fold(0.0, f64::max)
    }

    /// What one call takes to an address that a name gives.
    fn named_ms(&self, asker: &ClientPart, environment: usize) -> f64 {
        let mut sum = 0.0;
        for (part, shares) in self.named(asker) {
            for Share { member, share } in shares {
                let way = 2.0
                    * self
                        .plan
                        .topology()
                        .default_latency_ms(asker.component, member.to);
                sum += part * share * (way + self.answer_ms[self.place(member.to, environment)]);
            }
        }
        sum
    }

    /// What one call takes: the way there and back, the answer, and the wait for those that are not there.
    fn call_ms(
        &self,
        members: &[Member],
        slot: Option<usize>,
        check: Check,
        connect_timeout_ms: f64,
        environment: usize,
    ) -> f64 {
        let shares = self.shares(members, slot, check, environment);
        let answer = |p: &Share| {
            let of_end = |end: &End| {
                let way = 2.0 * self.plan.latency_ms(&p.member, end);
                end.share * (way + self.answer_ms[self.place(end.node, environment)])
            };
            let ends = self.plan.ends(&self.state, &p.member);
            ends.iter().map(of_end).sum::<f64>()
        };
        let answered: f64 = shares.iter().map(|p| p.share * answer(p)).sum();
        if check != Check::Off {
            return answered;
        }
        // Picked by weight without putting back, one that is dead comes before all that live with this chance.
        let alive: f64 = shares.iter().map(|p| p.member.weight).sum();
        let wanted = &self.plan.environments[environment];
        let dead = members.iter().filter(|m| {
            Plan::of_shard(wanted, slot, m.set)
                && self.plan.carries(&self.state, m, wanted.operation)
                && !self.plan.connects(&self.state, m, wanted.operation)
        });
        let first = |m: &Member| {
            if m.weight + alive > 0.0 {
                m.weight / (m.weight + alive)
            } else {
                0.5
            }
        };
        answered + dead.map(first).sum::<f64>() * connect_timeout_ms
    }
}
