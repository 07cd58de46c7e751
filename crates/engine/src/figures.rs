//! What came of requests up to a moment, and what one run has that another has not.

use std::sync::Arc;

use super::Micros;
use super::numbers::Row;
use super::playhead::Playhead;
use super::state::fault_reports::{QUIET_SERVED, Tally, is_well};

/// Where requests fail anyway, so many standard deviations more of them are harm and not chance.
const DEVIATIONS: f64 = 4.0;

/// What came of requests up to a moment.
#[derive(Clone, Debug)]
pub(super) struct Figures {
    pub at: Micros,
    tally: Tally,
    /// Its seconds.
    rows: Vec<Arc<Row>>,
    /// When the oldest request under way was started.
    oldest: Micros,
}

/// What a run has that another has not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cost {
    pub lost: i64,
    pub lost_writes: i64,
    pub conflicting_writes: i64,
    pub degraded: i64,
    pub dead_letters: i64,
    /// Until the last failure that was too many; zero where there was none; `None` where it is not over, or not surely.
    pub recovered_after: Option<Micros>,
}

impl Figures {
    pub fn of(head: &Playhead) -> Self {
        let state = &head.state;
        let mut rows = state.measure.rows.clone();
        rows.push(Arc::new(Row {
            end: state.now,
            ..state.measure.second.clone()
        }));
        Self {
            at: state.now,
            tally: state.measure.tally(),
            rows,
            oldest: state.oldest_start(),
        }
    }

    /// What is more here than `there`, at the same moment, since a fault struck.
    pub fn beyond(&self, there: &Figures, struck: Micros) -> Cost {
        let more = |of: fn(&Tally) -> u64| of(&self.tally) as i64 - of(&there.tally) as i64;
        Cost {
            lost: more(|tally| tally.failed),
            lost_writes: more(|tally| tally.lost_writes),
            conflicting_writes: more(|tally| tally.conflicting_writes),
            degraded: more(|tally| tally.degraded),
            dead_letters: more(|tally| tally.dead_letters),
            recovered_after: self.recovered_after(there, struck),
        }
    }

    fn recovered_after(&self, there: &Figures, struck: Micros) -> Option<Micros> {
        let mut since = Since::default();
        let seconds = self.rows.iter().zip(&there.rows).rev();
        let mut seconds = seconds.take_while(|(row, _)| row.end > struck);
        let last = seconds.find(|(row, row_there)| since.is_harmed_by(row, row_there));
        let last = last.map(|(row, _)| row.last_failure.max(struck));
        // What hangs without the fault too is not its doing.
        let oldest = if self.oldest < there.oldest {
            self.oldest
        } else {
            self.at
        };
        // Where nothing is asked nothing can be served; but then no harm can be seen to be over, either.
        let wanted = u64::from(last.is_some());
        let enough = since.served >= QUIET_SERVED.min(since.served_there.max(wanted));
        let served = if enough { QUIET_SERVED } else { 0 };
        let last = last.unwrap_or(struck);
        is_well(self.at, last, served, oldest).then(|| last.since(struck))
    }
}

/// The seconds from one on to the end, of a run and of another.
#[derive(Default)]
struct Since {
    served: u64,
    served_there: u64,
    failed: u64,
    failed_there: u64,
}

impl Since {
    /// Takes in one second more, the next to the front. Whether it did harm: by itself, or with all after it, where a
    /// little more fails in every second. If so, nobody was served since.
    fn is_harmed_by(&mut self, row: &Row, row_there: &Row) -> bool {
        let (failed, failed_there) = (row.failed_in_all(), row_there.failed_in_all());
        self.failed += failed;
        self.failed_there += failed_there;
        let is_harm = is_harm(failed, failed_there) || is_harm(self.failed, self.failed_there);
        if !is_harm {
            self.served += row.served;
            self.served_there += row_there.served;
        }
        is_harm
    }
}

/// Whether so many failures are more than the other run explains.
fn is_harm(here: u64, there: u64) -> bool {
    here as f64 > there as f64 + DEVIATIONS * (2.0 * there as f64).sqrt()
}
