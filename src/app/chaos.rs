//! Chaos: parts die and come back at random, by a chance of its own.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::focus;
use super::fetched::Panel;
use super::icon::{Icon, Sign};
use super::inspector::{Setting, SettingRow};
use super::later::Later;
use crate::app::state::live;
use crate::engine::Chaos;
use crate::model::fields::{Shape, Unit, Value};

/// The button in the top bar. It shows whether chaos is on, and opens what there is to set.
#[component]
pub fn ChaosButton() -> impl IntoView {
    let bridge = Bridge::of_page();
    let on = move || bridge.transport.with(|t| t.chaos);
    let title = move || {
        if on() {
            "Chaos is on: parts die and come back at random"
        } else {
            "Chaos: parts die and come back at random"
        }
    };
    view! {
        <button
            class="button top-chaos"
            type="button"
            data-chaos=move || if on() { "on" } else { "off" }
            aria-expanded=move || bridge.chaos_open.get().to_string()
            title=title
            on:click=move |_| bridge.chaos_open.update(|open| *open = !*open)
        >
            <Sign icon=Icon::Chaos/>
            <span class="button-text">"Chaos"</span>
        </button>
    }
}

/// What there is to set, while it is open.
#[component]
pub fn ChaosPanel() -> impl IntoView {
    let bridge = Bridge::of_page();
    view! { <Later panel=Panel::Chaos wanted=Signal::derive(move || bridge.chaos_open.get())/> }
}

/// The same, once it can be drawn. Any press elsewhere and Escape close it.
#[component]
pub fn ChaosSettings() -> impl IntoView {
    let bridge = Bridge::of_page();
    let close = move || bridge.chaos_open.set(false);
    live(move || {
        if !bridge.chaos_open.get() {
            return ().into_any();
        }
        focus::remember();
        on_cleanup(focus::give_back);
        focus::on_soon(".popover [data-setting=chaos]".to_owned());
        view! {
                <div class="popover-veil" on:pointerdown=move |_| close()></div>
                <section
                    class="popover"
                    aria-label="Chaos"
                    on:keydown=move |event| {
                        if event.key() == "Escape" {
                            event.prevent_default();
                            close();
                        }
                    }
                >
                    <label class="popover-switch">
                        <strong>"Chaos"</strong>
                        <input
                            class="switch"
                            type="checkbox"
                            role="switch"
                            data-setting="chaos"
                            prop:checked=move || bridge.transport.with(|t| t.chaos)
                            on:change=move |event| bridge.turn_chaos(event_target_checked(&event))
                        />
                    </label>
                    <p class="popover-what">
                        "Every part but the clients dies now and then, and comes back after a while. Watch what your system makes of it."
                    </p>
                    <Settings/>
                </section>
            }
            .into_any()
    })
}

#[component]
fn Settings() -> impl IntoView {
    let bridge = Bridge::of_page();
    let rows = [
        seconds(
            bridge,
            "mean_time_to_failure_s",
            "A part lives for",
            "On average, until it dies.",
            |chaos| chaos.mean_time_to_failure_s,
            |chaos, s| chaos.mean_time_to_failure_s = s,
        ),
        seconds(
            bridge,
            "mean_time_to_repair_s",
            "It stays dead for",
            "On average, until it comes back.",
            |chaos| chaos.mean_time_to_repair_s,
            |chaos, s| chaos.mean_time_to_repair_s = s,
        ),
        SettingRow {
            key: "chaos_seed",
            label: "Seed of chaos",
            unit: Unit::None,
            shape: Shape::Number {
                min: 0.0,
                max: 1_000_000.0,
                whole: true,
            },
            sentence: "Another number, other deaths. The requests stay the same.",
            production: "",
            value: value(bridge, |chaos| chaos.seed as f64),
            default: None,
            set: setter(bridge, |chaos, seed| chaos.seed = seed as u64),
        },
        switch(
            bridge,
            ("cuts_links", "Cuts links"),
            "Links are cut now and then too, and mended after as long as a part stays dead.",
            |chaos| chaos.cuts_links,
            |chaos, on| chaos.cuts_links = on,
        ),
        switch(
            bridge,
            ("isolates_regions", "Isolates regions"),
            "Regions are cut off from the rest now and then: alive, and alone.",
            |chaos| chaos.isolates_regions,
            |chaos, on| chaos.isolates_regions = on,
        ),
        switch(
            bridge,
            ("kills_groups", "Kills shared fates"),
            "All that shares a fate dies at once now and then.",
            |chaos| chaos.kills_groups,
            |chaos, on| chaos.kills_groups = on,
        ),
    ];
    rows.map(|row| view! { <Setting row/> }).collect_view()
}

fn seconds(
    bridge: Bridge,
    key: &'static str,
    label: &'static str,
    sentence: &'static str,
    get: fn(&Chaos) -> f64,
    set: fn(&mut Chaos, f64),
) -> SettingRow {
    SettingRow {
        key,
        label,
        unit: Unit::Seconds,
        shape: Shape::Number {
            min: 0.1,
            max: 86_400.0,
            whole: false,
        },
        sentence,
        production: "",
        value: value(bridge, get),
        default: None,
        set: setter(bridge, set),
    }
}

/// What chaos strikes beside parts, or leaves alone.
fn switch(
    bridge: Bridge,
    (key, label): (&'static str, &'static str),
    sentence: &'static str,
    get: fn(&Chaos) -> bool,
    set: fn(&mut Chaos, bool),
) -> SettingRow {
    SettingRow {
        key,
        label,
        unit: Unit::None,
        shape: Shape::Switch,
        sentence,
        production: "",
        value: Signal::derive(move || Some(Value::Switch(get(&bridge.chaos())))),
        default: Some(Value::Switch(false)),
        set: Callback::new(move |(value,): (Value,)| {
            if let Value::Switch(on) = value {
                let mut chaos = bridge.chaos();
                set(&mut chaos, on);
                bridge.tune_chaos(chaos);
            }
            None
        }),
    }
}

fn value(bridge: Bridge, get: fn(&Chaos) -> f64) -> Signal<Option<Value>> {
    Signal::derive(move || Some(Value::Number(get(&bridge.chaos()))))
}

fn setter(bridge: Bridge, set: fn(&mut Chaos, f64)) -> Callback<(Value,), Option<String>> {
    Callback::new(move |(value,): (Value,)| {
        if let Value::Number(number) = value {
            let mut chaos = bridge.chaos();
            set(&mut chaos, number);
            bridge.tune_chaos(chaos);
        }
        None
    })
}
