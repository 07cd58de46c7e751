//! What comes of a message.

use crate::choose::{Choice, pick};
use crate::file::{Kind, On};
use crate::outcome::Outcome;
use crate::request::{Keys, Operation, Service, Settled};
use std::collections::BTreeSet;

impl Settled<'_> {
    pub fn label(&self, queue: usize) -> String {
        self.service(queue).1
    }

    /// Nodes of a queue that links between them tie together, in the order drawn.
    fn tied(&self, node: usize, links: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let mut tied: BTreeSet<usize> = [node].into();
        loop {
            let before = tied.len();
            for (at, link) in self.system.links.iter().enumerate() {
                let is_mirror = |part: usize| self.system.parts[part].kind == Kind::Queue;
                if is_mirror(link.from)
                    && is_mirror(link.to)
                    && links(at)
                    && (tied.contains(&link.from) || tied.contains(&link.to))
                {
                    tied.extend([link.from, link.to]);
                }
            }
            if tied.len() == before {
                return tied.into_iter().collect();
            }
        }
    }

    /// Links to consumers of a service.
    fn consumers(&self, node: usize, service: &Service) -> Vec<usize> {
        let mut links = self.links(node);
        links.retain(|link| {
            self.system.parts[self.to(*link)].kind != Kind::Queue
                && self.service(self.to(*link)) == *service
        });
        links
    }

    /// All services that get what is published to this node.
    fn services_of(&self, node: usize) -> Vec<Service> {
        let mut services: Vec<Service> = Vec::new();
        for tied in self.tied(node, &|_| true) {
            for link in self.links(tied) {
                if self.system.parts[self.to(link)].kind != Kind::Queue {
                    services.push(self.service(self.to(link)));
                }
            }
        }
        services.sort();
        services.dedup();
        services
    }

    /// The nodes on which is what this one takes.
    fn holders(&self, node: usize) -> Vec<usize> {
        self.tied(node, &|link| {
            let crossed = &self.system.links[link];
            self.system.passes(self.broken, link)
                && self.system.lives(self.broken, crossed.from)
                && self.system.lives(self.broken, crossed.to)
        })
    }

    /// Who delivers to a service what this node takes.
    fn deliverer(&self, node: usize, service: &Service) -> Option<usize> {
        let mut candidates = [node].into_iter().chain(self.holders(node));
        candidates.find(|at| !self.consumers(*at, service).is_empty())
    }

    /// Whether messages that this node takes are left lying, for want of anybody who takes them.
    fn piles_up(&self, node: usize) -> bool {
        let mut services = self.services_of(node).into_iter();
        services.any(|service| {
            let links = match self.deliverer(node, &service) {
                Some(at) => self.consumers(at, &service),
                None => Vec::new(),
            };
            !links
                .iter()
                .any(|link| self.connects(*link, Operation::Write))
        })
    }

    /// The parts that reads and writes get to in the drawing, with nothing broken.
    fn drawn_ways(&self) -> BTreeSet<(usize, Operation)> {
        let parts = self.system.parts.iter().enumerate();
        let mut ways: BTreeSet<(usize, Operation)> = BTreeSet::new();
        for (client, part) in parts.filter(|(_, part)| part.kind == Kind::Client) {
            if part.rate * part.reads > 0.0 {
                ways.insert((client, Operation::Read));
            }
            if part.rate * (1.0 - part.reads) > 0.0 {
                ways.insert((client, Operation::Write));
            }
        }
        loop {
            let mut more = ways.clone();
            for &(from, operation) in &ways {
                if self.system.parts[from].kind == Kind::Queue {
                    for tied in self.tied(from, &|_| true) {
                        for service in self.services_of(tied) {
                            let links = self.consumers(tied, &service);
                            more.extend(links.iter().map(|l| (self.to(*l), Operation::Write)));
                        }
                    }
                    continue;
                }
                let links = self.links(from).into_iter();
                let taken = links.filter(|link| match self.system.links[*link].on {
                    On::All => true,
                    On::Reads => operation == Operation::Read,
                    On::Writes => operation == Operation::Write,
                });
                more.extend(taken.map(|link| (self.to(link), operation)));
            }
            if more.len() == ways.len() {
                return ways;
            }
            ways = more;
        }
    }

    /// Whether this node, which lives, is full to the brim for good: of messages of its own, or of others' that it mirrors.
    fn is_full(&self, node: usize) -> bool {
        let capacity = |node: usize| self.system.parts[node].capacity;
        let mut others = self.holders(node).into_iter();
        self.piles_up(node)
            || others.any(|other| {
                self.piles_up(other)
                    && capacity(other) >= capacity(node)
                    && self.drawn_ways().iter().any(|(to, _)| *to == other)
            })
    }

    /// What comes of a message that is published to this node.
    pub fn publish(&self, node: usize, keys: &Keys) -> Outcome {
        if self.system.parts[node].refuses && self.is_full(node) {
            return Outcome::failed();
        }
        let mut outcome = Outcome::served();
        let label = self.label(node);
        outcome.count(format!("to {label}"), 1.0);
        for service in self.services_of(node) {
            let deliverer = self.deliverer(node, &service);
            let links: Vec<usize> = deliverer
                .map(|at| self.consumers(at, &service))
                .unwrap_or_default();
            let write = Operation::Write;
            let any = links.iter().any(|link| self.connects(*link, write));
            if !any {
                continue;
            }
            let tries = self.system.parts[deliverer.unwrap()].max_deliveries;
            let all = self.with_all_shards(keys);
            for keys in &all {
                let choices: Vec<Choice> = links
                    .iter()
                    .map(|link| self.choice(*link, write, keys))
                    .collect();
                let once = pick(&choices, choices.len());
                let fails = 1.0 - once.served;
                let deliveries: f64 = (0..tries).map(|before| fails.powi(before)).sum();
                let each = deliveries / all.len() as f64;
                outcome.count_all(&once, each);
                outcome.count(format!("{label}>{}", service.1), each * once.served);
                outcome.count(format!("{label}>{} in full", service.1), each * once.full);
            }
        }
        outcome
    }

    /// The keys of a message, with every shard of what only its consumers reach.
    fn with_all_shards(&self, keys: &Keys) -> Vec<Keys> {
        let mut all = vec![keys.clone()];
        for (service, labels) in self.reached.borrow().iter() {
            if keys.contains_key(service) || labels.len() < 2 {
                continue;
            }
            all = all
                .into_iter()
                .flat_map(|keys| {
                    labels.iter().map(move |label| {
                        let mut more = keys.clone();
                        more.insert(service.clone(), label.clone());
                        more
                    })
                })
                .collect();
        }
        all
    }
}
