//! Fault injection by hand: kill, crash, slow, errors, chaos.

use std::collections::BTreeSet;

use super::Simulation;
use crate::engine::Chaos;
use crate::model::{Action, Component, ComponentId, Kind, RegionId, Target};

/// What chaos is when it is turned on for the first time: a part dies about once a minute and is back soon, so that a
/// class sees something happen and something recover.
const FIRST_CHAOS: Chaos = Chaos {
    mean_time_to_failure_s: 60.0,
    mean_time_to_repair_s: 10.0,
    seed: 1,
};

impl Simulation {
    /// Whether it can be killed or cut: everything but clients.
    pub fn may_die(&self, target: Target) -> bool {
        match target {
            Target::Component(id) => self.kind_of(id).is_none_or(|kind| kind.row().may_die()),
            Target::Region(_) | Target::Link(_) => true,
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
                Target::Component(_) | Target::Region(_) => Action::Kill(target),
            });
            if let Target::Region(id) = target {
                regions.insert(id);
            }
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
            Target::Link(_) => None,
        }
    }

    /// Whether it is dead because it crashed.
    pub fn has_crashed(&self, id: ComponentId) -> bool {
        self.faults.crashed.contains(&id)
    }

    /// How many times slower than drawn it answers; 1 is as drawn.
    pub fn slowness(&self, id: ComponentId) -> f64 {
        self.faults.slow.get(&id).copied().unwrap_or(1.0)
    }

    /// Makes it so many times slower, 1 to 1,000.
    pub fn set_slowness(&mut self, id: ComponentId, factor: f64) {
        let factor = if factor.is_finite() {
            factor.clamp(1.0, 1_000.0)
        } else {
            1.0
        };
        if self.may_be_impaired(id) && factor != self.slowness(id) {
            self.act(vec![Action::Slow { target: id, factor }]);
        }
    }

    /// The share of its answers that are errors, 0 to 1.
    pub fn error_share(&self, id: ComponentId) -> f64 {
        self.faults.errors.get(&id).map_or(0.0, |e| e.share)
    }

    /// Makes it answer this share of requests with an error, 0 to 1.
    pub fn set_error_share(&mut self, id: ComponentId, share: f64) {
        let share = if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.0
        };
        if self.may_be_impaired(id) && share != self.error_share(id) {
            self.act(vec![Action::Errors {
                target: id,
                share,
                fast: false,
            }]);
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
            seed: chaos.seed,
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
