//! Probes of deep checks at their targets. They feel what a request feels: they take a place in the queue and a worker, are
//! answered as late, and meet errors as often. They are no requests: nothing counts them but the check that sent them.

use topple_model::Kind;

use super::Micros;
use super::calls::{Call, Handle, NO_CLIENT, Request, Stage};
use super::event::EventKind;
use super::state::State;
use super::station::Admission;
use super::world::World;

/// What stands in the place of a request. Those of clients are numbered from 1.
const PROBE: Request = Request {
    number: 0,
    lot: 0,
    client: NO_CLIENT,
    attempt: 0,
    key: 0,
    writes: false,
    sampled: false,
};

impl Call {
    /// Whether it is the probe of a check.
    #[inline]
    pub fn is_probe(&self) -> bool {
        self.request.number == PROBE.number
    }
}

impl State {
    /// The probe of a deep check has connected.
    pub fn probe_is_met(&mut self, w: &World, index: usize) {
        let node = self.path_of_probe(w, w.checks[index].link).to;
        match w.parts[node as usize].kind {
            Kind::LoadBalancer => self.probe_meets_balancer(w, index, node),
            Kind::Server | Kind::Database | Kind::Cache => self.probe_queues_up(w, index, node),
            Kind::Client | Kind::Dns | Kind::Queue => self.probe_is_answered(w, index, true),
        }
    }

    /// A balancer answers for itself. One that is slow holds a probe back for as long as it would the last request.
    fn probe_meets_balancer(&mut self, w: &World, index: usize, node: u32) {
        let balancer = &self.balancers[w.slot(node)];
        let is_full = balancer.open.get() >= w.balancers[w.slot(node)].max_connections;
        let last_took = balancer.last_took.0 as f64;
        let errs = self.errs_to_probe(index, node);
        let good = !errs && !is_full && self.can_serve(w, node);
        let more = Micros::from_us(last_took * (self.parts[node as usize].slow - 1.0));
        self.probe_is_answered_after(w, index, good, more);
    }

    /// Whether a part meets this probe with an error.
    fn errs_to_probe(&mut self, index: usize, node: u32) -> bool {
        let errors = self.parts[node as usize].errors;
        errors > 0.0 && self.checks[index].chance.happens(errors)
    }

    /// A probe gets a worker, a place, or a refusal.
    fn probe_queues_up(&mut self, w: &World, index: usize, node: u32) {
        if self.parts[node as usize].errs_at_once && self.errs_to_probe(index, node) {
            return self.probe_is_answered(w, index, false);
        }
        let plan = &w.checks[index];
        if !self.calls.has_room() {
            return self.schedule_end(plan, index, false, plan.timeout);
        }
        let link = plan.link;
        let probe = self.calls.create(PROBE, Handle::NONE, node, link, self.now);
        let part = &mut self.parts[node as usize];
        let admission = part.station.admit(probe, self.now);
        if admission == Admission::Refused {
            self.calls.remove(probe);
            return self.probe_is_answered(w, index, false);
        }
        part.probes.up();
        self.checks[index].probe = probe;
        // Until it is answered, all that is known is when patience ends.
        self.schedule_end(plan, index, false, plan.timeout);
        if admission == Admission::Worker {
            self.probe_is_worked_on(w, probe);
        } else {
            self.calls[probe].stage = Stage::Queued;
        }
    }

    /// A worker takes a probe.
    pub fn probe_is_worked_on(&mut self, w: &World, probe: Handle) {
        let record = &mut self.calls[probe];
        record.stage = Stage::Working;
        let (part, link) = (record.at, record.link);
        // A check that is no more draws nothing.
        let check = check_over(w, link);
        let took = check.map_or(0.0, |index| {
            let chance = &mut self.checks[index].chance;
            w.draw_work(part, false, chance) * self.parts[part as usize].slow
        });
        let took = Micros::from_us(took.round());
        self.at(self.now + took, EventKind::WorkEnds, probe);
    }

    /// The work on a probe is done: it is answered, and the worker takes the next.
    pub fn probe_is_done(&mut self, w: &World, probe: Handle) {
        let part = self.calls[probe].at;
        if let Some(index) = self.check_awaiting(w, probe) {
            let at_end = !self.parts[part as usize].errs_at_once;
            let good = !(at_end && self.errs_to_probe(index, part)) && self.can_serve(w, part);
            self.probe_ends_early(w, index, good);
        }
        self.end(probe);
        let now = self.now;
        let part_now = &mut self.parts[part as usize];
        part_now.probes.down();
        if let Some(next) = part_now.station.release(now) {
            self.work_starts(w, next, part);
        }
    }

    /// Whoever had the probe has died. The check of a crashed one learns at once, that of a killed one by its timeout.
    pub fn probe_is_dropped(&mut self, w: &World, probe: Handle, learns: bool) {
        if let Some(index) = self.check_awaiting(w, probe) {
            if learns {
                self.probe_ends_early(w, index, false);
            } else {
                self.checks[index].probe = Handle::NONE;
            }
        }
        self.end(probe);
    }

    /// After an edit: probes whose holder is gone have failed.
    pub fn end_lost_probes(&mut self, w: &World) {
        for index in 0..self.checks.len() {
            let probe = self.checks[index].probe;
            if probe != Handle::NONE && !self.calls.is_live(probe) {
                self.probe_ends_early(w, index, false);
            }
        }
    }

    /// A probe is answered before its check loses patience.
    fn probe_ends_early(&mut self, w: &World, index: usize, good: bool) {
        let check = &mut self.checks[index];
        check.probe = Handle::NONE;
        // The end of its patience is void.
        check.generation = (check.generation + 1) & 0x07ff_ffff;
        self.probe_is_answered(w, index, good);
    }

    /// The check that still waits for this probe.
    fn check_awaiting(&self, w: &World, probe: Handle) -> Option<usize> {
        let index = check_over(w, self.calls[probe].link)?;
        (self.checks[index].probe == probe).then_some(index)
    }
}

/// The check whose probes travel this link.
fn check_over(w: &World, link: u32) -> Option<usize> {
    w.links
        .get(link as usize)?
        .check
        .map(|check| check as usize)
}
