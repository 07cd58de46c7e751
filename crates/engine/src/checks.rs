//! Health checks: probes that travel the links drawn, and which targets are in rotation because of them. No other
//! way leads from a fault to a rotation.

use topple_model::{Kind, Target};

use super::Micros;
use super::calls::{BY_NAME, Handle};
use super::event::{EventKind, numbered};
use super::hops::{Cargo, Fate};
use super::log::What;
use super::state::State;
use super::state::part::Condition;
use super::world::{CheckPlan, Group, LinkPlan, Way, World};

impl State {
    /// A check starts, its first probe within one interval: when, chance decides, as it does in life.
    pub fn start_check(&mut self, w: &World, index: usize) {
        let plan = &w.checks[index];
        let phase = self.checks[index].chance.unit() * plan.interval.0 as f64;
        let what = EventKind::ProbeLeaves.about(numbered(index as u32, 0));
        self.queue.at(self.now + Micros::from_us(phase), what);
    }

    /// Whether the caller of a link sends to its target: it is not drained, and takes it for healthy; without checks, always.
    #[inline]
    pub fn in_rotation(&self, w: &World, link: u32) -> bool {
        let LinkPlan { check, to, way, .. } = w.links[link as usize];
        // Who answers at an endpoint is seen when one is picked.
        let is_drained = self.is_drained(to) && !matches!(way, Way::Endpoint(_));
        !is_drained
            && check.is_none_or(|check| {
                self.checks
                    .get(check as usize)
                    .is_none_or(|c| c.in_rotation)
            })
    }

    /// A probe leaves.
    pub fn probe_leaves(&mut self, w: &World, index: usize, generation: u32) {
        let plan = &w.checks[index];
        if self.checks[index].generation != generation {
            return;
        }
        if !self.is_up(plan.checker) {
            // A dead checker sends no probes; when it is back, it goes on.
            let what = EventKind::ProbeLeaves.about(numbered(index as u32, generation));
            return self.queue.at(self.now + plan.interval, what);
        }
        self.checks[index].left = self.now;
        self.parts[plan.checker as usize].counts.checks += 1;
        let link = &w.links[plan.link as usize];
        let path = self.path_of_probe(w, plan.link);
        let latency = self.latency(w, plan.checker, path.to, path.link);
        let is_lost = self.probe_is_lost(w, index);
        if self.hops.shows_probes() {
            let dies = is_lost || !self.connects(w, plan.link, link.to, false);
            let fate = if dies { Fate::Dies } else { Fate::Arrives };
            self.tell_hop(
                w,
                0,
                (plan.checker, path.to),
                latency.span,
                (Cargo::Probe, fate, false),
            );
        }
        if is_lost || !path.is_open {
            return self.schedule_end(plan, index, false, plan.timeout);
        }
        let what = EventKind::ProbeArrives.about(numbered(index as u32, generation));
        self.queue.after(self.now, latency, what);
    }

    /// Whether a message of a probe is lost on its way.
    fn probe_is_lost(&mut self, w: &World, index: usize) -> bool {
        let path = self.path_of_probe(w, w.checks[index].link);
        if path.link == BY_NAME {
            return false;
        }
        let loss = self.loss_over(w, path.link);
        loss > 0.0 && self.checks[index].chance.happens(loss)
    }

    /// The result of a probe will be known so long after it left.
    pub fn schedule_end(&mut self, plan: &CheckPlan, index: usize, good: bool, after: Micros) {
        let check = &mut self.checks[index];
        check.good = good && after <= plan.timeout;
        let at = check.left + after.min(plan.timeout);
        let what = EventKind::ProbeEnds.about(numbered(index as u32, check.generation));
        self.queue.at(at.max(self.now), what);
    }

    /// A probe arrives: what will it say, and when?
    pub fn probe_arrives(&mut self, w: &World, index: usize, generation: u32) {
        let plan = &w.checks[index];
        if self.checks[index].generation != generation {
            return;
        }
        let to = w.links[plan.link as usize].to;
        let connects = self.connects(w, plan.link, to, false);
        let is_silent = self.parts[to as usize].condition == Condition::Killed && !connects;
        if !self.path_of_probe(w, plan.link).is_open || is_silent {
            self.schedule_end(plan, index, false, plan.timeout);
        } else if connects && plan.check.deep {
            self.probe_is_met(w, index);
        } else {
            self.probe_is_answered(w, index, connects);
        }
    }

    /// The target of a probe answers it.
    pub fn probe_is_answered(&mut self, w: &World, index: usize, good: bool) {
        self.probe_is_answered_after(w, index, good, Micros::ZERO);
    }

    /// The target of a probe will answer it, after so long; the answer may be lost.
    pub fn probe_is_answered_after(&mut self, w: &World, index: usize, good: bool, after: Micros) {
        let plan = &w.checks[index];
        let path = self.path_of_probe(w, plan.link);
        if !path.is_open || self.probe_is_lost(w, index) {
            return self.schedule_end(plan, index, false, plan.timeout);
        }
        let there = self.now.since(self.checks[index].left);
        let back = self.latency(w, plan.checker, path.to, path.link).span;
        self.schedule_end(plan, index, good, there + after + back);
    }

    /// The result of a probe is known.
    pub fn probe_ends(&mut self, w: &World, index: usize, generation: u32) {
        let plan = &w.checks[index];
        if self.checks[index].generation != generation {
            return;
        }
        // What comes later is too late.
        self.checks[index].probe = Handle::NONE;
        if self.is_up(plan.checker) {
            self.take_result(w, index);
        }
        // The interval counts from the result, as HAProxy counts it: silence is found out later than a refusal.
        let what = EventKind::ProbeLeaves.about(numbered(index as u32, generation));
        self.queue.at(self.now + plan.interval, what);
    }

    fn take_result(&mut self, w: &World, index: usize) {
        let plan = &w.checks[index];
        let check = &mut self.checks[index];
        let good = check.good;
        if !good {
            self.parts[plan.checker as usize].counts.checks_failed += 1;
        }
        let check = &mut self.checks[index];
        if good == check.in_rotation {
            check.against = 0;
            return;
        }
        check.against += 1;
        let needed = if good {
            plan.check.rise
        } else {
            plan.check.fall
        };
        if check.against < needed {
            return;
        }
        check.in_rotation = good;
        let count = std::mem::take(&mut check.against);
        let about = Target::Component(w.parts[w.links[plan.link as usize].to as usize].id);
        let what = if good {
            What::InRotation { successes: count }
        } else {
            What::OutOfRotation { failures: count }
        };
        // Who has been put aside is not back in rotation before that is over.
        let is_aside = self.leads_aside(w, plan.link);
        if !(good && is_aside) {
            self.tell(Some((w, plan.checker)), Some(about), what);
        }
        if !good {
            self.report_out_of_rotation(w, plan.link);
        }
        if !is_aside {
            self.rotation_changed(w, plan.checker);
        }
    }

    /// A checker takes note of who is in its rotation.
    pub fn rotation_changed(&mut self, w: &World, checker: u32) {
        let slot = w.slot(checker);
        let all_out = match w.parts[checker as usize].kind {
            Kind::LoadBalancer => {
                self.refresh_rotation(w, slot);
                self.balancers[slot].rotation.is_empty()
            }
            Kind::Dns => w.dns[slot]
                .addresses
                .iter()
                .all(|link| !self.in_rotation(w, *link)),
            Kind::Client | Kind::Server | Kind::Database | Kind::Cache | Kind::Queue => false,
        };
        if all_out {
            self.tell(Some((w, checker)), None, What::RotationEmpty);
        }
    }

    /// A checker that starts anew takes all targets for healthy until its checks say otherwise.
    pub fn forget_checks(&mut self, w: &World, checker: u32) {
        for (plan, check) in w.checks.iter().zip(&mut self.checks) {
            if plan.checker == checker {
                check.in_rotation = true;
                check.against = 0;
            }
        }
        if w.parts[checker as usize].kind.row().passes_on() {
            self.forget_brakes(w.slot(checker));
            self.refresh_rotation(w, w.slot(checker));
        }
    }

    /// What a deep check asks of a target that is up: can it serve?
    pub fn can_serve(&self, w: &World, part: u32) -> bool {
        let plan = &w.parts[part as usize];
        let slot = plan.slot as usize;
        match plan.kind {
            Kind::LoadBalancer => !self.balancers[slot].rotation.is_empty(),
            Kind::Server => {
                let mut needed = w.servers[slot].needed.iter();
                needed.all(|g| self.group_connects(w, g))
            }
            Kind::Client | Kind::Dns | Kind::Database | Kind::Cache | Kind::Queue => true,
        }
    }

    /// Whether of each shard of a group some target takes a connection, for a read or for a write.
    fn group_connects(&self, w: &World, group: &Group) -> bool {
        if let Some(names) = group.names {
            return self.name_connects(w, group, names);
        }
        let connects = |link: u32| {
            let to = w.links[link as usize].to;
            !self.is_out_of_use(w, link)
                && (self.connects(w, link, to, false) || self.connects(w, link, to, true))
        };
        let same_shard = |a: u32, b: u32| w.links[a as usize].set == w.links[b as usize].set;
        group.links.iter().all(|&link| {
            group
                .links
                .iter()
                .any(|&other| same_shard(link, other) && connects(other))
        })
    }
}
