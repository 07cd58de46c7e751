//! What is dead, where requests are lost for it: how to revive it, and what would have helped.

use leptos::prelude::*;

use super::item::Mends;
use super::revive::revivals;
use crate::app::bridge::Bridge;
use crate::app::browser::{focus, keys};
use crate::app::icon::{Icon, Sign};
use crate::app::state::Derived;
use crate::editor::Pointed;
use crate::model::Target;

/// One of the dead.
#[component]
pub fn DeadItem(element: Target, name: String) -> impl IntoView {
    let bridge = Bridge::of_page();
    let has_mends = Derived::new(move || {
        bridge.findings.with(|f| {
            let mut mends = f.mends.iter().filter(|(of, _)| *of == element);
            mends.any(|(_, mends)| mends.value.as_ref().is_some_and(|m| !m.is_empty()))
        })
    });
    let why = move || {
        if has_mends.get() {
            "Revive it, or draw what would have helped."
        } else {
            "Revive it to go on."
        }
    };
    let point = move || bridge.point_at(Some(Pointed::Part(element)));
    let words = format!("{name} is dead");
    let revive = vec![(element, name)];
    view! {
        <li
            class="verdict"
            data-dead=element.to_string()
            data-kind="dead"
            on:pointerenter=move |_| point()
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
                on:focus=move |_| point()
                on:blur=move |_| bridge.point_at(None)
            >
                <span class="verdict-title">
                    <Sign icon=Icon::Power/>
                    <span class="verdict-name">{words}</span>
                </span>
                <span class="verdict-why">{why}</span>
            </div>
            {revivals(revive)}
            <Mends element back=Pointed::Part(element)/>
        </li>
    }
}
