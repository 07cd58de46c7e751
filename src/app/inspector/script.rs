//! The script as a list: what happens when, each time the run begins anew.

use leptos::prelude::*;

use super::script_adder::{MOMENT, ScriptAdder};
use crate::app::bridge::Bridge;
use crate::app::command_button::CommandButton;
use crate::app::icon::{Icon, Sign};
use crate::app::state::{State, live, only_while};
use crate::editor::Command;
use crate::editor::document::script::{DeedNumber, number_of, with_number};
use crate::editor::moments;
use crate::editor::numbers::{self, NumberField, plain, scaled};
use crate::model::fields::Shape;
use crate::model::limits;
use crate::model::script::{Deed, ScriptEntry};

/// Names of what is not recorded that are told; the rest are counted.
const NAMED: usize = 5;

/// All lines, and what adds to them.
#[component]
pub fn Script() -> impl IntoView {
    let bridge = Bridge::of_page();
    let script = bridge.script();
    view! {
        <h3 class="setting-group">"Script"</h3>
        <p class="setting-what">
            "What happens when, each time the run begins anew. Kill, slow down or cut something while it runs, or change a request rate, then record it here; or add it line by line."
        </p>
        {live(move || {
            let lines = script.get();
            if lines.is_empty() {
                return ().into_any();
            }
            let lines = lines.into_iter().enumerate();
            let lines = lines.map(|(at, (line, words))| view! { <Line at line words/> });
            view! { <ol class="script">{lines.collect_view()}</ol> }.into_any()
        })}
        <div class="inspector-actions">
            <CommandButton command=Command::Record icon=Icon::Circle class="button-small button-outlined" text="Record this run"/>
            <CommandButton command=Command::Restart icon=Icon::Restart class="button-small button-outlined" text="Play from the start"/>
        </div>
        <NotRecorded/>
        <ScriptAdder/>
    }
}

/// What was changed while the run went on, and is not recorded: plainly, so that nobody waits for it.
#[component]
fn NotRecorded() -> impl IntoView {
    let bridge = Bridge::of_page();
    let left_out = bridge.unrecordable();
    let told = move || {
        let left_out = left_out.get();
        if left_out.is_empty() {
            return ().into_any();
        }
        let more = left_out.len().saturating_sub(NAMED);
        let mut names = left_out
            .into_iter()
            .take(NAMED)
            .collect::<Vec<_>>()
            .join(", ");
        if more > 0 {
            names = format!("{names} and {more} more");
        }
        view! {
            <p class="setting-what" data-script="not-recorded">
                "Changed in the drawing during this run, and not recorded: "{names}
                ". A script has faults, request rates and sentences; every other setting is as drawn from the start."
            </p>
        }
        .into_any()
    };
    live(told)
}

/// One line: its moment, what it does, a number where it has one, and the way out.
#[component]
fn Line(at: usize, line: ScriptEntry, words: String) -> impl IntoView {
    let bridge = Bridge::of_page();
    let problem = State::new(None::<String>);
    let set = move |line| problem.set(bridge.set_script_line(at, line));
    let name = match line.deed {
        Deed::Say(_) => format!("\u{201c}{words}\u{201d}"),
        Deed::Act(_) => words.clone(),
    };
    let moment = {
        let line = line.clone();
        move |typed: String| match moments::read(&typed, MOMENT) {
            Ok(at_s) => set(Some(ScriptEntry {
                at_s,
                ..line.clone()
            })),
            Err(why) => problem.set(Some(why)),
        }
    };
    let content = match &line.deed {
        Deed::Say(_) => {
            let at_s = line.at_s;
            view! {
                <input
                    class="field script-sentence"
                    aria-label="Sentence that is shown then"
                    maxlength=limits::SENTENCE
                    autocomplete="off"
                    prop:value=words
                    on:change=move |event| set(Some(ScriptEntry::say(at_s, event_target_value(&event).trim())))
                />
            }
            .into_any()
        }
        Deed::Act(_) => {
            let number = number_of(&line).map(|number| {
                let line = line.clone();
                view! { <Number number name=words.clone() set=Callback::new(move |(value,)| set(Some(with_number(&line, value)))) problem/> }
            });
            view! { <span class="script-words">{words.clone()}{number.is_some().then_some(": ")}{number}</span> }.into_any()
        }
    };
    view! {
        <li class="script-line">
            <input
                class="field script-moment"
                inputmode="decimal"
                autocomplete="off"
                aria-label=format!("Moment of the run: {name}")
                prop:value=moments::exact(line.at_s)
                on:change=move |event| moment(event_target_value(&event))
            />
            {content}
            <button
                class="button button-small"
                type="button"
                title="Remove it from the script"
                aria-label=format!("Remove from the script: {name}")
                on:click=move |_| set(None)
            >
                <Sign icon=Icon::Close small=true/>
            </button>
            {only_while(move || problem.with(Option::is_some), move || view! {
                <p class="setting-error" role="alert">{move || problem.get()}</p>
            }.into_any())}
        </li>
    }
}

/// The number of a line, with the words behind it.
#[component]
fn Number(
    number: DeedNumber,
    name: String,
    set: Callback<(f64,)>,
    problem: State<Option<String>>,
) -> impl IntoView {
    let DeedNumber {
        value,
        unit,
        shape,
        words,
    } = number;
    view! {
        <input
            class="field script-number"
            inputmode="decimal"
            autocomplete="off"
            aria-label=format!("{name}: {words}")
            prop:value=plain(scaled(value, unit))
            on:change=move |event| {
                let Shape::Number { min, max, whole } = shape else { return };
                let field = NumberField { unit, min, max, whole };
                match numbers::number(&event_target_value(&event), field) {
                    // A line that goes while one types in it has no one to tell.
                    Ok(value) => drop(set.try_run((value,))),
                    Err(why) => problem.set(Some(why)),
                }
            }
        />
        " "{words}
    }
}
