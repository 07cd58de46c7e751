//! One verdict: what would be lost, why, and its mends as buttons.

use leptos::prelude::*;

use super::revive::revivals;
use crate::app::bridge::Bridge;
use crate::app::browser::{focus, keys, pointer};
use crate::app::fetched::Fetched;
use crate::app::figures::per_cent;
use crate::app::findings::{Finding, MendView};
use crate::app::icon::{Icon, Sign};
use crate::app::state::{Derived, ListRow, list, live};
use crate::app::view::{Flag, VerdictView};
use crate::editor::Pointed;
use crate::model::Target;

const LOOKING: &str = "Looking for what mends it …";

/// The verdict on one element. Pointing at it, or coming to it by key, highlights what would go down.
#[component]
pub fn VerdictItem(element: Target) -> impl IntoView {
    let bridge = Bridge::of_page();
    let verdict = Derived::new(move || {
        bridge
            .verdicts
            .with(|verdicts| verdicts.list.iter().find(|v| v.element == element).cloned())
    });
    let words = move |read: fn(&VerdictView) -> String| {
        Signal::derive(move || verdict.with(|v| v.as_ref().map(read)).unwrap_or_default())
    };
    let icon = Signal::derive(move || match verdict.with(|v| v.as_ref().map(|v| v.flag)) {
        Some(Flag::LastLeft) => Icon::Power,
        Some(Flag::Leak(_)) => Icon::Leak,
        Some(Flag::Degrades(_)) => Icon::Degrades,
        Some(Flag::SinglePointOfFailure | Flag::Overload | Flag::Saturated | Flag::None) | None => {
            Icon::Flag
        }
    });
    let kind = move || match verdict.with(|v| v.as_ref().map(|v| v.flag)) {
        Some(Flag::LastLeft) => "last-left",
        Some(Flag::Leak(_)) => "leak",
        Some(Flag::Degrades(_)) => "degrades",
        Some(Flag::SinglePointOfFailure | Flag::Overload | Flag::Saturated | Flag::None) | None => {
            "spof"
        }
    };
    let relieving = Derived::new(move || {
        verdict.with(|v| v.as_ref().map(|v| v.relieving.clone()).unwrap_or_default())
    });
    let loss = move || bridge.point_at(Some(Pointed::Loss(vec![element])));
    view! {
        <li
            class="verdict"
            data-verdict-of=element.to_string()
            data-kind=kind
            data-brief=move || if verdict.with(|v| v.as_ref().is_some_and(|v| !v.lasts.is_empty())) { "true" } else { "false" }
            on:pointerenter=move |_| loss()
            on:pointerleave=move |_| bridge.point_at(None)
        >
            // No button: the words in one cannot be highlighted and copied.
            <div
                class="verdict-main"
                role="button"
                tabindex="-1"
                on:click=move |_| {
                    if !keys::has_highlighted_words() {
                        bridge.show(element);
                    }
                }
                on:keydown=move |event| {
                    if focus::presses(&event) {
                        event.prevent_default();
                        bridge.show(element);
                    }
                }
                on:focus=move |_| loss()
                on:blur=move |_| bridge.point_at(None)
            >
                <span class="verdict-title">
                    <Sign icon/>
                    <span class="verdict-name">{words(|v| v.name.clone())}</span>
                    <span class="verdict-impact">{words(impact)}</span>
                </span>
                <span class="verdict-bar"><span prop:style=words(|v| format!("--impact:{}", v.impact))></span></span>
                <span class="verdict-why">{words(|v| v.reason.clone())}</span>
                <span class="verdict-hurts">{words(|v| format!(" Hurts {}.", v.hurts))}</span>
                <span class="verdict-brief">{words(|v| v.lasts.clone())}</span>
            </div>
            {live(move || match relieving.get() {
                dead if dead.is_empty() => ().into_any(),
                dead => revivals(dead),
            })}
            <Mends element back=Pointed::Loss(vec![element])/>
        </li>
    }
}

/// `40 % of requests lost`, `90 % served without ads`.
fn impact(verdict: &VerdictView) -> String {
    let share = per_cent(verdict.impact);
    match verdict.flag {
        Flag::Degrades(_) => format!("{share} degraded"),
        Flag::LastLeft => format!("carries {share} of requests"),
        _ => format!("{share} of requests lost"),
    }
}

/// The mends of a verdict. Where they are still being looked for, their place is kept.
#[component]
pub fn Mends(
    element: Target,
    /// What is pointed at again when a mend no longer is.
    back: Pointed,
) -> impl IntoView {
    let bridge = Bridge::of_page();
    let mends = Derived::new(move || {
        bridge.findings.with(|f| {
            f.mends
                .iter()
                .find(|(of, _)| *of == element)
                .map(|(_, mends)| mends.clone())
        })
    });
    let found = Derived::new(move || {
        mends
            .with(|m| m.as_ref().and_then(|m| m.value.clone()))
            .unwrap_or_default()
    });
    let quiet = move || {
        let mends_are_coming = matches!(bridge.rest.get(), Fetched::Coming)
            && bridge.read(|session| !session.only_shows());
        mends.with(|mends| match mends {
            Some(Finding { value: None, .. }) => Some(LOOKING.to_owned()),
            Some(Finding {
                value: Some(mends),
                fresh: true,
                ..
            }) if mends.is_empty() => Some("No one change mends this.".to_owned()),
            None if mends_are_coming => Some(LOOKING.to_owned()),
            Some(_) | None => None,
        })
    };
    let row = move |mend: MendView| {
        let back = back.clone();
        ListRow::new(format!("{} {}", mend.id, mend.label), move || {
            view! { <MendButton element mend back/> }.into_any()
        })
    };
    view! {
        <div class="mends" role="group" aria-label="What mends it">
            {list(move || found.get().into_iter().map(&row).collect())}
            {move || quiet().map(|words| view! { <span class="mends-none">{words}</span> }.into_any())}
        </div>
    }
}

/// One click is one step that can be undone; pointing shows what would be added, and what would change.
#[component]
fn MendButton(element: Target, mend: MendView, back: Pointed) -> impl IntoView {
    let bridge = Bridge::of_page();
    let MendView { id, label } = mend;
    let pointed = Pointed::Mend(element, id.clone());
    let point = {
        let pointed = pointed.clone();
        move || bridge.point_at(Some(pointed.clone()))
    };
    let focus = point.clone();
    view! {
        <button
            class="mend"
            type="button"
            tabindex="-1"
            on:click=move |event| bridge.mend(element, &id, pointer::is_by_key(&event))
            on:pointerenter=move |_| point()
            on:pointerleave=move |_| bridge.point_at(Some(back.clone()))
            on:focus=move |_| focus()
            on:blur=move |_| bridge.point_at(None)
        >
            <Sign icon=Icon::Mend small=true/>
            <span>{label}</span>
        </button>
    }
}
