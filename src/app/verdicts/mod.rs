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
mod revive;
mod row;
mod section;

use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::focus;
use super::fetched::Panel;
use super::figures::per_cent;
use super::findings::Findings;
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
    let doubt = Derived::new(move || {
        let is_bad = bridge.situation.with(|now| now.standing == Standing::Bad);
        bridge.findings.with(|found| Doubt::of(found, is_bad))
    });
    let level = move || {
        let is_doubtful = doubt.with(|doubt| *doubt != Doubt::None);
        bridge.verdicts.with(|v| level(v, is_doubtful))
    };
    let note = move || doubt.with(|doubt| bridge.verdicts.with(|v| note(v, doubt)));
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

/// How the headline looks. It is never good while requests fail, or where there is something else to worry about.
fn level(verdicts: &VerdictsView, is_doubtful: bool) -> &'static str {
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
    if verdicts.losing() > 0 || is_open || verdicts.is_short() || is_doubtful {
        return "leaking";
    }
    "good"
}

/// Why it is not well, though nothing is a single point of failure.
#[derive(Clone, PartialEq, Debug)]
enum Doubt {
    None,
    /// A part has more to do than it can.
    Saturated,
    /// What the worst of the losses would do: `losing cache-1 overloads db-1`.
    Overload(String),
    /// Requests fail now.
    Failing,
    /// The drawing can hardly mean what it says.
    Warned,
}

impl Doubt {
    fn of(found: &Findings, is_bad: bool) -> Self {
        let overloads = found.overloads.value.as_ref();
        let worst = overloads.and_then(|o| o.worst.clone());
        match worst {
            _ if overloads.is_some_and(|o| !o.now.is_empty()) => Doubt::Saturated,
            Some(worst) => Doubt::Overload(worst),
            None if is_bad => Doubt::Failing,
            None if found.is_warned => Doubt::Warned,
            None => Doubt::None,
        }
    }
}

/// The line below the headline: what it comes to.
fn note(verdicts: &VerdictsView, doubt: &Doubt) -> String {
    let Some(served) = verdicts.served else {
        return String::new();
    };
    if verdicts.is_down() && !verdicts.dead.is_empty() {
        return "Revive what is dead, or draw what would have helped.".to_owned();
    }
    if served < 1.0 - 1e-9 {
        let served = per_cent(served);
        return format!("As things are, {served} of requests are served in the end.");
    }
    let until = if verdicts.all_are_brief() {
        "has been started again"
    } else {
        "is back"
    };
    match (verdicts.losing(), verdicts.list.first()) {
        (1, Some(only)) => format!("If {} fails, requests fail until it {until}.", only.name),
        (2.., _) => format!("If any of these fails, requests fail until it {until}."),
        (_, first) => no_loss(doubt, first.is_some()),
    }
}

/// What is so where no loss costs requests; some may degrade answers.
fn no_loss(doubt: &Doubt, may_degrade: bool) -> String {
    let words = match doubt {
        Doubt::Overload(worst) => return format!("No loss cuts all requests off, but {worst}."),
        Doubt::Saturated => {
            "No loss cuts all requests off, but a part has more to do now than it can."
        }
        Doubt::Failing => {
            "Once this is over, any one part may fail, and requests are still served."
        }
        Doubt::Warned => {
            "Any one part may fail, and requests are still answered; but read the warnings below."
        }
        Doubt::None if may_degrade => {
            "Any one part may fail, and every request is still served, though not always in full."
        }
        Doubt::None => "Any one part may fail, and every request is still served.",
    };
    words.to_owned()
}
