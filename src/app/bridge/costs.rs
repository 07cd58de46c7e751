//! What faults cost, as the page shows it.

use crate::app::figures::{clock, count};
use crate::app::view::{CostsView, FaultView, TrialView};
use crate::editor::simulation::outcome::tried;
use crate::editor::{Session, Trial};
use crate::engine::{Counting, FaultReport, Micros, Together};
use crate::model::{Component, Target};

/// Faults that are shown: the most recent ones.
const SHOWN: usize = 12;
/// A count this old says how old it is.
const RECENT: Micros = Micros(1_000_000);

/// What the faults of the run cost, and what one would.
pub fn costs(session: &Session) -> CostsView {
    let simulation = session.simulation();
    let reports = simulation.fault_reports();
    let now = simulation.run().now();
    let told = simulation.outcomes(&reports);
    let shown = reports.iter().rev().take(SHOWN);
    CostsView {
        total: reports.len(),
        list: shown
            .zip(told.into_iter().rev())
            .map(|(report, text)| fault(session, report, text, now))
            .collect(),
        together: simulation.together().and_then(together_words),
        trial: simulation.trial().map(|trial| trial_view(session, trial)),
        is_counting: reports.iter().any(|r| r.counting == Counting::Live),
    }
}

fn fault(session: &Session, report: &FaultReport, text: String, now: Micros) -> FaultView {
    let counted = match report.counting {
        Counting::Live => "being counted …".to_owned(),
        Counting::NotCounted => "not counted: too long ago".to_owned(),
        Counting::Counted(at) if now.since(at) > RECENT => {
            format!("counted up to {}", clock(at.as_seconds()))
        }
        Counting::Counted(_) => String::new(),
    };
    FaultView {
        number: report.number,
        about: report.target,
        head: format!(
            "{} {}",
            clock(report.at.as_seconds()),
            name(session, report.target)
        ),
        text,
        counted,
    }
}

/// `1 request`, `1.2k requests`.
fn counted(n: i64, noun: &str) -> String {
    let n = n.unsigned_abs();
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(n as f64))
}

/// What the faults cost in all, where that is not the sum of what each did.
fn together_words(together: Together) -> Option<String> {
    let by = counted(together.lost_together, "request");
    let all = counted(together.lost_in_all, "request");
    match together.lost_together {
        0 => None,
        1.. => Some(format!(
            "Together they cost {all}, {by} more than the sum: the absence of any single one would not have saved them."
        )),
        _ => Some(format!(
            "Together they cost {all}, {by} fewer than the sum: what was lost only because several were there at once \
             is counted for each of them."
        )),
    }
}

fn trial_view(session: &Session, trial: &Trial) -> TrialView {
    let stands = trial.stands_s();
    let text = trial.outcome().map(|report| tried(report, stands));
    TrialView {
        about: trial.target(),
        head: format!("If {} failed", name(session, trial.target())),
        text,
        percent: (trial.progress() * 100.0) as u8,
    }
}

fn name(session: &Session, target: Target) -> String {
    let document = session.document();
    let component = |id| document.component(id).map(Component::display_name);
    match target {
        Target::Component(id) => component(id).map(str::to_owned),
        Target::Region(id) => document.region(id).map(|r| r.display_name().to_owned()),
        Target::Group(_) | Target::Link(_) => Some(document.name_of(target)),
        Target::Note(_) => None,
    }
    .unwrap_or_else(|| target.to_string())
}
