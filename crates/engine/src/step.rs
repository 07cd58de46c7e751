//! The loop: takes the state from one event to the next.

use super::Micros;
use super::calls::Handle;
use super::happening::{Happening, is_stale, number_of};
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
        let (happening, bits) = Happening::read(what);
        let call = Handle::from_bits(bits);
        let (number, generation) = number_of(bits);
        match happening {
            Happening::Start => self.start(w, number as usize, generation),
            Happening::Arrive => self.arrive(w, call),
            Happening::ConnectFails => self.connect_fails(w, call),
            Happening::WorkEnds => self.work_ends(w, call),
            Happening::LetGo => self.let_go(w, call),
            Happening::Answer => self.answer_arrives(w, call),
            Happening::TimeOut => self.time_out(w, call),
            Happening::TryAgain => self.try_again(w, call),
            Happening::ProbeLeaves => self.probe_leaves(w, number as usize, generation),
            Happening::ProbeArrives => self.probe_arrives(w, number as usize, generation),
            Happening::ProbeEnds => self.probe_ends(w, number as usize, generation),
            Happening::Promotion => self.promotion_goes_on(w, number as usize, generation),
            Happening::Script => {
                if let Some(entry) = script.get(number as usize) {
                    self.act(w, entry.action);
                }
            }
            Happening::Strike => self.strike(w, number as usize, generation),
        }
    }

    /// Schedules an event about a call a constant span ahead.
    #[inline]
    pub fn after(&mut self, delay: Delay, happening: Happening, call: Handle) {
        self.queue
            .after(self.now, delay, happening.about(call.bits()));
    }

    /// Schedules an event about a call.
    #[inline]
    pub fn at(&mut self, at: Micros, happening: Happening, call: Handle) {
        self.queue
            .at(at.max(self.now), happening.about(call.bits()));
    }

    /// The holder of a call will give up what it called after this long.
    #[inline]
    pub fn set_deadline(&mut self, call: Handle, delay: Delay) {
        self.calls[call].deadline = self.now + delay.span;
        self.after(delay, Happening::TimeOut, call);
        if self.queue.overlong(delay) {
            let calls = &self.calls;
            self.queue
                .sweep(delay, |at, what| is_stale(calls, at, what));
        }
    }
}
