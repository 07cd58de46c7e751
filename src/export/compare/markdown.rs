//! A comparison as Markdown.

use std::fmt::Write as _;

use super::{Comparison, DRAWN, Nines, noun};
use crate::analysis::Expected;
use crate::export::figures::{nines_between, per_cent};
use crate::model::Target;

/// Rows of a list that a comment shows; the rest is counted.
const SHOWN: usize = 20;

/// The comparison as Markdown, for a comment on a change. `link`: the address that opens the changed system. `accepted`: what
/// may be a single point of failure.
pub fn markdown(comparison: &Comparison, link: Option<&str>, accepted: &[Target]) -> String {
    let mut out = format!("### Topple: {}\n", comparison.headline());
    for (title, verdicts) in [
        ("Appears", &comparison.appeared),
        ("Vanishes", &comparison.vanished),
    ] {
        if verdicts.is_empty() {
            continue;
        }
        let _ = write!(
            out,
            "\n| {title} | | of all requests | Why |\n| --- | --- | ---: | --- |\n"
        );
        for told in verdicts.iter().take(SHOWN) {
            let is_accepted = accepted
                .iter()
                .any(|target| target.to_string() == told.element);
            let accepted = if is_accepted { ", accepted" } else { "" };
            let (element, kind, share, why) = (
                cell(&told.element),
                noun(told.kind),
                per_cent(told.impact),
                cell(&told.reason),
            );
            let _ = writeln!(out, "| `{element}` | {kind}{accepted} | {share} | {why} |");
        }
        more(&mut out, verdicts.len());
    }
    besides(&mut out, comparison);
    let changed: Vec<&Nines> = comparison
        .nines
        .iter()
        .filter(|n| n.before != n.after)
        .collect();
    if !changed.is_empty() {
        out.push_str("\n| Served in the long run | before | after |\n| --- | ---: | ---: |\n");
        for row in changed.iter().take(SHOWN) {
            let share =
                |share: Option<Expected>| share.map_or_else(|| "–".to_owned(), nines_between);
            let _ = writeln!(
                out,
                "| {} | {} | {} |",
                cell(&row.class),
                share(row.before),
                share(row.after)
            );
        }
        more(&mut out, changed.len());
        if comparison.is_drawn {
            let _ = writeln!(out, "\n{DRAWN}");
        }
    }
    let part = |(id, what): &(String, String)| format!("`{}` ({what})", cell(id));
    let lists: [(&str, Vec<String>); 4] = [
        (
            "Parts added",
            comparison.parts_added.iter().map(part).collect(),
        ),
        (
            "Parts gone",
            comparison.parts_gone.iter().map(part).collect(),
        ),
        (
            "Links added",
            comparison
                .links_added
                .iter()
                .map(|l| format!("`{}`", cell(l)))
                .collect(),
        ),
        (
            "Links gone",
            comparison
                .links_gone
                .iter()
                .map(|l| format!("`{}`", cell(l)))
                .collect(),
        ),
    ];
    for (title, items) in lists.iter().filter(|(_, items)| !items.is_empty()) {
        let more = items.len().saturating_sub(SHOWN);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let shown: Vec<&str> = items.iter().take(SHOWN).map(String::as_str).collect();
        let _ = write!(out, "\n{title}: {}{more}\n", shown.join(", "));
    }
    if let Some(link) = link {
        let _ = write!(out, "\n[Open it and knock parts over]({link})\n");
    }
    out
}

/// Overloads, and pairs that only together take something down.
fn besides(out: &mut String, comparison: &Comparison) {
    for (title, overloads) in [
        ("Overload appears", &comparison.overloads_appeared),
        ("Overload vanishes", &comparison.overloads_vanished),
    ] {
        if overloads.is_empty() {
            continue;
        }
        let _ = write!(out, "\n| {title} | Why |\n| --- | --- |\n");
        for overload in overloads.iter().take(SHOWN) {
            let (element, why) = (cell(&overload.element), cell(&overload.reason));
            let _ = writeln!(out, "| `{element}` | {why} |");
        }
        more(out, overloads.len());
    }
    for (title, pairs) in [
        ("Only together", &comparison.pairs_appeared),
        ("Only together, no more", &comparison.pairs_vanished),
    ] {
        if pairs.is_empty() {
            continue;
        }
        let _ = write!(out, "\n| {title} | of all requests |\n| --- | ---: |\n");
        for pair in pairs.iter().take(SHOWN) {
            let _ = writeln!(out, "| {} | {} |", cell(&pair.words), per_cent(pair.impact));
        }
        more(out, pairs.len());
    }
    if !comparison.not_judged.is_empty() {
        let shown: Vec<String> = comparison
            .not_judged
            .iter()
            .take(SHOWN)
            .map(|id| format!("`{}`", cell(id)))
            .collect();
        let _ = writeln!(
            out,
            "\nNot judged, for no request reaches them: {}",
            shown.join(", ")
        );
        more(out, comparison.not_judged.len());
    }
}

fn more(out: &mut String, count: usize) {
    if count > SHOWN {
        let _ = writeln!(out, "\nand {} more", count - SHOWN);
    }
}

/// A text in a cell of a table: no sign that would end it, or become markup.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' => out.push_str("\\|"),
            '`' => out.push('\''),
            '<' => out.push_str("&lt;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
