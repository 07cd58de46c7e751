//! The rules once more, as what happens to one request: it is played through under every outcome of every choice.
//!
//! Nothing here is shared with the analysis: no formula, no order of evaluation, only the drawing.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use topple_analysis::{Class, Failed, Operation, classes};
use topple_model::link::LinkRole;
use topple_model::settings::WhenFull;
use topple_model::topology::Dependency;
use topple_model::{
    Component, Database, Failback, Failover, HealthCheck, Kind, Policy, Role, Scenario, Settings,
    Topology,
};
use topple_testing::systems::{furnished, layered, wired};

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
    /// Whether in full.
    Served(bool),
}

/// Of what a queue delivers to a service: how many messages were published, taken, and taken in full.
type Messages = BTreeMap<String, [f64; 3]>;

struct World<'a> {
    scenario: &'a Scenario,
    topology: Topology,
    failed: &'a Failed,
    /// What is being done: a delivery writes, whatever its request did.
    operation: Cell<Operation>,
    messages: RefCell<Messages>,
    /// The shards that only messages find, of each such service.
    beyond: Vec<(String, Vec<Option<String>>)>,
    /// The shard of each sharded service.
    shards: RefCell<BTreeMap<String, Option<String>>>,
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
        let in_dead_group = component
            .groups
            .iter()
            .any(|g| self.failed.groups.contains(g));
        component.kind() == Kind::Client
            || !(self.failed.components.contains(&component.id) || saturated || in_dead_group)
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
            Settings::LoadBalancer(_) => !self.in_rotation(i).is_empty(),
            Settings::Server(_) => {
                let needs = self.topology.dependencies(self.scenario, i);
                let mut needs = needs.iter().filter(|need| need.is_required());
                let to = |link: usize| self.topology.to(link).expect("sound");
                let set = |link: usize| self.topology.set_of[to(link)];
                needs.all(|need| {
                    if need.by_name {
                        return need.links.iter().any(|&link| {
                            let may = || self.may_answer(i, to(link));
                            let reached = |a: usize| self.alive(a) && !self.isolated(i, a);
                            self.passable(link)
                                && self.alive(to(link))
                                && may().into_iter().any(reached)
                        });
                    }
                    need.links.iter().all(|&a| {
                        let mut links = need.links.iter();
                        links.any(|&b| set(a) == set(b) && self.connects(b, Operation::Read))
                    })
                })
            }
            _ => true,
        }
    }

    /// The members that a balancer takes to be in rotation.
    fn in_rotation(&self, i: usize) -> Vec<usize> {
        let Settings::LoadBalancer(balancer) = &self.component(i).settings else {
            unreachable!()
        };
        let all: Vec<usize> = self.topology.calls(i).collect();
        let Some(check) = balancer.health_check else {
            return all;
        };
        let passing = all.iter().copied().filter(|&link| self.passes(link, check));
        let passing: Vec<usize> = passing.collect();
        if (passing.len() as f64 / all.len() as f64) < balancer.panic_threshold {
            all
        } else {
            passing
        }
    }

    fn of_shard(&self, link: usize) -> bool {
        let to = self.topology.to(link).expect("a sound link");
        let Some(set) = self.topology.set_of[to] else {
            return true;
        };
        let set = &self.topology.sets[set];
        self.shards
            .borrow()
            .get(&set.service)
            .is_none_or(|shard| *shard == set.shard)
    }

    fn weight(&self, link: usize) -> f64 {
        self.scenario.links[link].weight
    }

    fn call(&self, link: usize, choices: &mut Choices) -> Answer {
        if self.connects(link, self.operation.get()) {
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
                let mut answer = Answer::Error;
                let rotation = self.in_rotation(i);
                for (_, drawn) in stores {
                    if drawn.iter().any(|&link| !self.of_shard(link)) {
                        return Answer::Error;
                    }
                    let usable = |link: &usize| {
                        self.carries(*link, self.operation.get()) && rotation.contains(link)
                    };
                    let mut untried: Vec<usize> = drawn.into_iter().filter(usable).collect();
                    answer = Answer::Error;
                    for _ in 0..=balancer.retries {
                        if untried.is_empty() {
                            break;
                        }
                        let weights: Vec<f64> = untried.iter().map(|&l| self.weight(l)).collect();
                        let link = untried.remove(choices.pick(&weights));
                        match self.call(link, choices) {
                            Answer::NoConnect => {}
                            Answer::Error => return Answer::Error,
                            served @ Answer::Served(_) => {
                                answer = served;
                                break;
                            }
                        }
                    }
                    if !matches!(answer, Answer::Served(_)) {
                        return Answer::Error;
                    }
                }
                answer
            }
            Settings::Server(_) => {
                let writes = self.operation.get() == Operation::Write;
                let mut needs = self.topology.dependencies(self.scenario, i);
                let is_cache = |need: &Dependency| need.service.kind == Kind::Cache;
                needs.sort_by_key(|need| (!is_cache(need), need.of(writes).links.first().copied()));
                let mut in_full = true;
                for need in needs {
                    let called = need.of(writes);
                    let passed_over = is_cache(&need) && (!called.required || writes);
                    if called.links.is_empty() || passed_over {
                        continue;
                    }
                    let answer = if need.by_name {
                        self.look_up(i, &called.links, choices)
                    } else {
                        self.one_of(&called.links, choices)
                    };
                    match answer {
                        Answer::Served(full) => in_full &= full,
                        Answer::Error | Answer::NoConnect if called.required => {
                            return Answer::Error;
                        }
                        Answer::Error | Answer::NoConnect => in_full = false,
                    }
                }
                Answer::Served(in_full)
            }
            Settings::Queue(_) => self.publish(i, choices),
            _ => Answer::Served(true),
        }
    }

    /// One of the targets at the ends of these links of a server.
    fn one_of(&self, links: &[usize], choices: &mut Choices) -> Answer {
        let operation = self.operation.get();
        let usable = |l: &usize| self.of_shard(*l) && self.carries(*l, operation);
        let mut untried: Vec<(usize, f64)> = Vec::new();
        for link in links.iter().copied().filter(usable) {
            let set = |l: usize| self.topology.set_of[self.topology.to(l).unwrap()];
            let one = |(l, _): &&mut (usize, f64)| {
                self.is_to_endpoint(*l) && self.is_to_endpoint(link) && set(*l) == set(link)
            };
            match untried.iter_mut().find(one) {
                Some((_, weight)) => *weight += self.weight(link),
                None => untried.push((link, self.weight(link))),
            }
        }
        while !untried.is_empty() {
            let weights: Vec<f64> = untried.iter().map(|(_, weight)| *weight).collect();
            let (link, _) = untried.remove(choices.pick(&weights));
            match self.call(link, choices) {
                Answer::NoConnect => {}
                answer => return answer,
            }
        }
        Answer::NoConnect
    }

    /// An address that one of the name servers at the ends of these links of a server gives.
    fn look_up(&self, server: usize, links: &[usize], choices: &mut Choices) -> Answer {
        let Some(mut addresses) = self.ask(server, links, choices) else {
            return Answer::NoConnect;
        };
        while !addresses.is_empty() {
            let (address, _) = addresses.remove(choices.pick(&vec![1.0; addresses.len()]));
            if self.alive(address) && !self.isolated(server, address) {
                return self.arrive(address, choices);
            }
        }
        Answer::NoConnect
    }

    /// The links over which a node of a queue, or one that mirrors it, delivers to each service.
    fn consumers(&self, node: usize) -> BTreeMap<String, Vec<usize>> {
        let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for link in self.topology.out_by(node, LinkRole::Delivers) {
            let to = self.topology.to(link).expect("sound");
            let service = self.topology.services[to].as_ref().expect("of a service");
            found.entry(service.label.clone()).or_default().push(link);
        }
        found
    }

    /// The nodes that hold what this one takes, itself first.
    fn holders(&self, node: usize) -> Vec<usize> {
        let tied = self.topology.mirrors_of(node);
        let open = |a: usize, b: usize| {
            (0..self.scenario.links.len()).any(|link| {
                self.topology.roles[link] == Some(LinkRole::Mirrors)
                    && self.topology.ends[link].is_some_and(|e| e == (a, b) || e == (b, a))
                    && self.passable(link)
            })
        };
        let live: Vec<usize> = tied.into_iter().filter(|&n| self.alive(n)).collect();
        let mut holders = Self::closure(node, &live, open);
        holders.sort_by_key(|&n| (n != node, n));
        holders
    }

    /// By service that a message on this node is for: who delivers it, and to whom.
    fn taken_by(&self, node: usize) -> BTreeMap<String, Option<(usize, Vec<usize>)>> {
        let (tied, holders) = (self.topology.mirrors_of(node), self.holders(node));
        let mut found = BTreeMap::new();
        for other in tied {
            for service in self.consumers(other).into_keys() {
                let deliverer = holders.iter().copied();
                let mut able = deliverer.filter(|&n| self.consumers(n).contains_key(&service));
                let delivers = able
                    .next()
                    .map(|n| (n, self.consumers(n)[&service].clone()));
                found.insert(service, delivers);
            }
        }
        found
    }

    /// Whether a request that reads or writes comes to this part as drawn.
    fn comes(&self, to: usize, writes: bool) -> bool {
        if let Settings::Client(client) = &self.component(to).settings {
            let part = if writes {
                1.0 - client.reads
            } else {
                client.reads
            };
            return client.rate_rps * part > 0.0;
        }
        let mut into = self.topology.into[to].iter();
        into.any(|&link| {
            let (from, _) = self.topology.ends[link].expect("sound");
            match self.topology.roles[link].expect("sound") {
                LinkRole::Calls | LinkRole::Resolves => {
                    let on = self.topology.on(self.scenario, link);
                    on.covers(writes) && self.comes(from, writes)
                }
                LinkRole::Names => self.comes(from, writes),
                LinkRole::Delivers => {
                    let mut tied = self.topology.mirrors_of(from).into_iter();
                    writes && tied.any(|n| self.comes(n, true) || self.comes(n, false))
                }
                LinkRole::Mirrors | LinkRole::Replicates => false,
            }
        })
    }

    fn publish(&self, node: usize, choices: &mut Choices) -> Answer {
        let Settings::Queue(queue) = &self.component(node).settings else {
            unreachable!()
        };
        let label = self.topology.services[node].as_ref().expect("of a service");
        let label = label.label.clone();
        let taken_by = self.taken_by(node);
        let taking = |links: &[usize]| -> Vec<usize> {
            let connects = |l: &&usize| self.connects(**l, Operation::Write);
            links.iter().filter(connects).copied().collect()
        };
        let is_taken = |by: &Option<(usize, Vec<usize>)>| {
            by.as_ref()
                .is_some_and(|(_, links)| !taking(links).is_empty())
        };
        let is_filled_by = |other: usize| {
            let capacity = self.component(other).queue().expect("a queue").capacity;
            let is_published_to = || self.comes(other, true) || self.comes(other, false);
            !self.taken_by(other).values().all(is_taken)
                && (other == node || (capacity >= queue.capacity && is_published_to()))
        };
        if queue.when_full == WhenFull::Refuse && self.holders(node).into_iter().any(is_filled_by) {
            return Answer::Error;
        }
        for other in 0..self.scenario.components.len() {
            let of_queue = self.component(other).kind() == Kind::Queue
                && self.topology.services[other].as_ref().map(|s| &s.label) == Some(&label);
            if of_queue {
                for service in self.consumers(other).into_keys() {
                    let mut messages = self.messages.borrow_mut();
                    messages.entry(format!("{label}>{service}")).or_default();
                }
            }
        }
        let of_queue = format!("{label}>");
        for (name, counts) in self.messages.borrow_mut().iter_mut() {
            if name.starts_with(&of_queue) {
                counts[0] += 1.0;
            }
        }
        let (operation, shards) = (self.operation.get(), self.shards.borrow().clone());
        self.operation.set(Operation::Write);
        // A message that is published while another is delivered has the shards of that.
        for (service, labels) in &self.beyond {
            if self.shards.borrow().contains_key(service) {
                continue;
            }
            let picked = choices.pick(&vec![1.0; labels.len()]);
            let mut shards = self.shards.borrow_mut();
            shards.insert(service.clone(), labels[picked].clone());
        }
        for (service, by) in taken_by {
            let Some((deliverer, links)) = by else {
                continue;
            };
            let Settings::Queue(delivering) = &self.component(deliverer).settings else {
                unreachable!()
            };
            let links = taking(&links);
            for _ in 0..delivering.max_deliveries {
                if links.is_empty() {
                    break;
                }
                let weights: Vec<f64> = links.iter().map(|&l| self.weight(l)).collect();
                if let Answer::Served(full) = self.call(links[choices.pick(&weights)], choices) {
                    let mut messages = self.messages.borrow_mut();
                    let counts = messages.entry(format!("{label}>{service}")).or_default();
                    counts[1] += 1.0;
                    counts[2] += f64::from(u8::from(full));
                    break;
                }
            }
        }
        self.operation.set(operation);
        *self.shards.borrow_mut() = shards;
        Answer::Served(true)
    }

    /// What one of the name servers at the ends of these links answers; `None`: none of them answers.
    fn ask(&self, asker: usize, links: &[usize], choices: &mut Choices) -> Option<Addresses> {
        let mut unasked = links.to_vec();
        while !unasked.is_empty() {
            let link = unasked.remove(choices.pick(&vec![1.0; unasked.len()]));
            let dns = self.topology.to(link).expect("a sound link");
            if self.passable(link) && self.alive(dns) {
                return Some(self.answer(asker, dns, choices));
            }
        }
        None
    }

    /// Where a client's requests may go by fixed addresses, one list per service, and whether it is needed.
    fn lists(&self, client: usize) -> Option<Vec<(bool, Addresses)>> {
        let operation = self.operation.get();
        let writes = operation == Operation::Write;
        let needs = self.topology.dependencies(self.scenario, client);
        if needs.iter().all(|need| need.of(writes).links.is_empty()) {
            return None;
        }
        let list = |need: &Dependency| {
            let called = need.of(writes);
            let skipped = need.service.kind == Kind::Cache && !called.required;
            if called.links.is_empty() || skipped {
                return None;
            }
            let mut links = called.links.clone();
            links.retain(|&l| self.of_shard(l) && self.carries(l, operation));
            let to = |l: usize| (self.topology.to(l).expect("sound"), Some(l));
            Some((called.required, links.into_iter().map(to).collect()))
        };
        Some(needs.iter().filter_map(list).collect())
    }

    fn rotation(&self, dns: usize) -> Vec<usize> {
        let Settings::Dns(settings) = &self.component(dns).settings else {
            unreachable!()
        };
        let all: Vec<usize> = self.topology.out_by(dns, LinkRole::Names).collect();
        let passing = |&link: &usize| settings.health_check.is_none_or(|c| self.passes(link, c));
        let rotation: Vec<usize> = all.iter().copied().filter(passing).collect();
        if rotation.is_empty() { all } else { rotation }
    }

    /// The addresses that a name server may give.
    fn may_answer(&self, asker: usize, dns: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut choices = Choices {
            script: Vec::new(),
            depth: 0,
            chance: 1.0,
        };
        loop {
            choices.depth = 0;
            let answer = self.answer(asker, dns, &mut choices);
            found.extend(answer.into_iter().map(|(address, _)| address));
            if !choices.advance() {
                return found;
            }
        }
    }

    fn answer(&self, client: usize, dns: usize, choices: &mut Choices) -> Addresses {
        let Settings::Dns(settings) = &self.component(dns).settings else {
            unreachable!()
        };
        let rotation = self.rotation(dns);
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

    /// Whether a request is served, and whether in full.
    fn request(&self, client: usize, choices: &mut Choices) -> (bool, bool) {
        let Settings::Client(settings) = &self.component(client).settings else {
            unreachable!()
        };
        let names: Vec<usize> = self.topology.out_by(client, LinkRole::Resolves).collect();
        let mut tries = match settings.retry_budget {
            None => settings.retries + 1,
            Some(_) => 1,
        };
        let lists = if names.is_empty() {
            let Some(lists) = self.lists(client) else {
                return (false, false);
            };
            lists
        } else {
            loop {
                let Some(list) = self.ask(client, &names, choices) else {
                    return (false, false);
                };
                if !list.is_empty() {
                    break vec![(true, list)];
                }
                // Without an address the try is over, and the next one asks anew.
                tries -= 1;
                if tries == 0 {
                    return (false, false);
                }
            }
        };
        // The random order of each list is drawn as far as it is needed.
        let mut order: Vec<Vec<usize>> = vec![Vec::new(); lists.len()];
        let mut place = vec![0; lists.len()];
        'tries: for _ in 0..tries {
            let mut in_full = true;
            for (n, (required, list)) in lists.iter().enumerate() {
                let mut walked = 0;
                let mut answer = Answer::NoConnect;
                while walked < list.len() {
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
                        Some(link) => self.connects(link, self.operation.get()),
                        None => self.alive(address) && !self.isolated(client, address),
                    };
                    if connects {
                        answer = self.arrive(address, choices);
                        break;
                    }
                    if !settings.tries_next_address {
                        break;
                    }
                }
                match answer {
                    Answer::Served(full) => in_full &= full,
                    Answer::Error | Answer::NoConnect if *required => continue 'tries,
                    Answer::Error | Answer::NoConnect => in_full = false,
                }
            }
            return (true, in_full);
        }
        (false, false)
    }
}

/// Outcomes that are played through before a system is passed over as too large.
const OUTCOMES: usize = 60_000;

/// What comes of a class, by playing every outcome: the share that is served, and in full, and what is published on the
/// way; `None`: too many.
fn played(scenario: &Scenario, failed: &Failed, class: &Class) -> Option<(f64, f64, Messages)> {
    let topology = Topology::new(scenario);
    let client = topology.index[&class.client];
    let called = topology.shards_called(client);
    let services: Vec<String> = called.keys().map(|&label| label.to_owned()).collect();
    let labels = |sets: &Vec<usize>| -> Vec<Option<String>> {
        let shard = |&set: &usize| topology.sets[set].shard.clone();
        sets.iter().map(shard).collect()
    };
    let beyond = topology.shards_reached(client).into_iter();
    let beyond = beyond.filter(|(label, _)| !called.contains_key(label));
    let beyond = beyond.map(|(label, sets)| (label.to_owned(), labels(&sets)));
    let beyond = beyond.collect();
    let shard = |label: &String| (label != "none").then(|| label.clone());
    let shards: BTreeMap<String, Option<String>> = services
        .into_iter()
        .zip(class.shards.iter().map(shard))
        .collect();
    drop(called);
    let world = World {
        scenario,
        topology,
        failed,
        operation: Cell::new(class.operation),
        messages: RefCell::default(),
        beyond,
        shards: RefCell::new(shards),
    };
    let mut choices = Choices {
        script: Vec::new(),
        depth: 0,
        chance: 1.0,
    };
    let (mut served, mut full, mut messages) = (0.0, 0.0, Messages::new());
    for _ in 0..OUTCOMES {
        (choices.depth, choices.chance) = (0, 1.0);
        let (is_served, in_full) = world.request(client, &mut choices);
        served += choices.chance * f64::from(u8::from(is_served));
        full += choices.chance * f64::from(u8::from(in_full));
        for (name, counts) in std::mem::take(&mut *world.messages.borrow_mut()) {
            let sums = messages.entry(name).or_default();
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += choices.chance * count;
            }
        }
        if !choices.advance() {
            return Some((served, full, messages));
        }
    }
    None
}

/// How many shares were compared.
#[derive(Default)]
struct Compared {
    all: usize,
    partial: usize,
    degraded: usize,
    deliveries: usize,
    taken_in_part: usize,
}

fn hold_against_playing(seed: u64, scenario: &Scenario, failed: &Failed, so_far: &mut Compared) {
    let reports = classes(scenario, failed);
    // Of all deliveries, by rate; `None`: not everything could be played.
    let mut sums: Option<Messages> = Some(Messages::new());
    for report in &reports {
        let split = reports.iter().any(|r| {
            r.class.client == report.class.client
                && r.class.operation == report.class.operation
                && r.class.delivers.is_none()
                && !r.class.shards.is_empty()
        });
        if report.class.delivers.is_some() || (split && report.class.shards.is_empty()) {
            continue;
        }
        let Some((served, full, messages)) = played(scenario, failed, &report.class) else {
            sums = None;
            continue;
        };
        so_far.all += 1;
        so_far.partial += usize::from(served > 0.0 && served < 1.0 - 1e-9);
        so_far.degraded += usize::from(full < served - 1e-9);
        for (word, found, expected) in [
            ("served", report.served, served),
            ("served in full", report.full, full),
        ] {
            assert!(
                (found - expected).abs() < 1e-9 && (found > 0.0) == (expected > 0.0),
                "seed {seed}: {} is {word} {found} and not {expected} with {failed:?} dead in {scenario:#?}",
                report.class,
            );
        }
        for (name, counts) in messages {
            if let Some(sums) = &mut sums {
                let sums = sums.entry(name).or_default();
                for (sum, count) in sums.iter_mut().zip(counts) {
                    *sum += report.rate_rps * count;
                }
            }
        }
    }
    let Some(sums) = sums else { return };
    for report in reports.iter().filter(|r| r.class.delivers.is_some()) {
        let sums = sums.get(&report.class.to_string());
        let [published, taken, full] = sums.copied().unwrap_or_default();
        let share = |count: f64| {
            if published > 0.0 {
                count / published
            } else {
                0.0
            }
        };
        so_far.deliveries += 1;
        so_far.taken_in_part += usize::from(taken > 0.0 && share(taken) < 1.0 - 1e-9);
        for (word, found, expected) in [
            ("published", report.rate_rps, published),
            ("taken", report.served, share(taken)),
            ("taken in full", report.full, share(full)),
        ] {
            assert!(
                (found - expected).abs() < 1e-9 * expected.max(1.0)
                    && (found > 0.0) == (expected > 0.0),
                "seed {seed}: {} is {word} {found} and not {expected} with {failed:?} dead in {scenario:#?}",
                report.class,
            );
        }
    }
}

#[test]
fn every_share_is_what_playing_every_outcome_of_every_choice_gives() {
    let mut so_far = Compared::default();
    for seed in 0..3_000 {
        let (scenario, failed) = troubled(seed, wired(seed, 4 + (seed % 9) as usize));
        hold_against_playing(seed, &scenario, &failed, &mut so_far);
    }
    assert!(
        so_far.all > 2_000 && so_far.partial > 150,
        "{} compared, {} of them partial",
        so_far.all,
        so_far.partial
    );
}

#[test]
fn every_share_is_so_with_groups_optional_calls_names_for_servers_panic_and_queues() {
    let mut so_far = Compared::default();
    for seed in 0..3_000 {
        let scenario = furnished(seed, wired(seed, 4 + (seed % 8) as usize));
        let (scenario, failed) = troubled(seed, scenario);
        hold_against_playing(seed, &scenario, &failed, &mut so_far);
        let scenario = furnished(seed, layered(seed, 0.25));
        let (scenario, failed) = troubled(seed, scenario);
        hold_against_playing(seed, &scenario, &failed, &mut so_far);
    }
    let Compared {
        all,
        partial,
        degraded,
        deliveries,
        taken_in_part,
    } = so_far;
    assert!(
        all > 4_000 && partial > 500 && degraded > 200 && deliveries > 300 && taken_in_part > 8,
        "{all} compared, {partial} partial, {degraded} degraded; {deliveries} of deliveries, {taken_in_part} in part"
    );
}
