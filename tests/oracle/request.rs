//! One request under every outcome of every choice, each with its probability.

use crate::file::{Broken, Checks, Kind, Policy, Role, System};
use crate::sets::{History, Set};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Operation {
    Read,
    Write,
}

/// The shard of each sharded service in which the key of a request lies.
pub type Keys = BTreeMap<String, String>;

/// A service: what its parts are, and its label.
type Service = (Kind, String);

/// Something that may be tried: its weight, whether it connects, and how likely it serves then.
type Choice = (f64, bool, f64);

/// A system at rest.
pub struct Settled<'a> {
    pub system: &'a System,
    pub sets: &'a [Set],
    pub broken: &'a Broken,
    pub history: &'a History,
    known: RefCell<BTreeMap<(usize, Operation, Keys), f64>>,
}

impl<'a> Settled<'a> {
    pub fn new(system: &'a System, sets: &'a [Set], history: &'a History) -> Self {
        Self {
            system,
            sets,
            broken: &history.broken,
            history,
            known: RefCell::default(),
        }
    }

    fn links(&self, from: usize) -> Vec<usize> {
        let links = 0..self.system.links.len();
        links
            .filter(|link| self.system.links[*link].from == from)
            .collect()
    }

    fn to(&self, link: usize) -> usize {
        self.system.links[link].to
    }

    fn set(&self, node: usize) -> Option<usize> {
        self.sets.iter().position(|set| set.nodes.contains(&node))
    }

    fn is_empty_balancer(&self, part: usize) -> bool {
        self.system.parts[part].kind == Kind::Balancer && self.links(part).is_empty()
    }

    fn first_member(&self, balancer: usize) -> Option<usize> {
        let members = self.links(balancer).into_iter().map(|link| self.to(link));
        members.into_iter().find(|m| !self.is_empty_balancer(*m))
    }

    fn service(&self, part: usize) -> Service {
        let own = &self.system.parts[part];
        let labelled =
            |kind: Kind, usual: &str| (kind, own.service.clone().unwrap_or_else(|| usual.into()));
        match own.kind {
            Kind::Client | Kind::Dns => panic!("{} is no service", own.id),
            Kind::Server => labelled(Kind::Server, "web"),
            Kind::Cache => labelled(Kind::Cache, "cache"),
            Kind::Database => {
                let set = &self.sets[self.set(part).unwrap()];
                (Kind::Database, set.service.clone())
            }
            Kind::Balancer => match self.first_member(part) {
                Some(member) => self.service(member),
                None => labelled(Kind::Server, "web"),
            },
        }
    }

    /// The shard that a call of a service of databases leads to.
    fn shard(&self, part: usize) -> Option<String> {
        match self.system.parts[part].kind {
            Kind::Database => self.sets[self.set(part).unwrap()].shard.clone(),
            Kind::Balancer => self.shard(self.first_member(part)?),
            _ => None,
        }
    }

    /// Whether a call of this target can be about these keys.
    fn holds(&self, part: usize, keys: &Keys) -> bool {
        let (kind, label) = self.service(part);
        kind != Kind::Database
            || keys
                .get(&label)
                .is_none_or(|shard| self.shard(part).is_none_or(|own| own == *shard))
    }

    /// Whether a link leads into the endpoint of a set.
    fn endpoint(&self, link: usize) -> Option<usize> {
        let to = self.to(link);
        let part = &self.system.parts[to];
        (part.kind == Kind::Database && part.role != Role::Replica)
            .then(|| self.set(to))
            .flatten()
    }

    fn in_reach(&self, caller: usize, set: usize) -> bool {
        let links = self.links(caller);
        let whole = |link: &usize| !self.broken.links.contains(link);
        self.sets[set].nodes.iter().any(|node| {
            if !self.history.primaries.contains(node)
                || self.system.isolated(self.broken, caller, *node)
            {
                return false;
            }
            match links.iter().find(|link| self.to(**link) == *node) {
                Some(drawn) => whole(drawn),
                None => links
                    .iter()
                    .any(|link| self.endpoint(*link) == Some(set) && whole(link)),
            }
        })
    }

    fn connects(&self, link: usize, operation: Operation) -> bool {
        let to = self.to(link);
        let part = &self.system.parts[to];
        if let Some(set) = self.endpoint(link) {
            return self.in_reach(self.system.links[link].from, set);
        }
        let alive = self.system.passes(self.broken, link) && self.system.lives(self.broken, to);
        if part.kind == Kind::Database {
            let set = &self.sets[self.set(to).unwrap()];
            let answers = operation == Operation::Read || self.history.primaries.contains(&to);
            return alive && set.with_data.contains(&to) && answers;
        }
        alive
    }

    fn carries(&self, link: usize, operation: Operation) -> bool {
        let to = self.to(link);
        let part = &self.system.parts[to];
        match part.kind {
            _ if operation == Operation::Read => true,
            Kind::Database => part.role != Role::Replica || self.history.acting.contains_key(&to),
            Kind::Balancer if self.service(to).0 == Kind::Database => {
                let pool = self.links(to);
                pool.iter().any(|link| self.carries(*link, operation))
            }
            _ => true,
        }
    }

    /// Whether a check takes the target to be fit.
    fn probe(&self, link: usize, checks: Checks) -> bool {
        let to = self.to(link);
        let part = &self.system.parts[to];
        if checks == Checks::Off {
            return true;
        }
        if self.endpoint(link).is_some() && self.broken.links.contains(&link) {
            return false;
        }
        if !self.connects(link, Operation::Read) {
            return false;
        }
        if checks == Checks::Shallow {
            return true;
        }
        match part.kind {
            Kind::Balancer => self
                .links(to)
                .iter()
                .any(|member| self.probe(*member, part.checks)),
            Kind::Server => {
                let groups = self.groups(to);
                groups.iter().all(|(service, links)| {
                    let needed = service.0 != Kind::Cache
                        || links.iter().any(|link| self.system.links[*link].required);
                    !needed || self.has_every_shard(links)
                })
            }
            _ => true,
        }
    }

    fn has_every_shard(&self, links: &[usize]) -> bool {
        let shards: BTreeSet<Option<String>> = links
            .iter()
            .map(|link| self.shard(self.to(*link)))
            .collect();
        shards.iter().all(|shard| {
            links.iter().any(|link| {
                self.shard(self.to(*link)) == *shard
                    && (self.connects(*link, Operation::Read)
                        || (self.carries(*link, Operation::Write)
                            && self.connects(*link, Operation::Write)))
            })
        })
    }

    /// The call links of a part by service, in the order drawn.
    fn groups(&self, part: usize) -> Vec<(Service, Vec<usize>)> {
        let mut groups: Vec<(Service, Vec<usize>)> = Vec::new();
        for link in self.links(part) {
            let service = self.service(self.to(link));
            match groups.iter_mut().find(|(of, _)| *of == service) {
                Some((_, links)) => links.push(link),
                None => groups.push((service, vec![link])),
            }
        }
        groups
    }

    /// How likely a request that has connected to this part is answered well.
    fn serves(&self, part: usize, operation: Operation, keys: &Keys) -> f64 {
        let question = (part, operation, keys.clone());
        if let Some(answer) = self.known.borrow().get(&question) {
            return *answer;
        }
        let answer = match self.system.parts[part].kind {
            Kind::Client | Kind::Dns => panic!("nobody calls this"),
            Kind::Database | Kind::Cache => 1.0,
            Kind::Server => self.server(part, operation, keys),
            Kind::Balancer => self.balancer(part, operation, keys),
        };
        self.known.borrow_mut().insert(question, answer);
        answer
    }

    fn server(&self, server: usize, operation: Operation, keys: &Keys) -> f64 {
        let mut chance = 1.0;
        for ((kind, _), links) in self.groups(server) {
            if kind == Kind::Cache {
                let required = links.iter().any(|link| self.system.links[*link].required);
                if !required || operation == Operation::Write {
                    continue;
                }
            }
            let mut choices: Vec<Choice> = Vec::new();
            let mut endpoints: Vec<(usize, usize)> = Vec::new();
            for link in links {
                if !self.holds(self.to(link), keys) || !self.carries(link, operation) {
                    continue;
                }
                let choice = self.choice(link, operation, keys);
                if let Some(set) = self.endpoint(link) {
                    if let Some((_, at)) = endpoints.iter().find(|(of, _)| *of == set) {
                        choices[*at].0 += choice.0;
                        continue;
                    }
                    endpoints.push((set, choices.len()));
                }
                choices.push(choice);
            }
            let others = choices.len();
            chance *= pick(&choices, others);
        }
        chance
    }

    fn choice(&self, link: usize, operation: Operation, keys: &Keys) -> Choice {
        let connects = self.connects(link, operation);
        let serves = if connects {
            self.serves(self.to(link), operation, keys)
        } else {
            0.0
        };
        (self.system.links[link].weight, connects, serves)
    }

    fn balancer(&self, balancer: usize, operation: Operation, keys: &Keys) -> f64 {
        let own = &self.system.parts[balancer];
        let mut stores: Vec<(Service, Vec<usize>)> = Vec::new();
        let mut anybody: Vec<usize> = Vec::new();
        for link in self.links(balancer) {
            let to = self.to(link);
            if self.is_empty_balancer(to) {
                anybody.push(link);
                continue;
            }
            let service = self.service(to);
            match stores.iter_mut().find(|(of, _)| *of == service) {
                Some((_, links)) => links.push(link),
                None => stores.push((service, vec![link])),
            }
        }
        match stores.first_mut() {
            Some((_, links)) => {
                links.append(&mut anybody);
                links.sort_unstable();
            }
            None => return 0.0,
        }
        let mut chance = 1.0;
        for (_, links) in stores {
            if !links.iter().all(|link| {
                self.is_empty_balancer(self.to(*link)) || self.holds(self.to(*link), keys)
            }) {
                return 0.0;
            }
            let choices: Vec<Choice> = links
                .iter()
                .filter(|link| self.carries(**link, operation) && self.probe(**link, own.checks))
                .map(|link| self.choice(*link, operation, keys))
                .collect();
            chance *= pick(&choices, own.retries as usize);
        }
        chance
    }

    /// The share of a client's requests that is served.
    pub fn served(&self, client: usize, operation: Operation, keys: &Keys) -> f64 {
        let own = &self.system.parts[client];
        let links = self.links(client);
        let of_names = |link: &usize| self.system.parts[self.to(*link)].kind == Kind::Dns;
        if !links.iter().any(of_names) {
            let lists = self.groups(client);
            let lists: Vec<Vec<Choice>> = lists
                .iter()
                .map(|(_, links)| {
                    let of_its_shard = links
                        .iter()
                        .filter(|link| self.holds(self.to(**link), keys));
                    of_its_shard
                        .map(|link| self.choice(*link, operation, keys))
                        .collect()
                })
                .collect();
            return Self::in_any_order(own, &lists);
        }
        let answering: Vec<usize> = links
            .into_iter()
            .filter(|link| {
                self.system.passes(self.broken, *link)
                    && self.system.lives(self.broken, self.to(*link))
            })
            .map(|link| self.to(link))
            .collect();
        let mut chance = 0.0;
        for dns in &answering {
            for (probability, addresses) in self.answers(client, *dns) {
                let list = addresses.into_iter().map(|to| {
                    let reached = self.system.lives(self.broken, to)
                        && !self.system.isolated(self.broken, client, to);
                    let serves = if reached {
                        self.serves(to, operation, keys)
                    } else {
                        0.0
                    };
                    (1.0, reached, serves)
                });
                chance += probability * Self::in_any_order(own, &[list.collect()]);
            }
        }
        chance / answering.len().max(1) as f64
    }

    /// What a name server may answer, each with its probability.
    fn answers(&self, client: usize, dns: usize) -> Vec<(f64, Vec<usize>)> {
        let own = &self.system.parts[dns];
        let all = self.links(dns);
        let fit: Vec<usize> = all
            .iter()
            .copied()
            .filter(|link| self.probe(*link, own.checks))
            .collect();
        let rotation = if fit.is_empty() { all } else { fit };
        let of = |links: &[usize]| links.iter().map(|link| self.to(*link)).collect();
        if rotation.is_empty() {
            return vec![(1.0, Vec::new())];
        }
        match own.policy {
            Policy::Multivalue => vec![(1.0, of(&rotation))],
            Policy::Failover => vec![(1.0, of(&rotation[..1]))],
            Policy::Nearest => {
                let nearest = rotation
                    .iter()
                    .min_by_key(|link| self.system.distance(client, self.to(**link)));
                vec![(1.0, of(&[*nearest.unwrap()]))]
            }
            Policy::Weighted => {
                let weights: Vec<f64> = rotation
                    .iter()
                    .map(|link| self.system.links[*link].weight)
                    .collect();
                let chances = by_weight(&weights);
                let each = chances.into_iter().zip(&rotation);
                each.map(|(chance, link)| (chance, of(&[*link]))).collect()
            }
        }
    }

    /// The client takes each of its lists in uniform random order.
    fn in_any_order(own: &crate::file::Part, lists: &[Vec<Choice>]) -> f64 {
        if lists.is_empty() || lists.iter().any(Vec::is_empty) {
            return 0.0;
        }
        let mut orders: Vec<Vec<Vec<Choice>>> = vec![Vec::new()];
        for list in lists {
            let permuted = permutations(list);
            orders = orders
                .into_iter()
                .flat_map(|before| {
                    permuted.iter().map(move |order| {
                        let mut more = before.clone();
                        more.push(order.clone());
                        more
                    })
                })
                .collect();
        }
        let sum: f64 = orders
            .iter()
            .map(|lists| attempt(lists, 0, vec![0; lists.len()], own.tries_next, own.retries))
            .sum();
        sum / orders.len() as f64
    }
}

/// A try that has come to list `at`, and what follows from it.
fn attempt(
    lists: &[Vec<Choice>],
    at: usize,
    mut places: Vec<usize>,
    tries_next: bool,
    retries: u64,
) -> f64 {
    let Some(list) = lists.get(at) else {
        return 1.0;
    };
    let steps = if tries_next { list.len() } else { 1 };
    let mut served = 0.0;
    for _ in 0..steps {
        let (_, connects, chance) = list[places[at] % list.len()];
        places[at] += 1;
        if connects {
            served = chance;
            break;
        }
    }
    let mut chance = 0.0;
    if served > 0.0 {
        chance += served * attempt(lists, at + 1, places.clone(), tries_next, retries);
    }
    if served < 1.0 && retries > 0 {
        chance += (1.0 - served) * attempt(lists, 0, places, tries_next, retries - 1);
    }
    chance
}

fn permutations(list: &[Choice]) -> Vec<Vec<Choice>> {
    if list.is_empty() {
        return vec![Vec::new()];
    }
    let mut found = Vec::new();
    for first in 0..list.len() {
        let mut rest = list.to_vec();
        let head = rest.remove(first);
        for mut tail in permutations(&rest) {
            tail.insert(0, head);
            found.push(tail);
        }
    }
    found
}

/// How likely each is picked; 0 is picked only when no other can be.
fn by_weight(weights: &[f64]) -> Vec<f64> {
    let sum: f64 = weights.iter().sum();
    let even = 1.0 / weights.len() as f64;
    weights
        .iter()
        .map(|weight| if sum > 0.0 { weight / sum } else { even })
        .collect()
}

/// Picks one by weight; where it does not connect, up to `more` others.
fn pick(choices: &[Choice], more: usize) -> f64 {
    let weights: Vec<f64> = choices.iter().map(|(weight, ..)| *weight).collect();
    let mut chance = 0.0;
    for (at, probability) in by_weight(&weights).into_iter().enumerate() {
        if probability == 0.0 {
            continue;
        }
        let (_, connects, serves) = choices[at];
        if connects {
            chance += probability * serves;
        } else if more > 0 {
            let mut others = choices.to_vec();
            others.remove(at);
            chance += probability * pick(&others, more - 1);
        }
    }
    chance
}
