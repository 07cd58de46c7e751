//! One setting: its name, its control with the unit, what it means, its range, and the way back to the default.

use leptos::either::EitherOf4;
use leptos::prelude::*;

use crate::app::figures::plain;
use crate::app::icon::{Icon, Sign};
use crate::app::state::{State, only_while};
use crate::model::fields::{Shape, Unit, Value};
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

/// Draws a setting, while it applies.
#[component]
pub fn Setting(row: SettingRow) -> impl IntoView {
    let value = row.value;
    view! {
        {only_while(move || value.with(Option::is_some), move || view! {
            <SettingBody row=row.clone()/>
        }.into_any())}
    }
}

#[component]
fn SettingBody(row: SettingRow) -> impl IntoView {
    let problem = State::new(None::<String>);
    let (value, default, set) = (row.value, row.default.clone(), row.set);
    let changed = {
        let default = default.clone();
        move || (default.is_some() && value.get() != default).to_string()
    };
    let reset = move |_| {
        if let Some(default) = default.clone() {
            problem.set(set.run((default,)));
        }
    };
    let id = format!("setting-{}", row.key);
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
                    <Control row=row.clone() id problem/>
                </span>
            </div>
            <p class="setting-what">{row.sentence}" "<span class="setting-range">{about(&row)}</span></p>
            {only_while(move || problem.with(Option::is_some), move || view! {
                <p class="setting-error" role="alert">{move || problem.get()}</p>
            }.into_any())}
        </div>
    }
}

const fn shape_key(shape: Shape) -> &'static str {
    match shape {
        Shape::Number { .. } => "number",
        Shape::Switch => "switch",
        Shape::Choice(_) => "choice",
        Shape::Label => "label",
    }
}

/// The control itself; it carries the setting's key as `data-setting`.
#[component]
fn Control(row: SettingRow, id: String, problem: State<Option<String>>) -> impl IntoView {
    let (key, value, set, unit) = (row.key, row.value, row.set, row.unit);
    let take = move |new: Result<Value, String>| match new {
        Ok(new) => problem.set(set.run((new,))),
        Err(why) => problem.set(Some(why)),
    };
    let text = move || {
        value
            .get()
            .map(|value| written(&value, unit))
            .unwrap_or_default()
    };
    let invalid = move || problem.with(Option::is_some).to_string();
    match row.shape {
        Shape::Number { min, max, whole } => EitherOf4::A(view! {
            <input
                id=id class="field" inputmode="decimal" autocomplete="off" data-setting=key aria-invalid=invalid
                prop:value=text
                on:change=move |event| take(number(&event_target_value(&event), unit, min, max, whole))
            />
            <span class="setting-unit">{unit.suffix()}</span>
        }),
        Shape::Switch => EitherOf4::B(view! {
            <input
                id=id class="switch" type="checkbox" role="switch" data-setting=key
                prop:checked=move || value.get() == Some(Value::Switch(true))
                on:change=move |event| take(Ok(Value::Switch(event_target_checked(&event))))
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
                }
            >
                {table.iter().map(|(key, words)| view! {
                    <option value=*key selected=move || value.get() == Some(Value::Choice(key))>{*words}</option>
                }).collect_view()}
            </select>
        }),
        Shape::Label => EitherOf4::D(view! {
            <input
                id=id class="field" autocomplete="off" maxlength=limits::NAME data-setting=key aria-invalid=invalid
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
        Value::Switch(_) => String::new(),
        Value::Choice(key) => (*key).to_owned(),
        Value::Label(label) => label.clone().unwrap_or_default(),
    }
}

/// From the model's number to the one that is read.
fn scaled(n: f64, unit: Unit) -> f64 {
    match unit {
        Unit::Share => n * 100.0,
        Unit::None | Unit::PerSecond | Unit::Milliseconds | Unit::Seconds => n,
    }
}

/// Reads what was typed, or says what would be right.
fn number(text: &str, unit: Unit, min: f64, max: f64, whole: bool) -> Result<Value, String> {
    let text = text
        .trim()
        .trim_end_matches('%')
        .trim_end()
        .replace(',', "");
    let typed = text.parse::<f64>().ok().filter(|n| n.is_finite());
    let Some(typed) = typed else {
        return Err("That is not a number.".to_owned());
    };
    let n = match unit {
        // A round trip over per cent must not turn 0.29 into 0.29000000000000004.
        Unit::Share => (typed * 1e7).round() / 1e9,
        Unit::None | Unit::PerSecond | Unit::Milliseconds | Unit::Seconds => typed,
    };
    if whole && n.fract() != 0.0 {
        return Err("Only whole numbers make sense here.".to_owned());
    }
    if (min..=max).contains(&n) {
        Ok(Value::Number(n))
    } else {
        Err(format!(
            "It must be from {} to {}.",
            thousands(scaled(min, unit)),
            thousands(scaled(max, unit))
        ))
    }
}

/// Range, default and practice, behind the sentence.
fn about(row: &SettingRow) -> String {
    let mut said = Vec::new();
    if let Shape::Number { min, max, .. } = row.shape {
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

/// `1,000,000`.
fn thousands(n: f64) -> String {
    let text = plain(n);
    let (whole, rest) = text
        .split_once('.')
        .map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 && digit.is_ascii_digit() {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if rest.is_empty() {
        grouped
    } else {
        format!("{grouped}.{rest}")
    }
}
