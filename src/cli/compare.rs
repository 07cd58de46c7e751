//! `topple compare`: what a change does to a system.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::Args;
use serde_json::json;

use super::paper::{Ink, Paper, counted, percent};
use super::{Answer, BadInput, input};
use crate::analysis::{Expected, Options};
use crate::export::compare::{Comparison, DRAWN, Overloaded, Pair, Told, compare, markdown, noun};
use crate::export::figures::nines_between;
use crate::formats::link;
use crate::model::Scenario;

#[derive(Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(super) struct Arguments {
    /// The system before: a scenario, a file that describes it, or a folder of such files
    #[arg(value_name = "BASE")]
    base: OsString,
    /// The system after
    #[arg(value_name = "HEAD")]
    head: OsString,
    /// Count links as parts that can fail
    #[arg(long)]
    links: bool,
    /// What may be a single point of failure: it is told, and does not count
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    accept: Vec<String>,
    /// What is started again by itself is told, and does not count
    #[arg(long)]
    restarts_count_as_safe: bool,
    /// Print JSON, for machines
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print Markdown, for a comment on a change
    #[arg(long)]
    markdown: bool,
    /// With --markdown: address of a playground, for a link that opens HEAD
    #[arg(long, value_name = "URL", requires = "markdown")]
    base_url: Option<String>,
}

/// What changes. A new single point of failure exceeds the limit, and so does what serves nothing any more.
pub(super) fn answer(arguments: &Arguments, paper: &Paper) -> Result<Answer, BadInput> {
    let base = input::scenario(&arguments.base)?;
    let head = input::scenario(&arguments.head)?;
    let accepted = input::elements(&head, &accepted(&arguments.accept, &base, &head))?;
    let options = Options {
        links: arguments.links,
    };
    let comparison = compare(&base, &head, options);
    let counts = |told: &&Told| {
        let is_accepted = accepted
            .iter()
            .any(|target| target.to_string() == told.element);
        !(is_accepted || arguments.restarts_count_as_safe && told.is_brief)
    };
    let new = comparison.new_spofs().filter(counts).count();
    let too_many = (new > 0).then(|| {
        counted(
            new,
            "new single point of failure",
            "new single points of failure",
        )
    });
    let exceeded = comparison
        .serves_no_more()
        .then(|| {
            "nothing is served any more, so that single points of failure cannot be counted"
                .to_owned()
        })
        .or(too_many);
    let text = if arguments.json {
        machines(&comparison)
    } else if arguments.markdown {
        let address = arguments
            .base_url
            .as_deref()
            .and_then(|url| address(&head, url));
        markdown(&comparison, address.as_deref(), &accepted)
    } else {
        people(&comparison, paper)
    };
    Ok(Answer {
        text,
        told: String::new(),
        exceeded,
        file: None,
    })
}

/// What is accepted and still there: an accepted part that the change takes away is no mistake of its author.
fn accepted(named: &[String], base: &Scenario, head: &Scenario) -> Vec<String> {
    let is_gone =
        |text: &&String| base.target(text.trim()).is_some() && head.target(text.trim()).is_none();
    named
        .iter()
        .filter(|text| !is_gone(text))
        .cloned()
        .collect()
}

/// The address that opens a scenario; `None`: its link would be too long.
fn address(scenario: &Scenario, url: &str) -> Option<String> {
    let link = link::encode(scenario);
    let base = url.split('#').next().unwrap_or_default();
    (link.len() <= link::LONGEST).then(|| format!("{base}{link}"))
}

fn people(comparison: &Comparison, paper: &Paper) -> String {
    let is_worse = comparison.serves_no_more() || comparison.new_spofs().next().is_some();
    let ink = if is_worse { Ink::Red } else { Ink::Bold };
    let mut out = paper.ink(ink, &comparison.headline()) + "\n";
    for (title, verdicts) in [
        ("Appears", &comparison.appeared),
        ("Vanishes", &comparison.vanished),
    ] {
        if verdicts.is_empty() {
            continue;
        }
        let _ = write!(out, "\n{}\n", paper.ink(Ink::Bold, title));
        for told in verdicts {
            let line = format!(
                "{} ({}, {}): {}",
                told.element,
                noun(told.kind),
                percent(told.impact),
                told.reason
            );
            out += &paper.line(&line);
        }
    }
    out += &besides(comparison, paper);
    let changed: Vec<_> = comparison
        .nines
        .iter()
        .filter(|n| n.before != n.after)
        .collect();
    if !changed.is_empty() {
        let _ = write!(
            out,
            "\n{}\n",
            paper.ink(Ink::Bold, "Served in the long run")
        );
        for row in changed {
            let share =
                |share: Option<Expected>| share.map_or_else(|| "nothing".to_owned(), nines_between);
            out += &paper.line(&format!(
                "{}: {} before, {} after",
                row.class,
                share(row.before),
                share(row.after)
            ));
        }
        if comparison.is_drawn {
            out += &paper.line(DRAWN);
        }
    }
    let parts = |parts: &[(String, String)]| {
        parts
            .iter()
            .map(|(id, what)| format!("{id} ({what})"))
            .collect::<Vec<_>>()
    };
    let lists = [
        ("Parts added", parts(&comparison.parts_added)),
        ("Parts gone", parts(&comparison.parts_gone)),
        ("Links added", comparison.links_added.clone()),
        ("Links gone", comparison.links_gone.clone()),
    ];
    for (title, items) in lists.iter().filter(|(_, items)| !items.is_empty()) {
        let _ = write!(out, "\n{}\n", paper.ink(Ink::Bold, title));
        for item in items {
            out += &paper.line(item);
        }
    }
    out
}

/// Rows of a list that people are shown; the rest is counted.
const SHOWN: usize = 20;

/// Overloads, pairs that only together take something down, and what is not judged.
fn besides(comparison: &Comparison, paper: &Paper) -> String {
    let overloads = |of: &[Overloaded]| -> Vec<String> {
        of.iter()
            .map(|overload| format!("{}: {}", overload.element, overload.reason))
            .collect()
    };
    let pairs = |of: &[Pair]| -> Vec<String> {
        of.iter()
            .map(|pair| format!("{} ({})", pair.words, percent(pair.impact)))
            .collect()
    };
    let lists = [
        (
            "Overloads that appear",
            overloads(&comparison.overloads_appeared),
        ),
        (
            "Overloads that vanish",
            overloads(&comparison.overloads_vanished),
        ),
        (
            "Only together take something down",
            pairs(&comparison.pairs_appeared),
        ),
        (
            "No longer take something down together",
            pairs(&comparison.pairs_vanished),
        ),
        (
            "Not judged, for no request reaches them",
            comparison.not_judged.clone(),
        ),
    ];
    let mut out = String::new();
    for (title, lines) in lists.iter().filter(|(_, lines)| !lines.is_empty()) {
        let _ = write!(out, "\n{}\n", paper.ink(Ink::Bold, title));
        for line in lines.iter().take(SHOWN) {
            out += &paper.line(line);
        }
        if lines.len() > SHOWN {
            out += &paper.line(&format!("and {} more", lines.len() - SHOWN));
        }
    }
    out
}

fn machines(comparison: &Comparison) -> String {
    let verdicts = |verdicts: &[Told]| -> Vec<serde_json::Value> {
        let verdict = |told: &Told| {
            json!({
                "element": told.element,
                "kind": match noun(told.kind) { "single point of failure" => "spof", other => other },
                "impact": told.impact,
                "reason": told.reason,
                "restarts": told.is_brief,
            })
        };
        verdicts.iter().map(verdict).collect()
    };
    let parts = |parts: &[(String, String)]| -> Vec<serde_json::Value> {
        parts
            .iter()
            .map(|(id, what)| json!({"id": id, "is": what}))
            .collect()
    };
    let overloads = |overloads: &[Overloaded]| -> Vec<serde_json::Value> {
        overloads
            .iter()
            .map(|o| json!({"element": o.element, "now": o.is_now, "reason": o.reason}))
            .collect()
    };
    let pairs = |pairs: &[Pair]| -> Vec<serde_json::Value> {
        pairs
            .iter()
            .map(|p| json!({"elements": p.elements, "words": p.words, "pairs": p.count, "impact": p.impact}))
            .collect()
    };
    let nines: Vec<serde_json::Value> = comparison
        .nines
        .iter()
        .map(|n| {
            let mut row = json!({
                "class": n.class,
                "before": n.before.map(|share| share.low),
                "after": n.after.map(|share| share.low),
            });
            for (key, share) in [("before_at_most", n.before), ("after_at_most", n.after)] {
                if let Some(bounded) = share.filter(|share| share.exact().is_none()) {
                    row[key] = json!(bounded.high);
                }
            }
            row
        })
        .collect();
    let json = json!({
        "new_spofs": comparison.new_spofs().map(|told| told.element.as_str()).collect::<Vec<_>>(),
        "appeared": verdicts(&comparison.appeared),
        "vanished": verdicts(&comparison.vanished),
        "overloads_appeared": overloads(&comparison.overloads_appeared),
        "overloads_vanished": overloads(&comparison.overloads_vanished),
        "pairs_appeared": pairs(&comparison.pairs_appeared),
        "pairs_vanished": pairs(&comparison.pairs_vanished),
        "not_judged": comparison.not_judged,
        "serves": {"before": comparison.serves.0, "after": comparison.serves.1},
        "availability": nines,
        "availability_is_drawn": comparison.is_drawn,
        "parts_added": parts(&comparison.parts_added),
        "parts_gone": parts(&comparison.parts_gone),
        "links_added": comparison.links_added,
        "links_gone": comparison.links_gone,
    });
    format!("{json}\n")
}
