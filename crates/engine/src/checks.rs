//! Health checks: probes that travel the links drawn, and which targets are in rotation because of them. No other
//! way leads from a fault to a rotation.

use topple_model::{Kind, Target};

use super::Micros;
use super::event::{EventKind, numbered};
use super::hops::{Cargo, Fate};
use super::log::What;
use super::random::{Purpose, Random};
use super::state::State;
use super::state::check::Check;
use super::state::part::Condition;
use super::world::{CheckPlan, Group, Way, World};

impl State {
    /// A check as it starts, its first probe within one interval: when, chance decides, as it does in life.
    pub fn new_check(&mut self, w: &World, index: usize) -> Check {
        let plan = &w.checks[index];
        let name = w.links[plan.link as usize].id.to_string();
        let phase = Random::new(w.seed, &name, Purpose::Checks).unit() * plan.interval.0 as f64;
        let what = EventKind::ProbeLeaves.about(numbered(index as u32, 0));
        self.queue.at(self.now + Micros::from_us(phase), what);
        Check::UNKNOWN
    }

    /// Whether the caller of a link takes its target for healthy. Without checks, always.
    #[inline]
    pub fn in_rotation(&self, w: &World, link: u32) -> bool {
        let check = w.links[link as usize].check;
        check.is_none_or(|check| {
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
        let is_lost =
            link.loss > 0.0 && self.parts[plan.checker as usize].choices.happens(link.loss);
        if self.hops.shows_probes() {
            let dies = is_lost || !self.connects(w, plan.link, link.to, false);
            let fate = if dies { Fate::Dies } else { Fate::Arrives };
            self.tell_hop(
                w,
                0,
                (plan.checker, link.to),
                link.latency.span,
                (Cargo::Probe, fate),
            );
        }
        if is_lost || self.stops_probes(w, plan.link) {
            return self.schedule_end(plan, index, false, plan.timeout);
        }
        let what = EventKind::ProbeArrives.about(numbered(index as u32, generation));
        self.queue.after(self.now, link.latency, what);
    }

    /// Whether no probe passes a link. To an endpoint it goes where a request would, as long as the link is not cut.
    fn stops_probes(&self, w: &World, link: u32) -> bool {
        match w.links[link as usize].way {
            Way::Endpoint(_) => self.cut[link as usize],
            Way::Node | Way::Pool | Way::Replica => self.barred[link as usize],
        }
    }

    fn schedule_end(&mut self, plan: &CheckPlan, index: usize, good: bool, after: Micros) {
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
        let link = &w.links[plan.link as usize];
        let is_lost = link.loss > 0.0 && self.parts[link.to as usize].choices.happens(link.loss);
        let silent = self.stops_probes(w, plan.link)
            || is_lost
            || self.parts[link.to as usize].condition == Condition::Killed
                && !self.connects(w, plan.link, link.to, false);
        let round_trip = link.latency.span + link.latency.span;
        if silent {
            return self.schedule_end(plan, index, false, plan.timeout);
        }
        let good = self.connects(w, plan.link, link.to, false)
            && (!plan.check.deep || self.can_serve(w, link.to));
        self.schedule_end(plan, index, good, round_trip);
    }

    /// The result of a probe is known.
    pub fn probe_ends(&mut self, w: &World, index: usize, generation: u32) {
        let plan = &w.checks[index];
        if self.checks[index].generation != generation {
            return;
        }
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
        self.tell(Some((w, plan.checker)), Some(about), what);
        if !good {
            self.report_out_of_rotation(w, plan.link);
        }
        self.rotation_changed(w, plan.checker);
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
            Kind::Client | Kind::Server | Kind::Database | Kind::Cache => false,
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
            self.refresh_rotation(w, w.slot(checker));
        }
    }

    /// What a deep check asks of a target that is up: can it serve?
    fn can_serve(&self, w: &World, part: u32) -> bool {
        let plan = &w.parts[part as usize];
        let slot = plan.slot as usize;
        match plan.kind {
            Kind::LoadBalancer => !self.balancers[slot].rotation.is_empty(),
            Kind::Server => w.servers[slot]
                .groups
                .iter()
                .filter(|g| g.required)
                .all(|g| self.group_connects(w, g)),
            Kind::Client | Kind::Dns | Kind::Database | Kind::Cache => true,
        }
    }

    /// Whether of each shard of a group some target takes a connection, for a read or for a write.
    fn group_connects(&self, w: &World, group: &Group) -> bool {
        let connects = |link: u32| {
            let to = w.links[link as usize].to;
            self.connects(w, link, to, false) || self.connects(w, link, to, true)
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
