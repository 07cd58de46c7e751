//! The script as a list: what happens when, each time the run begins anew.

use leptos::html::Input;
use leptos::prelude::*;

use crate::app::bridge::Bridge;
use crate::app::command_button::CommandButton;
use crate::app::icon::{Icon, Sign};
use crate::app::state::{State, live, only_while};
use crate::editor::Command;
use crate::editor::document::script::{DeedNumber, number_of, with_number};
use crate::editor::numbers::{self, NumberField, plain, scaled};
use crate::model::fields::{Shape, Unit};
use crate::model::limits;
use crate::model::script::{Deed, ScriptEntry};

/// Moments of lines, in seconds.
const MOMENT: NumberField = NumberField {
    unit: Unit::Seconds,
    min: 0.0,
    max: limits::TIME_S,
    whole: false,
};

/// All lines, and what adds to them.
#[component]
pub fn Script() -> impl IntoView {
    let bridge = Bridge::of_page();
    let script = bridge.script();
    view! {
        <h3 class="setting-group">"Script"</h3>
        <p class="setting-what">
            "What happens when, each time the run begins anew. Kill, slow down or cut something while it runs, then record that here."
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
        <Sentence/>
    }
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
        move |typed: String| match numbers::number(&typed, MOMENT) {
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
            view! { <span class="script-words">{words.clone()}" "{number}</span> }.into_any()
        }
    };
    view! {
        <li class="script-line">
            <input
                class="field script-moment"
                inputmode="decimal"
                autocomplete="off"
                aria-label=format!("Second of the run: {name}")
                prop:value=plain(line.at_s)
                on:change=move |event| moment(event_target_value(&event))
            />
            <span class="setting-unit">"s"</span>
            {content}
            <button
                class="button button-small"
                type="button"
                title="Take it out"
                aria-label=format!("Take out of the script: {name}")
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
            aria-label=format!("{name} {words}")
            prop:value=plain(scaled(value, unit))
            on:change=move |event| {
                let Shape::Number { min, max, whole } = shape else { return };
                let field = NumberField { unit, min, max, whole };
                match numbers::number(&event_target_value(&event), field) {
                    Ok(value) => set.run((value,)),
                    Err(why) => problem.set(Some(why)),
                }
            }
        />
        " "{words}
    }
}

/// A sentence that is to be shown at the moment at which the run is.
#[component]
fn Sentence() -> impl IntoView {
    let bridge = Bridge::of_page();
    let (problem, input) = (State::new(None::<String>), NodeRef::<Input>::new());
    let add = move || {
        let Some(input) = input.get_untracked() else {
            return;
        };
        if input.value().trim().is_empty() {
            return problem.set(Some("Write the sentence first.".to_owned()));
        }
        let refusal = bridge.say_in_script(&input.value());
        if refusal.is_none() {
            input.set_value("");
        }
        problem.set(refusal);
    };
    view! {
        <div class="script-say">
            <input
                class="field"
                node_ref=input
                aria-label="Sentence to be shown at this moment of the run"
                placeholder="Say something at this moment"
                maxlength=limits::SENTENCE
                autocomplete="off"
                on:keydown=move |event| {
                    if event.key() == "Enter" {
                        event.prevent_default();
                        add();
                    }
                }
            />
            <button class="button button-small button-outlined" type="button" on:click=move |_| add()>"Add"</button>
        </div>
        {only_while(move || problem.with(Option::is_some), move || view! {
            <p class="setting-error" role="alert">{move || problem.get()}</p>
        }.into_any())}
    }
}
