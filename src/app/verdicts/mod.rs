//! Verdicts: first what is served now, and why; then what would be: how many single points of failure there are, for each
//! what would be lost, why, and what mends it; below them who would be saturated, what is odd in the drawing, what only two together take down, and the nines.

mod costs;
mod cuts;
mod dead;
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
use super::findings::{Finding, OverloadsView};
use super::icon::{Icon, Sign};
use super::later::Later;
use super::state::{Derived, ListRow, list, live};
use super::view::VerdictsView;
use crate::editor::Standing;
use crate::model::Target;

use costs::Costs;
use cuts::Pairs;
use dead::DeadItem;
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
    let dead = Derived::new(move || bridge.verdicts.with(|verdicts| verdicts.dead.clone()));
    let dead_row = |(element, name): (Target, String)| {
        ListRow::new(element, move || {
            view! { <DeadItem element name/> }.into_any()
        })
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
                    {list(move || dead.get().into_iter().map(dead_row).collect())}
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
    let present = Derived::new(move || bridge.situation.with(|now| now.standing));
    let overload = Derived::new(move || bridge.findings.with(|f| Overload::of(&f.overloads)));
    let level = move || {
        let unsound = present.get() == Standing::Bad || overload.with(|o| *o != Overload::None);
        bridge.verdicts.with(|verdicts| level(verdicts, unsound))
    };
    let note = move || {
        let is_bad = present.get() == Standing::Bad;
        let overload = overload.get();
        bridge
            .verdicts
            .with(|verdicts| note(verdicts, &overload, is_bad))
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
                <p class="headline-note">{note}</p>
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

/// How the headline looks. It is never good while requests fail, or where more load than can be carried is in sight.
fn level(verdicts: &VerdictsView, unsound: bool) -> &'static str {
    if verdicts.served.is_none() {
        return "none";
    }
    if verdicts.single_points > 0 {
        return "flagged";
    }
    if verdicts.losing() == 0 && verdicts.is_down() {
        return "down";
    }
    // A question that is open may hide a single point of failure.
    let is_open = verdicts.left_open.questions > 0;
    if verdicts.losing() > 0 || is_open || verdicts.is_short() || unsound {
        return "leaking";
    }
    "good"
}

/// Who has more to do than it can, or would have.
#[derive(Clone, PartialEq, Debug)]
enum Overload {
    None,
    /// Somebody has now.
    Now,
    /// What the worst of the losses would do: `losing cache-1 overloads db-1`.
    After(String),
}

impl Overload {
    fn of(found: &Finding<OverloadsView>) -> Self {
        match &found.value {
            Some(found) if !found.now.is_empty() => Overload::Now,
            Some(OverloadsView {
                worst: Some(worst), ..
            }) => Overload::After(worst.clone()),
            Some(_) | None => Overload::None,
        }
    }
}

/// The line below the headline: what it comes to. `is_bad`: requests fail now.
fn note(verdicts: &VerdictsView, overload: &Overload, is_bad: bool) -> String {
    let Some(served) = verdicts.served else {
        return String::new();
    };
    let until = if verdicts.all_are_brief() {
        "has been started again"
    } else {
        "is back"
    };
    if verdicts.is_down() && !verdicts.dead.is_empty() {
        return "Revive what is dead, or draw what would have helped.".to_owned();
    }
    if served < 1.0 - 1e-9 {
        return format!(
            "As things are, {} of requests are served in the end.",
            per_cent(served)
        );
    }
    match (verdicts.losing(), verdicts.list.first()) {
        (1, Some(only)) => {
            return format!("If {} fails, requests fail until it {until}.", only.name);
        }
        (2.., _) => return format!("If any of these fails, requests fail until it {until}."),
        (_, _) => {}
    }
    match overload {
        Overload::Now => {
            "No loss cuts all requests off, but a part has more to do than it can already."
                .to_owned()
        }
        Overload::After(worst) => format!("No loss cuts all requests off, but {worst}."),
        Overload::None if is_bad => {
            "Once this is over, any one part may fail, and requests are still served.".to_owned()
        }
        Overload::None if verdicts.list.is_empty() => {
            "Any one part may fail, and every request is still served.".to_owned()
        }
        Overload::None => {
            "Any one part may fail, and every request is still served, though not always in full."
                .to_owned()
        }
    }
}
