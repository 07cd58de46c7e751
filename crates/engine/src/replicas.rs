//! Replica sets: which node is primary, which is promoted, and what a promotion loses.
//!
//! The rule has no memory: who should be primary follows from what is dead and cut now. Only the way there takes time:
//! until the loss of the primary is noticed, and until the promotion is done.

use topple_model::{Failover, Role, Target};

use super::calls::Handle;
use super::event::{EventKind, numbered};
use super::log::What;
use super::state::State;
use super::state::replica_set::{Pending, Set};
use super::world::{SetPlan, World};

/// Who should be primary, given what is dead and cut.
struct Rule {
    /// Nodes drawn primary that are it.
    drawn: Vec<u32>,
    /// Who should be promoted.
    heir: Option<u32>,
    /// The heir would be primary beside a living one.
    split: bool,
    no_quorum: bool,
    /// Who counts: under `quorum` the majority, else all nodes that are up.
    group: Vec<u32>,
}

impl State {
    /// Who is primary of a set, for a call; one of them at random where there are several.
    pub fn one_primary(&mut self, w: &World, set: u32, caller: Handle) -> Option<u32> {
        let primaries = &self.sets[set as usize].primaries;
        let n = primaries.len() as u32;
        if n < 2 {
            return primaries.first().copied();
        }
        let by = self.calls.get(caller).map_or(primaries[0], |c| c.at);
        debug_assert!((by as usize) < w.parts.len());
        let place = self.parts[by as usize].choices.below(n);
        Some(primaries[place as usize])
    }

    /// Whether two live nodes talk directly: unless a link drawn between them is cut.
    fn talk(&self, w: &World, set: &SetPlan, a: u32, b: u32) -> bool {
        !set.links.iter().any(|&link| {
            let plan = &w.links[link as usize];
            self.cut[link as usize]
                && ((plan.from, plan.to) == (a, b) || (plan.from, plan.to) == (b, a))
        })
    }

    /// The nodes of `among` that talk to `start`, directly or through one another.
    fn circle_of(&self, w: &World, set: &SetPlan, start: u32, among: &[u32]) -> Vec<u32> {
        let mut circle = vec![start];
        let mut left: Vec<u32> = among.iter().copied().filter(|n| *n != start).collect();
        let mut next = 0;
        while let Some(&node) = circle.get(next) {
            next += 1;
            left.retain(|&other| {
                let talks = self.talk(w, set, node, other);
                if talks {
                    circle.push(other);
                }
                !talks
            });
        }
        circle
    }

    fn rule(&self, w: &World, plan: &SetPlan) -> Rule {
        let database = |node: &u32| &w.databases[w.slot(*node)];
        let live: Vec<u32> = plan
            .nodes
            .iter()
            .copied()
            .filter(|n| self.is_up(*n))
            .collect();
        let mut rule = Rule {
            drawn: Vec::new(),
            heir: None,
            split: false,
            no_quorum: false,
            group: live.clone(),
        };
        if plan.failover == Failover::Quorum {
            let votes = |n: &u32| database(n).role != Role::ReadReplica;
            let all = plan.nodes.iter().filter(|n| votes(n)).count();
            let living: Vec<u32> = live.iter().copied().filter(votes).collect();
            let circles = living
                .iter()
                .map(|&start| self.circle_of(w, plan, start, &living));
            match circles.into_iter().find(|circle| 2 * circle.len() > all) {
                Some(circle) => rule.group = circle,
                None => {
                    return Rule {
                        no_quorum: true,
                        group: Vec::new(),
                        ..rule
                    };
                }
            }
        }
        let is_drawn = |n: &u32| database(n).role == Role::Primary;
        rule.drawn = plan
            .nodes
            .iter()
            .copied()
            .filter(|n| is_drawn(n) && rule.group.contains(n))
            .collect();
        let fit =
            |n: &&u32, role| database(n).role == role && database(n).has_data && self.is_up(**n);
        if !rule.drawn.is_empty() {
            if plan.failover == Failover::Automatic {
                let cut_off = |n: &&u32| {
                    let circle = self.circle_of(w, plan, **n, &live);
                    !circle.iter().any(is_drawn)
                };
                rule.heir = plan
                    .nodes
                    .iter()
                    .filter(|n| fit(n, Role::Standby))
                    .find(cut_off)
                    .copied();
                rule.split = rule.heir.is_some();
            }
            return rule;
        }
        if plan.failover == Failover::Manual {
            return rule;
        }
        let talks_to_group = |n: &&u32| {
            plan.failover != Failover::Quorum
                || rule.group.iter().any(|m| self.talk(w, plan, **n, *m))
        };
        let standby = plan
            .nodes
            .iter()
            .find(|n| fit(n, Role::Standby) && rule.group.contains(n));
        let replica = || {
            let may =
                |n: &&u32| fit(n, Role::ReadReplica) && database(n).promotable && talks_to_group(n);
            plan.nodes.iter().find(may)
        };
        rule.heir = standby.or_else(replica).copied();
        rule
    }

    /// Something has died, come back, been cut or mended: who is primary of this set now?
    pub fn review_set(&mut self, w: &World, index: usize) {
        let plan = &w.sets[index];
        let rule = self.rule(w, plan);
        self.review_backlogs(w, plan);
        let before = self.sets[index].clone();
        let mut set = before.clone();
        let may_stay = |node: u32| {
            rule.drawn.is_empty()
                && rule.heir.is_some()
                && self.is_up(node)
                && (plan.failover != Failover::Quorum || rule.group.contains(&node))
        };
        if let Some(node) = set.promoted
            && rule.heir != Some(node)
            && !may_stay(node)
        {
            set.promoted = None;
        }
        set.split = rule.split && set.promoted.is_some();
        match rule.heir.filter(|heir| set.promoted != Some(*heir)) {
            None => set.pending = None,
            Some(node) if set.pending.is_some_and(|p| p.node == node) => {}
            Some(node) => {
                set.pending = Some(Pending { node, begun: false });
                set.generation = (set.generation + 1) & 0x07ff_ffff;
                let what = EventKind::Promotion.about(numbered(index as u32, set.generation));
                self.queue.at(self.now + plan.detect, what);
            }
        }
        set.primaries.clone_from(&rule.drawn);
        set.primaries
            .extend(set.promoted.filter(|node| !rule.drawn.contains(node)));
        set.no_quorum = rule.no_quorum;
        self.sets[index] = set;
        self.tell_changes(w, index, &before, &rule);
    }

    /// Tells how a set has changed.
    fn tell_changes(&mut self, w: &World, index: usize, before: &Set, rule: &Rule) {
        let set = self.sets[index].clone();
        let id = |part: u32| Some(Target::Component(w.parts[part as usize].id));
        if let Some(node) = before.promoted.filter(|n| set.promoted != Some(*n)) {
            if self.is_up(node) {
                self.tell(None, id(node), What::StepsDown);
            }
            for &back in rule.drawn.iter().filter(|n| !before.primaries.contains(n)) {
                self.tell(None, id(back), What::TakesBack);
            }
        }
        if before.split && !set.split {
            let node = before.promoted.and_then(id);
            self.tell(None, node, What::SplitBrainEnds { writes: set.apart });
            self.sets[index].apart = 0;
        }
        let first = w.sets[index].nodes[0];
        if set.no_quorum && !before.no_quorum {
            self.report_loss(w, index);
            self.tell(None, id(first), What::NoQuorum);
        } else if set.primaries.is_empty()
            && set.pending.is_none()
            && (!before.primaries.is_empty() || before.pending.is_some())
        {
            let lost = before.primaries.first().copied().unwrap_or(first);
            self.tell(None, id(lost), What::NoPrimary);
        }
    }

    /// A promotion goes on: the loss is noticed, or the new one is ready.
    pub fn promotion_goes_on(&mut self, w: &World, index: usize, generation: u32) {
        let set = &mut self.sets[index];
        let Some(pending) = set.pending.filter(|_| set.generation == generation) else {
            return;
        };
        let plan = &w.sets[index];
        let target = Target::Component(w.parts[pending.node as usize].id);
        if !pending.begun {
            set.pending = Some(Pending {
                begun: true,
                ..pending
            });
            let what = EventKind::Promotion.about(numbered(index as u32, generation));
            self.queue.at(self.now + plan.promote, what);
            self.report_loss(w, index);
            return self.tell(None, Some(target), What::PromotionStarts);
        }
        let old = set.promoted.replace(pending.node);
        set.last_promoted = Some(pending.node);
        set.pending = None;
        set.primaries.retain(|n| Some(*n) != old);
        set.primaries.push(pending.node);
        let lost = self.lose_writes(w, plan, pending.node);
        self.tell(None, Some(target), What::Promoted);
        if lost > 0 {
            self.tell(None, Some(target), What::WritesLost { writes: lost });
        }
        self.review_set(w, index);
        if self.sets[index].split {
            self.tell(None, Some(target), What::SplitBrain);
        }
    }

    /// The set has noticed that its primary or its majority is gone.
    fn report_loss(&mut self, w: &World, index: usize) {
        let plan = &w.sets[index];
        let set = &self.sets[index];
        // Where no majority is left all dead nodes are missed, else those that were to take writes.
        let is_missed = |n: &u32| {
            let wrote =
                w.databases[w.slot(*n)].role == Role::Primary || set.last_promoted == Some(*n);
            !self.is_up(*n) && (set.no_quorum || wrote)
        };
        let nodes = plan.nodes.iter().copied();
        let missed: Vec<u32> = nodes.filter(is_missed).collect();
        let is_node = |id| plan.nodes.iter().any(|n| w.parts[*n as usize].id == id);
        self.measure
            .reports
            .noticed(self.now, |target| match target {
                Target::Component(id) => missed.iter().any(|n| w.parts[*n as usize].id == id),
                Target::Region(id) => missed.iter().any(|n| w.lies_in(*n, id)),
                Target::Link(id) => is_node(id.from) && is_node(id.to),
            });
    }

    /// What dead nodes had acknowledged and not yet shipped to the new primary is gone.
    fn lose_writes(&mut self, w: &World, plan: &SetPlan, heir: u32) -> u64 {
        let mut lost = 0;
        for &node in &plan.nodes {
            if self.is_up(node) {
                continue;
            }
            let slot = w.slot(node);
            let replicas = w.databases[slot].replicas.iter();
            let Some(place) = replicas.into_iter().position(|r| r.part == heir) else {
                continue;
            };
            let writes = self.nodes[slot].backlogs[place].take();
            self.parts[node as usize].counts.lost_writes += writes;
            lost += writes;
        }
        self.measure.lost_writes += lost;
        lost
    }

    /// Ships what could be shipped until now, and notes which ways are broken from now on.
    fn review_backlogs(&mut self, w: &World, plan: &SetPlan) {
        for &node in &plan.nodes {
            let slot = w.slot(node);
            for (place, replica) in w.databases[slot].replicas.iter().enumerate() {
                let whole = self.is_up(node)
                    && self.is_up(replica.part)
                    && replica.path.iter().all(|link| !self.cut[*link as usize]);
                let now = self.now;
                let backlog = &mut self.nodes[slot].backlogs[place];
                if backlog.broken && whole {
                    // It catches up.
                    backlog.take();
                } else if !backlog.broken {
                    backlog.settle(now, replica.lag);
                }
                backlog.broken = !whole;
            }
        }
    }

    /// What a node is now.
    pub fn role_now(&self, w: &World, part: u32) -> super::RoleNow {
        use super::RoleNow;
        let plan = &w.databases[w.slot(part)];
        let set = &self.sets[plan.set as usize];
        if set.promoted == Some(part) {
            RoleNow::Promoted
        } else if set.primaries.contains(&part) {
            RoleNow::Primary
        } else if set.pending.is_some_and(|p| p.node == part && p.begun) {
            RoleNow::BeingPromoted
        } else {
            match plan.role {
                Role::Primary => RoleNow::NotPrimary,
                Role::Standby => RoleNow::Standby,
                Role::ReadReplica => RoleNow::ReadReplica,
            }
        }
    }
}
