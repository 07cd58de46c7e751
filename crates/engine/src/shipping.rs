//! Replication: where the writes of an acting primary go, which of them are still to come, and what that costs when roles
//! move. Channels carry writes either way, outward from whoever acts as primary, over as many of them as it takes.

use std::collections::VecDeque;

use super::Micros;
use super::state::State;
use super::state::replica_set::{Node, Outlet};
use super::world::{SetPlan, World};

/// How writes reach a node at present.
#[derive(Clone, Copy)]
struct Reach {
    lag: Micros,
    sync: bool,
}

impl State {
    /// Ships what could be shipped until now by every acting primary of a set, and notes which ways are broken from now on.
    pub fn review_shipping(&mut self, w: &World, plan: &SetPlan) {
        for place in 0..plan.nodes.len() {
            let slot = w.slot(plan.nodes[place]);
            if self.nodes[slot].reign.is_none() {
                continue;
            }
            if self.nodes[slot].outlets.is_empty() {
                self.lay_outlets(w, plan, place);
            }
            let reach = self.reach_from(w, plan, place);
            let now = self.now;
            let Node { outlets, wait, .. } = &mut self.nodes[slot];
            *wait = Micros::ZERO;
            for outlet in outlets {
                let to = w.databases[w.slot(outlet.to)].place as usize;
                let backlog = &mut outlet.backlog;
                if !backlog.broken {
                    backlog.settle(now, outlet.lag);
                } else if reach[to].is_some() {
                    // It catches up.
                    backlog.take();
                }
                backlog.broken = reach[to].is_none();
                if let Some(reach) = reach[to] {
                    outlet.lag = reach.lag;
                    outlet.sync = reach.sync;
                }
                if outlet.waits() {
                    *wait = (*wait).max(outlet.lag + outlet.lag);
                }
            }
        }
    }

    /// Ways to all nodes that channels tie to a new primary.
    fn lay_outlets(&mut self, w: &World, plan: &SetPlan, place: usize) {
        let of = |node: u32| &w.databases[w.slot(node)];
        let part = plan.nodes[place];
        let others = plan.nodes.iter().filter(|n| **n != part);
        let kept = std::mem::take(&mut self.nodes[w.slot(part)].before_edit);
        let outlet = |&to: &u32| {
            let ends = [place as u32, of(to).place];
            let is_between = |ends_of: [u32; 2]| ends_of == ends || ends_of == [ends[1], ends[0]];
            let straight = plan.channels.iter().find(|c| is_between(c.ends));
            let link = straight.map(|c| c.link);
            let known = kept.iter().find(|outlet| outlet.to == to).cloned();
            known.map_or_else(|| Outlet::new(to, link), |o| Outlet { link, ..o })
        };
        let tied = others.filter(|to| of(**to).tie == of(part).tie);
        self.nodes[w.slot(part)].outlets = tied.map(outlet).collect();
    }

    /// How writes get from one node to all others now, by the fewest channels: none that is cut, between live nodes that are
    /// not isolated from each other.
    fn reach_from(&self, w: &World, plan: &SetPlan, start: usize) -> Vec<Option<Reach>> {
        let mut found = vec![None; plan.nodes.len()];
        if !self.is_up(plan.nodes[start]) {
            return found;
        }
        let first = Reach {
            lag: Micros::ZERO,
            sync: true,
        };
        let mut front = VecDeque::from([(start, first)]);
        while let Some((at, reach)) = front.pop_front() {
            for &channel in &plan.channels_of[at] {
                let channel = &plan.channels[channel as usize];
                let to = channel.ends[usize::from(channel.ends[0] as usize == at)] as usize;
                let is_whole = !self.barred[channel.link as usize] && self.is_up(plan.nodes[to]);
                if to == start || found[to].is_some() || !is_whole {
                    continue;
                }
                let further = Reach {
                    lag: reach.lag + channel.lag + self.delay_over(w, channel.link),
                    sync: reach.sync && channel.sync,
                };
                found[to] = Some(further);
                front.push_back((to, further));
            }
        }
        found
    }

    /// From whom a node gets writes now, and how long they take: from an acting primary that it has a way from.
    pub fn source_of(&self, w: &World, plan: &SetPlan, part: u32) -> Option<(u32, Micros)> {
        plan.nodes.iter().find_map(|&node| {
            let mut outlets = self.nodes[w.slot(node)].outlets.iter();
            let outlet = outlets.find(|o| o.to == part && !o.backlog.broken)?;
            Some((node, outlet.lag))
        })
    }

    /// What a node had acknowledged and not shipped to another; it is forgotten.
    pub fn take_unshipped(&mut self, w: &World, from: u32, to: u32) -> u64 {
        let now = self.now;
        let mut outlets = self.nodes[w.slot(from)].outlets.iter_mut();
        let Some(outlet) = outlets.find(|o| o.to == to) else {
            return 0;
        };
        if !outlet.backlog.broken {
            outlet.backlog.settle(now, outlet.lag);
        }
        outlet.backlog.take()
    }

    /// What others still lack of the writes that a new primary has from the old one it is now for the new one to ship.
    pub fn hand_backlogs_on(&mut self, w: &World, plan: &SetPlan, from: u32, to: u32, lost: u64) {
        let place = w.databases[w.slot(to)].place as usize;
        if self.nodes[w.slot(to)].outlets.is_empty() {
            self.lay_outlets(w, plan, place);
        }
        let lacking: Vec<(u32, u64)> = self.nodes[w.slot(from)]
            .outlets
            .iter()
            .map(|o| (o.to, o.backlog.len().saturating_sub(lost)))
            .collect();
        let now = self.now;
        for outlet in &mut self.nodes[w.slot(to)].outlets {
            let of = lacking.iter().find(|(part, _)| *part == outlet.to);
            outlet.backlog.owe(now, of.map_or(0, |(_, writes)| *writes));
        }
    }
}
