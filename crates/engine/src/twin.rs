//! Twins: a run played once more without a fault, to tell what that fault cost.
//!
//! # Two ways to tell what a fault cost
//!
//! *By what fails while it stands* (what the live reports do): a failure is laid to the faults that are open when it happens.
//! It is known at once and costs nothing, but it is a guess about causes. It charges the kill of a part that nobody calls
//! with what a slow server does meanwhile; it cannot know whether a retry storm of the next minute is this fault's or the
//! next one's; and where two faults overlap it can only charge both with all.
//!
//! *By a twin*: the run is played again from before the fault, with all else that was done, but without it. What
//! failed here and not there is what would not have happened without it. That is what "cost" means, so nothing has to be
//! decided about causes: harm that comes late, or outlives the fault, or is none at all, comes out as it is. It takes
//! time (the run since the fault, once for each fault) and one more state of the run. Chance makes it exact rather than
//! a comparison of averages: a client draws its users' requests from streams that nothing else draws from, so request
//! number 4,711 is started in the same microsecond by the same user for the same key here and there. (Not where users wait
//! for their answers: there what each asks next hangs on when it was answered, and two whole runs are compared.)
//!
//! Twins are what tells; the live figures stand in until a twin has come to the moment that is asked about.
//!
//! # What a twin does differently
//!
//! Faults are numbered as they strike. A twin leaves out the one of a number, or all. What undoes it (a revival) finds
//! nothing to undo and so undoes nothing, but still undoes what else ails the same target. A second strike at what was
//! dead already did nothing in the run, so it does nothing in the twin: it is not a fault that waited for its turn.
//! Chaos decides by what is dead in the run and not by what is dead in the twin, or leaving out one kill would turn all that come
//! later around; [`Omission`] keeps both, and who is started again in both. All else (edits, rates, other faults) happens at its moment.
//!
//! # What is compared
//!
//! Both at the same moment, and so the same requests: those started by then. A request that is still under way has neither
//! failed nor been served; it counts when it ends. So a cost is the difference of what two whole runs tell, to the
//! last request, and may be below zero: the death of a part that did more harm than good saves requests. A fault has
//! been *recovered* from at the last failure in a second in which more failed here than there (where requests fail there
//! too: more than chance explains), once all is well again by the rule of the log.
//!
//! With several faults in force each one's cost is what its absence alone would have saved. Those costs do not add up:
//! both halves of a pair are charged with what only their joint loss brought about, and of two faults that each would have
//! sufficed neither is. So the cost of all together is told beside them, from a twin without any.

use super::Micros;
use super::inputs::Inputs;
use super::play::play_on;
use super::playhead::Playhead;
use super::run::Run;
use super::state::omission::{Omission, Omitted};

/// A run without one of its faults, or without all of them, on its way to a moment of that run.
#[derive(Clone, Debug)]
pub(super) struct Twin {
    /// Where it is.
    pub head: Playhead,
    inputs: Inputs,
    began: Micros,
    until: Micros,
}

impl Twin {
    /// A twin of what a run did up to a moment that it has come to. `None` where the run no longer remembers its past from before the fault.
    pub fn new(run: &Run, omitted: Omitted, until: Micros) -> Option<Self> {
        let first = match omitted {
            Omitted::All => 0,
            Omitted::One(number) => number,
        };
        let snapshot = run.snapshots.before_strike(first, until)?;
        let mut head = snapshot.head.clone();
        let state = &mut head.state;
        let struck = state.measure.reports.struck;
        let omission = Omission::new(omitted, &state.faults, &state.restarts, struck);
        state.omission = Some(Box::new(omission));
        state.review_restarts_in_the_run(&head.world, true);
        state.hops.set_rate(0, state.now);
        Some(Self {
            began: state.now,
            until,
            inputs: run.inputs.before(run.head.next_input),
            head,
        })
    }

    /// Plays on, until so many events were processed or it is where the run was. Whether it is there.
    pub fn advance(&mut self, budget_events: u64) -> bool {
        play_on(
            &mut self.head,
            &self.inputs,
            None,
            self.until,
            budget_events,
        )
    }

    /// How far it has come, 0 to 1.
    pub fn progress(&self) -> f64 {
        share_of(self.head.state.now, self.began, self.until)
    }

    /// Bytes that it holds, as far as that can be counted.
    pub fn bytes(&self) -> usize {
        self.head.state.bytes() + self.head.shared_bytes(None) + self.inputs.bytes()
    }
}

/// How much of a span lies behind `now`.
pub(super) fn share_of(now: Micros, from: Micros, until: Micros) -> f64 {
    let whole = until.since(from).0.max(1) as f64;
    (now.since(from).0 as f64 / whole).min(1.0)
}
