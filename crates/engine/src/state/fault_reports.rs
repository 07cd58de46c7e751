//! Reports on faults: when each was noticed, when it was over, what was lost meanwhile.
//!
//! What a fault costs is told from what is measured, not from what it ought to cost: a failure is laid to the faults
//! that are *open* when it happens. A fault is open from its strike, for as long as it stands: a dead name server may
//! do harm only when the answers of it run out, and a database may saturate long after its cache died. It is closed when
//! all has been well for a while, and either it was undone, or another fault strikes: what fails from then on is that
//! one's. Faults that overlap, each striking while the other does harm, share what fails, and each counts all of it.
//!
//! That is what can be told at once. What a fault really cost is counted by a twin (`twin.rs`), and told in its place when
//! it is known.
//!
//! Seconds are held against those before the strike: where a share of the requests failed anyway, only what goes beyond
//! it is harm. So an overloaded system does not make every fault look endless, and one without requests costs nothing.

use std::collections::VecDeque;

use topple_model::Target;

use crate::Micros;
use crate::numbers::{Counting, FaultReport};

/// All is well again when no request has failed for this long, and at least so many were served meanwhile.
pub(crate) const QUIET: Micros = Micros(3_000_000);
pub(crate) const QUIET_SERVED: u64 = 20;
/// Where requests are rare, one that was served is enough after this long.
const QUIET_LONG: Micros = Micros(30_000_000);
/// And all that were started up to this long after the last failure must have been answered: none of them hangs.
const SETTLED: Micros = Micros(2_000_000);

/// Whether all is well again `now`, after a failure at `last` since when so many were served, with the oldest request
/// under way started at `oldest`.
pub(crate) fn is_well(now: Micros, last: Micros, served: u64, oldest: Micros) -> bool {
    let quiet = now.since(last);
    let enough = served >= QUIET_SERVED || (served > 0 && quiet >= QUIET_LONG);
    quiet >= QUIET && enough && oldest > last + SETTLED
}

/// Faults that are reported on; the oldest are forgotten.
const REPORTS: usize = 1_000;

/// Seconds before a strike that tell what is usual, in two halves of which the better one counts: a fault that struck
/// a moment ago does not make its harm usual for the next one.
const BEFORE: usize = 10;

/// Where some requests fail anyway, so many standard deviations more of them are harm and not chance.
const DEVIATIONS: f64 = 4.0;

/// How many requests were served and failed: since the start, or in some span.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Tally {
    pub served: u64,
    pub failed: u64,
    pub lost_writes: u64,
    pub conflicting_writes: u64,
    /// Of those served, how many were so degraded.
    pub degraded: u64,
    /// Messages of queues that were given up.
    pub dead_letters: u64,
}

impl Tally {
    fn since(self, earlier: Tally) -> Tally {
        Tally {
            served: self.served - earlier.served,
            failed: self.failed - earlier.failed,
            lost_writes: self.lost_writes - earlier.lost_writes,
            conflicting_writes: self.conflicting_writes - earlier.conflicting_writes,
            degraded: self.degraded - earlier.degraded,
            dead_letters: self.dead_letters - earlier.dead_letters,
        }
    }

    fn ended(self) -> u64 {
        self.served + self.failed
    }
}

/// What was counted, and when the last request failed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub now: Micros,
    pub tally: Tally,
    pub last_failure: Micros,
    /// When the oldest request under way was started; `now` where there is none.
    pub oldest: Micros,
    /// Whether requests fail, and it is not over.
    pub is_failing: bool,
}

/// One fault.
#[derive(Clone, Debug)]
struct Report {
    number: u64,
    at: Micros,
    target: Target,
    /// Whether it keeps its target from answering at all, which is what checks and sets notice.
    silences: bool,
    detected_after: Option<Micros>,
    undone: bool,
    closed: bool,
    /// Share of the requests that failed before it.
    usual: f64,
    /// The same of those that were answered degraded.
    usually_degraded: f64,
    /// What is accounted for already.
    seen: Tally,
    /// When it last did harm.
    last_harm: Option<Micros>,
    /// Requests that failed beyond what is usual.
    lost: f64,
    lost_writes: u64,
    conflicting_writes: u64,
    /// Answers that were degraded beyond what is usual.
    degraded: f64,
    dead_letters: u64,
    /// Requests served since it last did harm.
    served_since: u64,
}

impl Report {
    /// Takes in what came of requests since it last did.
    fn account(&mut self, moment: Moment) {
        if self.closed {
            return;
        }
        let span = moment.tally.since(self.seen);
        self.seen = moment.tally;
        self.lost_writes += span.lost_writes;
        self.conflicting_writes += span.conflicting_writes;
        self.dead_letters += span.dead_letters;
        self.degraded += beyond(span.degraded, span.ended(), self.usually_degraded).unwrap_or(0.0);
        if let Some(lost) = beyond(span.failed, span.ended(), self.usual) {
            self.lost += lost;
            self.last_harm = Some(moment.last_failure);
            self.served_since = 0;
        } else {
            self.served_since += span.served;
        }
    }

    /// Whether all has been well for a while.
    fn is_quiet(&self, moment: Moment) -> bool {
        // Where most failed anyway, only the end of all failures tells something.
        if self.usual > 0.5 && moment.is_failing {
            return false;
        }
        let last = self.last_harm.unwrap_or(self.at);
        is_well(moment.now, last, self.served_since, moment.oldest)
    }

    fn told(&self, moment: Moment) -> FaultReport {
        let over = self.closed || self.is_quiet(moment);
        FaultReport {
            number: self.number,
            at: self.at,
            target: self.target,
            detected_after: self.detected_after,
            recovered_after: over.then(|| self.last_harm.unwrap_or(self.at).since(self.at)),
            lost: self.lost.round() as i64,
            lost_writes: self.lost_writes as i64,
            conflicting_writes: self.conflicting_writes as i64,
            degraded: self.degraded.round() as i64,
            dead_letters: self.dead_letters as i64,
            counting: Counting::Live,
        }
    }
}

/// How many of the requests that ended are more than the usual share and chance explain.
fn beyond(happened: u64, ended: u64, usual: f64) -> Option<f64> {
    let expected = usual * ended as f64;
    let chance = DEVIATIONS * (expected * (1.0 - usual)).sqrt();
    let more = happened as f64 - expected;
    (more > chance).then_some(more)
}

/// All faults of a run, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reports {
    all: VecDeque<Report>,
    /// How many faults have struck so far.
    pub struck: u64,
    /// What was counted at the ends of the last seconds, oldest first.
    ends: VecDeque<Tally>,
}

impl Reports {
    /// A second is over.
    pub fn second_ends(&mut self, moment: Moment) {
        if self.ends.len() > BEFORE {
            self.ends.pop_front();
        }
        self.ends.push_back(moment.tally);
        for report in &mut self.all {
            report.account(moment);
            report.closed |= report.undone && report.is_quiet(moment);
        }
    }

    /// Faults strike, each a target and whether it is silenced.
    pub fn strike(&mut self, moment: Moment, strikes: &[(Target, bool)]) {
        if strikes.is_empty() {
            return;
        }
        for report in &mut self.all {
            report.account(moment);
            report.closed |= report.is_quiet(moment);
        }
        let usual = self.usual(|span| span.failed);
        let usually_degraded = self.usual(|span| span.degraded);
        for &(target, silences) in strikes {
            if self.all.len() == REPORTS {
                self.all.pop_front();
            }
            self.all.push_back(Report {
                number: self.struck,
                at: moment.now,
                target,
                silences,
                detected_after: None,
                undone: false,
                closed: false,
                usual,
                usually_degraded,
                seen: moment.tally,
                last_harm: None,
                lost: 0.0,
                lost_writes: 0,
                conflicting_writes: 0,
                degraded: 0.0,
                dead_letters: 0,
                served_since: 0,
            });
            self.struck += 1;
        }
    }

    /// The share of requests to which this has happened lately.
    fn usual(&self, of: fn(&Tally) -> u64) -> f64 {
        let back = |seconds: usize| {
            let place = self.ends.len().saturating_sub(seconds + 1);
            self.ends.get(place).copied().unwrap_or_default()
        };
        let share = |from: usize, until: usize| {
            let span = back(until).since(back(from));
            (span.ended() > 0).then(|| of(&span) as f64 / span.ended() as f64)
        };
        let halves = [share(BEFORE, BEFORE / 2), share(BEFORE / 2, 0)];
        halves
            .into_iter()
            .flatten()
            .reduce(f64::min)
            .unwrap_or_default()
    }

    /// Faults of these targets are undone.
    pub fn undone(&mut self, is_undone: impl Fn(Target) -> bool) {
        for report in &mut self.all {
            report.undone |= is_undone(report.target);
        }
    }

    /// It was noticed that this target is silent: its latest fault, unless it was noticed before.
    pub fn noticed(&mut self, now: Micros, is_silent: impl Fn(Target) -> bool) {
        let mut done: Vec<Target> = Vec::new();
        for report in self.all.iter_mut().rev().filter(|r| r.silences) {
            if !is_silent(report.target) || done.contains(&report.target) {
                continue;
            }
            done.push(report.target);
            report.detected_after.get_or_insert(now.since(report.at));
        }
    }

    /// As they stand now, the second under way included.
    pub fn told(&self, moment: Moment) -> Vec<FaultReport> {
        let told = |report: &Report| {
            let mut report = report.clone();
            report.account(moment);
            report.told(moment)
        };
        self.all.iter().map(told).collect()
    }

    /// When the first and the last of them struck.
    pub fn first_and_last(&self) -> Option<(Micros, Micros)> {
        Some((self.all.front()?.at, self.all.back()?.at))
    }

    /// Whether something may yet be laid to one of them.
    pub fn any_open(&self) -> bool {
        self.all.iter().any(|report| !report.closed)
    }

    pub fn heap_bytes(&self) -> usize {
        self.all.capacity() * size_of::<Report>() + self.ends.capacity() * size_of::<Tally>()
    }
}
