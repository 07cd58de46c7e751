//! What an import found, guessed, asks and left out: each line with its place, and with the other answers one click away.

use leptos::prelude::*;

use super::row::{FindingRow, row_with};
use super::section::Section;
use crate::app::bridge::Bridge;
use crate::app::browser::focus;
use crate::app::findings::Findings;
use crate::app::icon::{Icon, Sign};
use crate::app::state::Derived;
use crate::editor::Pointed;
use crate::model::imported::{Choice, How, Row};
use crate::model::words::Choice as _;

/// The evidence, where the drawing was imported; questions first.
#[component]
pub fn Import() -> impl IntoView {
    let bridge = Bridge::of_page();
    let rows = Derived::new(move || {
        bridge.findings.with(|findings: &Findings| {
            let imported = findings.evidence.as_deref();
            imported.map_or_else(Vec::new, |imported| imported.rows.clone())
        })
    });
    let count = move |how| rows.with(|rows| rows.iter().filter(|row| row.how == how).count());
    let summary = Signal::derive(move || match (count(How::Asked), count(How::Guessed)) {
        (0, 0) => "all of it found".to_owned(),
        (0, guesses) => counted(guesses, "guess", "guesses"),
        (questions, 0) => counted(questions, "question", "questions"),
        (questions, guesses) => format!(
            "{}, {}",
            counted(questions, "question", "questions"),
            counted(guesses, "guess", "guesses")
        ),
    });
    let alarming = Signal::derive(move || count(How::Asked) + count(How::Guessed) > 0);
    let fresh = Signal::derive(|| true);
    let there = Derived::new(move || rows.with(|rows| !rows.is_empty()));
    move || {
        there.get().then(|| {
            view! {
                <Section key="import" title="Import" summary alarming fresh>
                    {move || rows.with(|rows| How::ALL.map(|how| part(how, rows)).collect_view())}
                </Section>
            }
        })
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The lines of one sort. What was found is long, and seldom read: it is folded.
fn part(how: How, rows: &[Row]) -> AnyView {
    let of: Vec<Row> = rows.iter().filter(|row| row.how == how).cloned().collect();
    if of.is_empty() {
        return ().into_any();
    }
    let title = format!("{} ({})", words(how), of.len());
    let lines = of.into_iter().map(line).collect_view();
    let list = view! {
        <ul class="remarks" tabindex="0" aria-label=format!("{title}; arrows go through it") on:keydown=|event| focus::walk_rows(&event)>
            {lines}
        </ul>
    };
    if how == How::Found {
        view! { <details class="evidence" data-evidence=how.key()><summary>{title}</summary>{list}</details> }.into_any()
    } else {
        view! { <div class="evidence" data-evidence=how.key()><h4 class="evidence-title">{title}</h4>{list}</div> }.into_any()
    }
}

fn words(how: How) -> &'static str {
    let row = How::TABLE.iter().find(|(it, ..)| *it == how);
    row.map_or("", |(_, _, words)| words)
}

fn line(row: Row) -> AnyView {
    let bridge = Bridge::of_page();
    let Row {
        about,
        how,
        text,
        place,
        choices,
    } = row;
    let icon = match how {
        How::Asked => Icon::Help,
        How::Guessed => Icon::Warning,
        How::Told => Icon::Log,
        How::LeftOut => Icon::Minus,
        How::Found => Icon::Check,
    };
    let content = view! {
        <Sign icon/>
        <span>{text}{(!place.is_empty()).then(|| view! { <span class="evidence-place">{place}</span> })}</span>
    };
    let can_answer = !choices.is_empty() && bridge.read(|session| !session.only_shows());
    let answers = can_answer.then(|| {
        view! {
            <div class="mends" role="group" aria-label="Other answers">
                {choices.into_iter().map(answer).collect_view()}
            </div>
        }
        .into_any()
    });
    // What was deleted since cannot be shown.
    let there = about.filter(|about| bridge.read(|session| session.document().has(*about)));
    let Some(about) = there else {
        return view! { <li><div class="remark" data-kind=how.key()>{content}</div>{answers}</li> }
            .into_any();
    };
    let row = FindingRow {
        class: "remark",
        kind: how.key(),
        pointed: Pointed::Part(about),
        about: vec![about],
    };
    row_with(row, content.into_any(), answers)
}

/// One click is one step that can be undone.
fn answer(choice: Choice) -> AnyView {
    let bridge = Bridge::of_page();
    let Choice { text, answer } = choice;
    let label = text.clone();
    view! {
        <button class="mend" type="button" tabindex="-1" on:click=move |_| bridge.answer(&label, answer.clone())>
            <span>{text}</span>
        </button>
    }
    .into_any()
}
