//! What follows from shares: classes, verdicts, pairs, availability.

use crate::file::{Broken, Element, Kind, Role, System};
use crate::outcome::Outcome;
use crate::request::{Keys, Operation, Settled};
use crate::sets::{History, Set, sets};
use std::collections::{BTreeMap, BTreeSet};

/// Shares closer than this are the same.
pub const SAME: f64 = 1e-9;

/// A class: requests of a client, of one combination of shards or of all, or what is delivered.
pub struct Class {
    pub name: String,
    of: Asked,
    /// Of all requests of the client; of deliveries, messages published now.
    pub rate: f64,
}

enum Asked {
    Requests {
        client: usize,
        operation: Operation,
        shards: Option<Keys>,
    },
    /// From a queue to a service.
    Deliveries { queue: String, service: String },
}

impl Class {
    /// Whether what it asks is asked by no other class.
    fn is_whole(&self) -> bool {
        !matches!(
            &self.of,
            Asked::Requests {
                shards: Some(_),
                ..
            }
        )
    }
}

/// How much of a class is served, and how much of it in full.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Share {
    pub served: f64,
    pub full: f64,
}

pub struct Oracle {
    pub system: System,
    pub sets: Vec<Set>,
    pub now: History,
    pub classes: Vec<Class>,
    /// For each client, every combination of a shard of each service that is sharded for it.
    combinations: BTreeMap<usize, Vec<Keys>>,
    /// For each client, every shard that its requests and messages reach.
    reached: BTreeMap<usize, Shards>,
}

/// Of each service, its shards.
type Shards = BTreeMap<String, BTreeSet<String>>;

/// How an element is judged.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    pub element: String,
    pub impact: f64,
    pub classes: BTreeSet<String>,
}

pub struct Verdicts {
    pub spofs: Vec<Verdict>,
    pub leaks: Vec<Verdict>,
    pub degrades: Vec<Verdict>,
}

impl Oracle {
    /// After a sequence of moments, each of which leaves this broken.
    pub fn new(system: System, moments: &[Broken]) -> Self {
        let sets = sets(&system);
        let mut now = History::start(&system);
        for broken in moments {
            now = now.then(&system, &sets, broken);
        }
        let mut oracle = Self {
            system,
            sets,
            now,
            classes: Vec::new(),
            combinations: BTreeMap::new(),
            reached: BTreeMap::new(),
        };
        oracle.find_classes();
        oracle
    }

    /// Who acts as primary in a set, dead or alive.
    pub fn acting(&self, set: &Set) -> Vec<usize> {
        let nodes = set.nodes.iter().copied();
        nodes
            .filter(|node| self.now.acting.contains_key(node))
            .collect()
    }

    /// Who is drawn primary in a set.
    pub fn drawn(&self, set: &Set) -> Vec<usize> {
        let nodes = set.nodes.iter().copied();
        nodes
            .filter(|node| self.system.parts[*node].role == Role::Primary)
            .collect()
    }

    fn find_classes(&mut self) {
        for (client, part) in self.system.parts.iter().enumerate() {
            if part.kind != Kind::Client {
                continue;
            }
            let combinations = self.combinations_of(client);
            let (reads, writes) = (part.rate * part.reads, part.rate * (1.0 - part.reads));
            let both = [
                (Operation::Read, "read", reads),
                (Operation::Write, "write", writes),
            ];
            for (operation, word, rate) in both {
                if rate <= 0.0 {
                    continue;
                }
                let class = |name: String, shards: Option<Keys>, rate: f64| Class {
                    name,
                    of: Asked::Requests {
                        client,
                        operation,
                        shards,
                    },
                    rate,
                };
                let name = format!("{}/{word}", part.id);
                self.classes.push(class(name.clone(), None, rate));
                for keys in combinations.iter().filter(|keys| !keys.is_empty()) {
                    let labels: Vec<&str> = keys.values().map(String::as_str).collect();
                    let name = format!("{name}@{}", labels.join("+"));
                    let rate = rate / combinations.len() as f64;
                    self.classes.push(class(name, Some(keys.clone()), rate));
                }
            }
            self.combinations.insert(client, combinations);
            self.reached.insert(client, self.shards_of(client, true));
        }
        self.find_deliveries();
    }

    fn find_deliveries(&mut self) {
        let settled = Settled::new(&self.system, &self.sets, &self.now);
        let mut found: BTreeSet<(String, String)> = BTreeSet::new();
        for link in &self.system.links {
            let kind = |part: usize| self.system.parts[part].kind;
            if kind(link.from) == Kind::Queue && kind(link.to) != Kind::Queue {
                found.insert((settled.label(link.from), settled.service(link.to).1));
            }
        }
        let counts = self.counts(&settled);
        for (queue, service) in found {
            let published = counts.get(&format!("to {queue}")).copied();
            self.classes.push(Class {
                name: format!("{queue}>{service}"),
                rate: published.unwrap_or(0.0),
                of: Asked::Deliveries { queue, service },
            });
        }
    }

    /// What is published and taken a second, by what it is.
    fn counts(&self, settled: &Settled<'_>) -> BTreeMap<String, f64> {
        let mut sum = Outcome::failed();
        for class in &self.classes {
            if let Asked::Requests {
                client,
                operation,
                shards: None,
            } = &class.of
            {
                settled.ask_for(&self.reached[client]);
                let combinations = &self.combinations[client];
                for keys in combinations {
                    let asked = settled.asked(*client, *operation, keys);
                    sum.count_all(&asked, class.rate / combinations.len() as f64);
                }
            }
        }
        sum.counts
    }

    /// The shards that a client reaches as drawn, by names and calls; by messages too.
    fn shards_of(&self, client: usize, by_messages: bool) -> Shards {
        let mut reached: BTreeSet<usize> = [client].into();
        let mut todo = vec![client];
        while let Some(from) = todo.pop() {
            match self.system.parts[from].kind {
                Kind::Database => continue,
                Kind::Queue if !by_messages => continue,
                _ => {}
            }
            for link in self.system.links.iter().filter(|link| link.from == from) {
                if reached.insert(link.to) {
                    todo.push(link.to);
                }
            }
        }
        let mut shards = Shards::new();
        for set in &self.sets {
            if let Some(shard) = &set.shard
                && set.nodes.iter().any(|node| reached.contains(node))
            {
                let of = shards.entry(set.service.clone()).or_default();
                of.insert(shard.clone());
            }
        }
        shards
    }

    fn combinations_of(&self, client: usize) -> Vec<Keys> {
        let shards = self.shards_of(client, false);
        let mut combinations = vec![Keys::new()];
        for (service, labels) in shards.iter().filter(|(_, labels)| labels.len() > 1) {
            combinations = combinations
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
        combinations
    }

    /// The share of every class that is served with these broken too.
    pub fn shares(&self, also: &[Element]) -> Vec<Share> {
        let mut broken = self.now.broken.clone();
        for element in also {
            broken = broken.with(*element);
        }
        let history = self.now.then(&self.system, &self.sets, &broken);
        let settled = Settled::new(&self.system, &self.sets, &history);
        let has_deliveries = self
            .classes
            .iter()
            .any(|class| matches!(class.of, Asked::Deliveries { .. }));
        let counts = if has_deliveries {
            self.counts(&settled)
        } else {
            BTreeMap::new()
        };
        let counted = |what: String| counts.get(&what).copied().unwrap_or(0.0);
        let classes = self.classes.iter();
        classes
            .map(|class| match &class.of {
                Asked::Requests {
                    client,
                    operation,
                    shards,
                } => {
                    settled.ask_for(&self.reached[client]);
                    let one = shards.as_ref().map(std::slice::from_ref);
                    let all = one.unwrap_or(&self.combinations[client]);
                    let mut sum = Outcome::failed();
                    for keys in all {
                        let asked = settled.asked(*client, *operation, keys);
                        sum.add(1.0 / all.len() as f64, &asked);
                    }
                    Share {
                        served: sum.served,
                        full: sum.full,
                    }
                }
                Asked::Deliveries { queue, service } => {
                    let published = counted(format!("to {queue}"));
                    let of = |what: String| {
                        if published > 0.0 {
                            counted(what) / published
                        } else {
                            0.0
                        }
                    };
                    Share {
                        served: of(format!("{queue}>{service}")),
                        full: of(format!("{queue}>{service} in full")),
                    }
                }
            })
            .collect()
    }

    /// What can fail on its own and has not.
    pub fn elements(&self, links: bool) -> Vec<Element> {
        let broken = &self.now.broken;
        let parts = (0..self.system.parts.len()).filter(|part| {
            self.system.parts[*part].kind != Kind::Client && self.system.lives(broken, *part)
        });
        let regions = (0..self.system.regions.len()).filter(|region| {
            let around = self.system.enclosing(Some(*region));
            !around.iter().any(|region| broken.regions.contains(region))
        });
        let groups = 0..self.system.groups.len();
        let groups = groups.filter(|group| !broken.groups.contains(group));
        let whole = (0..self.system.links.len()).filter(|link| !broken.links.contains(link));
        let links = whole.filter(|_| links);
        parts
            .map(Element::Part)
            .chain(regions.map(Element::Region))
            .chain(groups.map(Element::Group))
            .chain(links.map(Element::Link))
            .collect()
    }

    pub fn demand(&self) -> f64 {
        let whole = self.classes.iter().filter(|class| class.is_whole());
        whole.map(|class| class.rate).sum()
    }

    fn lost(&self, now: &[f64], then: &[f64]) -> f64 {
        let all = self.classes.iter().zip(now.iter().zip(then));
        let whole = all.filter(|(class, _)| class.is_whole());
        let lost: f64 = whole
            .map(|(class, (now, then))| class.rate * (now - then).max(0.0))
            .sum();
        lost / self.demand()
    }

    pub fn verdicts(&self, links: bool) -> Verdicts {
        let served = |shares: &[Share]| -> Vec<f64> { shares.iter().map(|s| s.served).collect() };
        let full = |shares: &[Share]| -> Vec<f64> { shares.iter().map(|s| s.full).collect() };
        let now = self.shares(&[]);
        let (now, now_full) = (served(&now), full(&now));
        let mut verdicts = Verdicts {
            spofs: Vec::new(),
            leaks: Vec::new(),
            degrades: Vec::new(),
        };
        for element in self.elements(links) {
            let then = self.shares(&[element]);
            let (then, then_full) = (served(&then), full(&then));
            let classes = |now: &[f64], then: &[f64], falls: fn(f64, f64) -> bool| {
                let all = self.classes.iter().zip(now.iter().zip(then));
                let hurt = all.filter(|(_, (now, then))| falls(**now, **then));
                hurt.map(|(class, _)| class.name.clone())
                    .collect::<BTreeSet<String>>()
            };
            let verdict = |classes: BTreeSet<String>, impact: f64| Verdict {
                element: self.system.name(element),
                impact,
                classes,
            };
            let impact = self.lost(&now, &then);
            let falls: fn(f64, f64) -> bool = |now, then| then < now - SAME;
            let down = classes(&now, &then, |now, then| now > SAME && then <= SAME);
            let less = classes(&now, &then, falls);
            let poorer = classes(&now_full, &then_full, falls);
            if !down.is_empty() {
                verdicts.spofs.push(verdict(down, impact));
            } else if !less.is_empty() {
                verdicts.leaks.push(verdict(less, impact));
            } else if !poorer.is_empty() {
                let impact = self.lost(&now_full, &then_full);
                verdicts.degrades.push(verdict(poorer, impact));
            }
        }
        verdicts
    }

    /// Whether the first is a region or a group that contains the second.
    fn contains(&self, region: Element, element: Element) -> bool {
        if let (Element::Group(group), Element::Part(part)) = (region, element) {
            return self.system.parts[part].groups.contains(&group);
        }
        let Element::Region(region) = region else {
            return false;
        };
        match element {
            Element::Part(part) => self.system.around(part).contains(&region),
            Element::Region(inner) => {
                inner != region && self.system.enclosing(Some(inner)).contains(&region)
            }
            Element::Group(_) | Element::Link(_) => false,
        }
    }

    /// Pairs of elements whose joint loss takes some class down that neither alone does, with these classes.
    pub fn pairs(&self, links: bool) -> BTreeMap<BTreeSet<String>, BTreeSet<String>> {
        let now = self.shares(&[]);
        let elements = self.elements(links);
        let down = |shares: &[Share]| -> BTreeSet<usize> {
            let classes = 0..shares.len();
            classes
                .filter(|class| now[*class].served > SAME && shares[*class].served <= SAME)
                .collect()
        };
        let alone: BTreeMap<Element, BTreeSet<usize>> = elements
            .iter()
            .map(|element| (*element, down(&self.shares(&[*element]))))
            .collect();
        let mut both: BTreeMap<(Element, Element), BTreeSet<usize>> = BTreeMap::new();
        for &a in &elements {
            for &b in elements.iter().filter(|b| a < **b) {
                let classes = down(&self.shares(&[a, b]));
                both.insert((a, b), classes.clone());
                both.insert((b, a), classes);
            }
        }
        let mut pairs = BTreeMap::new();
        for &a in &elements {
            for &b in elements.iter().filter(|b| a < **b) {
                let nested = self.contains(a, b) || self.contains(b, a);
                if nested || (!alone[&a].is_empty() && !alone[&b].is_empty()) {
                    continue;
                }
                let replaced = |class: usize, of: Element, other: Element| {
                    elements.iter().any(|inner| {
                        self.contains(of, *inner)
                            && *inner != other
                            && both[&(*inner, other)].contains(&class)
                    })
                };
                let classes: BTreeSet<String> = both[&(a, b)]
                    .iter()
                    .copied()
                    .filter(|class| !alone[&a].contains(class) && !alone[&b].contains(class))
                    .filter(|class| !replaced(*class, a, b) && !replaced(*class, b, a))
                    .map(|class| self.classes[class].name.clone())
                    .collect();
                if !classes.is_empty() {
                    let pair = [a, b].map(|element| self.system.name(element));
                    pairs.insert(pair.into(), classes);
                }
            }
        }
        pairs
    }

    fn availability_of(&self, element: Element) -> f64 {
        match element {
            Element::Part(part) => self.system.parts[part].availability,
            Element::Region(region) => self.system.regions[region].availability,
            Element::Group(group) => self.system.groups[group].availability,
            Element::Link(_) => 1.0,
        }
    }

    /// The expected share of every class, over all states of all elements.
    pub fn availability(&self) -> Vec<Share> {
        let elements = self.elements(false);
        let nothing = Share {
            served: 0.0,
            full: 0.0,
        };
        let mut expected = vec![nothing; self.classes.len()];
        for state in 0..1_u32 << elements.len() {
            let is_down = |at: usize| state >> at & 1 == 1;
            let mut probability = 1.0;
            let mut down = Vec::new();
            for (at, element) in elements.iter().enumerate() {
                let up = self.availability_of(*element);
                if is_down(at) {
                    probability *= 1.0 - up;
                    down.push(*element);
                } else {
                    probability *= up;
                }
            }
            if probability > 0.0 {
                for (sum, share) in expected.iter_mut().zip(self.shares(&down)) {
                    sum.served += probability * share.served;
                    sum.full += probability * share.full;
                }
            }
        }
        expected
    }
}
