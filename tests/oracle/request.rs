//! One request under every outcome of every choice, each with its probability.

use crate::choose::{Choice, List, Way, by_weight, permutations, pick};
use crate::file::{Broken, Checks, Kind, On, Policy, Role, System};
use crate::outcome::Outcome;
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
pub type Service = (Kind, String);

/// A system at rest.
pub struct Settled<'a> {
    pub system: &'a System,
    pub sets: &'a [Set],
    pub broken: &'a Broken,
    pub history: &'a History,
    known: RefCell<BTreeMap<(usize, Operation, Keys), Outcome>>,
    /// Shards of what the client in question reaches, by messages too.
    pub reached: RefCell<BTreeMap<String, BTreeSet<String>>>,
}

impl<'a> Settled<'a> {
    pub fn new(system: &'a System, sets: &'a [Set], history: &'a History) -> Self {
        Self {
            system,
            sets,
            broken: &history.broken,
            history,
            known: RefCell::default(),
            reached: RefCell::default(),
        }
    }

    pub fn links(&self, from: usize) -> Vec<usize> {
        let links = 0..self.system.links.len();
        links
            .filter(|link| self.system.links[*link].from == from)
            .collect()
    }

    pub fn to(&self, link: usize) -> usize {
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

    pub fn service(&self, part: usize) -> Service {
        let own = &self.system.parts[part];
        let labelled =
            |kind: Kind, usual: &str| (kind, own.service.clone().unwrap_or_else(|| usual.into()));
        match own.kind {
            Kind::Client => panic!("{} is no service", own.id),
            // Names are apart from what is called directly.
            Kind::Dns => match self.links(part).first() {
                Some(first) => (Kind::Dns, self.service(self.to(*first)).1),
                None => (Kind::Dns, String::new()),
            },
            Kind::Queue => labelled(Kind::Queue, "queue"),
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

    pub fn connects(&self, link: usize, operation: Operation) -> bool {
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
            Kind::Balancer => !self.rotation(to).is_empty(),
            Kind::Server => self
                .by_service(self.links(to))
                .iter()
                .all(|((kind, _), links)| {
                    !self.needs(links)
                        || match kind {
                            Kind::Dns => self.finds_one(to, links),
                            _ => self.has_every_shard(links),
                        }
                }),
            _ => true,
        }
    }

    /// The members that a balancer picks among.
    fn rotation(&self, balancer: usize) -> Vec<usize> {
        let own = &self.system.parts[balancer];
        let all = self.links(balancer);
        let fit: Vec<usize> = all
            .iter()
            .copied()
            .filter(|member| self.probe(*member, own.checks))
            .collect();
        if (fit.len() as f64) < own.panic_threshold * all.len() as f64 {
            all
        } else {
            fit
        }
    }

    /// Whether some name server in reach gives an address that connects.
    fn finds_one(&self, server: usize, links: &[usize]) -> bool {
        let names = self.answering(links);
        names.iter().any(|dns| {
            let mut answers = self.answers(server, *dns).into_iter();
            answers.any(|(_, addresses)| addresses.iter().any(|to| self.reaches(server, *to)))
        })
    }

    /// Whether an address that a name gave is reached.
    fn reaches(&self, from: usize, to: usize) -> bool {
        self.system.lives(self.broken, to) && !self.system.isolated(self.broken, from, to)
    }

    /// The name servers that answer.
    fn answering(&self, links: &[usize]) -> Vec<usize> {
        let whole = links.iter().copied().filter(|link| {
            self.system.passes(self.broken, *link) && self.system.lives(self.broken, self.to(*link))
        });
        whole.map(|link| self.to(link)).collect()
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

    /// The call links of a part for these requests by service, in the order drawn.
    fn groups(&self, part: usize, operation: Operation) -> Vec<(Service, Vec<usize>)> {
        let mut links = self.links(part);
        links.retain(|link| match (self.system.links[*link].on, operation) {
            (On::Reads, Operation::Write) | (On::Writes, Operation::Read) => false,
            (On::All | On::Reads | On::Writes, _) => true,
        });
        self.by_service(links)
    }

    /// Links by the service that they lead to.
    fn by_service(&self, links: Vec<usize>) -> Vec<(Service, Vec<usize>)> {
        let mut groups: Vec<(Service, Vec<usize>)> = Vec::new();
        for link in links {
            let service = self.service(self.to(link));
            match groups.iter_mut().find(|(of, _)| *of == service) {
                Some((_, links)) => links.push(link),
                None => groups.push((service, vec![link])),
            }
        }
        groups
    }

    /// Whether a group of calls is needed.
    fn needs(&self, links: &[usize]) -> bool {
        links.iter().any(|link| {
            let usual = self.service(self.to(*link)).0 != Kind::Cache;
            self.system.links[*link].required.unwrap_or(usual)
        })
    }

    /// What comes of a request that has connected to this part.
    fn serves(&self, part: usize, operation: Operation, keys: &Keys) -> Outcome {
        let question = (part, operation, keys.clone());
        if let Some(answer) = self.known.borrow().get(&question) {
            return answer.clone();
        }
        let answer = match self.system.parts[part].kind {
            Kind::Client | Kind::Dns => panic!("nobody calls this"),
            Kind::Database | Kind::Cache => Outcome::served(),
            Kind::Server => self.server(part, operation, keys),
            Kind::Balancer => self.balancer(part, operation, keys),
            Kind::Queue => self.publish(part, keys),
        };
        self.known.borrow_mut().insert(question, answer.clone());
        answer
    }

    fn server(&self, server: usize, operation: Operation, keys: &Keys) -> Outcome {
        let mut sofar = Outcome::served();
        let mut groups = self.groups(server, operation);
        groups.sort_by_key(|((kind, _), _)| *kind != Kind::Cache);
        for ((kind, _), links) in groups {
            let needed = self.needs(&links);
            if kind == Kind::Cache && (!needed || operation == Operation::Write) {
                continue;
            }
            let called = if kind == Kind::Dns {
                self.by_name(server, &links, operation, keys)
            } else {
                self.directly(links, operation, keys)
            };
            sofar = sofar.then(&if needed { called } else { called.or_without() });
        }
        sofar
    }

    /// A call of a server to whom it is linked.
    fn directly(&self, links: Vec<usize>, operation: Operation, keys: &Keys) -> Outcome {
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
        pick(&choices, others)
    }

    /// A call of a server to whoever a name gives.
    fn by_name(&self, server: usize, links: &[usize], of: Operation, keys: &Keys) -> Outcome {
        let names = self.answering(links);
        let mut sum = Outcome::failed();
        for dns in &names {
            for (probability, addresses) in self.answers(server, *dns) {
                let list: Vec<Choice> = addresses
                    .into_iter()
                    .map(|to| self.address(server, to, of, keys))
                    .collect();
                let others = list.len();
                sum.add(probability / names.len() as f64, &pick(&list, others));
            }
        }
        sum
    }

    fn address(&self, from: usize, to: usize, operation: Operation, keys: &Keys) -> Choice {
        let reached = self.reaches(from, to);
        let outcome = if reached {
            self.serves(to, operation, keys)
        } else {
            Outcome::failed()
        };
        (1.0, reached, outcome)
    }

    pub fn choice(&self, link: usize, operation: Operation, keys: &Keys) -> Choice {
        let connects = self.connects(link, operation);
        let outcome = if connects {
            self.serves(self.to(link), operation, keys)
        } else {
            Outcome::failed()
        };
        (self.system.links[link].weight, connects, outcome)
    }

    fn balancer(&self, balancer: usize, operation: Operation, keys: &Keys) -> Outcome {
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
            None => return Outcome::failed(),
        }
        let rotation = self.rotation(balancer);
        let mut sofar = Outcome::served();
        for (_, links) in stores {
            if !links.iter().all(|link| {
                self.is_empty_balancer(self.to(*link)) || self.holds(self.to(*link), keys)
            }) {
                return sofar.then(&Outcome::failed());
            }
            let choices: Vec<Choice> = links
                .iter()
                .filter(|link| self.carries(**link, operation) && rotation.contains(link))
                .map(|link| self.choice(*link, operation, keys))
                .collect();
            sofar = sofar.then(&pick(&choices, own.retries as usize));
        }
        sofar
    }

    /// Shards that the requests of a client, and the messages that they publish, reach.
    pub fn ask_for(&self, reached: &BTreeMap<String, BTreeSet<String>>) {
        self.known.borrow_mut().clear();
        self.reached.borrow_mut().clone_from(reached);
    }

    /// What comes of a client's requests.
    pub fn asked(&self, client: usize, operation: Operation, keys: &Keys) -> Outcome {
        let own = &self.system.parts[client];
        let links = self.links(client);
        let of_names = |link: &usize| self.system.parts[self.to(*link)].kind == Kind::Dns;
        if !links.iter().any(of_names) {
            let lists = self.groups(client, operation);
            let lists: Vec<List> = lists
                .iter()
                .map(|(_, links)| {
                    let may = |link: &&usize| {
                        self.holds(self.to(**link), keys) && self.carries(**link, operation)
                    };
                    let list = links
                        .iter()
                        .filter(may)
                        .map(|link| self.choice(*link, operation, keys))
                        .collect();
                    (self.needs(links), list)
                })
                .collect();
            return Self::in_any_order(own, &lists);
        }
        let answering = self.answering(&links);
        let mut sum = Outcome::failed();
        for dns in &answering {
            for (probability, addresses) in self.answers(client, *dns) {
                let list = addresses
                    .into_iter()
                    .map(|to| self.address(client, to, operation, keys));
                let of_one = Self::in_any_order(own, &[(true, list.collect())]);
                sum.add(probability / answering.len() as f64, &of_one);
            }
        }
        sum
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
    fn in_any_order(own: &crate::file::Part, lists: &[List]) -> Outcome {
        if lists.is_empty() {
            return Outcome::failed();
        }
        let mut orders: Vec<Vec<List>> = vec![Vec::new()];
        for (needed, list) in lists {
            let permuted = permutations(list);
            orders = orders
                .into_iter()
                .flat_map(|before| {
                    permuted.iter().map(move |order| {
                        let mut more = before.clone();
                        more.push((*needed, order.clone()));
                        more
                    })
                })
                .collect();
        }
        let mut sum = Outcome::failed();
        for lists in &orders {
            let way = Way {
                lists,
                tries_next: own.tries_next,
            };
            let came = way.come_to(0, vec![0; lists.len()], own.retries, false);
            sum.add(1.0 / orders.len() as f64, &came);
        }
        sum
    }
}
