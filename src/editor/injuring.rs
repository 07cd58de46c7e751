//! What is done to the running system beside killing: crash, slow, errors, chaos. None of it is a step of history.

use super::session::Session;
use crate::engine::Chaos;
use crate::model::{Action, ComponentId, Target};

/// What chaos is when it is turned on for the first time: a part dies about once a minute and is back soon, so that a
/// class sees something happen and something recover.
const FIRST_CHAOS: Chaos = Chaos {
    mean_time_to_failure_s: 60.0,
    mean_time_to_repair_s: 10.0,
    seed: 1,
};

impl Session {
    /// Whether it can be made slow, or to answer with errors: whatever works or passes work on.
    pub fn may_ail(&self, id: ComponentId) -> bool {
        self.component(id).is_some_and(|c| c.kind().row().may_ail())
    }

    /// Ends its process: callers are refused at once, where a killed one leaves them waiting. Nothing happens to clients
    /// and to what is dead already.
    pub fn crash(&mut self, id: ComponentId) {
        let target = Target::Component(id);
        if self.is_alive(target) && self.may_die(target) {
            self.act(Action::Crash(id));
        }
    }

    /// Whether it is dead because it crashed.
    pub fn has_crashed(&self, id: ComponentId) -> bool {
        self.faults().crashed.contains(&id)
    }

    /// How many times slower than drawn it answers; 1 is as drawn.
    pub fn slowness(&self, id: ComponentId) -> f64 {
        self.faults().slow.get(&id).copied().unwrap_or(1.0)
    }

    /// Makes it so many times slower, 1 to 1,000.
    pub fn set_slowness(&mut self, id: ComponentId, factor: f64) {
        let factor = if factor.is_finite() {
            factor.clamp(1.0, 1_000.0)
        } else {
            1.0
        };
        if self.may_ail(id) && factor != self.slowness(id) {
            self.act(Action::Slow { target: id, factor });
        }
    }

    /// The share of its answers that are errors, 0 to 1.
    pub fn error_share(&self, id: ComponentId) -> f64 {
        self.faults().errors.get(&id).copied().unwrap_or(0.0)
    }

    /// Makes it answer this share of requests with an error, 0 to 1.
    pub fn set_error_share(&mut self, id: ComponentId, share: f64) {
        let share = if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.0
        };
        if self.may_ail(id) && share != self.error_share(id) {
            self.act(Action::Errors { target: id, share });
        }
    }

    /// The chaos there is: parts that die and come back at random.
    pub fn chaos(&self) -> Option<Chaos> {
        self.run().chaos()
    }

    /// What chaos was last, or would be: what turning it on would start.
    pub fn last_chaos(&self) -> Chaos {
        self.live.last_chaos.unwrap_or(FIRST_CHAOS)
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
        if chaos != self.chaos() {
            self.live.run.set_chaos(chaos);
        }
        self.live.last_chaos = chaos.or(self.live.last_chaos);
        self.changes.transport = true;
        self.run_changed();
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
            self.live.last_chaos = Some(chaos);
            self.changes.transport = true;
        }
    }
}
