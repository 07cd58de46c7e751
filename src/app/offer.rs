//! What may stand at the end of a link that was dropped on the ground: choosing one adds it and the link.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::menu;
use super::icon::{Icon, Sign};
use super::open::OpenOffer;
use crate::app::state::live;
use crate::model::{Kind, Target};

/// The menu, while one is offered. A press elsewhere and Escape give the link up.
#[component]
pub fn Offer() -> impl IntoView {
    let bridge = Bridge::of_page();
    let close = move || {
        bridge.offer.set(None);
        bridge.focus_canvas();
    };
    live(move || {
        let Some(OpenOffer { at, from, kinds }) = bridge.offer.get() else {
            return ().into_any();
        };
        let entry = |kind: Kind| {
            let add = move |_| {
                close();
                bridge.change(|session| session.add_called(from, kind, at));
            };
            view! {
                <button class="menu-entry" type="button" role="menuitem" data-offer=kind.key() on:click=add>
                    <span class="menu-kind"><Sign icon=Icon::Kind(kind)/>{kind.row().title()}</span>
                </button>
            }
        };
        menu::focus_first();
        let rows = kinds.len() + 1;
        let name = bridge.read(|session| session.document().name_of(Target::Component(from)));
        view! {
            <div class="menu-veil" on:pointerdown=move |_| close() on:contextmenu=move |event| event.prevent_default()></div>
            <div
                class="menu scroll"
                role="menu"
                aria-label=format!("What {name} calls")
                prop:style=format!("--x:{}px;--y:{}px;--rows:{rows};--width:min(16rem, 100% - 1rem)", at.x, at.y)
                on:keydown=move |event| {
                    if menu::walk(&event) == menu::Walked::Out {
                        close();
                    }
                }
            >
                <p class="menu-title">{format!("Link {name} to a new")}</p>
                {kinds.into_iter().map(entry).collect_view()}
            </div>
        }
        .into_any()
    })
}
