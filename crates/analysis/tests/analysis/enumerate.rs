//! The rules once more, as what happens to one request: it is played through under every outcome of every choice.
//!
//! Nothing here is shared with the analysis: no formula, no order of evaluation, only the drawing.

use std::collections::BTreeMap;

use topple_analysis::{Class, Failed, Operation, classes};
use topple_model::link::LinkRole;
use topple_model::{
    Component, Database, Failback, Failover, HealthCheck, Kind, Policy, Role, Scenario, Settings,
    Topology,
};
use topple_testing::systems::wired;

use crate::troubled::troubled;

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

    fn database(&self, node: usize) -> &Database {
        self.component(node).database().expect("a database")
    }

    /// Whether one lies in an isolated region, or in one within it, and the other does not.
    fn isolated(&self, a: usize, b: usize) -> bool {
        let lies = |i: usize, region| self.scenario.lies_in(self.component(i), region);
        let mut regions = self.failed.isolated.iter();
        regions.any(|&region| lies(a, region) != lies(b, region))
    }

    fn passable(&self, link: usize) -> bool {
        let (from, to) = self.topology.ends[link].expect("a sound link");
        !self.cut(link) && !self.isolated(from, to)
    }

    fn channels_between(&self, a: usize, b: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.scenario.links.len()).filter(move |&link| {
            self.topology.roles[link] == Some(LinkRole::Replicates)
                && self.topology.ends[link].is_some_and(|e| e == (a, b) || e == (b, a))
        })
    }

    fn talk(&self, a: usize, b: usize) -> bool {
        !self.isolated(a, b) && !self.channels_between(a, b).any(|link| self.cut(link))
    }

    /// All of `among` that `start` gets to, directly or through one another.
    fn closure(start: usize, among: &[usize], step: impl Fn(usize, usize) -> bool) -> Vec<usize> {
        let mut reached = vec![start];
        while let Some(&more) = among
            .iter()
            .find(|&&n| !reached.contains(&n) && reached.iter().any(|&r| step(r, n)))
        {
            reached.push(more);
        }
        reached
    }

    /// Who acted as primary when this began.
    fn acted(&self, nodes: &[usize]) -> Vec<usize> {
        let named = |n: &usize| self.failed.roles.primaries.contains(&self.component(*n).id);
        let named: Vec<usize> = nodes.iter().copied().filter(named).collect();
        if named.is_empty() {
            let drawn = |n: &usize| self.database(*n).role == Role::Primary;
            nodes.iter().copied().filter(drawn).collect()
        } else {
            named
        }
    }

    fn has_data(&self, node: usize) -> bool {
        let nodes = self.set(node);
        let acted = self.acted(&nodes);
        let tied = |a: usize, b: usize| self.channels_between(a, b).next().is_some();
        let sources = Self::closure(node, &nodes, tied);
        sources
            .iter()
            .any(|n| acted.contains(n) || self.database(*n).role == Role::Primary)
    }

    /// Whether it gets what it has missed from one of these.
    fn catches_up(&self, node: usize, from: &[usize]) -> bool {
        let live: Vec<usize> = self
            .set(node)
            .into_iter()
            .filter(|&n| self.alive(n))
            .collect();
        let open = |a: usize, b: usize| {
            !self.isolated(a, b) && self.channels_between(a, b).any(|link| !self.cut(link))
        };
        let sources = Self::closure(node, &live, open);
        self.alive(node) && sources.iter().any(|n| from.contains(n))
    }

    /// All who are primary in the end in the set of `node`.
    fn primaries(&self, node: usize) -> Vec<usize> {
        let nodes = self.set(node);
        let mut acting = self.acted(&nodes);
        let out = |n: &usize| self.failed.roles.out.contains(&self.component(*n).id);
        let mut out: Vec<usize> = nodes.iter().copied().filter(out).collect();
        loop {
            let next = self.elected(&nodes, &acting, &out);
            let still_out = out.iter().copied();
            let still_out: Vec<usize> = still_out.filter(|&n| !self.catches_up(n, &next)).collect();
            if next.is_empty() || (next == acting && still_out == out) {
                return next;
            }
            (acting, out) = (next, still_out);
        }
    }

    fn elected(&self, nodes: &[usize], acting: &[usize], out: &[usize]) -> Vec<usize> {
        let set = &self.topology.sets[self.topology.set_of[nodes[0]].expect("of a set")];
        let is_replica = |n: usize| self.database(n).role == Role::ReadReplica;
        let live: Vec<usize> = nodes.iter().copied().filter(|&n| self.alive(n)).collect();
        let side = |n: usize| Self::closure(n, &live, |a, b| self.talk(a, b));
        let fit = |n: usize| !acting.contains(&n) && !out.contains(&n) && self.has_data(n);
        let standby = |n: usize| !is_replica(n) && fit(n);
        let replica = |n: usize| is_replica(n) && self.database(n).promotable && fit(n);
        let electorate = match set.failover {
            Failover::Manual | Failover::Automatic => live.clone(),
            Failover::Quorum => {
                let all = nodes.iter().filter(|&&n| !is_replica(n)).count();
                let voters: Vec<usize> = live.iter().copied().filter(|&n| !is_replica(n)).collect();
                let parties = voters
                    .iter()
                    .map(|&n| Self::closure(n, &voters, |a, b| self.talk(a, b)));
                let Some(party) = parties.into_iter().find(|party| party.len() * 2 > all) else {
                    return Vec::new();
                };
                let counts = |n: usize| {
                    party.contains(&n) || is_replica(n) && party.iter().any(|&m| self.talk(m, n))
                };
                live.iter().copied().filter(|&n| counts(n)).collect()
            }
        };
        let acts = |n: &usize| acting.contains(n);
        let mut elected: Vec<usize> = electorate.iter().copied().filter(acts).collect();
        match set.failover {
            Failover::Manual => {}
            Failover::Automatic => {
                for &n in &electorate {
                    let led = side(n).iter().any(|other| elected.contains(other));
                    if standby(n) && !led {
                        elected.push(n);
                    }
                }
            }
            Failover::Quorum => {
                let first = electorate.iter().copied().find(|&n| standby(n));
                elected.extend(first.filter(|_| elected.is_empty()));
            }
        }
        if elected.is_empty() && set.failover != Failover::Manual {
            elected.extend(electorate.iter().copied().find(|&n| replica(n)));
        }
        if set.failback == Failback::Return {
            let drawn = |n: usize| self.database(n).role == Role::Primary;
            let returns = |n: &usize| {
                let waits = drawn(*n) && !elected.contains(n);
                waits && self.catches_up(*n, &elected)
            };
            let returning: Vec<usize> = electorate.iter().copied().filter(returns).collect();
            elected.retain(|&n| {
                let side = side(n);
                drawn(n) || !returning.iter().any(|r| side.contains(r))
            });
            elected.extend(returning);
        }
        elected.sort_unstable();
        elected
    }

    /// Whether the link leads to whoever is primary.
    fn is_to_endpoint(&self, link: usize) -> bool {
        let to = self.topology.to(link).expect("a sound link");
        let role = self.component(to).database().map(|d| d.role);
        role.is_some_and(|role| role != Role::ReadReplica)
    }

    /// Whether this caller gets to a primary of the set of `node`.
    fn reaches_a_primary(&self, caller: usize, node: usize) -> bool {
        let links: Vec<usize> = self.topology.calls(caller).collect();
        let to = |link: usize| self.topology.to(link).expect("a sound link");
        let same = |link: usize| self.topology.set_of[to(link)] == self.topology.set_of[node];
        self.primaries(node).into_iter().any(|primary| {
            let drawn = links.iter().find(|&&link| to(link) == primary);
            let way = match drawn {
                Some(&link) => !self.cut(link),
                None => links
                    .iter()
                    .any(|&l| self.is_to_endpoint(l) && same(l) && !self.cut(l)),
            };
            way && !self.isolated(caller, primary)
        })
    }

    fn connects(&self, link: usize, operation: Operation) -> bool {
        let (from, to) = self.topology.ends[link].expect("a sound link");
        match self.component(to).database().map(|d| d.role) {
            None => self.passable(link) && self.alive(to),
            Some(Role::Primary | Role::Standby) => self.reaches_a_primary(from, to),
            Some(Role::ReadReplica) => {
                let there = self.passable(link) && self.alive(to) && self.has_data(to);
                there && (operation == Operation::Read || self.primaries(to).contains(&to))
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
        let goes = !self.is_to_endpoint(link) || !self.cut(link);
        goes && self.connects(link, Operation::Read) && (!check.deep || self.can_serve(to))
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
                // One of each store, in the order drawn.
                let mut stores: Vec<(Option<usize>, Vec<usize>)> = Vec::new();
                for link in self.topology.calls(i) {
                    let set = self.topology.set_of[self.topology.to(link).expect("sound")];
                    match stores.iter_mut().find(|(of, _)| *of == set) {
                        Some((_, links)) => links.push(link),
                        None => stores.push((set, vec![link])),
                    }
                }
                let is_empty = stores.is_empty();
                for (_, drawn) in stores {
                    if drawn.iter().any(|&link| !self.of_shard(link)) {
                        return Answer::Error;
                    }
                    let pool = drawn
                        .into_iter()
                        .filter(|&link| self.carries(link, self.operation));
                    let mut untried: Vec<usize> = pool
                        .filter(|&link| balancer.health_check.is_none_or(|c| self.passes(link, c)))
                        .collect();
                    let mut served = false;
                    for _ in 0..=balancer.retries {
                        if untried.is_empty() {
                            break;
                        }
                        let weights: Vec<f64> = untried.iter().map(|&l| self.weight(l)).collect();
                        let link = untried.remove(choices.pick(&weights));
                        match self.call(link, choices) {
                            Answer::NoConnect => {}
                            Answer::Error => return Answer::Error,
                            Answer::Served => {
                                served = true;
                                break;
                            }
                        }
                    }
                    if !served {
                        return Answer::Error;
                    }
                }
                if is_empty {
                    Answer::Error
                } else {
                    Answer::Served
                }
            }
            Settings::Server(_) => {
                for need in self.topology.dependencies(self.scenario, i) {
                    let cache = need.service.kind == Kind::Cache;
                    if cache && (!need.required || self.operation == Operation::Write) {
                        continue;
                    }
                    let usable = |l: &usize| self.of_shard(*l) && self.carries(*l, self.operation);
                    let mut untried: Vec<(usize, f64)> = Vec::new();
                    for link in need.links.iter().copied().filter(usable) {
                        let set = |l: usize| self.topology.set_of[self.topology.to(l).unwrap()];
                        let one = |(l, _): &&mut (usize, f64)| {
                            self.is_to_endpoint(*l)
                                && self.is_to_endpoint(link)
                                && set(*l) == set(link)
                        };
                        match untried.iter_mut().find(one) {
                            Some((_, weight)) => *weight += self.weight(link),
                            None => untried.push((link, self.weight(link))),
                        }
                    }
                    loop {
                        if untried.is_empty() {
                            return Answer::Error;
                        }
                        let weights: Vec<f64> = untried.iter().map(|(_, weight)| *weight).collect();
                        let (link, _) = untried.remove(choices.pick(&weights));
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
            if self.passable(link) && self.alive(dns) {
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
        let Settings::Client(settings) = &self.component(client).settings else {
            unreachable!()
        };
        let asks = self
            .topology
            .out_by(client, LinkRole::Resolves)
            .next()
            .is_some();
        let mut tries = settings.retries + 1;
        let lists = loop {
            let Some(lists) = self.lists(client, choices) else {
                return false;
            };
            if !lists.is_empty() && !lists.iter().any(Vec::is_empty) {
                break lists;
            }
            // Without an address the try is over, and the next one asks anew.
            tries -= 1;
            if !asks || tries == 0 {
                return false;
            }
        };
        // The random order of each list is drawn as far as it is needed.
        let mut order: Vec<Vec<usize>> = vec![Vec::new(); lists.len()];
        let mut place = vec![0; lists.len()];
        'tries: for _ in 0..tries {
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
                        None => self.alive(address) && !self.isolated(client, address),
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
        let (scenario, failed) = troubled(seed, wired(seed, 4 + (seed % 9) as usize));
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
