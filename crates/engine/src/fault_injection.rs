//! Fault injection, doing things to a running system: kill, crash, slow, errors, cut, isolate, drain, revive, another rate;
//! by hand, by the script, by chaos.

use topple_model::{Action, ComponentId, Kind, LinkId, Target, order};

use super::Micros;
use super::calls::Handle;
use super::log::{Undone, What};
use super::state::State;
use super::state::part::Condition;
use super::world::World;

impl State {
    /// Does something now. What is not there, or cannot bear it, is left alone.
    pub fn act(&mut self, w: &World, action: Action) {
        self.act_all(w, &[action]);
    }

    /// Does all of this at one moment: whatever notices one of them, notices all.
    pub fn act_all(&mut self, w: &World, actions: &[Action]) {
        let mut strikes = Vec::new();
        let mut has_changed = false;
        for action in actions.iter().filter(|action| Self::applies(w, action)) {
            if self.is_left_out(action) {
                continue;
            }
            let what = match *action {
                Action::Kill(_) => What::Killed,
                Action::Crash(_) => What::Crashed,
                Action::Slow { factor, .. } => What::Slowed { factor },
                Action::Errors { share, fast, .. } => What::Errs { share, fast },
                Action::Empty(_) => What::Emptied,
                Action::Drain(_) => What::Drained,
                Action::Cut(_) => What::Cut,
                Action::Loss { share, .. } => What::Loses { share },
                Action::Latency { factor, .. } => What::Lags { factor },
                Action::Isolate(_) => What::Isolated,
                Action::Revive(target) => What::Revived {
                    undone: Undone::of(&self.faults, target),
                },
                Action::SetRate {
                    target,
                    rate_rps,
                    over_s,
                } => match self.another_rate(w, target, rate_rps, over_s) {
                    Some(what) => what,
                    None => continue,
                },
            };
            let is_rate = matches!(action, Action::SetRate { .. });
            if self.faults.take(action) || is_rate {
                has_changed = true;
                strikes.extend(silences(action).map(|silences| (action.target(), silences)));
                self.tell(None, Some(action.target()), what);
            }
        }
        if has_changed {
            self.report_strikes(&strikes);
            self.faults_changed(w);
        } else {
            self.review_restarts_in_the_run(w, false);
        }
    }

    /// A client's rate is another now, or will be. `None`: it has none.
    fn another_rate(
        &mut self,
        w: &World,
        client: ComponentId,
        rate: f64,
        over: f64,
    ) -> Option<What> {
        let slot = w.slot(part_of(w, client)?);
        let from_rps = self.set_rate(w, slot, rate.clamp(0.0, 1e6), Micros::from_seconds(over))?;
        let (rate_rps, over_s) = (rate, over);
        Some(if over_s > 0.0 {
            What::RateRamps {
                from_rps,
                rate_rps,
                over_s,
            }
        } else {
            What::RateSet { rate_rps }
        })
    }

    /// Whether this is a twin that leaves this out.
    fn is_left_out(&mut self, action: &Action) -> bool {
        let omission = self.omission.as_mut();
        omission.is_some_and(|omission| omission.leaves_out(action, silences(action).is_some()))
    }

    fn applies(w: &World, action: &Action) -> bool {
        let kind = |id| part_of(w, id).map(|part| w.parts[part as usize].kind);
        match action.target() {
            Target::Component(id) => kind(id).is_some_and(|kind| action.applies_to(kind)),
            Target::Region(id) => w.regions.contains(&id),
            Target::Group(id) => w.groups.contains(&id),
            Target::Link(id) => link_of(w, id).is_some() && !matches!(action, Action::Kill(_)),
            Target::Note(_) => false,
        }
    }

    /// Makes every part and link as dead, slow or cut as the faults say.
    pub fn faults_changed(&mut self, w: &World) {
        let faults = &self.faults;
        self.measure.reports.undone(|target| !faults.has(target));
        self.ail_parts(w);
        self.ail_links(w);
        for (cut, link) in self.cut.iter_mut().zip(&w.links) {
            *cut = self.faults.cut.contains(&link.id);
        }
        self.draw_borders(w);
        let regions = w.regions.iter();
        let is_region_dead: Vec<bool> = regions.map(|r| self.faults.regions.contains(r)).collect();
        let groups = w.groups.iter();
        let is_group_dead: Vec<bool> = groups.map(|g| self.faults.groups.contains(g)).collect();
        let condition = |part| self.condition_of(w, part, &is_region_dead, &is_group_dead);
        let changed: Vec<(usize, Condition)> = (0..w.parts.len())
            .map(|part| (part, condition(part)))
            .filter(|(part, condition)| self.parts[*part].condition != *condition)
            .collect();
        for &(part, condition) in &changed {
            self.parts[part].condition = condition;
        }
        let held = self.held_by_dying(&changed);
        for &(part, condition) in &changed {
            let part = part as u32;
            match condition {
                Condition::Up => self.comes_back(w, part),
                Condition::Killed | Condition::Crashed => {
                    let first = held.partition_point(|(at, _)| *at < part);
                    let end = held.partition_point(|(at, _)| *at <= part);
                    self.drop_all(w, part, &held[first..end], condition == Condition::Crashed);
                }
            }
        }
        for set in 0..w.sets.len() {
            self.review_set(w, set);
        }
        self.review_brokers(w);
        self.review_restarts(w, false);
    }

    /// Makes every part as slow, faulty, empty or drained as the faults say.
    fn ail_parts(&mut self, w: &World) {
        let faults = &self.faults;
        let mut has_drained = false;
        for (part, plan) in std::iter::zip(&mut self.parts, &w.parts) {
            let errors = faults.errors.get(&plan.id);
            let slow = faults.slow.get(&plan.id);
            part.slow = slow.map_or(1.0, |factor| factor.clamp(1.0, 1_000.0));
            part.errors = errors.map_or(0.0, |e| e.share.clamp(0.0, 1.0));
            part.errs_at_once = errors.is_some_and(|e| e.fast);
            part.is_empty = faults.empty.contains(&plan.id);
            let is_drained = faults.drained.contains(&plan.id);
            has_drained |= std::mem::replace(&mut part.is_drained, is_drained) != is_drained;
        }
        if has_drained {
            self.drained_changed(w);
        }
    }

    /// Who is drained has changed: every balancer takes note of who is left in its rotation.
    fn drained_changed(&mut self, w: &World) {
        for (slot, plan) in w.balancers.iter().enumerate() {
            let had = !self.balancers[slot].rotation.is_empty();
            self.refresh_rotation(w, slot);
            if had && self.balancers[slot].rotation.is_empty() {
                self.tell(Some((w, plan.part)), None, What::RotationEmpty);
            }
        }
    }

    /// The calls held by what has just died, sorted by where they are: found in one pass, however much dies.
    fn held_by_dying(&self, changed: &[(usize, Condition)]) -> Vec<(u32, Handle)> {
        if changed.iter().all(|(_, now)| *now == Condition::Up) {
            return Vec::new();
        }
        let mut is_dying = vec![false; self.parts.len()];
        for &(part, now) in changed {
            is_dying[part] = now != Condition::Up;
        }
        let calls = self.calls.iter();
        let mut held: Vec<(u32, Handle)> = calls
            .filter(|c| c.is_held() && is_dying[c.at as usize])
            .map(|c| (c.at, c.handle))
            .collect();
        // Calls of one part stay in the order of their records.
        order::sort_by_key(&mut held, |(at, _)| *at);
        held
    }

    fn condition_of(
        &self,
        w: &World,
        part: usize,
        is_region_dead: &[bool],
        is_group_dead: &[bool],
    ) -> Condition {
        let plan = &w.parts[part];
        let dies_with = || {
            plan.regions.iter().any(|r| is_region_dead[*r as usize])
                || plan.groups.iter().any(|g| is_group_dead[*g as usize])
        };
        if !plan.kind.row().may_die() {
            Condition::Up
        } else if self.faults.killed.contains(&plan.id) || dies_with() {
            Condition::Killed
        } else if self.faults.crashed.contains(&plan.id) {
            Condition::Crashed
        } else {
            Condition::Up
        }
    }

    /// What comes back starts anew: its memory is lost.
    fn comes_back(&mut self, w: &World, part: u32) {
        let plan = &w.parts[part as usize];
        match plan.kind {
            Kind::Cache => self.caches[plan.slot as usize].clear(),
            Kind::LoadBalancer | Kind::Dns => self.forget_checks(w, part),
            Kind::Server => self.forget_breakers(plan.slot as usize),
            Kind::Client | Kind::Database | Kind::Queue => {}
        }
    }
}

/// Whether checks can notice what this does to a target; `None`: it is no fault.
fn silences(action: &Action) -> Option<bool> {
    match action {
        Action::Kill(_) | Action::Crash(_) | Action::Cut(_) | Action::Isolate(_) => Some(true),
        Action::Slow { factor, .. } | Action::Latency { factor, .. } => {
            (*factor > 1.0).then_some(true)
        }
        Action::Errors { share, .. } | Action::Loss { share, .. } => (*share > 0.0).then_some(true),
        Action::Empty(_) | Action::Drain(_) => Some(false),
        Action::Revive(_) | Action::SetRate { .. } => None,
    }
}

fn part_of(w: &World, id: ComponentId) -> Option<u32> {
    w.index.get(&id).copied()
}

fn link_of(w: &World, id: LinkId) -> Option<u32> {
    w.link_index.get(&id).copied()
}
