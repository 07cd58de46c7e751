//! Fault injection by hand: kill, crash, isolate, drain; slow, errors, empty answers; lossy and slow links; chaos.

use std::collections::BTreeSet;

use super::Simulation;
use crate::engine::{Chaos, Errors, Faults};
use crate::model::{Action, Component, ComponentId, GroupId, Kind, LinkId, RegionId, Target};

/// What chaos is when it is turned on for the first time: a part dies about once a minute and is back soon, so that a
/// class sees something happen and something recover.
const FIRST_CHAOS: Chaos = Chaos {
    mean_time_to_failure_s: 60.0,
    mean_time_to_repair_s: 10.0,
    seed: 1,
    cuts_links: false,
    isolates_regions: false,
    kills_groups: false,
};

impl Simulation {
    /// Whether it can be killed or cut: everything but clients.
    pub fn may_die(&self, target: Target) -> bool {
        match target {
            Target::Component(id) => self.kind_of(id).is_none_or(|kind| kind.row().may_die()),
            Target::Region(_) | Target::Group(_) | Target::Link(_) => true,
            Target::Note(_) => false,
        }
    }

    /// Whether it can be made slow, or to answer with errors: whatever works or passes work on.
    pub fn may_be_impaired(&self, id: ComponentId) -> bool {
        self.kind_of(id).is_some_and(|kind| kind.row().may_ail())
    }

    /// Whether it can be killed now.
    pub fn can_kill(&self, target: Target) -> bool {
        self.is_alive(target) && self.may_die(target)
    }

    fn kind_of(&self, id: ComponentId) -> Option<Kind> {
        self.sound.component(id).map(Component::kind)
    }

    /// Kills components and regions, cuts links, all at once. What lies in a region dies with it; nothing happens to
    /// clients and to what is dead already.
    pub fn kill(&mut self, targets: impl IntoIterator<Item = Target>) {
        self.arrive();
        let mut regions = BTreeSet::new();
        let mut actions = Vec::new();
        for target in targets {
            let mut around = self.regions_around(target);
            let dies_with_region = around.any(|r| regions.contains(&r));
            if !self.can_kill(target) || dies_with_region {
                continue;
            }
            actions.push(match target {
                Target::Link(link) => Action::Cut(link),
                Target::Component(_) | Target::Region(_) | Target::Group(_) | Target::Note(_) => {
                    Action::Kill(target)
                }
            });
            if let Target::Region(id) = target {
                regions.insert(id);
            }
        }
        if !actions.is_empty() {
            self.slow_down();
        }
        self.act(actions);
    }

    /// Ends processes, all at once: callers are refused at once, where a killed one leaves them waiting. Nothing happens
    /// to clients and to what is dead already.
    pub fn crash(&mut self, ids: impl IntoIterator<Item = ComponentId>) {
        self.arrive();
        let ids = ids.into_iter();
        let alive = ids.filter(|id| self.can_kill(Target::Component(*id)));
        self.act(alive.map(Action::Crash).collect());
    }

    /// Revives components and regions, mends links, all at once. What lies in a dead region stays dead until that is
    /// revived.
    pub fn revive(&mut self, targets: impl IntoIterator<Item = Target>) {
        self.act(targets.into_iter().map(Action::Revive).collect());
    }

    /// Does something to the running system, all in one moment. What is not there is left alone.
    pub fn act(&mut self, mut actions: Vec<Action>) {
        self.arrive();
        actions.retain(|action| self.sound.has(action.target()));
        self.run.act_all(&actions);
    }

    /// The region that this is dead with, the innermost that was itself killed.
    pub fn dead_region_around(&self, target: Target) -> Option<RegionId> {
        self.regions_around(target)
            .filter(|_| !self.is_alive(target))
            .find(|id| self.faults.regions.contains(id))
    }

    /// The regions that this lies in, innermost first.
    fn regions_around(&self, target: Target) -> impl Iterator<Item = RegionId> + '_ {
        let nesting = &self.sound.topology().nesting;
        let around = nesting.around_id(self.region_around(target)).iter();
        around.map(|&i| self.sound.scenario().regions[i].id)
    }

    /// The innermost region that this lies in.
    fn region_around(&self, target: Target) -> Option<RegionId> {
        match target {
            Target::Component(id) => self.sound.component(id)?.region,
            Target::Region(id) => self.sound.region(id)?.parent,
            Target::Group(_) | Target::Link(_) | Target::Note(_) => None,
        }
    }

    /// The group that this is dead with, the first of its own that was killed.
    pub fn dead_group_of(&self, target: Target) -> Option<GroupId> {
        let Target::Component(id) = target else {
            return None;
        };
        let mut groups = self.sound.component(id)?.groups.iter().copied();
        groups.find(|group| self.faults.groups.contains(group))
    }

    /// Whether it is dead because it crashed.
    pub fn has_crashed(&self, id: ComponentId) -> bool {
        self.faults.crashed.contains(&id)
    }

    /// Whether this bears a fault of its own, of whatever sort.
    pub fn is_faulty(&self, target: Target) -> bool {
        self.faults.has(target)
    }

    /// Undoes every fault there is, all at once. What chaos and the script have still to do is left to them.
    pub fn revive_all(&mut self) {
        self.arrive();
        let targets = self.run.faults().targets();
        self.revive(targets);
    }

    /// Whether nothing crosses its border, or that of a region around it.
    pub fn is_isolated(&self, id: RegionId) -> bool {
        self.faults.isolated.contains(&id)
    }

    /// Cuts regions off from the rest, all at once.
    pub fn isolate(&mut self, ids: impl IntoIterator<Item = RegionId>) {
        self.arrive();
        let ids = ids.into_iter().filter(|id| !self.is_isolated(*id));
        self.act(ids.map(Action::Isolate).collect());
    }

    /// Whether it can be taken out of use while it finishes what it has: what stands in pools or behind names.
    pub fn may_drain(&self, id: ComponentId) -> bool {
        self.kind_of(id).is_some_and(|kind| kind.row().may_drain())
    }

    /// Whether it gets no new connection.
    pub fn is_drained(&self, id: ComponentId) -> bool {
        self.faults.drained.contains(&id)
    }

    /// Drains components, or puts them back into use, all at once.
    pub fn set_drained(&mut self, ids: impl IntoIterator<Item = ComponentId>, drained: bool) {
        self.arrive();
        let ids = ids.into_iter().filter(|id| self.may_drain(*id));
        let ids = ids.filter(|id| self.is_drained(*id) != drained);
        self.act(if drained {
            ids.map(Action::Drain).collect()
        } else {
            ids.flat_map(|id| self.well_but(id, |faults| faults.drained.remove(&id)))
                .collect()
        });
    }

    /// Whether it answers with addresses, and so may come to answer without any: a name server.
    pub fn may_be_empty(&self, id: ComponentId) -> bool {
        let kind = self.kind_of(id);
        kind.is_some_and(|kind| kind.row().names_addresses())
    }

    /// Whether it answers without addresses.
    pub fn is_empty(&self, id: ComponentId) -> bool {
        self.faults.empty.contains(&id)
    }

    /// Makes name servers answer without addresses, or with them again, all at once.
    pub fn set_empty(&mut self, ids: impl IntoIterator<Item = ComponentId>, empty: bool) {
        self.arrive();
        let ids = ids.into_iter().filter(|id| self.may_be_empty(*id));
        let ids = ids.filter(|id| self.is_empty(*id) != empty);
        self.act(if empty {
            ids.map(Action::Empty).collect()
        } else {
            ids.flat_map(|id| self.well_but(id, |faults| faults.empty.remove(&id)))
                .collect()
        });
    }

    /// What leaves a component with the faults that it has, but for one: all are undone, and the others done again.
    fn well_but(&self, id: ComponentId, undo: impl Fn(&mut Faults) -> bool) -> Vec<Action> {
        let mut left = self.run.faults().clone();
        undo(&mut left);
        let mut actions = vec![Action::Revive(Target::Component(id))];
        let target = id;
        let killed = left.killed.contains(&id);
        actions.extend(killed.then_some(Action::Kill(Target::Component(id))));
        actions.extend(left.crashed.get(&id).map(|id| Action::Crash(*id)));
        actions.extend(left.empty.get(&id).map(|id| Action::Empty(*id)));
        actions.extend(left.drained.get(&id).map(|id| Action::Drain(*id)));
        let slow = left.slow.get(&id).copied();
        actions.extend(slow.map(|factor| Action::Slow { target, factor }));
        let errors = left.errors.get(&id).copied();
        actions.extend(errors.map(|Errors { share, fast }| Action::Errors {
            target,
            share,
            fast,
        }));
        actions
    }

    /// How many times slower than drawn it answers; 1 is as drawn.
    pub fn slowness(&self, id: ComponentId) -> f64 {
        self.faults.slow.get(&id).copied().unwrap_or(1.0)
    }

    /// Makes it so many times slower, 1 to 1,000.
    pub fn set_slowness(&mut self, id: ComponentId, factor: f64) {
        let factor = within(factor, 1.0, 1_000.0);
        if self.may_be_impaired(id) && factor != self.slowness(id) {
            self.act(vec![Action::Slow { target: id, factor }]);
        }
    }

    /// The share of its answers that are errors, 0 to 1.
    pub fn error_share(&self, id: ComponentId) -> f64 {
        self.faults.errors.get(&id).map_or(0.0, |e| e.share)
    }

    /// Makes it answer this share of requests with an error, 0 to 1, as late or as soon as it does now.
    pub fn set_error_share(&mut self, id: ComponentId, share: f64) {
        let share = within(share, 0.0, 1.0);
        let fast = self.errs_at_once(id).unwrap_or(false);
        if self.may_be_impaired(id) && share != self.error_share(id) {
            self.act(vec![Action::Errors {
                target: id,
                share,
                fast,
            }]);
        }
    }

    /// Whether its errors come at once, rather than after its usual work; `None`: it makes none.
    pub fn errs_at_once(&self, id: ComponentId) -> Option<bool> {
        self.faults.errors.get(&id).map(|e| e.fast)
    }

    /// Lets its errors come at once, or after its usual work.
    pub fn set_errs_at_once(&mut self, id: ComponentId, fast: bool) {
        if self.errs_at_once(id).is_some_and(|now| now != fast) {
            let share = self.error_share(id);
            self.act(vec![Action::Errors {
                target: id,
                share,
                fast,
            }]);
        }
    }

    /// The share of messages that a link loses by a fault of this run, 0 to 1, whatever it loses as drawn.
    pub fn link_loss(&self, id: LinkId) -> f64 {
        self.faults.loss.get(&id).copied().unwrap_or(0.0)
    }

    /// Makes a link lose this share of messages in this run, 0 to 1.
    pub fn set_link_loss(&mut self, id: LinkId, share: f64) {
        let share = within(share, 0.0, 1.0);
        if share != self.link_loss(id) {
            self.act(vec![Action::Loss { target: id, share }]);
        }
    }

    /// How many times longer than drawn the way takes in this run; 1 is as drawn.
    pub fn link_slowness(&self, id: LinkId) -> f64 {
        self.faults.latency.get(&id).copied().unwrap_or(1.0)
    }

    /// Makes the way take so many times longer in this run, 1 to 1,000.
    pub fn set_link_slowness(&mut self, id: LinkId, factor: f64) {
        let factor = within(factor, 1.0, 1_000.0);
        if factor != self.link_slowness(id) {
            self.act(vec![Action::Latency { target: id, factor }]);
        }
    }

    /// The chaos there is: parts that die and come back at random.
    pub fn chaos(&self) -> Option<Chaos> {
        self.run.chaos()
    }

    /// What chaos was last, or would be: what turning it on would start.
    pub fn last_chaos(&self) -> Chaos {
        self.last_chaos.unwrap_or(FIRST_CHAOS)
    }

    /// Starts, changes or ends chaos. Mean times are at least a tenth of a second and at most a day.
    pub fn set_chaos(&mut self, chaos: Option<Chaos>) {
        let within = |s: f64| {
            if s.is_finite() {
                s.clamp(0.1, 86_400.0)
            } else {
                60.0
            }
        };
        let chaos = chaos.map(|chaos| Chaos {
            mean_time_to_failure_s: within(chaos.mean_time_to_failure_s),
            mean_time_to_repair_s: within(chaos.mean_time_to_repair_s),
            ..chaos
        });
        self.arrive();
        if chaos != self.chaos() {
            self.run.set_chaos(chaos);
        }
        self.last_chaos = chaos.or(self.last_chaos);
        self.changes.transport = true;
    }

    /// Turns chaos on as it was last, or off.
    pub fn toggle_chaos(&mut self) {
        let chaos = self.chaos().is_none().then(|| self.last_chaos());
        self.set_chaos(chaos);
    }

    /// Remembers what chaos would be, and changes it where it is on.
    pub fn tune_chaos(&mut self, chaos: Chaos) {
        if self.chaos().is_some() {
            self.set_chaos(Some(chaos));
        } else {
            self.last_chaos = Some(chaos);
            self.changes.transport = true;
        }
    }
}

/// A number within bounds; what is not one is the least.
fn within(number: f64, least: f64, most: f64) -> f64 {
    if number.is_finite() {
        number.clamp(least, most)
    } else {
        least
    }
}
