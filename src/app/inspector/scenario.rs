//! Nothing is selected: the workload of the scenario as a whole, and how to go on.

use leptos::prelude::*;

use super::group::AllFates;
use super::script::Script;
use super::setting::{Setting, SettingRow};
use crate::app::bridge::Bridge;
use crate::model::fields::{Shape, Unit, Value};
use crate::model::{Workload, limits};

/// What all requests have in common.
#[component]
pub fn ScenarioInspector() -> impl IntoView {
    let bridge = Bridge::of_page();
    view! {
        <div class="panel-head"><h2>"Nothing selected"</h2></div>
        <div class="panel-body scroll">
            <div class="inspector-empty">
                <p>"Select a part to see its settings and its live numbers."</p>
                <p>"Drag from the dot on its right edge to another part to link the two."</p>
            </div>
            <h3 class="setting-group">"What requests ask for"</h3>
            <Setting row=keys_row(bridge)/>
            <Setting row=skew_row(bridge)/>
            <Script/>
            <AllFates/>
        </div>
    }
}

fn keys_row(bridge: Bridge) -> SettingRow {
    let workload = bridge.workload();
    SettingRow {
        key: "keys",
        label: "Keys",
        unit: Unit::None,
        shape: Shape::Number {
            min: 1.0,
            max: limits::MILLION,
            whole: true,
        },
        sentence: "How many different things are asked for.",
        production: "",
        value: Signal::derive(move || Some(Value::Number(f64::from(workload.get().keys)))),
        default: Some(Value::Number(f64::from(Workload::default().keys))),
        set: Callback::new(move |(value,): (Value,)| {
            let Value::Number(keys) = value else {
                return None;
            };
            bridge.set_workload(Workload {
                keys: keys as u32,
                ..workload.get_untracked()
            })
        }),
    }
}

fn skew_row(bridge: Bridge) -> SettingRow {
    let workload = bridge.workload();
    SettingRow {
        key: "skew",
        label: "Skew",
        unit: Unit::None,
        shape: Shape::Number {
            min: 0.0,
            max: 3.0,
            whole: false,
        },
        sentence: "How much more popular the popular ones are: 0 is all alike; the web is about 0.9.",
        production: "",
        value: Signal::derive(move || Some(Value::Number(workload.get().skew))),
        default: Some(Value::Number(Workload::default().skew)),
        set: Callback::new(move |(value,): (Value,)| {
            let Value::Number(skew) = value else {
                return None;
            };
            bridge.set_workload(Workload {
                skew,
                ..workload.get_untracked()
            })
        }),
    }
}
