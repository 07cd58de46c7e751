//! Transport: play, pause, step, speed, seed, and how the run has gone so far.

use leptos::html::{Canvas, Input};
use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::{KeyboardEvent, keys};
use super::command_button::CommandButton;
use super::figures::{clock, milliseconds, per_cent};
use super::icon::Icon;
use crate::app::state::{Derived, State, live, only_while};
use crate::editor::{Command, SPEEDS};

/// The transport bar with the timeline.
#[component]
pub fn Transport() -> impl IntoView {
    let bridge = Bridge::of_page();
    let timeline = NodeRef::<Canvas>::new();
    let seconds = move || bridge.transport.with(|t| t.tenths / 10);
    timeline.on_load(move |canvas| bridge.attach_timeline(canvas));
    view! {
        <section id="transport" aria-label="Transport">
            <div class="transport-controls">
                <PlayButton/>
                <CommandButton command=Command::Step icon=Icon::Step/>
                <CommandButton command=Command::Restart icon=Icon::Restart/>
                <span class="transport-clock" role="timer" aria-label="Virtual time">
                    {move || clock(bridge.transport.with(|t| t.tenths) as f64 / 10.0)}
                </span>
                <span class="transport-gap"></span>
                <More/>
            </div>
            <div class="transport-run">
                <div
                    class="timeline"
                    data-timeline=""
                    role="slider"
                    tabindex="0"
                    title="Drag to go back in the run"
                    aria-label="Moment of the run. Left and right go back and forth by a second, with Shift by ten."
                    aria-valuenow=seconds
                    aria-valuemin="0"
                    aria-valuemax=seconds
                    aria-valuetext=move || format!("{} seconds", seconds())
                    on:pointerdown=move |event| bridge.scrub_begin(&event)
                    on:pointermove=move |event| bridge.scrub_to(&event)
                    on:pointerup=move |_| bridge.scrub_end()
                    on:pointercancel=move |_| bridge.scrub_end()
                    on:keydown=move |event| {
                        let far = if event.shift_key() { 10.0 } else { 1.0 };
                        let by = match event.key().as_str() {
                            "ArrowLeft" => -far,
                            "ArrowRight" => far,
                            _ => return,
                        };
                        event.prevent_default();
                        event.stop_propagation();
                        bridge.seek_by(by);
                    }
                >
                    <canvas node_ref=timeline aria-hidden="true"></canvas>
                </div>
                <Figures/>
            </div>
        </section>
    }
}

/// One button in one place, that plays or pauses.
#[component]
fn PlayButton() -> impl IntoView {
    let bridge = Bridge::of_page();
    let playing = Derived::new(move || bridge.transport.with(|t| t.playing));
    live(move || {
        let button = if playing.get() {
            view! { <CommandButton command=Command::Pause icon=Icon::Pause class="transport-play"/> }
        } else {
            view! { <CommandButton command=Command::Play icon=Icon::Play class="transport-play"/> }
        };
        button.into_any()
    })
}

/// Speed and seed; where there is no room for them they are behind a button that tells the speed.
#[component]
fn More() -> impl IntoView {
    let bridge = Bridge::of_page();
    let more = State::new(false);
    let close = move |event: KeyboardEvent| {
        if event.key() == "Escape" && more.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
            more.set(false);
            keys::focus(".transport-more-toggle");
        }
    };
    view! {
        <button
            class="button button-outlined transport-more-toggle"
            type="button"
            title="Speed and seed"
            aria-expanded=move || more.get().to_string()
            on:click=move |_| more.update(|open| *open = !*open)
        >
            {move || format!("{}×", bridge.speed.get())}
        </button>
        <div class="transport-more" data-open=move || more.get().to_string() on:keydown=close>
            <CommandButton command=Command::Step icon=Icon::Step text="Step"/>
            <Speed/>
            <Seed/>
        </div>
    }
}

#[component]
fn Speed() -> impl IntoView {
    let bridge = Bridge::of_page();
    let words = move || format!("{}×", bridge.speed.get());
    let late = move || bridge.transport.with(|t| t.late).to_string();
    let index = move || {
        SPEEDS
            .iter()
            .position(|speed| *speed >= bridge.speed.get())
            .unwrap_or(0)
    };
    view! {
        <label class="transport-speed">
            "Speed"
            <input
                type="range"
                min="0"
                max=SPEEDS.len() - 1
                step="1"
                aria-valuetext=words
                prop:value=move || index().to_string()
                on:input=move |event| {
                    let index = event_target_value(&event).parse::<usize>().ok();
                    if let Some(speed) = index.and_then(|index| SPEEDS.get(index)) {
                        bridge.set_speed(*speed);
                    }
                }
            />
            <output
                data-late=late
                title="Orange: this machine is slower than that, and the run goes as fast as it can"
            >
                {words}
            </output>
        </label>
    }
}

#[component]
fn Seed() -> impl IntoView {
    let bridge = Bridge::of_page();
    let seed = bridge.seed();
    let input = NodeRef::<Input>::new();
    let problem = State::new(None::<String>);
    Effect::new(move |_| {
        seed.with(|_| problem.set(None));
    });
    let take = move |typed: String| {
        bridge.with_rest(move |rest| {
            let refusal = (rest.set_seed)(bridge, &typed);
            // What was refused stays with its reason; what was accepted is shown as it was understood.
            if let Some(input) = input.get_untracked().filter(|_| refusal.is_none()) {
                input.set_value(&seed.get_untracked().to_string());
            }
            problem.set(refusal);
        });
    };
    view! {
        <label class="transport-seed" title="All chance of the run comes from this number: the same seed, the same run">
            "Seed"
            <input
                class="field"
                inputmode="decimal"
                autocomplete="off"
                data-seed=""
                node_ref=input
                aria-invalid=move || problem.with(Option::is_some).to_string()
                prop:value=move || seed.get().to_string()
                on:change=move |event| take(event_target_value(&event))
            />
            {only_while(move || problem.with(Option::is_some), move || view! {
                <span class="transport-refusal" role="alert">{move || problem.get()}</span>
            }.into_any())}
        </label>
    }
}

#[component]
fn Figures() -> impl IntoView {
    let bridge = Bridge::of_page();
    let served = move || bridge.transport.with(|t| t.served);
    let degraded = move || bridge.transport.with(|t| t.degraded);
    let p99_ms = move || bridge.transport.with(|t| t.p99_ms);
    let level = move || {
        if served().is_some_and(|share| share < 0.99) {
            "bad"
        } else {
            "good"
        }
    };
    view! {
        <div class="transport-figures">
            <div>
                <div class="figure-value" data-served="" data-level=level>
                    {move || served().map_or_else(|| "–".to_owned(), per_cent)}
                </div>
                <div class="figure-name" data-line="served">"served"</div>
                {only_while(move || degraded() > 0.0, move || view! {
                    <div class="figure-degraded" data-degraded="">{move || format!("{} degraded", per_cent(degraded()))}</div>
                }.into_any())}
            </div>
            <div>
                <div class="figure-value" data-p99="">
                    {move || p99_ms().map_or_else(|| "–".to_owned(), milliseconds)}
                </div>
                <div class="figure-name" data-line="p99">"p99"</div>
            </div>
        </div>
    }
}
