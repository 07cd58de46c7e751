//! Replica sets, stores, and who acts as primary after a history of faults, each followed by all that mends itself.

use crate::file::{Broken, Failover, Kind, Role, System};
use std::collections::{BTreeMap, BTreeSet};

/// A replica set, or a store of its own.
pub struct Set {
    /// In the order drawn.
    pub nodes: Vec<usize>,
    /// Those tied to a node drawn primary.
    pub with_data: BTreeSet<usize>,
    pub service: String,
    /// `none` where it has no label; nothing for a store, which is no shard of anything.
    pub shard: Option<String>,
    pub failover: Failover,
    pub returns: bool,
}

pub fn sets(system: &System) -> Vec<Set> {
    let mut labelled: BTreeMap<(String, Option<String>), Vec<usize>> = BTreeMap::new();
    for (node, part) in system.parts.iter().enumerate() {
        if part.kind == Kind::Database {
            let service = part.service.clone().unwrap_or_else(|| "db".into());
            let label = (service, part.shard.clone());
            labelled.entry(label).or_default().push(node);
        }
    }
    let mut found = Vec::new();
    for ((service, shard), nodes) in labelled {
        // The first node drawn primary of each group that channels tie together.
        let mut tied: Vec<(usize, BTreeSet<usize>)> = Vec::new();
        for &node in &nodes {
            if drawn_primary(system, node) && !tied.iter().any(|(_, group)| group.contains(&node)) {
                tied.push((node, tied_to(system, node)));
            }
        }
        let is_store = |node: &usize| tied.iter().skip(1).any(|(_, group)| group.contains(node));
        let rest = nodes.iter().copied().filter(|node| !is_store(node));
        let with_data = tied.first().map(|(_, group)| group.clone());
        found.push(set(
            system,
            rest.collect(),
            with_data.unwrap_or_default(),
            service,
            Some(shard.unwrap_or_else(|| "none".into())),
        ));
        for (first, group) in tied.iter().skip(1) {
            let own = system.parts[*first].id.clone();
            let nodes = nodes
                .iter()
                .copied()
                .filter(|node| group.contains(node))
                .collect();
            found.push(set(system, nodes, group.clone(), own, None));
        }
    }
    found
}

fn set(
    system: &System,
    nodes: Vec<usize>,
    with_data: BTreeSet<usize>,
    service: String,
    shard: Option<String>,
) -> Set {
    let primary = nodes.iter().find(|node| drawn_primary(system, **node));
    let ruler = &system.parts[*primary.unwrap_or(&nodes[0])];
    Set {
        with_data,
        service,
        shard,
        failover: ruler.failover,
        returns: ruler.returns,
        nodes,
    }
}

fn drawn_primary(system: &System, node: usize) -> bool {
    system.parts[node].role == Role::Primary
}

fn channels(system: &System, node: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let all = system.links.iter().enumerate();
    all.filter_map(move |(at, link)| {
        let is_channel = system.parts[link.from].kind == Kind::Database;
        match (is_channel, link.from == node, link.to == node) {
            (true, true, _) => Some((at, link.to)),
            (true, _, true) => Some((at, link.from)),
            _ => None,
        }
    })
}

fn tied_to(system: &System, node: usize) -> BTreeSet<usize> {
    reach([node].into(), |from| {
        channels(system, from).map(|(_, to)| to).collect()
    })
}

/// Everything that steps from `start` lead to.
fn reach(start: BTreeSet<usize>, steps: impl Fn(usize) -> Vec<usize>) -> BTreeSet<usize> {
    let mut found = start;
    let mut todo: Vec<usize> = found.iter().copied().collect();
    while let Some(from) = todo.pop() {
        for to in steps(from) {
            if found.insert(to) {
                todo.push(to);
            }
        }
    }
    found
}

/// Who acts as primary, and what is remembered of it.
#[derive(Clone, PartialEq, Debug)]
pub struct History {
    /// Dead or alive, each with the moment of its promotion; 0 as drawn.
    pub acting: BTreeMap<usize, u32>,
    /// Came back and could not catch up.
    pub out: BTreeSet<usize>,
    /// Came back, found nobody, and has not caught up since.
    behind: BTreeSet<usize>,
    /// Those acting primaries that are primary now.
    pub primaries: BTreeSet<usize>,
    pub broken: Broken,
    moments: u32,
}

impl History {
    pub fn start(system: &System) -> Self {
        let parts = 0..system.parts.len();
        let drawn = parts.filter(|part| {
            system.parts[*part].kind == Kind::Database && drawn_primary(system, *part)
        });
        let acting: BTreeMap<usize, u32> = drawn.map(|node| (node, 0)).collect();
        Self {
            primaries: acting.keys().copied().collect(),
            acting,
            out: BTreeSet::new(),
            behind: BTreeSet::new(),
            broken: Broken::default(),
            moments: 0,
        }
    }

    /// The same after what is broken has become this, and all that mends itself has.
    pub fn then(&self, system: &System, sets: &[Set], now: &Broken) -> Self {
        let mut next = self.clone();
        next.broken = now.clone();
        next.primaries.clear();
        for set in sets {
            Moment {
                system,
                set,
                before: &self.broken,
                now,
            }
            .pass(&mut next);
        }
        next
    }
}

/// A set, before something broke or was mended, and after.
struct Moment<'a> {
    system: &'a System,
    set: &'a Set,
    before: &'a Broken,
    now: &'a Broken,
}

impl Moment<'_> {
    fn pass(&self, history: &mut History) {
        // Who dies while it is out comes back as anybody does.
        history
            .out
            .retain(|node| self.system.lives(self.now, *node));
        history
            .behind
            .retain(|node| self.system.lives(self.now, *node));
        let acted: Vec<usize> = Self::acting(&self.live(self.now), history);
        let (before, now) = (self.sides(self.before), self.sides(self.now));
        let lived = |node: usize| self.system.lives(self.before, node);
        let met = |a: usize, b: usize| {
            before
                .iter()
                .any(|side| side.contains(&a) && side.contains(&b))
        };
        for side in &now {
            // Those promoted before the last one rejoin.
            let last = side.iter().filter_map(|node| history.acting.get(node));
            let Some(last) = last.max().copied() else {
                continue;
            };
            let acting_before: Vec<usize> = Self::acting(side, history);
            for &node in &acting_before {
                if history.acting[&node] < last {
                    history.acting.remove(&node);
                }
            }
            let primaries = Self::acting(side, history);
            let still = |node: usize, primary: usize| {
                lived(node) && (met(node, primary) || !lived(primary))
            };
            for &node in side {
                // Who lived all the time and never acted has nothing to rejoin.
                let comes_back = (!lived(node) || acting_before.contains(&node))
                    && !primaries.contains(&node)
                    && !primaries.iter().any(|primary| still(node, *primary));
                if comes_back && !self.fed(history).contains(&node) {
                    history.out.insert(node);
                }
            }
        }
        let nodes = self.live(self.now).into_iter();
        let back = nodes.filter(|node| !lived(*node) && !history.acting.contains_key(node));
        let back: Vec<usize> = back.filter(|node| !history.out.contains(node)).collect();
        history.behind.extend(back);
        loop {
            let was = history.clone();
            let fed = self.fed(history);
            history.out.retain(|node| !fed.contains(node));
            // Whose role went to another meanwhile has something to catch up with as well.
            history.behind.extend(&acted);
            let is_behind =
                |node: &usize| !fed.contains(node) && !history.acting.contains_key(node);
            let mut behind = history.behind.clone();
            behind.retain(is_behind);
            // Who was behind when it came back is out as soon as it meets a primary.
            for side in &now {
                if !Self::acting(side, history).is_empty() {
                    let met = side.iter().copied().filter(|node| behind.contains(node));
                    history.out.extend(met);
                }
            }
            history.behind = behind;
            match self.set.failover {
                Failover::Manual => {}
                Failover::Automatic => self.promote_on_every_side(&now, history),
                Failover::Quorum => self.promote_in_the_majority(history),
            }
            if self.set.returns && self.set.failover != Failover::Manual {
                self.give_back(&now, history);
            }
            if *history == was {
                break;
            }
        }
        let majority = self.majority();
        let primaries = self.set.nodes.iter().copied().filter(|node| {
            history.acting.contains_key(node)
                && self.system.lives(self.now, *node)
                && match (&majority, self.set.failover) {
                    (_, Failover::Manual | Failover::Automatic) => true,
                    (None, _) => false,
                    (Some(group), _) => self.counts(group, *node),
                }
        });
        history.primaries.extend(primaries);
    }

    fn live(&self, broken: &Broken) -> Vec<usize> {
        let nodes = self.set.nodes.iter().copied();
        nodes
            .filter(|node| self.system.lives(broken, *node))
            .collect()
    }

    fn talk(&self, broken: &Broken, a: usize, b: usize) -> bool {
        self.system.lives(broken, a)
            && self.system.lives(broken, b)
            && !self.system.isolated(broken, a, b)
            && !channels(self.system, a).any(|(link, to)| to == b && broken.links.contains(&link))
    }

    /// Live nodes that talk to each other, directly or through one another.
    fn groups(&self, broken: &Broken, among: &[usize]) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for &node in among {
            if groups.iter().any(|group| group.contains(&node)) {
                continue;
            }
            let group = reach([node].into(), |from| {
                let others = among.iter().copied();
                others.filter(|to| self.talk(broken, from, *to)).collect()
            });
            groups.push(
                among
                    .iter()
                    .copied()
                    .filter(|n| group.contains(n))
                    .collect(),
            );
        }
        groups
    }

    fn sides(&self, broken: &Broken) -> Vec<Vec<usize>> {
        self.groups(broken, &self.live(broken))
    }

    fn acting(side: &[usize], history: &History) -> Vec<usize> {
        let nodes = side.iter().copied();
        nodes
            .filter(|node| history.acting.contains_key(node))
            .collect()
    }

    /// Whoever has a way of whole channels from a live acting primary.
    fn fed(&self, history: &History) -> BTreeSet<usize> {
        let from = Self::acting(&self.live(self.now), history);
        reach(from.into_iter().collect(), |from| {
            let ways = channels(self.system, from);
            let whole = ways.filter(|(link, to)| {
                self.system.lives(self.now, *to) && self.system.passes(self.now, *link)
            });
            whole.map(|(_, to)| to).collect()
        })
    }

    fn voters(&self) -> Vec<usize> {
        let nodes = self.set.nodes.iter().copied();
        nodes
            .filter(|node| self.system.parts[*node].role != Role::Replica)
            .collect()
    }

    fn majority(&self) -> Option<Vec<usize>> {
        let voters = self.voters();
        let live = self.live(self.now);
        let live: Vec<usize> = live.into_iter().filter(|n| voters.contains(n)).collect();
        self.groups(self.now, &live)
            .into_iter()
            .find(|group| 2 * group.len() > voters.len())
    }

    /// Whether a node counts as one of the majority: a replica does where it talks to one of it.
    fn counts(&self, group: &[usize], node: usize) -> bool {
        group.contains(&node)
            || (self.system.parts[node].role == Role::Replica
                && self.system.parts[node].promotable
                && group.iter().any(|voter| self.talk(self.now, node, *voter)))
    }

    fn may_be_promoted(&self, node: usize, history: &History) -> bool {
        self.system.lives(self.now, node)
            && self.set.with_data.contains(&node)
            && !history.acting.contains_key(&node)
            && !history.out.contains(&node)
    }

    fn standby(&self, among: &[usize], history: &History) -> Option<usize> {
        let mut nodes = among.iter().copied();
        nodes.find(|node| {
            self.system.parts[*node].role != Role::Replica && self.may_be_promoted(*node, history)
        })
    }

    fn replica(&self, among: &[usize], history: &History) -> Option<usize> {
        let mut nodes = among.iter().copied();
        nodes.find(|node| {
            let part = &self.system.parts[*node];
            part.role == Role::Replica && part.promotable && self.may_be_promoted(*node, history)
        })
    }

    /// All at one moment, each on its side.
    fn promote_on_every_side(&self, sides: &[Vec<usize>], history: &mut History) {
        let live = self.live(self.now);
        let none_lives = Self::acting(&live, history).is_empty();
        let mut promoted: Vec<usize> = sides
            .iter()
            .filter(|side| Self::acting(side, history).is_empty())
            .filter_map(|side| self.standby(side, history))
            .collect();
        if promoted.is_empty() && none_lives {
            promoted.extend(self.replica(&live, history));
        }
        if promoted.is_empty() {
            return;
        }
        for node in &self.set.nodes {
            if !live.contains(node) {
                history.acting.remove(node);
            }
        }
        promoted.sort_by_key(|node| self.set.nodes.iter().position(|n| n == node));
        for node in promoted {
            history.moments += 1;
            history.acting.insert(node, history.moments);
        }
    }

    fn promote_in_the_majority(&self, history: &mut History) {
        let Some(group) = self.majority() else {
            return;
        };
        let counting = self.live(self.now);
        let counting: Vec<usize> = counting
            .into_iter()
            .filter(|node| self.counts(&group, *node))
            .collect();
        if !Self::acting(&counting, history).is_empty() {
            return;
        }
        let next = self
            .standby(&counting, history)
            .or_else(|| self.replica(&counting, history));
        if let Some(next) = next {
            for node in &self.set.nodes {
                history.acting.remove(node);
            }
            history.moments += 1;
            history.acting.insert(next, history.moments);
        }
    }

    /// Nodes drawn primary that have caught up take their role back.
    fn give_back(&self, sides: &[Vec<usize>], history: &mut History) {
        let fed = self.fed(history);
        let majority = self.majority();
        for side in sides {
            let acting = Self::acting(side, history);
            let of_majority = |node: &usize| {
                self.set.failover != Failover::Quorum
                    || majority
                        .as_ref()
                        .is_some_and(|group| self.counts(group, *node))
            };
            let returning: Vec<usize> = side
                .iter()
                .copied()
                .filter(|node| drawn_primary(self.system, *node))
                .filter(|node| !acting.contains(node) && fed.contains(node))
                .filter(of_majority)
                .collect();
            if acting.is_empty() || returning.is_empty() {
                continue;
            }
            history.moments += 1;
            for node in acting {
                if drawn_primary(self.system, node) {
                    history.acting.insert(node, history.moments);
                } else {
                    history.acting.remove(&node);
                }
            }
            for node in returning {
                history.out.remove(&node);
                history.acting.insert(node, history.moments);
            }
        }
    }
}
