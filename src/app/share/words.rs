//! From the session to the words of a report.

use crate::app::bridge::Bridge;
use crate::app::figures::{clock, per_cent};
use crate::app::findings::{Finding, Findings, NinesView};
use crate::app::view::VerdictView;
use crate::editor::{Flag, Session};
use crate::engine::Counting;
use crate::export::report::{
    FaultColumn, Faults, Known, Nines, Pairs, RECOVERED, Report, Verdict, size,
};

/// The report on what is drawn, as it stands now. Tracks what is found out.
pub fn report(bridge: Bridge) -> Report {
    let verdicts = bridge.verdicts.get();
    let findings = bridge.findings.get();
    let situation = bridge.situation.get_untracked();
    let mends = |verdict: &VerdictView| mends_of(&findings, verdict);
    let verdict = |verdict: &VerdictView| Verdict {
        name: verdict.name.clone(),
        is_single_point: matches!(verdict.flag, Flag::SinglePointOfFailure | Flag::LastLeft),
        loss: per_cent(verdict.impact),
        reason: verdict.reason.clone(),
        mends: mends(verdict),
    };
    let overloads = known(&findings.overloads, |found| {
        let all = found.now.iter().chain(&found.verdicts);
        all.map(|remark| remark.text.clone()).collect()
    });
    let pairs = known(&findings.pairs, |found| Pairs {
        list: found
            .list
            .iter()
            .map(|cut| [cut.names.clone(), cut.loss.clone()])
            .collect(),
        total: found.total,
    });
    let warnings = findings.warnings.value.iter().flatten();
    Report {
        title: bridge.title().get_untracked(),
        size: bridge.read(|session| size(session.document().scenario())),
        link: bridge.link().unwrap_or_default(),
        now: [situation.headline, situation.why]
            .into_iter()
            .filter(|words| !words.is_empty())
            .collect(),
        left_open: verdicts.left_open.clone(),
        verdicts: verdicts.list.iter().map(verdict).collect(),
        verdicts_total: verdicts.total,
        overloads,
        pairs,
        nines: known(&findings.nines, |found| found.as_ref().map(nines)),
        warnings: warnings.map(|remark| remark.text.clone()).collect(),
        faults: bridge.read(faults),
    }
}

fn known<T, U>(finding: &Finding<T>, words: impl FnOnce(&T) -> U) -> Known<U> {
    match &finding.value {
        Some(found) if finding.fresh => Known::So(words(found)),
        _ => Known::Pending,
    }
}

fn mends_of(findings: &Findings, verdict: &VerdictView) -> Vec<String> {
    let mut mends = findings.mends.iter();
    let of = mends.find(|(element, _)| *element == verdict.element);
    let mends = of.and_then(|(_, found)| found.value.as_ref());
    let labels = mends.into_iter().flatten().map(|mend| mend.label.clone());
    labels.collect()
}

fn nines(view: &NinesView) -> Nines {
    let classes = view.classes.iter();
    let worth = view.worth.iter();
    Nines {
        all: view.all.clone(),
        lost: view.lost.clone(),
        classes: classes
            .map(|c| [c.name.clone(), c.share.clone(), c.lost.clone()])
            .collect(),
        worth: worth.map(|w| [w.name.clone(), w.gain.clone()]).collect(),
        beside: view.caveat.iter().chain(&view.beside).cloned().collect(),
    }
}

/// What the faults of the run cost.
fn faults(session: &Session) -> Faults {
    let simulation = session.simulation();
    let now = clock(simulation.run().now().as_seconds());
    let reports = simulation.fault_reports();
    if reports.is_empty() {
        return Faults {
            how: "Nothing was killed in this run.".to_owned(),
            ..Faults::default()
        };
    }
    let columns = FaultColumn::of(&reports);
    let row = |report: &crate::engine::FaultReport| {
        let at = clock(report.at.as_seconds());
        let mut row = vec![session.document().name_of(report.target), at];
        row.extend(columns.iter().map(|c| c.cell(report, "not yet")));
        row
    };
    let is_counted = |report: &crate::engine::FaultReport| report.counting != Counting::Live;
    let beside = (!reports.iter().all(is_counted))
        .then(|| "Some of it was still being counted: these are the figures so far.".to_owned());
    Faults {
        how: format!("The run stood at {now}. {RECOVERED}"),
        heads: ["Fault", "At"]
            .into_iter()
            .chain(columns.iter().map(|c| c.head()))
            .collect(),
        rows: reports.iter().map(row).collect(),
        beside: beside.into_iter().collect(),
    }
}
