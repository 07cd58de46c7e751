//! What came of a fault, in words that agree with the log and with what is served now.

use super::Simulation;
use super::words::count;
use crate::engine::{Counting, FaultReport, Micros, What};
use crate::model::Target;

/// Until then a fault that nobody noticed may still be noticed.
const YET: Micros = Micros(30_000_000);

/// Since when requests fail or not, as the log tells it.
#[derive(Clone, Copy, Debug)]
struct Turn {
    at: Micros,
    fail: bool,
}

impl Simulation {
    /// What came of each of these faults: `Still dead; the last request failed of it after 8.1 s; 289 requests lost.`
    pub fn outcomes(&self, reports: &[FaultReport]) -> Vec<String> {
        let turn = self.last_turn();
        let told = |report| self.outcome(report, turn);
        reports.iter().map(told).collect()
    }

    fn last_turn(&self) -> Option<Turn> {
        let mut events = self.run.events_since(0).rev();
        events.find_map(|event| match event.what {
            What::FailuresStart { .. } => Some(Turn {
                at: event.at,
                fail: true,
            }),
            What::AllServedAgain { .. } => Some(Turn {
                at: event.at,
                fail: false,
            }),
            _ => None,
        })
    }

    fn outcome(&self, report: &FaultReport, turn: Option<Turn>) -> String {
        let stands = self.stands(report.target);
        let mut words = Vec::from_iter(stands.map(str::to_owned));
        words.extend(noticed(report, stands.is_some(), self.run.now()));
        words.push(self.came(report, stands.is_some(), turn));
        words.extend(harm(report));
        sentence(&words)
    }

    /// How the fault still stands; `None`: it was undone.
    fn stands(&self, target: Target) -> Option<&'static str> {
        let isolated = matches!(target, Target::Region(id) if self.faults.isolated.contains(&id));
        match target {
            Target::Link(id) if self.faults.cut.contains(&id) => Some("still cut"),
            _ if isolated => Some("still cut off"),
            _ if !self.faults.has(target) => None,
            _ if self.is_alive(target) => Some("still at fault"),
            _ => Some("still dead"),
        }
    }

    /// What came of the requests.
    fn came(&self, report: &FaultReport, stands: bool, turn: Option<Turn>) -> String {
        let counted = match report.counting {
            Counting::Counted(at) => at,
            Counting::Live | Counting::NotCounted => report.at,
        };
        let is_over = report.recovered_after.is_some();
        // A count that is older than the failures knows nothing of them.
        let unknown = turn.is_some_and(|turn| turn.at > counted);
        let fail_now = turn.is_some_and(|turn| turn.fail);
        if stands && fail_now && (unknown || !is_over || report.lost > 0) {
            // What is counted of one fault says little of now where others make requests fail, too.
            let others = self.faults.targets().len() > 1;
            return if others {
                "requests fail now, of this or of another fault".to_owned()
            } else {
                "requests still fail".to_owned()
            };
        }
        if report.lost <= 0 {
            return match report.counting {
                Counting::Counted(_) => "no request failed".to_owned(),
                Counting::Live | Counting::NotCounted if is_over => "no request failed".to_owned(),
                Counting::Live | Counting::NotCounted => "no request failed so far".to_owned(),
            };
        }
        match report.recovered_after {
            Some(span) if span > Micros::ZERO => last_failure(span),
            None if fail_now => "requests still fail".to_owned(),
            Some(_) | None => "some requests failed".to_owned(),
        }
    }
}

/// When it was over, as reports and the command line tell it, too: with the last request that failed of it.
fn last_failure(span: Micros) -> String {
    format!("the last request failed of it after {}", seconds(span))
}

/// What would come of a fault that was tried beside the run for so many seconds.
pub fn tried(report: &FaultReport, stands_s: f64) -> String {
    let mut words = Vec::from_iter(report.detected_after.map(noticed_after));
    if report.detected_after.is_none() {
        words.push("nobody notices".to_owned());
    }
    words.push(match report.recovered_after {
        _ if report.lost <= 0 => "no request fails".to_owned(),
        Some(span) => format!("the last request fails after {}", seconds(span)),
        None => format!("requests still fail after {stands_s:.0} s"),
    });
    words.extend(harm(report));
    sentence(&words)
}

fn noticed_after(span: Micros) -> String {
    format!("noticed after {}", seconds(span))
}

fn noticed(report: &FaultReport, stands: bool, now: Micros) -> Option<String> {
    match report.detected_after {
        Some(span) => Some(noticed_after(span)),
        // It is told by what failed of it.
        None if report.lost > 0 => None,
        None if stands && now.since(report.at) < YET => Some("not noticed yet".to_owned()),
        None => Some("nobody noticed".to_owned()),
    }
}

/// What was lost, each in a few words.
fn harm(report: &FaultReport) -> Vec<String> {
    let some = |n: i64, noun: &str| (n > 0).then(|| count(n.unsigned_abs(), noun));
    let requests = match report.lost {
        0 => None,
        1.. => some(report.lost, "request").map(|n| format!("{n} lost")),
        _ => some(-report.lost, "request").map(|n| format!("{n} fewer lost than without it")),
    };
    let writes = some(report.lost_writes, "acknowledged write").map(|n| format!("{n} lost"));
    let conflicting = some(report.conflicting_writes, "conflicting write");
    let degraded = some(report.degraded, "degraded answer");
    let dead = some(report.dead_letters, "dead letter");
    let all = [requests, writes, conflicting, degraded, dead];
    all.into_iter().flatten().collect()
}

fn seconds(span: Micros) -> String {
    format!("{:.1} s", span.as_seconds())
}

/// `Still dead; 12 requests lost.`
fn sentence(words: &[String]) -> String {
    let text = words.join("; ");
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first
        .into_iter()
        .flatten()
        .chain(letters)
        .chain(['.'])
        .collect()
}
