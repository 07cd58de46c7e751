//! The verdicts for a person.

use super::Findings;
use crate::analysis::{ClassReport, CutSet, Expected, Importance, Verdict};
use crate::cli::paper::{Align, Ink, Paper, counted, nines, percent};

/// Pairs that are shown; the worst of them, and how many more there are.
const PAIRS: usize = 12;
/// Parts of which it is shown what they are worth.
const IMPORTANT: usize = 3;

/// The verdicts in words and tables.
pub(super) fn text(findings: &Findings, paper: &Paper) -> String {
    let report = &findings.report;
    let mut sections = vec![heading(findings, paper)];
    let count = counted(
        report.spofs.len(),
        "single point of failure",
        "single points of failure",
    );
    let ink = if report.spofs.is_empty() {
        Ink::Green
    } else {
        Ink::Red
    };
    sections.push(section(
        paper,
        ink,
        &count,
        &verdicts(&report.spofs, ink, paper),
    ));
    if !report.leaks.is_empty() {
        let count = counted(report.leaks.len(), "leak", "leaks");
        let leaks = verdicts(&report.leaks, Ink::Orange, paper);
        sections.push(section(paper, Ink::Orange, &count, &leaks));
    }
    if !findings.pairs.is_empty() {
        let count = counted(findings.pairs.len(), "pair", "pairs");
        let verb = if findings.pairs.len() == 1 {
            "takes"
        } else {
            "take"
        };
        let title = format!("{count} that only together {verb} something down");
        sections.push(section(
            paper,
            Ink::Bold,
            &title,
            &pairs(&findings.pairs, paper),
        ));
    }
    sections.push(section(
        paper,
        Ink::Bold,
        "requests",
        &classes(findings, paper),
    ));
    let important = importance(&findings.availability.importance, paper);
    if !important.is_empty() {
        let title = "what would buy the most, if it never failed";
        sections.push(section(paper, Ink::Bold, title, &important));
    }
    sections.join("\n")
}

fn section(paper: &Paper, ink: Ink, title: &str, body: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let title: String = first.chain(letters).collect();
    format!("{}\n{body}", paper.ink(ink, &title))
}

fn heading(findings: &Findings, paper: &Paper) -> String {
    let scenario = &findings.scenario;
    let title = if scenario.title.is_empty() {
        "Untitled"
    } else {
        &scenario.title
    };
    let size = [
        counted(scenario.components.len(), "component", "components"),
        counted(scenario.regions.len(), "region", "regions"),
        counted(scenario.links.len(), "link", "links"),
    ];
    let dead: Vec<_> = findings.dead.iter().map(ToString::to_string).collect();
    let dead = if dead.is_empty() {
        String::new()
    } else {
        format!("Dead already: {}\n", dead.join(", "))
    };
    let (title, size) = (
        paper.ink(Ink::Bold, title),
        paper.ink(Ink::Faint, &size.join(", ")),
    );
    format!("{title}\n{size}\n{dead}")
}

fn verdicts(verdicts: &[Verdict], ink: Ink, paper: &Paper) -> String {
    let row = |v: &Verdict| {
        [
            v.element.to_string(),
            percent(v.impact),
            v.reason.to_string(),
        ]
    };
    let rows: Vec<_> = verdicts.iter().map(row).collect();
    paper.table(
        &rows,
        [
            (Align::Left, Some(ink)),
            (Align::Right, None),
            (Align::Left, None),
        ],
    )
}

fn pairs(pairs: &[CutSet], paper: &Paper) -> String {
    let row = |pair: &CutSet| {
        let elements: Vec<_> = pair.elements.iter().map(ToString::to_string).collect();
        [elements.join(" and "), percent(pair.impact)]
    };
    let rows: Vec<_> = pairs.iter().take(PAIRS).map(row).collect();
    let table = paper.table(&rows, [(Align::Left, None), (Align::Right, None)]);
    match pairs.len().saturating_sub(PAIRS) {
        0 => table,
        more => format!("{table}  … and {more} more; --json has them all\n"),
    }
}

fn classes(findings: &Findings, paper: &Paper) -> String {
    let long_run = |expected: Expected| match expected.exact() {
        Some(share) => nines(share),
        None => format!("{} to {}", nines(expected.low), nines(expected.high)),
    };
    let row = |(c, expected): (&ClassReport, Expected)| {
        [c.class.to_string(), percent(c.served), long_run(expected)]
    };
    let mut rows = vec![["", "served now", "in the long run"].map(str::to_owned)];
    rows.extend(findings.classes().map(row));
    if rows.len() == 1 {
        return "  nobody asks for anything: draw a client\n".to_owned();
    }
    paper.table(
        &rows,
        [
            (Align::Left, None),
            (Align::Right, None),
            (Align::Right, None),
        ],
    )
}

fn importance(importance: &[Importance], paper: &Paper) -> String {
    let worth = importance.iter().filter(|i| i.gain > 0.0).take(IMPORTANT);
    let row = |i: &Importance| [i.element.to_string(), format!("+{:.3} %", i.gain * 100.0)];
    let rows: Vec<_> = worth.map(row).collect();
    paper.table(&rows, [(Align::Left, None), (Align::Right, None)])
}
