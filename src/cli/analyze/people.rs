//! The verdicts for a person.

use super::Findings;
use crate::analysis::{ClassReport, CutSet, Verdict};
use crate::cli::paper::{Align, Ink, Paper, counted, percent};

/// Pairs that are shown; the worst of them, and how many more there are.
const PAIRS: usize = 12;

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
        let title = format!("{count} that only together take something down");
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
        &classes(&report.classes, paper),
    ));
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

fn classes(classes: &[ClassReport], paper: &Paper) -> String {
    let row = |c: &ClassReport| [c.class.to_string(), percent(c.served), "served".to_owned()];
    let rows: Vec<_> = classes.iter().map(row).collect();
    if rows.is_empty() {
        return "  nobody asks for anything: draw a client\n".to_owned();
    }
    let columns = [
        (Align::Left, None),
        (Align::Right, Some(Ink::Bold)),
        (Align::Left, Some(Ink::Faint)),
    ];
    paper.table(&rows, columns)
}
