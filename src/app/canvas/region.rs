//! A region's title bar: it names the frame, moves it, and turns it off and on. The frame itself is painted.

use leptos::prelude::*;

use super::card::{FlagLabel, PowerButton};
use super::rename::RenameField;
use crate::app::bridge::Bridge;
use crate::app::icon::{Icon, Sign};
use crate::app::view::{Flag, RegionView};
use crate::editor::Highlight;
use crate::model::{RegionId, Target};

/// The title of one region. It reads its own signal and nothing else.
#[component]
pub fn RegionTitle(id: RegionId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let region = bridge.region(id)?;
    let read = |read: fn(&RegionView) -> &'static str| {
        let region = region.clone();
        move || region.with(read)
    };
    let place = {
        let region = region.clone();
        move || {
            region.with(|r| {
                let f = r.frame;
                format!(
                    "transform:translate({}px,{}px);width:{}px;height:{}px",
                    f.x, f.y, f.width, f.height
                )
            })
        }
    };
    let name = Signal::derive({
        let region = region.clone();
        move || region.with(|r| r.name.clone())
    });
    // What is dead is revived by the power button; so is what is cut off.
    let alive = Signal::derive({
        let region = region.clone();
        move || region.with(|r| r.alive && !r.isolated)
    });
    let said = {
        let region = region.clone();
        move || region.with(describe)
    };
    let flag = Signal::derive({
        let region = region.clone();
        move || region.with(|r| r.flag)
    });
    Some(view! {
        <div
            class="region"
            prop:style=place
            data-region=id.to_string()
            data-state=read(state)
            data-verdict=read(|r| r.flag.key())
            data-highlight=read(|r| r.highlight.map_or("none", Highlight::key))
            data-selected=read(|r| if r.selected { "true" } else { "false" })
        >
            <div
                class="region-title"
                tabindex=move || if bridge.stop.get() == Some(Target::Region(id)) { "0" } else { "-1" }
                role="group"
                aria-label=said
                on:focus=move |_| bridge.focused(Target::Region(id))
            >
                <Sign icon=Icon::Region/>
                <span class="region-name">{name}</span>
                <RenameField target=Target::Region(id)/>
                <span class="region-cut-off">"cut off"</span>
                <FlagLabel flag/>
                <PowerButton target=Target::Region(id) name alive/>
            </div>
            <span class="region-grip" data-grip=""></span>
        </div>
    })
}

const fn state(region: &RegionView) -> &'static str {
    match (region.alive, region.isolated) {
        (false, _) => "dead",
        (true, true) => "isolated",
        (true, false) => "alive",
    }
}

/// What a screen reader says of a region.
fn describe(region: &RegionView) -> String {
    let state = match (region.alive, region.isolated) {
        (false, _) => ", dead",
        (true, true) => ", cut off",
        (true, false) => "",
    };
    let flag = flag_words(region.flag);
    format!("{}, region{state}{flag}", region.name)
}

/// What a screen reader says of the flag on what several parts share: a region, a fate.
pub const fn flag_words(flag: Flag) -> &'static str {
    match flag {
        Flag::None => "",
        Flag::SinglePointOfFailure => ", single point of failure",
        Flag::LastLeft => ", the only one left",
        Flag::Leak(_) => ", its loss leaks requests",
        Flag::Degrades(_) => ", its loss degrades answers",
        Flag::Overload => ", its loss would overload others",
        Flag::Saturated => ", overloaded now",
    }
}
