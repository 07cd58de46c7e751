//! Name servers: they answer at once, with addresses that their checks find healthy, or with all where none is.

use topple_model::Policy;

use super::Reason;
use super::calls::{Call, Handle, Outcome};
use super::state::State;
use super::world::World;

impl State {
    /// A question arrives.
    pub fn resolve(&mut self, w: &World, call: Handle, slot: usize) {
        let plan = &w.dns[slot];
        let Call {
            at: part, caller, ..
        } = self.calls[call];
        self.parts[part as usize].counts.count_started();
        if !self.is_awaited(call, caller) {
            self.parts[part as usize]
                .counts
                .count_failed(Reason::TimedOut);
            return self.end(call);
        }
        let asker = self.calls[caller].at;
        let mut healthy = std::mem::take(&mut self.scratch);
        healthy.clear();
        if !self.parts[part as usize].is_empty {
            healthy.extend(
                plan.addresses
                    .iter()
                    .filter(|link| self.in_rotation(w, **link)),
            );
            if healthy.is_empty() {
                healthy.extend(&plan.addresses);
            }
        }
        let only = match plan.policy {
            Policy::Multivalue => None,
            Policy::Failover => Some(0),
            Policy::Weighted => {
                let weight = |i: usize| Some(w.links[healthy[i] as usize].weight);
                self.parts[part as usize]
                    .choices
                    .pick(healthy.len(), weight)
            }
            Policy::Nearest => {
                let latency = |i: &usize| {
                    w.latency_between(asker, w.links[healthy[*i] as usize].to)
                        .span
                };
                // The first among equals.
                (0..healthy.len()).min_by_key(latency)
            }
        };
        let answer = self.lists.create();
        let chosen = match only {
            None => &healthy[..],
            Some(i) => healthy.get(i..=i).unwrap_or_default(),
        };
        let to = |link: &u32| w.links[*link as usize].to;
        self.lists.items_mut(answer).extend(chosen.iter().map(to));
        self.scratch = healthy;
        self.calls[call].list = answer;
        self.answer(w, call, Outcome::Served);
    }
}
