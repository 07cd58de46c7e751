//! What takes time in a replica set: until a loss is noticed, until another is promoted, until one without a majority stands
//! down, until one that came back takes its role back.

use topple_model::{Failover, Role, Target};

use super::Micros;
use super::log::What;
use super::sides::Standing;
use super::state::State;
use super::state::replica_set::{Copied, Pending};
use super::world::{SetPlan, World};

impl State {
    /// The time has come for something in a set. Many a wake-up is for what is no longer to come: it changes nothing.
    pub fn set_wakes(&mut self, w: &World, index: usize) {
        // Who stands down does so before another rises.
        self.review_set(w, index);
        self.begin_promotions(w, index);
        while let Some(done) = self.next_done(index) {
            self.promote(w, index, done.node);
            self.review_set(w, index);
        }
        let now = self.now;
        for &part in &w.sets[index].nodes {
            let returns = self.nodes[w.slot(part)].returns;
            if returns.is_some_and(|(_, until)| until <= now) {
                self.take_back(w, index, part);
                self.review_set(w, index);
            }
        }
    }

    /// Has a set reviewed whenever the time comes for something that it waits for.
    pub fn wake_for_all(&mut self, w: &World, index: usize) {
        let plan = &w.sets[index];
        let set = &self.sets[index];
        let alone = |since: Micros| since + plan.detect;
        let mut times: Vec<Micros> = set.no_majority_since.map(alone).into_iter().collect();
        times.extend(set.pending.iter().flat_map(|p| [p.noticed, p.done]));
        for &part in &plan.nodes {
            let node = &self.nodes[w.slot(part)];
            times.extend(node.alone_since.map(alone));
            times.extend(node.returns.map(|(_, until)| until));
        }
        for at in times {
            self.wake_set(index, at);
        }
    }

    /// A loss is noticed: the promotion begins.
    fn begin_promotions(&mut self, w: &World, index: usize) {
        for i in 0..self.sets[index].pending.len() {
            let pending = &mut self.sets[index].pending[i];
            if pending.begun || pending.noticed > self.now {
                continue;
            }
            pending.begun = true;
            let node = pending.node;
            let acting = self.acting(w, &w.sets[index]);
            let is_gone = acting.iter().all(|a| !self.is_up(a.1));
            self.report_loss(w, index, Some(node));
            self.tell_of(w, node, What::PromotionStarts { is_gone });
        }
    }

    fn next_done(&self, index: usize) -> Option<Pending> {
        let mut pending = self.sets[index].pending.iter().copied();
        pending.find(|p| p.begun && p.done <= self.now)
    }

    /// A node is primary from now on. Those in whose place it is are not: the dead, and under `quorum` all others.
    fn promote(&mut self, w: &World, index: usize, heir: u32) {
        let plan = &w.sets[index];
        self.sets[index].pending.retain(|p| p.node != heir);
        let is_replaced =
            |state: &State, part: u32| plan.failover == Failover::Quorum || !state.is_up(part);
        let mut lost = 0;
        for (_, part, _) in self.acting(w, plan) {
            if is_replaced(self, part) {
                let writes = self.take_unshipped(w, part, heir);
                self.hand_backlogs_on(w, plan, part, heir, writes);
                self.parts[part as usize].counts.lost_writes += writes;
                self.replace(w, part);
                lost += writes;
            }
        }
        self.measure.lost_writes += lost;
        self.reigns += 1;
        let node = &mut self.nodes[w.slot(heir)];
        node.copied = Copied::All;
        node.reign = Some(self.reigns);
        self.tell_of(w, heir, What::Promoted);
        if lost > 0 {
            self.tell_of(w, heir, What::WritesLost { writes: lost });
        }
    }

    /// A node drawn primary has caught up and takes its role back. Its stand-in hands over without loss.
    fn take_back(&mut self, w: &World, index: usize, part: u32) {
        let plan = &w.sets[index];
        let sides = self.standing(w, plan).sides;
        let side = sides[w.databases[w.slot(part)].place as usize];
        let acting = self.acting(w, plan).into_iter();
        let leaders: Vec<_> = acting.filter(|a| sides[a.0] == side).collect();
        let Some(reign) = leaders.iter().map(|a| a.2).max() else {
            return;
        };
        for &(_, leader, _) in &leaders {
            if w.databases[w.slot(leader)].role != Role::Primary {
                self.hand_backlogs_on(w, plan, leader, part, 0);
                self.nodes[w.slot(leader)].resign();
                self.tell_of(w, leader, What::StepsDown);
            }
        }
        let node = &mut self.nodes[w.slot(part)];
        node.returns = None;
        node.reign = Some(reign);
        self.tell_of(w, part, What::TakesBack);
    }

    /// Without a majority nobody takes writes for longer than it takes to notice.
    pub fn review_majority(&mut self, w: &World, index: usize, standing: &Standing) {
        let plan = &w.sets[index];
        let now = self.now;
        for (place, part, _) in self.acting(w, plan) {
            let is_up = self.is_up(part);
            let node = &mut self.nodes[w.slot(part)];
            if !is_up {
                // Who comes back asks first whether it is with a majority.
                node.stood_down = true;
                node.alone_since = None;
            } else if standing.is_in_group(place) {
                let had_told = node.stood_down && node.alone_since.is_some();
                node.stood_down = false;
                node.alone_since = None;
                if had_told {
                    self.tell_of(w, part, What::TakesBack);
                }
            } else if !node.stood_down {
                let since = *node.alone_since.get_or_insert(now);
                let until = since + plan.detect;
                if until <= now {
                    node.stood_down = true;
                    self.tell_of(w, part, What::StepsDown);
                } else if since == now {
                    self.wake_set(index, until);
                }
            }
        }
        self.tell_no_majority(w, index, standing);
    }

    fn tell_no_majority(&mut self, w: &World, index: usize, standing: &Standing) {
        let plan = &w.sets[index];
        let now = self.now;
        let set = &mut self.sets[index];
        if standing.group.is_some() {
            set.no_majority_since = None;
            set.told_no_majority = false;
            return;
        }
        let since = *set.no_majority_since.get_or_insert(now);
        if set.told_no_majority {
            return;
        }
        if since + plan.detect <= now {
            set.told_no_majority = true;
            self.report_loss(w, index, None);
            self.tell_of(w, plan.nodes[0], What::NoQuorum);
        } else if since == now {
            self.wake_set(index, since + plan.detect);
        }
    }

    /// A rule that asks for no majority: who had stood down for want of one takes writes again.
    pub fn need_no_majority(&mut self, w: &World, index: usize) {
        let set = &mut self.sets[index];
        set.no_majority_since = None;
        set.told_no_majority = false;
        for &part in &w.sets[index].nodes {
            let node = &mut self.nodes[w.slot(part)];
            node.alone_since = None;
            node.stood_down = false;
        }
    }

    /// It is noticed who is missed: by the `heir`, those who act as primary and are out of its sight; where no majority is
    /// left, all who are dead.
    fn report_loss(&mut self, w: &World, index: usize, heir: Option<u32>) {
        let plan = &w.sets[index];
        let missed = self.missed(w, plan, heir);
        let is_node = |id| plan.nodes.iter().any(|n| w.parts[*n as usize].id == id);
        let isolated = &self.faults.isolated;
        self.measure
            .reports
            .noticed(self.now, |target| match target {
                Target::Note(_) => false,
                Target::Component(id) => missed.iter().any(|n| w.parts[*n as usize].id == id),
                Target::Region(id) => {
                    // Whoever is on the other side of its border is missed.
                    let members = if isolated.contains(&id) {
                        &plan.nodes
                    } else {
                        &missed
                    };
                    members.iter().any(|n| w.lies_in(*n, id))
                }
                Target::Group(id) => missed.iter().any(|n| w.shares(*n, id)),
                Target::Link(id) => is_node(id.from) && is_node(id.to),
            });
    }

    fn missed(&self, w: &World, plan: &SetPlan, heir: Option<u32>) -> Vec<u32> {
        let Some(heir) = heir else {
            let nodes = plan.nodes.iter().copied();
            return nodes.filter(|n| !self.is_up(*n)).collect();
        };
        let sides = self.standing(w, plan).sides;
        let side = sides[w.databases[w.slot(heir)].place as usize];
        let acting = self.acting(w, plan).into_iter();
        acting.filter(|a| sides[a.0] != side).map(|a| a.1).collect()
    }
}
