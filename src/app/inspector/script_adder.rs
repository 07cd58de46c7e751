//! A line is put into the script by hand: what is done, to what, and when.

use leptos::html::Input;
use leptos::prelude::*;

use crate::app::bridge::Bridge;
use crate::app::browser::keys;
use crate::app::state::{State, live, only_while};
use crate::editor::document::deeds::DeedKind;
use crate::editor::moments;
use crate::editor::numbers::NumberField;
use crate::model::fields::Unit;
use crate::model::limits;
use crate::model::script::ScriptEntry;

/// Moments of lines, in seconds.
pub(super) const MOMENT: NumberField = NumberField {
    unit: Unit::Seconds,
    min: 0.0,
    max: limits::TIME_S,
    whole: false,
};

/// What says a sentence, in the list of deeds.
const SAY: &str = "say";

/// What is picked so far.
#[derive(Clone, Copy)]
struct Adding {
    /// The key of a deed, or [`SAY`].
    deed: State<String>,
    target: State<String>,
    moment: NodeRef<Input>,
    sentence: NodeRef<Input>,
    problem: State<Option<String>>,
}

/// What adds a line: a deed, its target or its sentence, and its moment.
#[component]
pub fn ScriptAdder() -> impl IntoView {
    let adding = Adding {
        deed: State::new(DeedKind::Kill.key().to_owned()),
        target: State::default(),
        moment: NodeRef::new(),
        sentence: NodeRef::new(),
        problem: State::new(None),
    };
    let deeds = DeedKind::ALL.map(|deed| (deed.key(), deed.label()));
    let deeds = deeds.into_iter().chain([(SAY, "Say")]);
    let deeds = deeds.map(|(key, label)| view! { <option value=key>{label}</option> });
    let problem = adding.problem;
    view! {
        <div class="script-adder" role="group" aria-label="Add a line to the script">
            <select
                class="field script-deed"
                data-script="deed"
                aria-label="What happens"
                on:change=move |event| {
                    problem.set(None);
                    adding.deed.set(event_target_value(&event));
                }
            >
                {deeds.collect_view()}
            </select>
            {live(move || object(adding))}
            <span class="script-at">
                <label for="script-moment">"at second"</label>
                <input
                    id="script-moment"
                    class="field script-moment"
                    data-script="moment"
                    node_ref=adding.moment
                    inputmode="decimal"
                    autocomplete="off"
                    placeholder="now"
                    title="Moment of the run, in seconds or as the clock writes it: 217.8 or 3:37.8. Left empty: the moment at which the run is"
                    on:keydown=move |event| adding.on_enter(&event)
                />
            </span>
            <button
                class="button button-small button-outlined"
                type="button"
                data-script="add"
                on:click=move |_| adding.add()
            >
                "Add"
            </button>
        </div>
        {only_while(move || problem.with(Option::is_some), move || view! {
            <p class="setting-error" role="alert">{move || problem.get()}</p>
        }.into_any())}
    }
}

/// What the deed is done to, or the sentence.
fn object(adding: Adding) -> AnyView {
    let bridge = Bridge::of_page();
    let Some(deed) = DeedKind::from_key(&adding.deed.get()) else {
        return view! {
            <input
                class="field script-object"
                data-script="sentence"
                node_ref=adding.sentence
                aria-label="Sentence that is shown then"
                placeholder="A sentence"
                maxlength=limits::SENTENCE
                autocomplete="off"
                on:keydown=move |event| adding.on_enter(&event)
            />
        }
        .into_any();
    };
    let targets = bridge.script_targets(deed).get();
    if targets.is_empty() {
        adding.target.set(String::new());
        return view! { <span class="script-object setting-what">"nothing of that kind is drawn"</span> }.into_any();
    }
    // What was picked stays picked where this can be done to it, too.
    let picked = adding.target.get_untracked();
    let is_there = targets.iter().any(|(id, _)| *id == picked);
    let picked = match targets.first() {
        Some((first, _)) if !is_there => first.clone(),
        _ => picked,
    };
    adding.target.set(picked.clone());
    let options = targets.into_iter().map(|(id, name)| {
        let selected = id == picked;
        view! { <option value=id selected=selected>{name}</option> }
    });
    view! {
        <select
            class="field script-object"
            data-script="target"
            aria-label="To what"
            on:change=move |event| adding.target.set(event_target_value(&event))
        >
            {options.collect_view()}
        </select>
    }
    .into_any()
}

impl Adding {
    fn on_enter(self, event: &leptos::ev::KeyboardEvent) {
        if event.key() == "Enter" && !event.repeat() && !keys::composes(event) {
            event.prevent_default();
            self.add();
        }
    }

    fn add(self) {
        let refusal = self.line().and_then(|line| {
            let refusal = Bridge::of_page().add_to_script(line);
            refusal.map_or(Ok(()), Err)
        });
        if refusal.is_ok()
            && let Some(sentence) = self.sentence.get_untracked()
        {
            sentence.set_value("");
        }
        self.problem.set(refusal.err());
    }

    /// The line that is put together, or why it is none.
    fn line(self) -> Result<ScriptEntry, String> {
        let bridge = Bridge::of_page();
        let typed = self
            .moment
            .get_untracked()
            .map_or_else(String::new, |m| m.value());
        let at_s = match typed.trim() {
            "" => bridge.moment_of_run(),
            typed => moments::read(typed, MOMENT)?,
        };
        let Some(deed) = DeedKind::from_key(&self.deed.get_untracked()) else {
            let said = self
                .sentence
                .get_untracked()
                .map_or_else(String::new, |s| s.value());
            return match said.trim() {
                "" => Err("Write the sentence first.".to_owned()),
                said => Ok(ScriptEntry::say(at_s, said)),
            };
        };
        let target = self.target.get_untracked();
        let action = bridge.read(|session| {
            let scenario = session.document().scenario();
            deed.done_to(scenario.target(&target)?, scenario)
        });
        let action = action.ok_or("Nothing of that kind is drawn.")?;
        Ok(ScriptEntry::act(at_s, action))
    }
}
