//! What an event is, in 64 bits: five of them say what happens, the others about whom.

use super::calls::{Calls, Handle, Stage};

/// What an event is; its number speaks of a call, or of a part, a check, a set or a line of the script.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum EventKind {
    /// A client starts a request.
    Start,
    /// A message arrives at its target.
    Arrive,
    /// A connect turns out to have failed.
    ConnectFails,
    /// A worker is done with its own work for a call.
    WorkEnds,
    /// A slow balancer lets an answer go.
    LetGo,
    /// An answer arrives at the caller.
    Answer,
    /// A holder gives up what it called.
    TimeOut,
    /// A client tries again.
    TryAgain,
    /// A probe leaves.
    ProbeLeaves,
    /// A probe arrives.
    ProbeArrives,
    /// A probe's result is known.
    ProbeEnds,
    /// A promotion goes on: it starts, or is finished.
    Promotion,
    /// A line of the script.
    Script,
    /// Chaos strikes, or mends.
    Strike,
    /// Somebody starts a dead part again.
    Restart,
    /// A queue looks for something to deliver.
    Deliver,
    /// A member that a balancer has put aside may be back.
    EjectionEnds,
}

impl EventKind {
    const ALL: [EventKind; 17] = [
        EventKind::Start,
        EventKind::Arrive,
        EventKind::ConnectFails,
        EventKind::WorkEnds,
        EventKind::LetGo,
        EventKind::Answer,
        EventKind::TimeOut,
        EventKind::TryAgain,
        EventKind::ProbeLeaves,
        EventKind::ProbeArrives,
        EventKind::ProbeEnds,
        EventKind::Promotion,
        EventKind::Script,
        EventKind::Strike,
        EventKind::Restart,
        EventKind::Deliver,
        EventKind::EjectionEnds,
    ];

    /// How an event of it about a call or a number is written.
    #[inline]
    pub const fn about(self, bits: u64) -> u64 {
        (self as u64) << 59 | bits
    }

    #[inline]
    pub const fn read(what: u64) -> (EventKind, u64) {
        (Self::ALL[(what >> 59) as usize], what & ((1 << 59) - 1))
    }
}

/// An index and a generation, for events that may have become void.
pub(super) const fn numbered(index: u32, generation: u32) -> u64 {
    (generation as u64 & 0x07ff_ffff) << 32 | index as u64
}

/// Takes apart what [`numbered`] made.
pub(super) const fn number_of(bits: u64) -> (u32, u32) {
    (bits as u32, (bits >> 32) as u32)
}

/// Whether an event is a timeout of a call that has ended, or that waits for something else by now.
#[inline]
pub(super) fn is_stale(calls: &Calls, at: u64, what: u64) -> bool {
    let (kind, bits) = EventKind::read(what);
    kind == EventKind::TimeOut
        && calls
            .get(Handle::from_bits(bits))
            .is_none_or(|c| c.deadline.0 != at || c.stage == Stage::Free)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_read_as_it_was_written() {
        for kind in EventKind::ALL {
            let bits = numbered(77, 12_345);
            assert_eq!(EventKind::read(kind.about(bits)), (kind, bits));
            assert_eq!(number_of(bits), (77, 12_345));
        }
    }
}
