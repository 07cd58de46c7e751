//! The loop: takes the state from one event to the next.

use std::sync::Arc;

use topple_model::Deed;

use super::Micros;
use super::calls::Handle;
use super::event::{EventKind, is_stale, number_of};
use super::log::What;
use super::queue::Delay;
use super::state::State;
use super::world::World;

impl State {
    /// Processes the next event, if it is due no later than `until`. Whether there was one.
    #[inline]
    pub fn step(&mut self, w: &World, script: &[topple_model::ScriptEntry], until: Micros) -> bool {
        let calls = &self.calls;
        let Some(event) = self.queue.pop(until, |at, what| is_stale(calls, at, what)) else {
            return false;
        };
        if event.at >= self.measure.next_row.0 {
            self.close_rows(w, Micros(event.at));
        }
        self.now = Micros(event.at);
        self.events += 1;
        self.process(w, script, event.what);
        #[cfg(debug_assertions)]
        self.assert_invariants(w);
        true
    }

    #[inline]
    fn process(&mut self, w: &World, script: &[topple_model::ScriptEntry], what: u64) {
        let (kind, bits) = EventKind::read(what);
        let call = Handle::from_bits(bits);
        let (number, generation) = number_of(bits);
        match kind {
            EventKind::Start => self.start(w, number as usize, generation),
            EventKind::Arrive => self.arrive(w, call),
            EventKind::ConnectFails => self.connect_fails(w, call),
            EventKind::WorkEnds => self.work_ends(w, call),
            EventKind::LetGo => self.let_go(w, call),
            EventKind::Answer => self.answer_arrives(w, call),
            EventKind::TimeOut => self.time_out(w, call),
            EventKind::TryAgain => self.try_again(w, call),
            EventKind::ProbeLeaves => self.probe_leaves(w, number as usize, generation),
            EventKind::ProbeArrives => self.probe_arrives(w, number as usize, generation),
            EventKind::ProbeEnds => self.probe_ends(w, number as usize, generation),
            EventKind::Promotion => self.set_wakes(w, number as usize),
            EventKind::Script => match script.get(number as usize).map(|entry| &entry.deed) {
                Some(Deed::Act(action)) => self.act(w, *action),
                Some(Deed::Say(text)) => {
                    let text = Arc::clone(text);
                    self.tell(None, None, What::Said { text });
                }
                None => {}
            },
            EventKind::Strike => self.strike(w, number, generation),
            EventKind::Deliver => self.broker_wakes(w, number),
            EventKind::Restart => self.restart(w, number, generation),
            EventKind::EjectionEnds => self.ejection_ends(w, number),
        }
    }

    /// Schedules an event about a call a constant span ahead.
    #[inline]
    pub fn after(&mut self, delay: Delay, kind: EventKind, call: Handle) {
        self.queue.after(self.now, delay, kind.about(call.bits()));
    }

    /// Schedules an event about a call.
    #[inline]
    pub fn at(&mut self, at: Micros, kind: EventKind, call: Handle) {
        self.queue.at(at.max(self.now), kind.about(call.bits()));
    }

    /// The holder of a call will give up what it called after this long.
    #[inline]
    pub fn set_deadline(&mut self, call: Handle, delay: Delay) {
        self.calls[call].deadline = self.now + delay.span;
        self.after(delay, EventKind::TimeOut, call);
        if self.queue.overlong(delay) {
            let calls = &self.calls;
            self.queue
                .sweep(delay, |at, what| is_stale(calls, at, what));
        }
    }
}
