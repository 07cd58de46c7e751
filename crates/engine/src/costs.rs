//! What the faults of a run cost, counted by twins, one after the other and a slice at a time.

use std::collections::BTreeMap;

use super::Micros;
use super::figures::{Cost, Figures};
use super::numbers::{Counting, FaultReport};
use super::run::Run;
use super::state::omission::Omitted;
use super::twin::Twin;

/// Faults that [`Costs::default`] counts: the most recent ones. Of chaos, each kill is one.
pub const COUNTED_FAULTS: usize = 16;

/// What several faults cost together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Together {
    /// Requests that would not have failed without any of them.
    pub lost_in_all: i64,
    /// That, less the sum of what each cost. Above 0: what no single one's absence would have saved. Below 0: what only
    /// several of them together brought about, and so is counted for each of these.
    pub lost_together: i64,
    /// The same of acknowledged writes that were lost.
    pub lost_writes_in_all: i64,
    /// Answers that would not have been degraded without any of them.
    pub degraded_in_all: i64,
}

/// What the faults of a run cost. One that counts belongs to one run, and to what comes of it: begin anew with a new run.
///
/// All faults are counted up to the same moment, in one *round*. At most one twin lives at a time, so that counting
/// never holds more than that beside the run.
#[derive(Clone, Debug)]
pub struct Costs {
    limit: usize,
    /// The round that was done last.
    known: Option<Round>,
    /// The one under way.
    round: Option<Round>,
    twin: Option<Twin>,
}

/// One count of all faults, up to one moment.
#[derive(Clone, Debug)]
struct Round {
    here: Figures,
    /// Which past of the run it is about.
    history: u64,
    /// Faults that are counted, with when they struck.
    faults: BTreeMap<u64, Micros>,
    /// Whether these are all that there were.
    is_whole: bool,
    todo: Vec<Omitted>,
    costs: BTreeMap<Omitted, Option<Cost>>,
}

impl Default for Costs {
    fn default() -> Self {
        Self::of_at_most(COUNTED_FAULTS)
    }
}

impl Costs {
    /// Counts so many of the most recent faults.
    pub fn of_at_most(limit: usize) -> Self {
        Self {
            limit,
            known: None,
            round: None,
            twin: None,
        }
    }

    /// Counts all faults of a run up to now, however long it takes.
    pub fn of(run: &mut Run) -> Self {
        let mut costs = Self::of_at_most(usize::MAX);
        costs.begin(run);
        while costs.count(run, u64::MAX).is_some() {}
        costs
    }

    /// Begins a round: the faults up to now. One that is under way is dropped.
    pub fn begin(&mut self, run: &mut Run) {
        run.settle();
        let reports = run.fault_reports();
        let skipped = reports.len().saturating_sub(self.limit);
        let faults: BTreeMap<u64, Micros> = reports[skipped..]
            .iter()
            .map(|r| (r.number, r.at))
            .collect();
        let is_whole = faults.len() as u64 == run.head.state.measure.reports.struck;
        // The last of the list is counted first: the latest fault is the one that is looked at.
        let mut todo: Vec<Omitted> = faults.keys().map(|number| Omitted::One(*number)).collect();
        if is_whole && faults.len() > 1 {
            todo.insert(0, Omitted::All);
        }
        self.twin = None;
        self.round = Some(Round {
            here: Figures::of(&run.head),
            history: run.history(),
            faults,
            is_whole,
            todo,
            costs: BTreeMap::new(),
        });
    }

    /// Goes on with the round under way, until about so many events were processed. Returns how many were; `None` where
    /// there is nothing more to do. A round is dropped where the run has another past by now.
    pub fn count(&mut self, run: &Run, budget_events: u64) -> Option<u64> {
        let round = self.round.as_mut()?;
        if round.history != run.history() || run.now() < round.here.at {
            self.drop_round();
            return None;
        }
        let Some(&omitted) = round.todo.last() else {
            self.known = self.round.take();
            return None;
        };
        if self.twin.is_none() {
            self.twin = Twin::new(run, omitted, round.here.at);
        }
        let Some(twin) = &mut self.twin else {
            round.learn(omitted, None);
            return Some(0);
        };
        let before = twin.head.state.events;
        let is_there = twin.advance(budget_events);
        let events = twin.head.state.events - before;
        if is_there {
            let there = Figures::of(&twin.head);
            let struck = round.struck(omitted);
            round.learn(omitted, Some(round.here.beyond(&there, struck)));
            self.twin = None;
        }
        Some(events.max(1))
    }

    fn drop_round(&mut self) {
        (self.round, self.twin) = (None, None);
    }

    /// Whether a round is under way.
    pub fn is_counting(&self) -> bool {
        self.round.is_some()
    }

    /// How far the round under way has come, 0 to 1.
    pub fn progress(&self) -> f64 {
        let Some(round) = &self.round else { return 1.0 };
        let all = round.todo.len() + round.costs.len();
        let twin = self.twin.as_ref().map_or(0.0, Twin::progress);
        (round.costs.len() as f64 + twin) / all.max(1) as f64
    }

    /// Up to which moment of this run its faults are counted; `None`: they are not.
    pub fn counted_to(&self, run: &Run) -> Option<Micros> {
        self.known_of(run).map(|round| round.here.at)
    }

    /// Whether a fault has struck that no round knows of.
    pub fn lacks_faults(&self, run: &Run) -> bool {
        let struck = run.head.state.measure.reports.struck;
        let latest = self.round.as_ref().or_else(|| self.known_of(run));
        struck > 0 && latest.is_none_or(|round| !round.faults.contains_key(&(struck - 1)))
    }

    fn known_of(&self, run: &Run) -> Option<&Round> {
        let known = self.known.as_ref();
        known.filter(|round| round.history == run.history() && round.here.at <= run.now())
    }

    /// What each fault did, oldest first: with its cost as it was counted last, else as can be told at once.
    pub fn reports(&self, run: &Run) -> Vec<FaultReport> {
        let mut reports = run.fault_reports();
        let skipped = reports.len().saturating_sub(self.limit);
        let current = self.round.as_ref().filter(|r| r.history == run.history());
        for (place, report) in reports.iter_mut().enumerate() {
            let rounds = [current, self.known_of(run)];
            let omitted = Omitted::One(report.number);
            let known = rounds.into_iter().flatten().find_map(|round| {
                let cost = round.costs.get(&omitted)?;
                Some((round.here.at, *cost))
            });
            match known {
                Some((at, Some(cost))) => cost.tell(report, at),
                Some((_, None)) => report.counting = Counting::NotCounted,
                None if place < skipped => report.counting = Counting::NotCounted,
                None => {}
            }
        }
        reports
    }

    /// What all faults cost together, where there are several and all are counted.
    pub fn together(&self, run: &Run) -> Option<Together> {
        let round = self.known_of(run).filter(|round| round.is_whole)?;
        let all = (*round.costs.get(&Omitted::All)?)?;
        let mut sum = 0;
        for number in round.faults.keys() {
            sum += (*round.costs.get(&Omitted::One(*number))?)?.lost;
        }
        Some(Together {
            lost_in_all: all.lost,
            lost_together: all.lost - sum,
            lost_writes_in_all: all.lost_writes,
            degraded_in_all: all.degraded,
        })
    }

    /// Bytes of the twin under way, as far as that can be counted: all that counting holds for long beside the run.
    pub fn bytes(&self) -> usize {
        self.twin.as_ref().map_or(0, Twin::bytes)
    }
}

impl Round {
    fn struck(&self, omitted: Omitted) -> Micros {
        let at = match omitted {
            Omitted::All => self.faults.values().next(),
            Omitted::One(number) => self.faults.get(&number),
        };
        at.copied().unwrap_or_default()
    }

    fn learn(&mut self, omitted: Omitted, cost: Option<Cost>) {
        self.todo.pop();
        self.costs.insert(omitted, cost);
    }
}

impl Cost {
    /// Into the report of the fault, counted up to this moment.
    pub fn tell(&self, report: &mut FaultReport, at: Micros) {
        report.lost = self.lost;
        report.lost_writes = self.lost_writes;
        report.conflicting_writes = self.conflicting_writes;
        report.degraded = self.degraded;
        report.dead_letters = self.dead_letters;
        report.recovered_after = self.recovered_after;
        report.counting = Counting::Counted(at);
    }
}
