//! One setting: its name, its control with the unit, what it means, its range, and the way back to the default.

use leptos::either::EitherOf4;
use leptos::html::Input;
use leptos::prelude::*;

use crate::app::browser::put_back;
use crate::app::icon::{Icon, Sign};
use crate::app::state::{Derived, State, only_while};
use crate::editor::numbers::{self, NumberField, plain, scaled, thousands};
use crate::model::fields::{SHARE, Shape, Unit, Value};
use crate::model::limits;

/// A setting of whatever is inspected.
#[derive(Clone)]
pub struct SettingRow {
    /// The word that files use.
    pub key: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// What values it takes.
    pub shape: Shape,
    /// What it means, in a sentence.
    pub sentence: &'static str,
    /// What runs in production where that differs; may be empty.
    pub production: &'static str,
    /// Its value; `None` while it does not apply.
    pub value: Signal<Option<Value>>,
    /// What it is unless it is set.
    pub default: Option<Value>,
    /// Sets it, or says why not.
    pub set: Callback<(Value,), Option<String>>,
}

/// The row of an availability. `set` takes the share, or `None` where it is the default.
pub fn availability_row(
    sentence: &'static str,
    default: f64,
    value: Signal<Option<f64>>,
    set: impl Fn(Option<f64>) -> Option<String> + Send + Sync + 'static,
) -> SettingRow {
    SettingRow {
        key: "availability",
        label: "Availability",
        unit: Unit::Share,
        shape: SHARE,
        sentence,
        production: "",
        value: Signal::derive(move || value.get().map(Value::Number)),
        default: Some(Value::Number(default)),
        set: Callback::new(move |(value,): (Value,)| {
            let Value::Number(share) = value else {
                return None;
            };
            set(((share - default).abs() > 1e-12).then_some(share))
        }),
    }
}

/// Draws a setting, while it applies.
#[component]
pub fn Setting(
    row: SettingRow,
    /// Whether it is of several things, and not the same in all.
    #[prop(optional)]
    mixed: Signal<bool>,
) -> impl IntoView {
    let value = row.value;
    view! {
        {only_while(move || value.with(Option::is_some), move || view! {
            <SettingBody row=row.clone() mixed/>
        }.into_any())}
    }
}

#[component]
fn SettingBody(mut row: SettingRow, mixed: Signal<bool>) -> impl IntoView {
    // It may be read many times a second and be the same: that must not reach the field in which one types.
    let (read, read_mixed) = (row.value, mixed);
    let held = Derived::new(move || read.get());
    let held_mixed = Derived::new(move || read_mixed.get());
    row.value = Signal::derive(move || held.get());
    let mixed = Signal::derive(move || held_mixed.get());
    let (value, default, set) = (row.value, row.default.clone(), row.set);
    let field = TextField::of(&row, mixed);
    let problem = field.problem;
    let changed = {
        let default = default.clone();
        move || (default.is_some() && (mixed.get() || value.get() != default)).to_string()
    };
    let reset = move |_| {
        if let Some(default) = default.clone() {
            field.settle(set.run((default,)));
        }
    };
    let id = format!("setting-{}", row.key);
    let error = format!("{id}-error");
    view! {
        <div class="setting" data-changed=changed data-shape=shape_key(row.shape)>
            <div class="setting-head">
                <label class="setting-label" for=id.clone()>{row.label}</label>
                <span class="setting-control">
                    <button
                        class="button button-small setting-reset"
                        type="button"
                        title="Back to the default"
                        aria-label=format!("{}: back to the default", row.label)
                        on:click=reset
                    >
                        <Sign icon=Icon::Reset small=true/>
                    </button>
                    <Control row=row.clone() id field/>
                </span>
            </div>
            <p class="setting-what">{row.sentence}" "<span class="setting-range">{about(&row)}</span></p>
            {only_while(move || problem.with(Option::is_some), move || view! {
                <p class="setting-error" role="alert" id=error.clone()>{move || problem.get()}</p>
            }.into_any())}
        </div>
    }
}

const fn shape_key(shape: Shape) -> &'static str {
    match shape {
        Shape::Number { .. } | Shape::Optional { .. } => "number",
        Shape::Switch => "switch",
        Shape::Choice(_) => "choice",
        Shape::Label => "label",
    }
}

/// What is typed into a setting. What can mean two things stays there with the question; where something is refused the
/// value that holds is shown, with the reason, until something is accepted or the value becomes another by other means.
#[derive(Clone, Copy)]
struct TextField {
    value: Signal<Option<Value>>,
    mixed: Signal<bool>,
    unit: Unit,
    problem: State<Option<String>>,
    input: NodeRef<Input>,
}

impl TextField {
    fn of(row: &SettingRow, mixed: Signal<bool>) -> Self {
        let (value, problem) = (row.value, State::new(None::<String>));
        Effect::new(move |_| {
            value.track();
            problem.set(None);
        });
        Self {
            value,
            mixed,
            unit: row.unit,
            problem,
            input: NodeRef::new(),
        }
    }

    /// Its value as text; who calls this is told when it is another. Several values are none.
    fn text(self) -> String {
        if self.mixed.get() {
            return String::new();
        }
        let value = self.value.get();
        value
            .map(|value| written(&value, self.unit))
            .unwrap_or_default()
    }

    /// Something was set, or refused with this reason.
    fn settle(self, refusal: Option<String>) {
        // A field that goes while one types in it is told of the change when it is gone.
        if self.problem.is_gone() {
            return;
        }
        let asks = refusal.as_deref().is_some_and(numbers::is_question);
        let input = self.input.get_untracked().filter(|_| !asks);
        let Some(input) = input else {
            return self.problem.set(refusal);
        };
        // What was accepted is shown as it was understood.
        let (typed, holds) = (input.value(), untrack(|| self.text()));
        input.set_value(&holds);
        let typed = typed.trim();
        let is_told = typed.is_empty() || typed == holds;
        self.problem.set(refusal.map(|why| {
            if is_told {
                why
            } else {
                format!("\u{201c}{typed}\u{201d} was not taken. {why}")
            }
        }));
    }
}

/// The control itself; it carries the setting's key as `data-setting`.
#[component]
fn Control(row: SettingRow, id: String, field: TextField) -> impl IntoView {
    let (key, value, set, unit) = (row.key, row.value, row.set, row.unit);
    let TextField {
        problem,
        input,
        mixed,
        ..
    } = field;
    let empty = if matches!(row.shape, Shape::Optional { .. }) {
        "none"
    } else {
        ""
    };
    let placeholder = move || if mixed.get() { "mixed" } else { empty };
    let is = move |this: Value| !mixed.get() && value.get() == Some(this);
    let take = move |new: Result<Value, String>| match new.map(|new| set.try_run((new,))) {
        Ok(Some(refusal)) => field.settle(refusal),
        Ok(None) => {}
        Err(why) => field.settle(Some(why)),
    };
    let text = move || field.text();
    let invalid = move || problem.with(Option::is_some).to_string();
    let reason = format!("{id}-error");
    let described = move || problem.with(Option::is_some).then(|| reason.clone());
    match row.shape {
        Shape::Number { min, max, whole } | Shape::Optional { min, max, whole } => {
            EitherOf4::A(view! {
                <input
                    id=id class="field" inputmode="decimal" autocomplete="off" data-setting=key aria-invalid=invalid
                    aria-describedby=described
                    node_ref=input
                    placeholder=placeholder
                    prop:value=text
                    on:change=move |event| {
                        let field = NumberField { unit, min, max, whole };
                        let typed = event_target_value(&event);
                        take(if typed.trim().is_empty() && !empty.is_empty() {
                            Ok(Value::Nothing)
                        } else {
                            numbers::number(&typed, field).map(Value::Number)
                        });
                    }
                />
                <span class="setting-unit">{unit.suffix()}</span>
            })
        }
        Shape::Switch => EitherOf4::B(view! {
            <input
                id=id class="switch" type="checkbox" role="switch" data-setting=key
                prop:checked=move || is(Value::Switch(true))
                prop:indeterminate=mixed
                on:change=move |event| {
                    take(Ok(Value::Switch(event_target_checked(&event))));
                    put_back(&event, "checked", &untrack(|| is(Value::Switch(true))).into());
                }
            />
        }),
        Shape::Choice(table) => EitherOf4::C(view! {
            <select
                id=id class="field" data-setting=key
                on:change=move |event| {
                    let chosen = event_target_value(&event);
                    if let Some((key, _)) = table.iter().find(|(key, _)| *key == chosen) {
                        take(Ok(Value::Choice(key)));
                    }
                    put_back(&event, "value", &untrack(|| field.text()).into());
                }
            >
                {only_while(move || mixed.get(), || view! { <option value="" selected="">"mixed"</option> }.into_any())}
                {table.iter().map(|(key, words)| view! {
                    <option value=*key selected=move || is(Value::Choice(key))>{*words}</option>
                }).collect_view()}
            </select>
        }),
        Shape::Label => EitherOf4::D(view! {
            <input
                id=id class="field" autocomplete="off" maxlength=limits::NAME data-setting=key aria-invalid=invalid
                aria-describedby=described
                node_ref=input
                placeholder=placeholder
                prop:value=text
                on:change=move |event| {
                    let text = event_target_value(&event).trim().to_owned();
                    take(Ok(Value::Label(Some(text).filter(|text| !text.is_empty()))));
                }
            />
        }),
    }
}

/// A value as it stands in its field. A share stands there as per cent.
fn written(value: &Value, unit: Unit) -> String {
    match value {
        Value::Number(n) => plain(scaled(*n, unit)),
        Value::Switch(_) | Value::Nothing => String::new(),
        Value::Choice(key) => (*key).to_owned(),
        Value::Label(label) => label.clone().unwrap_or_default(),
    }
}

/// Range, default and practice, behind the sentence.
fn about(row: &SettingRow) -> String {
    let mut said = Vec::new();
    if let Shape::Number { min, max, .. } | Shape::Optional { min, max, .. } = row.shape {
        said.push(format!(
            "{} to {}{}",
            thousands(scaled(min, row.unit)),
            thousands(scaled(max, row.unit)),
            with_space(row.unit.suffix())
        ));
    }
    if let Some(default) = row
        .default
        .as_ref()
        .and_then(|default| default_words(default, row))
    {
        said.push(format!("default {default}"));
    }
    let mut said = said.join("; ");
    if !said.is_empty() {
        said.push('.');
        said[..1].make_ascii_uppercase();
    }
    if !row.production.is_empty() {
        said.push_str(" In production: ");
        said.push_str(row.production);
    }
    said
}

fn default_words(default: &Value, row: &SettingRow) -> Option<String> {
    match (default, row.shape) {
        (Value::Number(n), _) => Some(format!(
            "{}{}",
            thousands(scaled(*n, row.unit)),
            with_space(row.unit.suffix())
        )),
        (Value::Nothing, _) => Some("none".to_owned()),
        (Value::Switch(on), _) => Some(if *on { "on" } else { "off" }.to_owned()),
        (Value::Choice(key), Shape::Choice(table)) => table
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, words)| words.to_ascii_lowercase()),
        (Value::Choice(_), _) => None,
        (Value::Label(label), _) => label.clone(),
    }
}

fn with_space(suffix: &str) -> String {
    if suffix.is_empty() {
        String::new()
    } else {
        format!(" {suffix}")
    }
}
