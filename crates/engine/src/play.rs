//! Playing on: to a moment, within a budget of events, through the inputs and past the snapshots that are due on the way.

use super::Micros;
use super::inputs::Inputs;
use super::playhead::Playhead;
use super::snapshots::Snapshots;

/// How far [`super::Run::advance`] came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The time that the run is at now.
    pub reached: Micros,
    /// Events that were processed on the way.
    pub events: u64,
}

/// Plays on to `until`, and keeps snapshots if there is a place for them. `false` where the budget of events ran out
/// before. An input counts as so many events as take about as long.
pub(super) fn play_on(
    head: &mut Playhead,
    inputs: &Inputs,
    mut snapshots: Option<&mut Snapshots>,
    until: Micros,
    budget_events: u64,
) -> bool {
    let mut stop = head.state.events.saturating_add(budget_events);
    let mut has_taken = false;
    if let Some(snapshots) = snapshots.as_deref_mut().filter(|_| head.state.events == 0) {
        // The start, before anything is due: a script may break something in its first moment.
        snapshots.take_first(head);
    }
    loop {
        let input = inputs.get(head.next_input);
        let snapshot_at = snapshots.as_ref().map(|s| s.next);
        let due = [input.map(|(at, _)| at), snapshot_at];
        let limit = due.into_iter().flatten().fold(until, Micros::min);
        if limit >= head.state.now && !head.play(limit, stop) {
            return false;
        }
        if let Some(snapshots) = snapshots.as_deref_mut().filter(|s| s.next == limit) {
            snapshots.take(head);
        } else if let Some((_, input)) = input.filter(|(at, _)| *at == limit) {
            // Every call takes at least one, so that any budget gets there in the end.
            if has_taken && head.state.events >= stop {
                return false;
            }
            has_taken = true;
            stop = stop.saturating_sub(head.cost_of(input));
            head.take(input);
        } else {
            return true;
        }
    }
}
