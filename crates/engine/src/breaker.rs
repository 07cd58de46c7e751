//! Circuit breakers of servers (Nygard, *Release It!*, 2007): after so many failures in a row of its calls to one
//! service a server fails further ones at once, so that neither its workers wait for what does not answer nor what is
//! overloaded gets more. After a while one call is let through: what comes of it closes the breaker, or opens it anew.

use super::calls::Handle;
use super::log::What;
use super::renumber::Renumbering;
use super::state::State;
use super::state::brakes::Breaker;
use super::world::World;
use std::sync::Arc;
use topple_model::Kind;

impl State {
    /// Whether a server's breaker lets it call what it needs next. An open one whose time is over lets one call through.
    #[cold]
    pub fn breaker_lets_through(&mut self, w: &World, call: Handle) -> bool {
        let at = self.calls[call].at;
        let Some(place) = self.breaker_of(w, call) else {
            return true;
        };
        let (now, calls) = (self.now, &self.calls);
        let Some(breaker) = self.breakers[w.slot(at)].get_mut(place) else {
            return true;
        };
        match breaker.open_until {
            None => true,
            Some(until) if now < until || calls.is_live(breaker.trial) => false,
            Some(_) => {
                breaker.trial = call;
                true
            }
        }
    }

    /// A server sees what came of a call to what it needed.
    #[inline]
    pub fn breaker_hears(&mut self, w: &World, call: Handle, good: bool) {
        let slot = w.slot(self.calls[call].at);
        if w.servers[slot].breaker.after > 0 {
            self.judge(w, call, good);
        }
    }

    // Out of the way of those who have none.
    #[cold]
    pub fn judge(&mut self, w: &World, call: Handle, good: bool) {
        let Some(place) = self.breaker_of(w, call) else {
            return;
        };
        let at = self.calls[call].at;
        let slot = w.slot(at);
        let plan = &w.servers[slot].breaker;
        let Some(breaker) = self.breakers[slot].get_mut(place) else {
            return;
        };
        let service = Arc::clone(&plan.called[place].1);
        if breaker.open_until.is_none() {
            breaker.failures = if good { 0 } else { breaker.failures + 1 };
            let failures = breaker.failures;
            if failures >= plan.after {
                breaker.failures = 0;
                breaker.open_until = Some(self.now + plan.span);
                let what = What::BreakerOpens { service, failures };
                self.tell(Some((w, at)), None, what);
            }
        } else if breaker.trial == call {
            breaker.trial = Handle::NONE;
            breaker.open_until = (!good).then_some(self.now + plan.span);
            if good {
                self.tell(Some((w, at)), None, What::BreakerCloses { service });
            }
        }
        // Of an open one, only the call that was let through tells anything: others were sent before.
    }

    /// Which of its server's breakers a call goes by.
    fn breaker_of(&self, w: &World, call: Handle) -> Option<usize> {
        let group = self.group_called(w, call)?.service;
        let called = &w.servers[w.slot(self.calls[call].at)].breaker.called;
        called.iter().position(|(of, _)| *of == group)
    }

    /// A server starts anew.
    pub fn forget_breakers(&mut self, slot: usize) {
        self.breakers[slot].fill(Breaker::default());
    }

    /// After an edit: breakers to services that are still called stay as they are.
    pub fn carry_breakers(&mut self, old: &World, new: &World, to: &Renumbering) {
        let before = std::mem::take(&mut self.breakers);
        self.breakers = new
            .servers
            .iter()
            .map(|plan| plan.breaker.closed())
            .collect();
        for (part, plan) in (0..).zip(&new.parts) {
            let Some(was) = to.part_before(part).filter(|_| plan.kind == Kind::Server) else {
                continue;
            };
            let (slot, was) = (plan.slot as usize, old.slot(was));
            let called = &new.servers[slot].breaker.called;
            for (breaker, (group, _)) in before[was].iter().zip(&old.servers[was].breaker.called) {
                let place = called.iter().position(|(of, _)| of == group);
                let kept = place.and_then(|place| self.breakers[slot].get_mut(place));
                if let Some(kept) = kept {
                    *kept = *breaker;
                }
            }
        }
    }
}
