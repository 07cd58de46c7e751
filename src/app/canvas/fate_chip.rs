//! The chips of shared fates: a name over one of the parts, with a power button, as large as any button however far away
//! the parts are.

use leptos::prelude::*;

use super::card::PowerButton;
use super::region::flag_words;
use crate::app::bridge::Bridge;
use crate::app::fates::Mark;
use crate::app::state::{Derived, ListRow, list};
use crate::app::view::FateChipView;
use crate::model::{GroupId, Target};

/// How far a chip reaches into the card below it, over the mark there, in canvas units.
const REACH: f64 = 8.0;
/// How far apart chips over one card stand, in letters.
const ROW: f64 = 2.25;

/// All chips, above the cards.
#[component]
pub fn FateChips() -> impl IntoView {
    let bridge = Bridge::of_page();
    let ids = Derived::new(move || {
        bridge
            .fate_chips
            .with(|all| all.iter().map(|chip| chip.id).collect::<Vec<_>>())
    });
    let row = |id: GroupId| ListRow::new(id, move || view! { <Chip id/> }.into_any());
    list(move || ids.get().into_iter().map(row).collect())
}

/// One chip. It reads what is shown of itself and nothing else.
#[component]
fn Chip(id: GroupId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let chip = Derived::new(move || {
        bridge
            .fate_chips
            .with(|all| all.iter().find(|chip| chip.id == id).cloned())
    });
    let of_it = move |read: fn(&FateChipView) -> &'static str| {
        move || chip.with(|chip| chip.as_ref().map_or("", read))
    };
    let place = move || {
        let zoom = bridge.camera.with(|camera| camera.zoom);
        chip.with(|chip| {
            let Some(chip) = chip else {
                return String::new();
            };
            let (x, y) = (chip.at.x, chip.at.y + REACH);
            let (scale, up) = ((1.0 / zoom).max(1.0), chip.row as f64 * ROW);
            format!(
                "transform:translate({x}px,{y}px) translateY(-100%) scale({scale}) translateY(-{up}rem)"
            )
        })
    };
    let name = Signal::derive(move || {
        chip.with(|chip| chip.as_ref().map(|c| c.name.clone()).unwrap_or_default())
    });
    let alive = Signal::derive(move || chip.with(|chip| chip.as_ref().is_none_or(|c| c.alive)));
    let target = Target::Group(id);
    view! {
        <div
            class="fate-chip"
            prop:style=place
            tabindex=move || if bridge.stop.get() == Some(target) { "0" } else { "-1" }
            role="group"
            aria-label=move || chip.with(|chip| chip.as_ref().map(describe).unwrap_or_default())
            data-fate-chip=id.to_string()
            data-state=of_it(|c| if c.alive { "alive" } else { "dead" })
            data-verdict=of_it(|c| c.flag.key())
            data-selected=of_it(|c| if c.selected { "true" } else { "false" })
            on:focus=move |_| bridge.focused(target)
            on:pointerenter=move |_| bridge.point_at_fate(Some(id))
            on:pointerleave=move |_| bridge.point_at_fate(None)
        >
            <Mark id/>
            <button
                class="fate-chip-name"
                type="button"
                tabindex="-1"
                title=move || format!("Show {}", name.get())
                on:click=move |_| bridge.go_to(target)
            >
                {name}
            </button>
            <PowerButton target name alive/>
        </div>
    }
}

/// What a screen reader says of a chip.
fn describe(chip: &FateChipView) -> String {
    let parts = if chip.parts == 1 { "part" } else { "parts" };
    let state = if chip.alive { "" } else { ", dead" };
    let flag = flag_words(chip.flag);
    format!(
        "{}, shared fate of {} {parts}{state}{flag}",
        chip.name, chip.parts
    )
}
