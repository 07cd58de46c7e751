//! The rules once more, as what happens to one request: it is played through under every outcome of every choice.
//!
//! Nothing here is shared with the analysis: no formula, no order of evaluation, only the drawing.

use std::collections::BTreeMap;

use topple_analysis::{Class, Failed, Operation, classes};
use topple_model::link::LinkRole;
use topple_model::{
    Component, Failover, HealthCheck, Kind, Policy, Role, Scenario, Settings, Topology,
};
use topple_testing::systems::{damage, wired};

/// Every outcome of every choice, one after the other, each with its chance.
struct Choices {
    script: Vec<(usize, usize)>,
    depth: usize,
    chance: f64,
}

impl Choices {
    /// One of these by weight; those of weight 0 only if no other can be.
    fn pick(&mut self, weights: &[f64]) -> usize {
        let sum: f64 = weights.iter().sum();
        let weights: Vec<f64> = if sum > 0.0 {
            weights.to_vec()
        } else {
            vec![1.0; weights.len()]
        };
        let sum: f64 = weights.iter().sum();
        let open: Vec<usize> = (0..weights.len()).filter(|&i| weights[i] > 0.0).collect();
        if self.depth == self.script.len() {
            self.script.push((0, open.len()));
        }
        let picked = open[self.script[self.depth].0];
        self.depth += 1;
        self.chance *= weights[picked] / sum;
        picked
    }

    fn advance(&mut self) -> bool {
        while let Some((at, of)) = self.script.pop() {
            if at + 1 < of {
                self.script.push((at + 1, of));
                return true;
            }
        }
        false
    }
}

/// The address, and the link if one is travelled.
type Addresses = Vec<(usize, Option<usize>)>;

enum Answer {
    NoConnect,
    Error,
    Served,
}

struct World<'a> {
    scenario: &'a Scenario,
    topology: Topology,
    failed: &'a Failed,
    operation: Operation,
    /// The shard of each sharded service.
    shards: BTreeMap<String, Option<String>>,
}

impl World<'_> {
    fn component(&self, i: usize) -> &Component {
        &self.scenario.components[i]
    }

    fn alive(&self, i: usize) -> bool {
        let component = self.component(i);
        let saturated = self
            .failed
            .regions
            .iter()
            .any(|r| self.scenario.lies_in(component, *r));
        component.kind() == Kind::Client
            || !(self.failed.components.contains(&component.id) || saturated)
    }

    fn cut(&self, link: usize) -> bool {
        self.failed.links.contains(&self.scenario.links[link].id())
    }

    fn set(&self, node: usize) -> Vec<usize> {
        let set = self.topology.set_of[node].expect("a database is of a set");
        self.topology.sets[set].nodes.clone()
    }

    fn fed(&self, node: usize) -> bool {
        let from = |&link: &usize| self.topology.roles[link] == Some(LinkRole::Replicates);
        self.topology.into[node].iter().any(from)
    }

    fn talk(&self, a: usize, b: usize) -> bool {
        !(0..self.scenario.links.len()).any(|link| {
            self.cut(link) && self.topology.ends[link].is_some_and(|e| e == (a, b) || e == (b, a))
        })
    }

    /// All who are primary now in the set of `node`.
    fn primaries(&self, node: usize) -> Vec<usize> {
        let nodes = self.set(node);
        let role = |n: usize| self.component(n).database().expect("a database").role;
        let ruling = nodes
            .iter()
            .copied()
            .find(|&n| role(n) == Role::Primary)
            .unwrap_or(nodes[0]);
        let failover = self
            .component(ruling)
            .database()
            .expect("a database")
            .failover;
        let voters: Vec<usize> = nodes
            .iter()
            .copied()
            .filter(|&n| role(n) != Role::ReadReplica)
            .collect();
        let mut group: Vec<usize> = nodes.iter().copied().filter(|&n| self.alive(n)).collect();
        if failover == Failover::Quorum {
            let live: Vec<usize> = voters.iter().copied().filter(|&n| self.alive(n)).collect();
            let together = |start: usize| {
                let mut reached = vec![start];
                while let Some(&more) = live
                    .iter()
                    .find(|&&n| !reached.contains(&n) && reached.iter().any(|&r| self.talk(r, n)))
                {
                    reached.push(more);
                }
                reached
            };
            let majority = live
                .iter()
                .map(|&n| together(n))
                .find(|g| g.len() * 2 > voters.len());
            let Some(majority) = majority else {
                return Vec::new();
            };
            group.retain(|n| {
                majority.contains(n)
                    || role(*n) == Role::ReadReplica && majority.iter().any(|&m| self.talk(m, *n))
            });
        }
        let drawn: Vec<usize> = group
            .iter()
            .copied()
            .filter(|&n| role(n) == Role::Primary)
            .collect();
        if !drawn.is_empty() || failover == Failover::Manual {
            return drawn;
        }
        let standby = group
            .iter()
            .copied()
            .find(|&n| role(n) == Role::Standby && self.fed(n));
        let promotable = |n: usize| self.component(n).database().expect("a database").promotable;
        let replica = group
            .iter()
            .copied()
            .find(|&n| role(n) == Role::ReadReplica && promotable(n) && self.fed(n));
        standby.or(replica).into_iter().collect()
    }

    fn connects(&self, link: usize, operation: Operation) -> bool {
        let to = self.topology.to(link).expect("a sound link");
        if self.cut(link) {
            return false;
        }
        match self.component(to).database().map(|d| d.role) {
            None => self.alive(to),
            Some(Role::Primary | Role::Standby) => !self.primaries(to).is_empty(),
            Some(Role::ReadReplica) => {
                self.alive(to) && (operation == Operation::Read || self.primaries(to).contains(&to))
            }
        }
    }

    /// Whether the link is a target at all of requests that do this.
    fn carries(&self, link: usize, operation: Operation) -> bool {
        let to = self.topology.to(link).expect("a sound link");
        if operation == Operation::Read {
            return true;
        }
        match self.component(to).database().map(|d| d.role) {
            Some(Role::ReadReplica) => self.primaries(to).contains(&to),
            None if self.topology.set_of[to].is_some() => self
                .topology
                .calls(to)
                .any(|member| self.carries(member, operation)),
            Some(Role::Primary | Role::Standby) | None => true,
        }
    }

    fn passes(&self, link: usize, check: HealthCheck) -> bool {
        let to = self.topology.to(link).expect("a sound link");
        self.connects(link, Operation::Read) && (!check.deep || self.can_serve(to))
    }

    fn can_serve(&self, i: usize) -> bool {
        match &self.component(i).settings {
            Settings::LoadBalancer(balancer) => match balancer.health_check {
                Some(check) => self.topology.calls(i).any(|link| self.passes(link, check)),
                None => self.topology.calls(i).next().is_some(),
            },
            Settings::Server(_) => {
                let needs = self.topology.dependencies(self.scenario, i);
                needs.iter().filter(|need| need.required).all(|need| {
                    let set =
                        |link: usize| self.topology.set_of[self.topology.to(link).expect("sound")];
                    need.links.iter().all(|&a| {
                        need.links
                            .iter()
                            .any(|&b| set(a) == set(b) && self.connects(b, Operation::Read))
                    })
                })
            }
            _ => true,
        }
    }

    fn of_shard(&self, link: usize) -> bool {
        let to = self.topology.to(link).expect("a sound link");
        let Some(set) = self.topology.set_of[to] else {
            return true;
        };
        let set = &self.topology.sets[set];
        self.shards
            .get(&set.service)
            .is_none_or(|shard| *shard == set.shard)
    }

    fn weight(&self, link: usize) -> f64 {
        self.scenario.links[link].weight
    }

    fn call(&self, link: usize, choices: &mut Choices) -> Answer {
        if self.connects(link, self.operation) {
            let to = self.topology.to(link).expect("a sound link");
            self.arrive(to, choices)
        } else {
            Answer::NoConnect
        }
    }

    fn arrive(&self, i: usize, choices: &mut Choices) -> Answer {
        match &self.component(i).settings {
            Settings::LoadBalancer(balancer) => {
                let drawn: Vec<usize> = self.topology.calls(i).collect();
                if drawn.iter().any(|&link| !self.of_shard(link)) {
                    return Answer::Error;
                }
                let pool = drawn
                    .into_iter()
                    .filter(|&link| self.carries(link, self.operation));
                let mut untried: Vec<usize> = pool
                    .filter(|&link| balancer.health_check.is_none_or(|c| self.passes(link, c)))
                    .collect();
                for _ in 0..=balancer.retries {
                    if untried.is_empty() {
                        break;
                    }
                    let weights: Vec<f64> = untried.iter().map(|&l| self.weight(l)).collect();
                    let link = untried.remove(choices.pick(&weights));
                    match self.call(link, choices) {
                        Answer::NoConnect => {}
                        answer => return answer,
                    }
                }
                Answer::Error
            }
            Settings::Server(_) => {
                for need in self.topology.dependencies(self.scenario, i) {
                    let cache = need.service.kind == Kind::Cache;
                    if cache && (!need.required || self.operation == Operation::Write) {
                        continue;
                    }
                    let mut untried: Vec<usize> = need.links.clone();
                    untried.retain(|&l| self.of_shard(l) && self.carries(l, self.operation));
                    loop {
                        if untried.is_empty() {
                            return Answer::Error;
                        }
                        let weights: Vec<f64> = untried.iter().map(|&l| self.weight(l)).collect();
                        let link = untried.remove(choices.pick(&weights));
                        match self.call(link, choices) {
                            Answer::NoConnect => {}
                            Answer::Error => return Answer::Error,
                            Answer::Served => break,
                        }
                    }
                }
                Answer::Served
            }
            _ => Answer::Served,
        }
    }

    /// Where a client's requests may go, one list per service: the address, and the link if one is travelled.
    fn lists(&self, client: usize, choices: &mut Choices) -> Option<Vec<Addresses>> {
        let names: Vec<usize> = self.topology.out_by(client, LinkRole::Resolves).collect();
        if names.is_empty() {
            let needs = self.topology.dependencies(self.scenario, client);
            let lists = needs.into_iter().filter(|need| need.required).map(|need| {
                let mut links = need.links;
                links.retain(|&l| self.of_shard(l) && self.carries(l, self.operation));
                links
                    .into_iter()
                    .map(|l| (self.topology.to(l).expect("sound"), Some(l)))
                    .collect()
            });
            return Some(lists.collect());
        }
        let mut unasked = names;
        loop {
            if unasked.is_empty() {
                return None;
            }
            let link = unasked.remove(choices.pick(&vec![1.0; unasked.len()]));
            let dns = self.topology.to(link).expect("a sound link");
            if !self.cut(link) && self.alive(dns) {
                return Some(vec![self.answer(client, dns, choices)]);
            }
        }
    }

    fn answer(&self, client: usize, dns: usize, choices: &mut Choices) -> Addresses {
        let Settings::Dns(settings) = &self.component(dns).settings else {
            unreachable!()
        };
        let all: Vec<usize> = self.topology.out_by(dns, LinkRole::Names).collect();
        let passing = |&link: &usize| settings.health_check.is_none_or(|c| self.passes(link, c));
        let mut rotation: Vec<usize> = all.iter().copied().filter(passing).collect();
        if rotation.is_empty() {
            rotation = all;
        }
        let to = |link: usize| self.topology.to(link).expect("a sound link");
        let region = |i: usize| self.component(i).region;
        let latency = |link: usize| {
            self.scenario
                .default_latency_ms(region(client), region(to(link)))
        };
        let one = match settings.policy {
            _ if rotation.is_empty() => None,
            Policy::Multivalue => {
                return rotation.into_iter().map(|link| (to(link), None)).collect();
            }
            Policy::Weighted => {
                let weights: Vec<f64> = rotation.iter().map(|&l| self.weight(l)).collect();
                Some(rotation[choices.pick(&weights)])
            }
            Policy::Failover => Some(rotation[0]),
            Policy::Nearest => rotation.into_iter().reduce(|best, link| {
                if latency(link) < latency(best) {
                    link
                } else {
                    best
                }
            }),
        };
        one.into_iter().map(|link| (to(link), None)).collect()
    }

    fn request(&self, client: usize, choices: &mut Choices) -> bool {
        let Some(lists) = self.lists(client, choices) else {
            return false;
        };
        if lists.is_empty() || lists.iter().any(Vec::is_empty) {
            return false;
        }
        let Settings::Client(settings) = &self.component(client).settings else {
            unreachable!()
        };
        // The random order of each list is drawn as far as it is needed.
        let mut order: Vec<Vec<usize>> = vec![Vec::new(); lists.len()];
        let mut place = vec![0; lists.len()];
        'tries: for _ in 0..=settings.retries {
            for (n, list) in lists.iter().enumerate() {
                let mut walked = 0;
                loop {
                    while order[n].len() <= place[n] % list.len() {
                        let left: Vec<usize> =
                            (0..list.len()).filter(|i| !order[n].contains(i)).collect();
                        let next = left[choices.pick(&vec![1.0; left.len()])];
                        order[n].push(next);
                    }
                    let (address, link) = list[order[n][place[n] % list.len()]];
                    place[n] += 1;
                    walked += 1;
                    let connects = match link {
                        Some(link) => self.connects(link, self.operation),
                        None => self.alive(address),
                    };
                    if connects {
                        match self.arrive(address, choices) {
                            Answer::Served => break,
                            Answer::Error | Answer::NoConnect => continue 'tries,
                        }
                    }
                    if !settings.tries_next_address || walked == list.len() {
                        continue 'tries;
                    }
                }
            }
            return true;
        }
        false
    }
}

/// Outcomes that are played through before a system is passed over as too large.
const OUTCOMES: usize = 60_000;

/// The share of a class that is served, by playing every outcome; `None`: too many.
fn played(scenario: &Scenario, failed: &Failed, class: &Class) -> Option<f64> {
    let topology = Topology::new(scenario);
    let client = topology.index[&class.client];
    let services: Vec<String> = topology
        .shards_reached(client)
        .into_keys()
        .map(str::to_owned)
        .collect();
    let shard = |label: &String| (label != "none").then(|| label.clone());
    let shards = services
        .into_iter()
        .zip(class.shards.iter().map(shard))
        .collect();
    let world = World {
        scenario,
        topology,
        failed,
        operation: class.operation,
        shards,
    };
    let mut choices = Choices {
        script: Vec::new(),
        depth: 0,
        chance: 1.0,
    };
    let mut served = 0.0;
    for _ in 0..OUTCOMES {
        (choices.depth, choices.chance) = (0, 1.0);
        if world.request(client, &mut choices) {
            served += choices.chance;
        }
        if !choices.advance() {
            return Some(served);
        }
    }
    None
}

#[test]
fn every_share_is_what_playing_every_outcome_of_every_choice_gives() {
    let (mut compared, mut partial) = (0, 0);
    for seed in 0..3_000 {
        let scenario = wired(seed, 4 + (seed % 9) as usize);
        let failed = damage(seed, &scenario);
        let reports = classes(&scenario, &failed);
        for report in &reports {
            let split = reports.iter().any(|r| {
                r.class.client == report.class.client
                    && r.class.operation == report.class.operation
                    && !r.class.shards.is_empty()
            });
            if split && report.class.shards.is_empty() {
                continue;
            }
            let Some(expected) = played(&scenario, &failed, &report.class) else {
                continue;
            };
            compared += 1;
            partial += usize::from(expected > 0.0 && expected < 1.0 - 1e-9);
            assert!(
                (report.served - expected).abs() < 1e-9,
                "seed {seed}: {} is served {} and not {expected} with {failed:?} dead in {scenario:#?}",
                report.class,
                report.served,
            );
            assert_eq!(
                report.served > 0.0,
                expected > 0.0,
                "seed {seed}: {}",
                report.class
            );
        }
    }
    assert!(
        compared > 2_000 && partial > 150,
        "{compared} compared, {partial} of them partial"
    );
}
