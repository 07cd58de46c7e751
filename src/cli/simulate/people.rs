//! What came of a run, for a person.

use super::Played;
use crate::cli::paper::{Align, Ink, Paper, counted, percent};
use crate::engine::{Counting, FaultReport, Histogram, Micros, Reason, Together, Totals};

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
    let reports = played.costs.reports(&played.run);
    if !reports.is_empty() {
        let mut body = faults(&reports, paper);
        let together = played.costs.together(&played.run);
        if let Some(words) = together.and_then(together_words) {
            body += &paper.line(&words);
        }
        sections.push(section("Faults", &body));
    }
    if !played.events.is_empty() {
        sections.push(section("What happened", &events(played, paper)));
    }
    sections.push(section("Components", &components(played, paper)));
    let messages = messages(played, paper);
    if !messages.is_empty() {
        sections.push(section("Queues", &messages));
    }
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
    for missing in &totals.missing {
        let words = format!("of them degraded, without {}", missing.name());
        rows.push([missing.answers.to_string(), words]);
    }
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
        let noticed = after(report.detected_after, "noticed after", "not noticed");
        let recovered = match report.recovered_after {
            Some(Micros::ZERO) if report.lost <= 0 => "no request failed of it".to_owned(),
            None if report.lost <= 0 => "no request failed of it so far".to_owned(),
            Some(Micros::ZERO) => "some requests failed of it".to_owned(),
            span => after(
                span,
                "the last request failed of it after",
                "requests still fail",
            ),
        };
        let mut words = vec![noticed, recovered, lost(report.lost)];
        words.extend(written(report.lost_writes, "acknowledged", "lost"));
        words.extend(written(report.conflicting_writes, "conflicting", "taken"));
        words.extend(some(report.degraded, "degraded answer", "degraded answers"));
        words.extend(some(report.dead_letters, "dead letter", "dead letters"));
        words.extend(match report.counting {
            Counting::Counted(_) => None,
            Counting::Live => Some("counted as what failed while it lasted".to_owned()),
            Counting::NotCounted => Some("not counted".to_owned()),
        });
        [
            report.at.to_string(),
            report.target.to_string(),
            words.join(", "),
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

/// How many there are of it; `None`: none.
fn some(count: i64, one: &str, many: &str) -> Option<String> {
    let count = usize::try_from(count).ok().filter(|count| *count > 0)?;
    Some(counted(count, one, many))
}

fn lost(requests: i64) -> String {
    let count = counted(requests.unsigned_abs() as usize, "request", "requests");
    if requests < 0 {
        format!("{count} fewer lost than without it")
    } else {
        format!("{count} lost")
    }
}

fn written(writes: i64, which: &str, done: &str) -> Option<String> {
    let (one, many) = (
        format!("{which} write {done}"),
        format!("{which} writes {done}"),
    );
    (writes > 0).then(|| counted(writes as usize, &one, &many))
}

/// What the faults cost in all, where that is not the sum of what each did.
fn together_words(together: Together) -> Option<String> {
    let by = together.lost_together;
    let why = match by {
        0 => return None,
        1.. => "the absence of any single one would not have saved them",
        _ => "what was lost only because several were there at once is counted for each of them",
    };
    Some(format!(
        "Without any of them {}, which is {} {} than the sum: {why}.",
        saved(together.lost_in_all),
        by.unsigned_abs(),
        if by > 0 { "more" } else { "fewer" },
    ))
}

/// What would have been without the faults.
fn saved(lost: i64) -> String {
    let count = counted(lost.unsigned_abs() as usize, "request", "requests");
    let less = if lost < 0 { "more" } else { "fewer" };
    format!("{count} {less} would have failed")
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
        more => format!("{table}  … and {more} more entries; --json has them all\n"),
    }
}

/// What each node of a queue holds, and what came of its messages; empty where there is none.
fn messages(played: &Played, paper: &Paper) -> String {
    let heads = [
        "",
        "holds",
        "oldest",
        "taken",
        "delivered",
        "again",
        "dead letters",
        "dropped",
    ];
    let mut rows = vec![heads.map(str::to_owned)];
    for component in &played.run.scenario().components {
        let numbers = played.run.snapshot_numbers(component.id);
        let Some(messages) = numbers.and_then(|numbers| numbers.messages) else {
            continue;
        };
        rows.push([
            component.id.to_string(),
            messages.depth.to_string(),
            messages
                .oldest
                .map_or_else(String::new, |age| age.to_string()),
            messages.published.to_string(),
            messages.delivered.to_string(),
            messages.redelivered.to_string(),
            messages.dead_letters.to_string(),
            messages.dropped.to_string(),
        ]);
    }
    if rows.len() == 1 {
        return String::new();
    }
    let right = (Align::Right, None);
    let columns = [
        (Align::Left, None),
        right,
        right,
        right,
        right,
        right,
        right,
        right,
    ];
    paper.table(&rows, columns)
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
