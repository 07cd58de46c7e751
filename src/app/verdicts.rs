//! Verdicts: how many single points of failure there are, and for each what would be lost and why.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::figures::per_cent;
use super::icon::{Icon, Sign};
use super::view::{Flag, VerdictView, VerdictsView};

/// The verdicts panel.
#[component]
pub fn Verdicts() -> impl IntoView {
    let bridge = Bridge::of_page();
    view! {
        <section id="verdicts" class="panel sheet" aria-label="Verdicts">
            <Headline/>
            <ul class="verdict-list scroll">
                <For
                    each=move || bridge.verdicts.get().list
                    key=|verdict| format!("{verdict:?}")
                    children=|verdict| view! { <VerdictItem verdict/> }
                />
            </ul>
        </section>
    }
}

#[component]
fn Headline() -> impl IntoView {
    let bridge = Bridge::of_page();
    let level = move || {
        bridge
            .verdicts
            .with(|verdicts| match verdicts.list.first().map(|v| v.flag) {
                Some(Flag::SinglePointOfFailure) => "flagged",
                Some(Flag::Leak(_)) => "leaking",
                Some(Flag::None) | None if verdicts.is_down() => "down",
                Some(Flag::None) | None => "good",
            })
    };
    let icon = Signal::derive(move || match level() {
        "flagged" => Icon::Flag,
        "leaking" => Icon::Leak,
        "down" => Icon::Power,
        _ => Icon::Check,
    });
    view! {
        <div class="headline" data-level=level>
            <span class="headline-sign"><Sign icon/></span>
            <div>
                <h2 class="headline-text" data-headline="">{move || bridge.verdicts.with(VerdictsView::headline)}</h2>
                <p class="headline-note">{move || bridge.verdicts.with(note)}</p>
            </div>
        </div>
    }
}

/// The line below the headline: what is going on now, then what may come.
fn note(verdicts: &VerdictsView) -> String {
    let Some(served) = verdicts.served else {
        return "Nobody asks for anything yet: draw a client and link it.".to_owned();
    };
    let dead = match verdicts.dead {
        0 => String::new(),
        1 => "1 part is dead. ".to_owned(),
        n => format!("{n} parts are dead. "),
    };
    let now = if served < 1.0 - 1e-9 {
        format!("{} of requests are served in the end.", per_cent(served))
    } else if verdicts.list.is_empty() {
        "Any one part may fail, and every request is still served.".to_owned()
    } else if let [only] = verdicts.list.as_slice() {
        format!("Losing {} loses requests for good.", only.name)
    } else {
        "Losing any of these loses requests for good.".to_owned()
    };
    dead + &now
}

#[component]
fn VerdictItem(verdict: VerdictView) -> impl IntoView {
    let bridge = Bridge::of_page();
    let element = verdict.element;
    let (icon, what) = match verdict.flag {
        Flag::SinglePointOfFailure | Flag::None => (Icon::Flag, "spof"),
        Flag::Leak(_) => (Icon::Leak, "leak"),
    };
    let impact = per_cent(verdict.impact);
    view! {
        <li>
            <button
                class="verdict"
                type="button"
                data-verdict-of=element.to_string()
                data-kind=what
                on:click=move |_| bridge.show(element)
                on:pointerenter=move |_| bridge.light_up(Some(element))
                on:pointerleave=move |_| bridge.light_up(None)
                on:focus=move |_| bridge.light_up(Some(element))
                on:blur=move |_| bridge.light_up(None)
            >
                <span class="verdict-title">
                    <Sign icon/>
                    <span class="verdict-name">{verdict.name}</span>
                    <span class="verdict-impact">{format!("{impact} of requests lost")}</span>
                </span>
                <span class="verdict-bar"><span style=format!("--impact:{}", verdict.impact)></span></span>
                <span class="verdict-why">{verdict.reason}</span>
            </button>
        </li>
    }
}
