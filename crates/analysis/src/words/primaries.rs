//! Sentences about a set that has no primary, and why no node takes over.

use super::Tale;
use topple_model::{Failover, Role, Target};

impl Tale<'_> {
    /// No node is primary of the set any more.
    pub(super) fn no_primary(&self, who: &str, caller: usize, set: usize) -> String {
        if let Some(sentence) = self.needs_both_stores(who, caller, set) {
            return sentence;
        }
        let drawn = &self.plan.topology().sets[set];
        let of_shard = drawn
            .shard
            .as_ref()
            .map_or(String::new(), |shard| format!(" for shard {shard}"));
        let service = &drawn.service;
        let primaries = self.primaries(set);
        let names = self.names(&primaries);
        let (are, ones, they) = if primaries.len() == 1 {
            ("is", "one", "it is")
        } else {
            ("are", "ones", "they are")
        };
        let who = if who.contains("for shard") {
            who.to_owned()
        } else {
            format!("{who}{of_shard}")
        };
        let need = format!("{who} needs a primary of {service}");
        if drawn.failover == Failover::Quorum && !self.drawn_primary_lost(set) {
            let nodes = drawn
                .nodes
                .iter()
                .filter(|&&n| self.role(n) != Some(Role::ReadReplica))
                .count();
            let element = self.element();
            return format!(
                "{need}, and a primary needs a majority of the set's {nodes} nodes; without {element} there are too few."
            );
        }
        let together = match self.element.target {
            Target::Region(_) => format!(", {they} in {}", self.element()),
            Target::Group(_) if primaries.len() == 1 => {
                format!(", a part of {}", self.element())
            }
            Target::Group(_) => format!(", all parts of {}", self.element()),
            Target::Component(_) | Target::Link(_) | Target::Note(_) => String::new(),
        };
        let rest = self.why_none_takes_over(set, &primaries);
        format!("{need}; {names} {are} the only {ones}{together}{rest}.")
    }

    /// Where the caller keeps its data in two stores that are drawn as one.
    fn needs_both_stores(&self, who: &str, caller: usize, set: usize) -> Option<String> {
        let topology = self.plan.topology();
        let sets = &topology.sets;
        let drawn = topology.drawn_set(sets[set].ruling);
        let is_used = |other: usize| {
            let mut ends = topology.calls(caller).filter_map(|link| topology.to(link));
            ends.any(|to| topology.set_of[to] == Some(other))
        };
        let is_beside = |other: &usize| {
            let same = *other != set && topology.drawn_set(sets[*other].ruling) == drawn;
            same && (sets[*other].is_of_its_own || sets[set].is_of_its_own) && is_used(*other)
        };
        let other = (0..sets.len()).find(is_beside)?;
        let (first, own) = if sets[set].is_of_its_own {
            (other, set)
        } else {
            (set, other)
        };
        let (one, own) = (self.name(sets[first].ruling), self.name(sets[own].ruling));
        let caller = match topology.services[caller].as_ref() {
            Some(service) if self.alike(caller) > 1 => service.label.as_str(),
            Some(_) | None => self.name(caller),
        };
        let element = self.element();
        let who = super::lower(who);
        Some(format!(
            "{own} gets none of {one}'s writes: it is another store, and {caller} needs both. Without {element}, {who} \
             fails."
        ))
    }

    fn role(&self, node: usize) -> Option<Role> {
        self.plan.scenario().components[node]
            .database()
            .map(|d| d.role)
    }

    /// Who was primary before.
    fn primaries(&self, set: usize) -> Vec<usize> {
        self.before.sets[set].primaries.to_vec()
    }

    /// There is a primary, and no way from the caller to it.
    pub(super) fn out_of_reach(&self, who: &str, caller: usize, set: usize) -> String {
        let service = &self.plan.topology().sets[set].service;
        let leading = self.after.sets[set].primaries.to_vec();
        let (names, caller) = (self.names(&leading), self.name(caller));
        let (is, it) = if leading.len() == 1 {
            ("is", "it")
        } else {
            ("are", "them")
        };
        let element = self.element();
        if self.after.sets[set] == self.before.sets[set] {
            return format!(
                "{who} needs a primary of {service}; that {is} {names}, and without {element} {caller} has no way to {it}."
            );
        }
        format!(
            "{who} needs a primary of {service}; without {element} that {is} {names}, and {caller} has no way to {it}."
        )
    }

    fn drawn_primary_lost(&self, set: usize) -> bool {
        self.primaries(set)
            .iter()
            .all(|node| self.element.components.contains(node))
    }

    fn why_none_takes_over(&self, set: usize, primaries: &[usize]) -> String {
        let lost = |n: &usize| self.before.dead[*n] || self.element.components.contains(n);
        let rule = self.plan.topology().sets[set].failover;
        let others: Vec<usize> = self.plan.topology().sets[set]
            .nodes
            .iter()
            .copied()
            .filter(|n| !primaries.contains(n) && !lost(n))
            .collect();
        let is_empty = |n: usize| self.before.now.is_empty[n];
        let of_role = |role, empty: bool| {
            let fits = |n: &usize| self.role(*n) == Some(role) && is_empty(*n) == empty;
            others.iter().copied().find(fits)
        };
        let standby = of_role(Role::Standby, false);
        let replica = of_role(Role::ReadReplica, false).or(of_role(Role::ReadReplica, true));
        if let (None, Some(standby)) = (standby, of_role(Role::Standby, true)) {
            return format!(
                ". Nothing replicates to {}, so it has no data to take over with",
                self.name(standby)
            );
        }
        match (rule, standby, replica) {
            (Failover::Quorum, Some(_), _) => {
                ", and the nodes that would be left are no majority of the set, so they may not promote another"
                    .to_owned()
            }
            (Failover::Manual, Some(standby), _) => format!(
                ". {} stands by, but failover is manual: a person has to promote it",
                self.name(standby)
            ),
            (Failover::Automatic, Some(standby), _) => {
                format!(
                    ". {} stands by, but has not caught up with what it missed while it was away",
                    self.name(standby)
                )
            }
            (_, None, Some(replica)) => {
                format!(
                    ", and nothing may take over ({} is only a read replica)",
                    self.name(replica)
                )
            }
            (_, None, None) => ", and nothing may take over".to_owned(),
        }
    }
}
