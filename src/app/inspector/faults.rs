//! What ails a part or a link of the running system though it lives: how slow it is, how many of its answers are errors,
//! whether it is drained, what it loses. Nothing of it is part of the drawing, nor a step of history.

use leptos::prelude::*;

use super::setting::{Setting, SettingRow};
use crate::app::bridge::Bridge;
use crate::editor::Session;
use crate::model::fields::{SHARE, Shape, Unit, Value};
use crate::model::{ComponentId, LinkId};

const FACTOR: Shape = Shape::Number {
    min: 1.0,
    max: 1_000.0,
    whole: false,
};

/// The settings of what ails a part. There are none for what nothing can ail.
#[component]
pub fn Faults(id: ComponentId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let (ails, drains, empties) = bridge.read(|session| {
        let simulation = session.simulation();
        (
            simulation.may_be_impaired(id),
            simulation.may_drain(id),
            simulation.may_be_empty(id),
        )
    });
    let mut rows = Vec::new();
    if ails {
        rows.extend([
            slow_row(bridge, id),
            errors_row(bridge, id),
            at_once_row(bridge, id),
        ]);
    }
    if drains {
        rows.push(drained_row(bridge, id));
    }
    if empties {
        rows.push(empty_row(bridge, id));
    }
    in_this_run(rows)
}

/// The settings of what ails a link.
#[component]
pub fn LinkFaults(id: LinkId) -> impl IntoView {
    let bridge = Bridge::of_page();
    in_this_run(vec![loss_row(bridge, id), latency_row(bridge, id)])
}

/// Settings of this run, set apart from those that are drawn.
fn in_this_run(rows: Vec<SettingRow>) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        let rows = rows.into_iter().map(|row| view! { <Setting row/> });
        view! {
            <h3 class="setting-group">"In this run"</h3>
            {rows.collect_view()}
            <h3 class="setting-group">"As drawn"</h3>
        }
    })
}

fn slow_row(bridge: Bridge, id: ComponentId) -> SettingRow {
    SettingRow {
        key: "slow",
        label: "Times slower",
        unit: Unit::None,
        shape: FACTOR,
        sentence: "How many times longer each answer takes from now on: 1 is as drawn. Only deep checks notice.",
        production: "",
        value: bridge.fault(move |session| session.simulation().slowness(id)),
        default: Some(Value::Number(1.0)),
        set: number(bridge, move |session, factor| {
            session.simulate(|s| s.set_slowness(id, factor));
        }),
    }
}

fn errors_row(bridge: Bridge, id: ComponentId) -> SettingRow {
    SettingRow {
        key: "errors",
        label: "Errors",
        unit: Unit::Share,
        shape: SHARE,
        sentence: "The share of its answers that are errors from now on. An error is an answer: a balancer does not try another member.",
        production: "",
        value: bridge.fault(move |session| session.simulation().error_share(id)),
        default: Some(Value::Number(0.0)),
        set: number(bridge, move |session, share| {
            session.simulate(|s| s.set_error_share(id, share));
        }),
    }
}

/// Beside the share of errors, while there is one.
fn at_once_row(bridge: Bridge, id: ComponentId) -> SettingRow {
    SettingRow {
        key: "errors_fast",
        label: "Errors at once",
        unit: Unit::None,
        shape: Shape::Switch,
        sentence: "Errors take no work and come at once. A balancer that prefers the least busy member then sends it the most requests.",
        production: "",
        value: bridge.fault_switch(move |session| session.simulation().errs_at_once(id)),
        default: Some(Value::Switch(false)),
        set: switch(bridge, move |session, fast| {
            session.simulate(|s| s.set_errs_at_once(id, fast));
        }),
    }
}

fn drained_row(bridge: Bridge, id: ComponentId) -> SettingRow {
    SettingRow {
        key: "drained",
        label: "Drained",
        unit: Unit::None,
        shape: Shape::Switch,
        sentence: "It gets no new request and finishes what it has: how a machine is stopped on purpose.",
        production: "",
        value: bridge.fault_switch(move |session| Some(session.simulation().is_drained(id))),
        default: Some(Value::Switch(false)),
        set: switch(bridge, move |session, drained| {
            session.simulate(|s| s.set_drained([id], drained));
        }),
    }
}

fn empty_row(bridge: Bridge, id: ComponentId) -> SettingRow {
    SettingRow {
        key: "empty",
        label: "Empty answers",
        unit: Unit::None,
        shape: Shape::Switch,
        sentence: "It answers without any address. Callers that have one cached go on until it expires.",
        production: "",
        value: bridge.fault_switch(move |session| Some(session.simulation().is_empty(id))),
        default: Some(Value::Switch(false)),
        set: switch(bridge, move |session, empty| {
            session.simulate(|s| s.set_empty([id], empty));
        }),
    }
}

fn loss_row(bridge: Bridge, id: LinkId) -> SettingRow {
    SettingRow {
        key: "fault_loss",
        label: "Loses",
        unit: Unit::Share,
        shape: SHARE,
        sentence: "The share of messages lost from now on. Where more is lost as drawn, that counts.",
        production: "",
        value: bridge.fault(move |session| session.simulation().link_loss(id)),
        default: Some(Value::Number(0.0)),
        set: number(bridge, move |session, share| {
            session.simulate(|s| s.set_link_loss(id, share));
        }),
    }
}

fn latency_row(bridge: Bridge, id: LinkId) -> SettingRow {
    SettingRow {
        key: "fault_latency",
        label: "Times the latency",
        unit: Unit::None,
        shape: FACTOR,
        sentence: "How many times longer a message is under way from now on, there and back: 1 is as drawn.",
        production: "",
        value: bridge.fault(move |session| session.simulation().link_slowness(id)),
        default: Some(Value::Number(1.0)),
        set: number(bridge, move |session, factor| {
            session.simulate(|s| s.set_link_slowness(id, factor));
        }),
    }
}

/// Hands a number on to the session.
fn number(
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

/// Hands a switch on to the session.
fn switch(
    bridge: Bridge,
    set: impl Fn(&mut Session, bool) + Send + Sync + 'static,
) -> Callback<(Value,), Option<String>> {
    Callback::new(move |(value,): (Value,)| {
        if let Value::Switch(on) = value {
            bridge.change(|session| set(session, on));
        }
        None
    })
}
