//! Verdicts: first what is served now, and why; then what would be: how many single points of failure there are, for each
//! what would be lost, why, and what mends it; below them who would be saturated, what is odd in the drawing, what only two together take down, and the nines.

mod costs;
mod cuts;
mod evidence;
mod item;
mod nines;
mod now;
mod remarks;
mod row;
mod section;

use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::focus;
use super::fetched::Panel;
use super::figures::per_cent;
use super::icon::{Icon, Sign};
use super::later::Later;
use super::state::{Derived, ListRow, list, live};
use super::view::{Flag, VerdictsView};
use crate::model::Target;

use costs::Costs;
use cuts::Pairs;
use evidence::Import;
pub use item::Mends;
use item::VerdictItem;
use nines::Nines;
use now::Now;
pub use now::NowLine;
use remarks::{Overloads, Warnings};

/// The verdicts panel.
#[component]
pub fn Verdicts() -> impl IntoView {
    let bridge = Bridge::of_page();
    let elements = Derived::new(move || {
        bridge
            .verdicts
            .with(|verdicts| verdicts.list.iter().map(|v| v.element).collect::<Vec<_>>())
    });
    let row = |element: Target| {
        ListRow::new(element, move || view! { <VerdictItem element/> }.into_any())
    };
    let more = move || {
        let hidden = bridge
            .verdicts
            .with(|v| v.total.saturating_sub(v.list.len()));
        if hidden == 0 {
            return ().into_any();
        }
        view! { <p class="findings-none">{format!("And {hidden} more that cost less.")}</p> }
            .into_any()
    };
    view! {
        <section id="verdicts" class="panel sheet" aria-label="Verdicts">
            <Now/>
            <Headline/>
            <div class="verdict-body scroll">
                <ul class="verdict-list" tabindex="0" aria-label="What must not fail; arrows go through it" on:keydown=|event| focus::walk_rows(&event)>
                    {list(move || elements.get().into_iter().map(row).collect())}
                </ul>
                {live(more)}
                <LinksToo/>
                <Later panel=Panel::Findings wanted=true/>
            </div>
        </section>
    }
}

/// What is known beyond the verdicts.
#[component]
pub fn MoreFindings() -> impl IntoView {
    view! {
        <Import/>
        <Costs/>
        <Overloads/>
        <Warnings/>
        <Pairs/>
        <Nines/>
    }
}

/// What would be, were a part to fail.
#[component]
fn Headline() -> impl IntoView {
    let bridge = Bridge::of_page();
    let level = move || {
        bridge
            .verdicts
            .with(|verdicts| match verdicts.list.first().map(|v| v.flag) {
                Some(Flag::SinglePointOfFailure) => "flagged",
                Some(Flag::Leak(_)) => "leaking",
                Some(Flag::Degrades(_) | Flag::Overload | Flag::Saturated | Flag::None) | None
                    if verdicts.is_down() =>
                {
                    "down"
                }
                None if verdicts.served.is_none() => "none",
                // A question that is open may hide a single point of failure.
                None | Some(Flag::Degrades(_)) if verdicts.left_open.questions > 0 => "leaking",
                // What is lost already is not told by a green tick.
                None | Some(Flag::Degrades(_)) if verdicts.is_short() => "leaking",
                Some(Flag::Degrades(_) | Flag::Overload | Flag::Saturated | Flag::None) | None => {
                    "good"
                }
            })
    };
    let icon = Signal::derive(move || match level() {
        "flagged" => Icon::Flag,
        "leaking" => Icon::Leak,
        "down" => Icon::Power,
        "none" => Icon::Circle,
        _ => Icon::Check,
    });
    let left_open = move || {
        let words = bridge
            .verdicts
            .with(|verdicts| verdicts.left_open.to_string());
        if words.is_empty() {
            return ().into_any();
        }
        view! { <p class="headline-note" data-left-open="">{words}</p> }.into_any()
    };
    view! {
        <div class="headline would" data-level=level>
            <span class="headline-sign"><Sign icon/></span>
            <div class="headline-words">
                <h2 class="headline-text" data-headline="" tabindex="-1">{move || bridge.verdicts.with(VerdictsView::headline)}</h2>
                <p class="headline-note">{move || bridge.verdicts.with(note)}</p>
                {live(left_open)}
            </div>
        </div>
    }
}

/// Links are no parts by default: most drawings have many, and a cut one is rarer than a dead machine.
#[component]
fn LinksToo() -> impl IntoView {
    let bridge = Bridge::of_page();
    view! {
        <label class="links-too">
            "Links can fail, too"
            <input
                class="switch"
                type="checkbox"
                role="switch"
                data-links-too=""
                prop:checked=move || bridge.counts_links.get()
                on:change=move |event| bridge.count_links(event_target_checked(&event))
            />
        </label>
    }
}

/// The line below the headline: what it comes to.
fn note(verdicts: &VerdictsView) -> String {
    let Some(served) = verdicts.served else {
        return "No client sends requests yet: draw one and link it.".to_owned();
    };
    if served < 1.0 - 1e-9 {
        format!(
            "As things are, {} of requests are served in the end.",
            per_cent(served)
        )
    } else if verdicts.list.is_empty() {
        "Any one part may fail, and every request is still served.".to_owned()
    } else if let Some(Flag::Degrades(_)) = verdicts.list.first().map(|v| v.flag) {
        "Any one part may fail, and every request is still served, though not always in full."
            .to_owned()
    } else if let [only] = verdicts.list.as_slice() {
        format!("If {} fails, requests fail until it is back.", only.name)
    } else {
        "If any of these fails, requests fail until it is back.".to_owned()
    }
}
