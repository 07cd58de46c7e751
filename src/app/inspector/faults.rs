//! What ails a part of the running system though it lives: how slow it is, how many of its answers are errors. Neither
//! is part of the drawing, nor a step of history.

use leptos::prelude::*;

use super::setting::{Setting, SettingRow};
use crate::app::bridge::Bridge;
use crate::editor::Session;
use crate::model::ComponentId;
use crate::model::fields::{Shape, Unit, Value};

/// The settings of what ails a part.
#[component]
pub fn Faults(id: ComponentId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let slow = SettingRow {
        key: "slow",
        label: "Times slower",
        unit: Unit::None,
        shape: Shape::Number {
            min: 1.0,
            max: 1_000.0,
            whole: false,
        },
        sentence: "How many times longer each answer takes from now on: 1 is as drawn. Health checks go on finding it alive.",
        production: "",
        value: bridge.fault(move |session| session.simulation().slowness(id)),
        default: Some(Value::Number(1.0)),
        set: setter(bridge, move |session, factor| {
            session.simulate(|s| s.set_slowness(id, factor));
        }),
    };
    let errors = SettingRow {
        key: "errors",
        label: "Errors",
        unit: Unit::Share,
        shape: Shape::Number {
            min: 0.0,
            max: 1.0,
            whole: false,
        },
        sentence: "The share of its answers that are errors from now on. An error is an answer: nobody tries elsewhere.",
        production: "",
        value: bridge.fault(move |session| session.simulation().error_share(id)),
        default: Some(Value::Number(0.0)),
        set: setter(bridge, move |session, share| {
            session.simulate(|s| s.set_error_share(id, share));
        }),
    };
    view! {
        <h3 class="setting-group">"In this run"</h3>
        <Setting row=slow/>
        <Setting row=errors/>
    }
}

/// Hands a number on to the session.
fn setter(
    bridge: Bridge,
    set: impl Fn(&mut Session, f64) + Send + Sync + 'static,
) -> Callback<(Value,), Option<String>> {
    Callback::new(move |(value,): (Value,)| {
        if let Value::Number(number) = value {
            bridge.change(|session| set(session, number));
        }
        None
    })
}
