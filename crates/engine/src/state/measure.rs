//! What is counted of the whole run: requests, latencies, seconds, and the faults that cost some.

use std::sync::Arc;

use crate::degraded::Degraded;
use crate::numbers::Row;
use crate::{Histogram, Micros, Reason};

use super::broker::Deliveries;
use super::fault_reports::{Moment, Reports, Tally, is_well};

/// Rows of the whole run that are kept; when there are more, two and two are merged.
const ROWS: usize = 3_600;
/// Counts of the whole run.
#[derive(Clone, Debug)]
pub(crate) struct Measure {
    pub started: u64,
    pub served: u64,
    pub failed: [u64; Reason::COUNT],
    pub lost_writes: u64,
    pub conflicting_writes: u64,
    pub degraded: Degraded,
    /// The services that answers lack, and have lacked since a moment, by their bits.
    lacking: Vec<Lacking>,
    /// Requests that queues have started.
    pub deliveries: Deliveries,
    /// Messages of queues that were given up.
    pub dead_letters: u64,
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

/// Answers have lacked a service for a while.
#[derive(Clone, Copy, Debug)]
struct Lacking {
    bit: u32,
    answers: u64,
    last: Micros,
    /// How many requests had been served by then.
    served: u64,
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
            conflicting_writes: 0,
            degraded: Degraded::default(),
            lacking: Vec::new(),
            deliveries: Deliveries::default(),
            dead_letters: 0,
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
        crate::random::mix(self.hash)
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

    /// Counts a served request whose answer lacks these services. Those of them that none has lacked for a while.
    pub fn count_degraded(&mut self, now: Micros, missing: u64) -> u64 {
        self.degraded.count(missing);
        self.second.degraded += 1;
        self.hash(missing);
        let mut begins = missing;
        for lacking in &mut self.lacking {
            if missing >> lacking.bit & 1 == 1 {
                begins &= !(1 << lacking.bit);
                lacking.answers += 1;
                (lacking.last, lacking.served) = (now, self.served);
            }
        }
        let bits = (0..u64::BITS).filter(|bit| begins >> bit & 1 == 1);
        self.lacking.extend(bits.map(|bit| Lacking {
            bit,
            answers: 1,
            last: now,
            served: self.served,
        }));
        begins
    }

    /// A service that no answer lacks any more, by its bit, and how many did. Asked again until there is none.
    pub fn end_of_lacking(&mut self, now: Micros) -> Option<(u32, u64)> {
        let served = self.served;
        let over = |l: &Lacking| is_well(now, l.last, served - l.served, Micros::NEVER);
        let place = self.lacking.iter().position(over)?;
        let Lacking { bit, answers, .. } = self.lacking.remove(place);
        Some((bit, answers))
    }

    /// Counts a failure. Whether it is the first after a quiet time.
    pub fn count_failed(&mut self, now: Micros, number: u64, at: u32, reason: Reason) -> bool {
        self.failed[reason.index()] += 1;
        self.second.failed[reason.index()] += 1;
        self.hash(now.0);
        self.hash(number << 5 | 1 | (reason as u64) << 1);
        self.hash(u64::from(at));
        self.last_failure = now;
        self.second.last_failure = now;
        let failed = self.streak.map_or(0, |s| s.failed) + 1;
        let starts = self.streak.is_none();
        self.streak = Some(Streak {
            failed,
            last: now,
            served_since: 0,
        });
        starts
    }

    /// What reports on faults go by. `oldest`: when the oldest request under way was started, `now` where there is none.
    pub fn moment(&self, now: Micros, oldest: Micros) -> Moment {
        Moment {
            now,
            tally: self.tally(),
            last_failure: self.last_failure,
            oldest,
            is_failing: self.streak.is_some(),
        }
    }

    /// What was counted so far.
    pub fn tally(&self) -> Tally {
        Tally {
            served: self.served,
            failed: self.failed.iter().sum(),
            lost_writes: self.lost_writes,
            conflicting_writes: self.conflicting_writes,
            degraded: self.degraded.answers,
            dead_letters: self.dead_letters,
        }
    }

    /// Whether somebody wants to know how old the requests under way are.
    pub fn is_watched(&self) -> bool {
        self.streak.is_some() || self.reports.any_open()
    }

    /// Whether failures are over by now; how many there were. Not while requests hang that were started before or with
    /// those that failed: nobody has been served again who still waits.
    pub fn end_of_streak(&mut self, moment: Moment) -> Option<u64> {
        let streak = self.streak?;
        let over = is_well(moment.now, streak.last, streak.served_since, moment.oldest);
        over.then(|| self.streak.take().map(|s| s.failed)).flatten()
    }

    pub fn push_row(&mut self, mut row: Row) {
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
            + self.degraded.heap_bytes()
            + self.lacking.capacity() * size_of::<Lacking>()
            + self.rows.capacity() * size_of::<usize>()
            + self.reports.heap_bytes()
    }
}

fn merge_rows(row: &mut Row, next: &Row) {
    row.end = next.end;
    row.span = row.span + next.span;
    row.started += next.started;
    row.served += next.served;
    row.degraded += next.degraded;
    for (a, b) in row.failed.iter_mut().zip(next.failed) {
        *a += b;
    }
    row.in_flight = next.in_flight;
    row.last_failure = row.last_failure.max(next.last_failure);
    row.latency.merge(&next.latency);
}
