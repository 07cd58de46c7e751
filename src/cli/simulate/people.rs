//! What came of a run, for a person.

use super::Played;
use crate::cli::paper::{Align, Ink, Paper, counted, percent};
use crate::engine::{FaultReport, Histogram, Micros, Reason, Totals};

/// Entries of the log that are shown; the first of them, and how many more there are.
const EVENTS: usize = 40;

/// The run in words and tables.
pub(super) fn text(played: &Played, paper: &Paper) -> String {
    let scenario = played.run.scenario();
    let title = if scenario.title.is_empty() {
        "Untitled"
    } else {
        &scenario.title
    };
    let length = format!(
        "{} s with seed {}",
        played.run.now().as_seconds(),
        scenario.seed
    );
    let mut sections = vec![format!(
        "{}\n{}\n",
        paper.ink(Ink::Bold, title),
        paper.ink(Ink::Faint, &length)
    )];
    let section = |title: &str, body: &str| format!("{}\n{body}", paper.ink(Ink::Bold, title));
    sections.push(section("Requests", &requests(&played.run.totals(), paper)));
    let reports = played.run.fault_reports();
    if !reports.is_empty() {
        sections.push(section("Faults", &faults(&reports, paper)));
    }
    if !played.events.is_empty() {
        sections.push(section("What happened", &events(played, paper)));
    }
    sections.push(section("Components", &components(played, paper)));
    sections.join("\n")
}

fn requests(totals: &Totals, paper: &Paper) -> String {
    let finished = totals.served + totals.failed_in_all();
    let share = totals.served as f64 / finished.max(1) as f64;
    let mut rows = vec![
        [totals.started.to_string(), "started".to_owned()],
        [
            totals.served.to_string(),
            format!("served, {} of those that ended", percent(share)),
        ],
    ];
    for reason in Reason::ALL {
        let failed = totals.failed[reason.index()];
        if failed > 0 {
            rows.push([failed.to_string(), format!("failed: {}", reason.words())]);
        }
    }
    if totals.lost_writes > 0 {
        rows.push([
            totals.lost_writes.to_string(),
            "acknowledged writes were lost".to_owned(),
        ]);
    }
    if totals.in_flight > 0 {
        rows.push([totals.in_flight.to_string(), "still under way".to_owned()]);
    }
    let table = paper.table(&rows, [(Align::Right, None), (Align::Left, None)]);
    table + &latency(&totals.latency)
}

fn latency(latency: &Histogram) -> String {
    let Some(mean) = latency.mean_ms() else {
        return String::new();
    };
    let shares = [("half within", 0.5), ("95 %", 0.95), ("99 %", 0.99)];
    let quantiles = shares
        .iter()
        .filter_map(|(words, share)| Some((*words, latency.quantile_ms(*share)?)));
    let quantiles: Vec<_> = quantiles
        .map(|(words, ms)| format!("{words} {ms:.1}"))
        .collect();
    format!(
        "  It took {mean:.1} ms on average: {} ms\n",
        quantiles.join(", ")
    )
}

fn faults(reports: &[FaultReport], paper: &Paper) -> String {
    let after = |span: Option<Micros>, done: &str, not: &str| {
        span.map_or_else(|| not.to_owned(), |span| format!("{done} {span}"))
    };
    let row = |report: &FaultReport| {
        let noticed = after(report.detected_after, "noticed after", "noticed by nobody");
        let recovered = match report.recovered_after {
            Some(Micros::ZERO) => "nothing failed".to_owned(),
            None if report.lost == 0 => "nothing failed so far".to_owned(),
            span => after(span, "recovered after", "not recovered"),
        };
        let lost = counted(report.lost as usize, "request lost", "requests lost");
        [
            report.at.to_string(),
            report.target.to_string(),
            format!("{noticed}, {recovered}, {lost}"),
        ]
    };
    let rows: Vec<_> = reports.iter().map(row).collect();
    paper.table(
        &rows,
        [
            (Align::Right, None),
            (Align::Left, Some(Ink::Red)),
            (Align::Left, None),
        ],
    )
}

fn events(played: &Played, paper: &Paper) -> String {
    let scenario = played.run.scenario();
    let shown = played.events.iter().take(EVENTS);
    let rows: Vec<_> = shown
        .map(|event| [event.at.to_string(), event.text(scenario)])
        .collect();
    let table = paper.table(
        &rows,
        [(Align::Right, Some(Ink::Faint)), (Align::Left, None)],
    );
    match played.events.len().saturating_sub(EVENTS) {
        0 => table,
        more => format!("{table}  … and {more} entries more; --json has them all\n"),
    }
}

fn components(played: &Played, paper: &Paper) -> String {
    let heads = ["", "busy", "waiting", "answered", "failed"].map(str::to_owned);
    let mut rows = vec![heads];
    for component in played
        .run
        .scenario()
        .components
        .iter()
        .filter(|c| !c.kind().row().asks())
    {
        let Some(numbers) = played.run.snapshot_numbers(component.id) else {
            continue;
        };
        let has_workers = numbers.workers > 0;
        let where_busy = |text: String| if has_workers { text } else { String::new() };
        rows.push([
            component.id.to_string(),
            where_busy(percent(numbers.utilisation_mean)),
            where_busy(format!("{:.1}", numbers.queue_mean)),
            numbers.totals.served.to_string(),
            numbers.totals.failed_in_all().to_string(),
        ]);
    }
    let right = (Align::Right, None);
    paper.table(&rows, [(Align::Left, None), right, right, right, right])
}
