//! The palette: what can be drawn and what each is for. Drag one out, or press Enter.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::icon::{Icon, Sign};
use crate::editor::{Drawn, PointerKind};

/// What each entry is for, in one line.
const fn what_for(drawn: Drawn) -> (&'static str, &'static str) {
    match drawn {
        Drawn::Component(kind) => (kind.row().short, kind.row().purpose),
        Drawn::Region => ("Region", "A place whose parts can all fail at once."),
        Drawn::Note => ("Note", "A text beside the parts."),
    }
}

const fn icon_of(drawn: Drawn) -> Icon {
    match drawn {
        Drawn::Component(kind) => Icon::Kind(kind),
        Drawn::Region => Icon::Region,
        Drawn::Note => Icon::Note,
    }
}

/// The palette.
#[component]
pub fn Palette() -> impl IntoView {
    let entries = Drawn::ALL
        .map(|drawn| view! { <PaletteEntry drawn/> })
        .collect_view();
    view! {
        <nav id="palette" class="palette sheet" aria-label="Parts to add">
            <div class="palette-list">{entries}</div>
        </nav>
    }
}

#[component]
fn PaletteEntry(drawn: Drawn) -> impl IntoView {
    let bridge = Bridge::of_page();
    let (name, what) = what_for(drawn);
    view! {
        <button
            class="palette-item"
            type="button"
            data-palette=drawn.key()
            hidden=move || bridge.lesson.with(|l| l.as_ref().is_some_and(|l| !l.shows(drawn)))
            aria-label=format!("Add {name}. {what}")
            on:pointerdown=move |event| bridge.palette_down(drawn, &event)
            on:pointermove=move |event| bridge.palette_pointer(&event, PointerKind::Move)
            on:pointerup=move |event| bridge.palette_up(drawn, &event)
            on:pointercancel=move |event| bridge.palette_pointer(&event, PointerKind::Cancel)
            on:click=move |event| {
                // A click of the keyboard has no pointer behind it; one of a pointer was handled when it was lifted.
                if event.detail() == 0 {
                    bridge.add(drawn);
                }
            }
        >
            <Sign icon=icon_of(drawn)/>
            <span class="palette-name">{name}</span>
            <span class="palette-what">{what}</span>
        </button>
    }
}
