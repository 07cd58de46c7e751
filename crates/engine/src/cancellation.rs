//! How calls end without an answer: given up by their caller, timed out, or lost with their holder.

use topple_model::Kind;

use super::calls::{Call, Handle, Outcome, Stage};
use super::count::Count;
use super::state::State;
use super::world::World;
use super::{Micros, Reason};

impl State {
    /// A holder gives up what it called. Servers and data nodes are not told: they work in vain, as they do in life.
    /// A balancer notices that its caller hung up, and hangs up in turn.
    pub fn give_up(&mut self, w: &World, holder: Handle) {
        let mut next = std::mem::replace(&mut self.calls[holder].callee, Handle::NONE);
        while let Some(&call) = self.calls.get(next) {
            match call.stage {
                Stage::Silent | Stage::Unconnected => return self.end(next),
                Stage::Waiting | Stage::HeldBack
                    if w.parts[call.at as usize].kind.row().passes_on() =>
                {
                    self.hang_up(w, next);
                    self.end(next);
                    next = call.callee;
                }
                Stage::Waiting
                | Stage::HeldBack
                | Stage::Travelling
                | Stage::Queued
                | Stage::Working
                | Stage::Answering
                | Stage::Asking
                | Stage::BackingOff
                | Stage::Free => return,
            }
        }
    }

    /// Ends the record of a call.
    pub fn end(&mut self, handle: Handle) {
        let Call { list, lacking, .. } = self.calls[handle];
        self.lists.drop(list);
        self.lists.drop(lacking);
        self.calls.remove(handle);
    }

    /// The deadline of a holder has come.
    pub fn time_out(&mut self, w: &World, handle: Handle) {
        let Some(&call) = self.calls.get(handle) else {
            return;
        };
        if call.deadline != self.now {
            return;
        }
        self.calls[handle].deadline = Micros::NEVER;
        let reason = if call.lost {
            Reason::LinkLost
        } else {
            Reason::TimedOut
        };
        let at = self
            .calls
            .get(call.callee)
            .map_or(call.at, |callee| callee.at);
        self.give_up(w, handle);
        match w.parts[call.at as usize].kind {
            Kind::Client => self.try_failed(w, handle, reason, at),
            Kind::Server => self.dependency_timed_out(w, handle, reason, at),
            Kind::Queue => self.delivery_timed_out(w, handle, reason, at),
            Kind::Dns | Kind::LoadBalancer | Kind::Database | Kind::Cache => {
                unreachable!("they set no deadline")
            }
        }
    }

    /// The component is gone: what it `held` is lost. Callers of a crashed one learn at once, those of a killed one
    /// never.
    pub fn drop_all(&mut self, w: &World, part: u32, held: &[(u32, Handle)], learns: bool) {
        for &(_, handle) in held {
            // What died before it may have taken it along.
            let is_left = |c: &Call| c.at == part && c.is_held();
            let Some(call) = self.calls.get(handle).filter(|c| is_left(c)) else {
                continue;
            };
            if call.is_probe() {
                self.probe_is_dropped(w, handle, learns);
                continue;
            }
            let reason = if learns {
                Reason::Refused
            } else {
                Reason::ConnectTimeout
            };
            if w.parts[part as usize].kind.row().keeps_messages() {
                if Self::is_delivery(w, call) {
                    self.drop_delivery(w, handle, reason);
                    continue;
                }
                self.queues[w.slot(part)].writing.down();
            }
            self.give_up(w, handle);
            let call = &mut self.calls[handle];
            call.deadline = Micros::NEVER;
            let (caller, sampled) = (call.caller, call.request.sampled);
            call.outcome = Outcome::Failed { reason, at: part };
            self.parts[part as usize].counts.count_failed(reason);
            if learns {
                self.calls[handle].stage = Stage::Answering;
                self.send_back(w, handle, caller, sampled);
            } else if self.is_awaited(handle, caller) {
                self.calls[handle].stage = Stage::Silent;
            } else {
                self.end(handle);
            }
        }
        self.parts[part as usize].station.clear(self.now);
        self.parts[part as usize].probes = Count::NONE;
        if w.parts[part as usize].kind.row().passes_on() {
            self.balancers[w.slot(part)].hold_nothing();
        }
    }
}
