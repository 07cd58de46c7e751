//! What is measured: counts and latencies, per second and since the start, in all and per component. What faults cost
//! is told from it in `reports`.

use std::collections::VecDeque;
use std::sync::Arc;

use super::log::What;
use super::numbers::{ComponentRow, Row};
use super::reports::{Moment, Reports, Tally};
use super::state::State;
use super::station::Areas;
use super::world::World;
use super::{Histogram, Micros, Reason};

/// Rows of the whole run that are kept; when there are more, two and two are merged.
const ROWS: usize = 3_600;
/// Seconds of single components that are kept in all; each gets its share of them, within the bounds below.
const COMPONENT_ROWS: usize = 200_000;
const COMPONENT_ROWS_LEAST: usize = 60;
const COMPONENT_ROWS_MOST: usize = 3_600;
/// All is well again when no request has failed for this long, and at least so many were served meanwhile.
pub(super) const QUIET: Micros = Micros(3_000_000);
pub(super) const QUIET_SERVED: u64 = 20;

/// Counts of one component. For a client: of the requests that it started; for others: of the calls that they got.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub started: u64,
    pub served: u64,
    pub failed: [u64; Reason::COUNT],
    /// Requests that failed for good because of this component.
    pub blamed: [u64; Reason::COUNT],
    pub hits: u64,
    pub misses: u64,
    pub checks: u64,
    pub checks_failed: u64,
    pub lost_writes: u64,
    pub split_brain_writes: u64,
    pub latency: Histogram,
    pub second: ComponentRow,
    pub rows: VecDeque<ComponentRow>,
    /// Those of the station at the end of the last row.
    areas: Areas,
}

impl Counts {
    #[inline]
    pub fn count_started(&mut self) {
        self.started += 1;
        self.second.started += 1;
    }

    #[inline]
    pub fn count_served(&mut self, took: Micros) {
        self.served += 1;
        self.second.served += 1;
        self.latency.record(took);
    }

    #[inline]
    pub fn count_failed(&mut self, reason: Reason) {
        self.failed[reason.index()] += 1;
        self.second.failed += 1;
    }

    pub fn heap_bytes(&self) -> usize {
        self.latency.heap_bytes() + self.rows.capacity() * size_of::<ComponentRow>()
    }
}

/// Counts of the whole run.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    pub started: u64,
    pub served: u64,
    pub failed: [u64; Reason::COUNT],
    pub lost_writes: u64,
    pub split_brain_writes: u64,
    pub latency: Histogram,
    pub second: Row,
    /// Shared, so that a snapshot of a run does not copy its past.
    pub rows: Vec<Arc<Row>>,
    /// When the row under way ends.
    pub next_row: Micros,
    /// Seconds that make one row by now.
    row_span: Micros,
    pub reports: Reports,
    hash: u64,
    /// When the last request failed.
    last_failure: Micros,
    /// Since when requests fail: how many did, and when the last one.
    streak: Option<Streak>,
}

#[derive(Clone, Copy, Debug)]
struct Streak {
    failed: u64,
    last: Micros,
    served_since: u64,
}

impl Default for Measure {
    fn default() -> Self {
        Self {
            started: 0,
            served: 0,
            failed: [0; Reason::COUNT],
            lost_writes: 0,
            split_brain_writes: 0,
            latency: Histogram::default(),
            second: Row::default(),
            rows: Vec::new(),
            next_row: Micros::SECOND,
            row_span: Micros::SECOND,
            reports: Reports::default(),
            hash: 0x746f_7070_6c65,
            last_failure: Micros::ZERO,
            streak: None,
        }
    }
}

impl Measure {
    /// Takes a word into the hash of the log.
    #[inline]
    pub fn hash(&mut self, word: u64) {
        self.hash = (self.hash.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    /// The hash of all so far.
    pub fn log_hash(&self) -> u64 {
        super::random::mix(self.hash)
    }

    #[inline]
    pub fn count_served(&mut self, now: Micros, number: u64, took: Micros) {
        self.served += 1;
        self.second.served += 1;
        self.latency.record(took);
        self.second.latency.record(took);
        self.hash(now.0);
        self.hash(number << 5);
        if let Some(streak) = &mut self.streak {
            streak.served_since += 1;
        }
    }

    /// Counts a failure. Whether it is the first after a quiet time.
    pub fn count_failed(&mut self, now: Micros, number: u64, at: u32, reason: Reason) -> bool {
        self.failed[reason.index()] += 1;
        self.second.failed[reason.index()] += 1;
        self.hash(now.0);
        self.hash(number << 5 | 1 | (reason as u64) << 1);
        self.hash(u64::from(at));
        self.last_failure = now;
        let failed = self.streak.map_or(0, |s| s.failed) + 1;
        let starts = self.streak.is_none();
        self.streak = Some(Streak {
            failed,
            last: now,
            served_since: 0,
        });
        starts
    }

    /// What reports on faults go by.
    pub fn moment(&self, now: Micros) -> Moment {
        Moment {
            now,
            tally: Tally {
                served: self.served,
                failed: self.failed.iter().sum(),
            },
            last_failure: self.last_failure,
        }
    }

    /// Whether failures are over by now; how many there were.
    fn end_of_streak(&mut self, now: Micros) -> Option<u64> {
        let streak = self.streak?;
        let over = now.since(streak.last) >= QUIET && streak.served_since >= QUIET_SERVED;
        over.then(|| self.streak.take().map(|s| s.failed)).flatten()
    }

    fn push_row(&mut self, mut row: Row) {
        row.latency = row.latency.compact();
        match self
            .rows
            .last_mut()
            .filter(|last| last.span < self.row_span)
        {
            Some(last) => merge_rows(Arc::make_mut(last), &row),
            None => self.rows.push(Arc::new(row)),
        }
        if self.rows.len() > ROWS {
            self.row_span = self.row_span + self.row_span;
            let old = std::mem::take(&mut self.rows);
            for mut pair in old.chunks(2).map(<[_]>::to_vec) {
                let mut first = pair.remove(0);
                if let Some(second) = pair.pop() {
                    merge_rows(Arc::make_mut(&mut first), &second);
                }
                self.rows.push(first);
            }
        }
    }

    pub fn heap_bytes(&self) -> usize {
        self.latency.heap_bytes()
            + self.rows.capacity() * size_of::<usize>()
            + self.reports.heap_bytes()
    }
}

fn merge_rows(row: &mut Row, next: &Row) {
    row.end = next.end;
    row.span = row.span + next.span;
    row.started += next.started;
    row.served += next.served;
    for (a, b) in row.failed.iter_mut().zip(next.failed) {
        *a += b;
    }
    row.in_flight = next.in_flight;
    row.latency.merge(&next.latency);
}

impl State {
    /// Ends every second that is over at `now`.
    #[cold]
    pub fn close_rows(&mut self, w: &World, now: Micros) {
        while self.measure.next_row <= now {
            let end = self.measure.next_row;
            self.now = end;
            self.close_row(w, end);
            let moment = self.measure.moment(end);
            self.measure.reports.second_ends(moment);
            if let Some(failed) = self.measure.end_of_streak(end) {
                self.tell(None, None, What::AllServedAgain { failed });
            }
            self.measure.next_row = end + Micros::SECOND;
        }
    }

    fn close_row(&mut self, w: &World, end: Micros) {
        let second = &mut self.measure.second;
        let mut row = Row {
            end,
            span: Micros::SECOND,
            ..second.clone()
        };
        second.started = 0;
        second.served = 0;
        second.failed = [0; Reason::COUNT];
        second.latency.clear();
        row.in_flight = self.in_flight();
        self.measure.push_row(row);
        let kept = (COMPONENT_ROWS / w.parts.len().max(1))
            .clamp(COMPONENT_ROWS_LEAST, COMPONENT_ROWS_MOST);
        for part in &mut self.parts {
            let areas = part.station.areas(end);
            let counts = &mut part.counts;
            let second = areas.since(counts.areas);
            let row = ComponentRow {
                end,
                utilisation: second.utilisation() as f32,
                queue: (second.waiting as f64 / 1e6) as f32,
                ..counts.second
            };
            counts.areas = areas;
            counts.second = ComponentRow::default();
            while counts.rows.len() >= kept {
                counts.rows.pop_front();
            }
            counts.rows.push_back(row);
        }
    }
}
