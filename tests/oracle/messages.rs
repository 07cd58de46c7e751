//! What comes of a message.

use crate::choose::{Choice, pick};
use crate::file::Kind;
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

    /// What comes of a message that is published to this node.
    pub fn publish(&self, node: usize, keys: &Keys) -> Outcome {
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
        let holders = self.tied(node, &|link| {
            let crossed = &self.system.links[link];
            self.system.passes(self.broken, link)
                && self.system.lives(self.broken, crossed.from)
                && self.system.lives(self.broken, crossed.to)
        });
        let mut outcome = Outcome::served();
        let label = self.label(node);
        outcome.count(format!("to {label}"), 1.0);
        for service in services {
            let mut candidates = [node].into_iter().chain(holders.iter().copied());
            let deliverer = candidates.find(|at| !self.consumers(*at, &service).is_empty());
            let links: Vec<usize> = deliverer
                .map(|at| self.consumers(at, &service))
                .unwrap_or_default();
            let write = Operation::Write;
            let any = links.iter().any(|link| self.connects(*link, write));
            if !any {
                if self.system.parts[node].refuses {
                    return Outcome::failed();
                }
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
