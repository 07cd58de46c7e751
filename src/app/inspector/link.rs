//! The inspector of a link.

use leptos::prelude::*;

use super::faults::LinkFaults;
use super::note::Colours;
use super::setting::{Setting, SettingRow};
use crate::app::bridge::Bridge;
use crate::app::command_button::CommandButton;
use crate::app::icon::{Icon, Sign};
use crate::app::state::{Derived, live};
use crate::editor::Command;
use crate::model::fields::{Shape, Unit, Value};
use crate::model::link::LinkRole;
use crate::model::words::Choice;
use crate::model::{Link, LinkId, On, Replication, Target, limits};

const ON: &[(&str, &str)] = &[
    ("all", "Every request"),
    ("reads", "Reads only"),
    ("writes", "Writes only"),
];
const MODES: &[(&str, &str)] = &[("async", "Asynchronous"), ("sync", "Synchronous")];

/// All about one link.
#[component]
pub fn LinkInspector(id: LinkId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let link = bridge.link_itself(id);
    let ends = bridge.kinds_of(id);
    let role = ends.and_then(|(from, to)| from.row().link_to(to));
    let replicates = role == Some(LinkRole::Replicates);
    let is_a_call = ends.is_some_and(|(from, _)| match role {
        Some(LinkRole::Calls) => !from.row().passes_on(),
        Some(LinkRole::Resolves) => !from.row().asks(),
        _ => false,
    });
    let mut rows = vec![latency_row(bridge, id, link), loss_row(bridge, id, link)];
    if replicates {
        rows.push(mode_row(bridge, id, link));
    } else {
        rows.push(weight_row(bridge, id, link));
    }
    if is_a_call {
        rows.push(required_row(bridge, id, link));
        rows.push(on_row(bridge, id, link));
    }
    let [from, to] = [id.from, id.to].map(|end| bridge.name_of(Target::Component(end)));
    let cut = Derived::new(move || !bridge.is_alive(Target::Link(id)));
    let power = live(move || {
        let button = if cut.get() {
            view! { <CommandButton command=Command::Revive icon=Icon::Link class="button-small button-outlined" text="Mend"/> }
        } else {
            view! { <CommandButton command=Command::Kill icon=Icon::Cut class="button-small button-danger" text="Cut"/> }
        };
        button.into_any()
    });
    view! {
        <div class="panel-head">
            <span class="inspector-sign"><Sign icon=Icon::Link/></span>
            <h2 class="inspector-link">{move || format!("{} → {}", from.get(), to.get())}</h2>
            <h2 class="inspector-kind">{if replicates { "Replication" } else { "Link" }}</h2>
        </div>
        <div class="panel-body scroll">
            <div class="inspector-actions">
                {power}
                <CommandButton command=Command::Delete icon=Icon::Delete class="button-small button-outlined" text="Delete"/>
            </div>
            <LinkFaults id/>
            {rows.into_iter().map(|row| view! { <Setting row/> }).collect_view()}
            <LabelField id link/>
            <Colours/>
        </div>
    }
}

/// What is written on the link.
#[component]
fn LabelField(id: LinkId, link: LinkNow) -> impl IntoView {
    let bridge = Bridge::of_page();
    let value = Signal::derive(move || {
        link.with(|l| l.as_ref().map(|l| l.label.clone()))
            .unwrap_or_default()
    });
    view! {
        <div class="setting">
            <label class="setting-label" for="setting-label">"Label"</label>
            <input
                id="setting-label"
                class="field"
                type="text"
                autocomplete="off"
                maxlength=limits::LABEL
                data-setting="label"
                data-text=""
                prop:value=value
                on:change=move |event| {
                    let label = event_target_value(&event).trim().to_owned();
                    bridge.tell_refusal(bridge.change_link(id, "label", |link| link.label = label));
                }
            />
            <p class="setting-what">"What is written on it. It means nothing to the run."</p>
        </div>
    }
}

type LinkNow = Derived<Option<Link>>;

/// A row whose value is read and written by plain functions.
fn row(
    bridge: Bridge,
    id: LinkId,
    link: LinkNow,
    what: SettingWords,
    get: impl Fn(&Link) -> Value + Send + Sync + 'static,
    set: impl Fn(&mut Link, Value) + Send + Sync + 'static,
) -> SettingRow {
    let key = what.key;
    SettingRow {
        key,
        label: what.label,
        unit: what.unit,
        shape: what.shape,
        sentence: what.sentence,
        production: "",
        value: Signal::derive(move || link.with(|l| l.as_ref().map(&get))),
        default: Some(what.default),
        set: Callback::new(move |(value,): (Value,)| {
            bridge.change_link(id, key, |link| set(link, value))
        }),
    }
}

struct SettingWords {
    key: &'static str,
    label: &'static str,
    unit: Unit,
    shape: Shape,
    sentence: &'static str,
    default: Value,
}

fn latency_row(bridge: Bridge, id: LinkId, link: LinkNow) -> SettingRow {
    let default = bridge.default_latency_ms(id);
    let what = SettingWords {
        key: "latency_ms",
        label: "Latency, one way",
        unit: Unit::Milliseconds,
        shape: Shape::Number {
            min: 0.0,
            max: limits::TIME_S * 1_000.0,
            whole: false,
        },
        sentence: "How long a message is under way. By default it follows from where its two ends are.",
        default: Value::Number(default),
    };
    row(
        bridge,
        id,
        link,
        what,
        move |link| Value::Number(link.latency_ms.unwrap_or(default)),
        move |link, value| {
            if let Value::Number(ms) = value {
                link.latency_ms = ((ms - default).abs() > 1e-9).then_some(ms);
            }
        },
    )
}

fn loss_row(bridge: Bridge, id: LinkId, link: LinkNow) -> SettingRow {
    let what = SettingWords {
        key: "loss",
        label: "Loss",
        unit: Unit::Share,
        shape: Shape::Number {
            min: 0.0,
            max: 1.0,
            whole: false,
        },
        sentence: "The share of messages that get lost on the way.",
        default: Value::Number(0.0),
    };
    row(
        bridge,
        id,
        link,
        what,
        |link| Value::Number(link.loss),
        |link, value| {
            if let Value::Number(share) = value {
                link.loss = share;
            }
        },
    )
}

fn weight_row(bridge: Bridge, id: LinkId, link: LinkNow) -> SettingRow {
    let what = SettingWords {
        key: "weight",
        label: "Weight",
        unit: Unit::None,
        shape: Shape::Number {
            min: 0.0,
            max: 1_000.0,
            whole: false,
        },
        sentence: "Its share of the traffic beside its siblings, where the chooser weighs.",
        default: Value::Number(1.0),
    };
    row(
        bridge,
        id,
        link,
        what,
        |link| Value::Number(link.weight),
        |link, value| {
            if let Value::Number(weight) = value {
                link.weight = weight;
            }
        },
    )
}

fn required_row(bridge: Bridge, id: LinkId, link: LinkNow) -> SettingRow {
    let default = bridge.needs_by_default(id);
    let what = SettingWords {
        key: "required",
        label: "Required",
        unit: Unit::None,
        shape: Shape::Switch,
        sentence: "Whether a request fails without it. Else it is answered all the same, only less well. \
                   Several targets of one service are required if one of them is.",
        default: Value::Switch(default),
    };
    row(
        bridge,
        id,
        link,
        what,
        move |link| Value::Switch(link.required.unwrap_or(default)),
        move |link, value| {
            if let Value::Switch(on) = value {
                link.required = (on != default).then_some(on);
            }
        },
    )
}

fn on_row(bridge: Bridge, id: LinkId, link: LinkNow) -> SettingRow {
    let what = SettingWords {
        key: "on",
        label: "Called by",
        unit: Unit::None,
        shape: Shape::Choice(ON),
        sentence: "Which requests make this call.",
        default: Value::Choice(On::All.key()),
    };
    row(
        bridge,
        id,
        link,
        what,
        |link| Value::Choice(link.on.unwrap_or_default().key()),
        |link, value| {
            if let Value::Choice(key) = value {
                link.on = On::from_key(key).filter(|on| *on != On::All);
            }
        },
    )
}

fn mode_row(bridge: Bridge, id: LinkId, link: LinkNow) -> SettingRow {
    let what = SettingWords {
        key: "mode",
        label: "Ships writes",
        unit: Unit::None,
        shape: Shape::Choice(MODES),
        sentence: "Synchronously, a write waits for the replica and nothing is lost; asynchronously, it does not wait.",
        default: Value::Choice("async"),
    };
    row(
        bridge,
        id,
        link,
        what,
        |link| Value::Choice(link.mode.key()),
        |link, value| {
            if let Value::Choice(key) = value {
                link.mode = Replication::from_key(key).unwrap_or_default();
            }
        },
    )
}
