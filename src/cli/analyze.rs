//! `topple analyze`: the verdicts, for a person or for a machine.

use clap::Args;
use serde::Serialize;

use super::paper::{Align, Ink, Paper, counted, percent};
use super::{Answer, BadInput, input};
use crate::analysis::{self, ClassReport, Failed, Options, Report, Verdict};
use crate::model::{Scenario, Target};

#[derive(Args)]
pub(super) struct Arguments {
    /// The scenario: a file, a link, or - for standard input
    #[arg(value_name = "FILE|LINK")]
    source: String,
    /// What is dead already: components, regions, and links named from>to
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    failed: Vec<String>,
    /// Count links as parts that can fail
    #[arg(long)]
    links: bool,
    /// Print JSON, for machines
    #[arg(long)]
    json: bool,
    /// Exit with 1 if there are more single points of failure than this
    #[arg(long, value_name = "N")]
    max_spofs: Option<usize>,
}

/// The verdicts on a scenario.
pub(super) fn answer(arguments: &Arguments, paper: &Paper) -> Result<Answer, BadInput> {
    let scenario = input::scenario(&arguments.source)?;
    let dead = input::elements(&scenario, &arguments.failed)?;
    let failed: Failed = dead.iter().copied().collect();
    let options = Options {
        links: arguments.links,
    };
    let report = analysis::analyse(&scenario, &failed, options);
    let exceeded = arguments
        .max_spofs
        .filter(|most| report.spofs.len() > *most)
        .map(|most| {
            let found = counted(
                report.spofs.len(),
                "single point of failure",
                "single points of failure",
            );
            format!("{found}, and no more than {most} are allowed")
        });
    let text = if arguments.json {
        let json = serde_json::to_string(&Json::of(&report));
        json.map_err(|error| error.to_string())? + "\n"
    } else {
        for_people(&scenario, &dead, &report, paper)
    };
    Ok(Answer { text, exceeded })
}

/// The answer for machines.
#[derive(Serialize)]
struct Json {
    spofs: Vec<JsonVerdict>,
    leaks: Vec<JsonVerdict>,
    classes: Vec<JsonClass>,
}

#[derive(Serialize)]
struct JsonVerdict {
    element: String,
    impact: f64,
    classes: Vec<String>,
    reason: String,
}

#[derive(Serialize)]
struct JsonClass {
    class: String,
    served: f64,
}

impl Json {
    fn of(report: &Report) -> Self {
        let verdicts = |verdicts: &[Verdict]| verdicts.iter().map(JsonVerdict::of).collect();
        Self {
            spofs: verdicts(&report.spofs),
            leaks: verdicts(&report.leaks),
            classes: report.classes.iter().map(JsonClass::of).collect(),
        }
    }
}

impl JsonVerdict {
    fn of(verdict: &Verdict) -> Self {
        Self {
            element: verdict.element.to_string(),
            impact: tidied(verdict.impact),
            classes: verdict.classes.iter().map(ToString::to_string).collect(),
            reason: verdict.reason.to_string(),
        }
    }
}

impl JsonClass {
    fn of(class: &ClassReport) -> Self {
        Self {
            class: class.class.to_string(),
            served: tidied(class.served),
        }
    }
}

/// Without the dust of floating point: 0.2, not 0.19999999999999996.
fn tidied(share: f64) -> f64 {
    (share * 1e12).round() / 1e12
}

fn for_people(scenario: &Scenario, dead: &[Target], report: &Report, paper: &Paper) -> String {
    let section = |ink: Ink, title: &str, body: &str| format!("{}\n{body}", paper.ink(ink, title));
    let mut sections = vec![heading(scenario, dead, paper)];
    let ink = if report.spofs.is_empty() {
        Ink::Green
    } else {
        Ink::Red
    };
    let count = counted(
        report.spofs.len(),
        "single point of failure",
        "single points of failure",
    );
    sections.push(section(
        ink,
        &sentence_case(&count),
        &verdicts(&report.spofs, ink, paper),
    ));
    if !report.leaks.is_empty() {
        let count = sentence_case(&counted(report.leaks.len(), "leak", "leaks"));
        sections.push(section(
            Ink::Orange,
            &count,
            &verdicts(&report.leaks, Ink::Orange, paper),
        ));
    }
    sections.push(section(Ink::Bold, "Requests", &classes(report, paper)));
    sections.join("\n")
}

fn heading(scenario: &Scenario, dead: &[Target], paper: &Paper) -> String {
    let title = if scenario.title.is_empty() {
        "Untitled"
    } else {
        &scenario.title
    };
    let size = format!(
        "{}, {}, {}",
        counted(scenario.components.len(), "component", "components"),
        counted(scenario.regions.len(), "region", "regions"),
        counted(scenario.links.len(), "link", "links"),
    );
    let dead: Vec<_> = dead.iter().map(ToString::to_string).collect();
    let dead = if dead.is_empty() {
        String::new()
    } else {
        format!("Dead already: {}\n", dead.join(", "))
    };
    format!(
        "{}\n{}\n{dead}",
        paper.ink(Ink::Bold, title),
        paper.ink(Ink::Faint, &size)
    )
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

fn classes(report: &Report, paper: &Paper) -> String {
    let row = |c: &ClassReport| [c.class.to_string(), percent(c.served), "served".to_owned()];
    let rows: Vec<_> = report.classes.iter().map(row).collect();
    if rows.is_empty() {
        return "  nobody asks for anything: draw a client\n".to_owned();
    }
    paper.table(
        &rows,
        [
            (Align::Left, None),
            (Align::Right, Some(Ink::Bold)),
            (Align::Left, Some(Ink::Faint)),
        ],
    )
}

fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
