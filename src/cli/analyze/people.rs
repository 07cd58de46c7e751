//! The verdicts for a person.

use super::Findings;
use crate::analysis::{
    Availability, ClassReport, CutSet, Expected, Importance, Overload, Overloads, Saturated,
    Verdict,
};
use crate::cli::paper::{Align, Ink, Paper, counted, percent, yearly};
use crate::export::figures::nines_between;
use crate::model::{LeftOpen, Target, Topology};

/// Cut sets that are shown; the worst of them, and how many more there are.
const CUT_SETS: usize = 12;
/// Parts of which it is shown what they are worth.
const IMPORTANT: usize = 3;

/// The verdicts in words and tables.
pub(super) fn text(findings: &Findings, paper: &Paper) -> String {
    let (report, study) = (&findings.report, &findings.study);
    let mut sections = vec![heading(findings, paper)];
    sections.push(spofs(findings, paper));
    if !report.leaks.is_empty() {
        let count = counted(report.leaks.len(), "leak", "leaks");
        let title = format!("{count}: parts without which some requests keep failing");
        let leaks = verdicts(findings, &report.leaks, Ink::Orange, paper);
        sections.push(section(paper, Ink::Orange, &title, &leaks));
    }
    if !report.degrades.is_empty() {
        let count = report.degrades.len();
        let parts = counted(count, "part", "parts");
        let title = format!(
            "{parts} whose loss only degrades: no request fails, but answers lack something"
        );
        let degrades = verdicts(findings, &report.degrades, Ink::Blue, paper);
        sections.push(section(paper, Ink::Blue, &title, &degrades));
    }
    if let Some(overloads) = study.overloads().known() {
        if !overloads.now.is_empty() {
            let body = saturated(&overloads.now, paper);
            sections.push(section(paper, Ink::Yellow, "overloaded already", &body));
        }
        if !overloads.growing.is_empty() {
            let told = overloads
                .growing
                .iter()
                .map(|g| paper.line(&format!("{g}.")));
            let title = "queues that grow";
            sections.push(section(
                paper,
                Ink::Yellow,
                title,
                &told.collect::<String>(),
            ));
        }
        if !overloads.verdicts.is_empty() {
            let title = counted(overloads.verdicts.len(), "overload", "overloads")
                + ": parts without which the rest cannot carry the load";
            let body = overload_table(findings, &overloads.verdicts, paper);
            sections.push(section(paper, Ink::Yellow, &title, &body));
        }
    }
    for (sets, one, many) in [
        (study.pairs(), "pair", "pairs"),
        (study.triples(), "triple", "triples"),
    ] {
        if let Some(sets) = sets.known().filter(|sets| !sets.is_empty()) {
            let verb = if sets.len() == 1 { "takes" } else { "take" };
            let count = counted(sets.len(), one, many);
            let title = format!("{count} that only together {verb} something down");
            sections.push(section(paper, Ink::Bold, &title, &cut_sets(sets, paper)));
        } else if findings.triples && one == "triple" && sets.known().is_some() {
            sections.push("No three parts take something down only together\n".to_owned());
        }
    }
    sections.push(section(
        paper,
        Ink::Bold,
        "requests",
        &classes(findings, paper),
    ));
    let important = study.availability().known();
    let important = important.and_then(|a| importance(&a.importance, paper));
    if let Some(important) = important {
        sections.push(section(
            paper,
            Ink::Bold,
            "where to spend first",
            &important,
        ));
    }
    if let Some(warnings) = study.warnings().known().filter(|w| !w.is_empty()) {
        let rows: Vec<_> = warnings
            .iter()
            .map(|w| [w.about().to_string(), w.to_string()])
            .collect();
        let columns = [(Align::Left, Some(Ink::Yellow)), (Align::Left, None)];
        let title = counted(warnings.len(), "warning", "warnings")
            + ": where the drawing may not mean what it seems to mean";
        let body = paper.table(&rows, columns);
        sections.push(section(paper, Ink::Bold, &title, &body));
    }
    sections.join("\n")
}

/// What no verdict is about, by name; empty where every part is judged.
fn left_open(findings: &Findings, paper: &Paper) -> String {
    let questions =
        match LeftOpen::of(&findings.scenario, &Topology::new(&findings.scenario)).questions {
            0 => String::new(),
            n => paper.line(&format!(
                "{} of the import {} open.",
                counted(n, "question", "questions"),
                if n == 1 { "is" } else { "are" }
            )),
        };
    let unmet: Vec<_> = findings
        .not_judged()
        .iter()
        .map(ToString::to_string)
        .collect();
    if unmet.is_empty() {
        return questions;
    }
    let unmet = format!(
        "Not judged, as no request reaches them: {}.",
        unmet.join(", ")
    );
    questions + &paper.line(&unmet)
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
    let isolated: Vec<_> = findings.isolated.iter().map(ToString::to_string).collect();
    let isolated = if isolated.is_empty() {
        String::new()
    } else {
        format!("Isolated: {}\n", isolated.join(", "))
    };
    let (title, size) = (
        paper.ink(Ink::Bold, title),
        paper.ink(Ink::Faint, &size.join(", ")),
    );
    format!("{title}\n{size}\n{dead}{isolated}")
}

fn spofs(findings: &Findings, paper: &Paper) -> String {
    let spofs = &findings.report.spofs;
    let count = counted(
        spofs.len(),
        "single point of failure",
        "single points of failure",
    );
    let open = left_open(findings, paper);
    let (title, ink) = if findings.report.classes.is_empty() {
        (
            "nothing to judge: no client sends requests".to_owned(),
            Ink::Yellow,
        )
    } else if spofs.is_empty() && findings.report.served <= 0.0 {
        let title = "nothing is served, so nothing is left to be a single point of failure";
        (title.to_owned(), Ink::Yellow)
    } else if !spofs.is_empty() {
        (count, Ink::Red)
    } else if open.is_empty() {
        (count, Ink::Green)
    } else {
        (format!("{count} in what can be judged"), Ink::Yellow)
    };
    section(
        paper,
        ink,
        &title,
        &(verdicts(findings, spofs, Ink::Red, paper) + &open),
    )
}

fn verdicts(findings: &Findings, verdicts: &[Verdict], ink: Ink, paper: &Paper) -> String {
    let row = |v: &Verdict| {
        [
            v.element.to_string(),
            percent(v.impact),
            v.reason.to_string() + &lasts(v) + &mends(findings, v.element),
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

/// How long a verdict lasts, where that is not for ever.
fn lasts(verdict: &Verdict) -> String {
    let lasts = verdict.lasts();
    lasts.map_or_else(String::new, |lasts| format!(" {lasts}"))
}

/// What mends a verdict, a line each.
fn mends(findings: &Findings, element: Target) -> String {
    let mut lines = String::new();
    for mend in findings.mends(element) {
        lines.push_str("\n→ ");
        lines.push_str(&mend.told(&findings.scenario));
    }
    lines
}

fn overload_table(findings: &Findings, overloads: &[Overload], paper: &Paper) -> String {
    let row = |o: &Overload| {
        [
            o.element.to_string(),
            o.to_string() + &mends(findings, o.element),
        ]
    };
    let rows: Vec<_> = overloads.iter().map(row).collect();
    paper.table(
        &rows,
        [(Align::Left, Some(Ink::Yellow)), (Align::Left, None)],
    )
}

fn saturated(saturated: &[Saturated], paper: &Paper) -> String {
    let row = |d: &Saturated| [d.component.to_string(), d.to_string() + "."];
    let rows: Vec<_> = saturated.iter().map(row).collect();
    paper.table(
        &rows,
        [(Align::Left, Some(Ink::Yellow)), (Align::Left, None)],
    )
}

fn cut_sets(sets: &[CutSet], paper: &Paper) -> String {
    let row = |set: &CutSet| {
        let id = |element: Target| element.to_string();
        [set.words(&id), percent(set.impact)]
    };
    let rows: Vec<_> = sets.iter().take(CUT_SETS).map(row).collect();
    let table = paper.table(&rows, [(Align::Left, None), (Align::Right, None)]);
    match sets.len().saturating_sub(CUT_SETS) {
        0 => table,
        more => format!("{table}  … and {more} more; --json has them all\n"),
    }
}

/// The share, and what that loses in a year where it is exact.
fn long_run_words(expected: Expected) -> [String; 2] {
    let lost = expected.exact().map(|share| yearly(1.0 - share));
    [nines_between(expected), lost.unwrap_or_default()]
}

fn classes(findings: &Findings, paper: &Paper) -> String {
    let row = |(c, expected): (&ClassReport, Expected)| {
        let [share, lost] = long_run_words(expected);
        let served = if c.full < c.served - 1e-12 {
            format!("{}, {} in full", percent(c.served), percent(c.full))
        } else {
            percent(c.served)
        };
        [c.class.to_string(), served, share, lost]
    };
    let titles = ["", "served now", "in the long run", "lost in a year"];
    let mut rows = vec![titles.map(str::to_owned)];
    rows.extend(findings.classes().map(row));
    if rows.len() == 1 {
        return "  no client sends requests: draw one\n".to_owned();
    }
    let table = paper.table(
        &rows,
        [
            (Align::Left, None),
            (Align::Right, None),
            (Align::Right, None),
            (Align::Right, None),
        ],
    );
    let long_run = findings.study.availability().known();
    let caveat = long_run.and_then(Availability::caveat);
    let overloads = findings.study.overloads().known();
    let beside = overloads.and_then(Overloads::beside_the_nines);
    let with_load = findings.study.availability_with_load().known();
    let words = |share| long_run_words(share)[0].clone();
    let within = long_run.and_then(|found| found.within_capacity(with_load?, &words));
    let beside = beside.into_iter().chain(within);
    let beside = beside.collect::<Vec<_>>().join(" ");
    let beside = Some(beside).filter(|words| !words.is_empty());
    let line = |words: &str| paper.line(words);
    table
        + &caveat.as_deref().map(line).unwrap_or_default()
        + &beside.as_deref().map(line).unwrap_or_default()
}

/// Where to spend first, in a sentence or two; `None`: nothing would buy anything.
fn importance(importance: &[Importance], paper: &Paper) -> Option<String> {
    let mut worth: Vec<(Vec<String>, String)> = Vec::new();
    for it in importance.iter().filter(|it| it.gain > 1e-9) {
        let (name, gain) = (it.element.to_string(), yearly(it.gain));
        match worth.last_mut() {
            Some((names, known)) if *known == gain => names.push(name),
            _ => worth.push((vec![name], gain)),
        }
    }
    let (first, rest) = worth.split_first()?;
    let (names, gain) = first;
    let (verb, if_it) = if names.len() == 1 {
        ("buys", "it never failed")
    } else {
        ("buy", "any of them never failed")
    };
    let mut text = format!(
        "{} {verb} the most: if {if_it}, {gain} less would be lost in a year.",
        list(names)
    );
    let next: Vec<String> = rest
        .iter()
        .take(IMPORTANT - 1)
        .map(|(names, gain)| format!("{} ({gain})", list(names)))
        .collect();
    if !next.is_empty() {
        text = format!("{text} Next: {}.", next.join(", then "));
    }
    Some(paper.line(&text))
}

/// `a`, `a and b`, `a, b and 3 more`.
fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [one, other, third] => format!("{one}, {other} and {third}"),
        [one, other, rest @ ..] => format!("{one}, {other} and {} more", rest.len()),
    }
}
