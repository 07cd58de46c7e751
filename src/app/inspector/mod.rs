//! The inspector: every setting of what is selected, and its own live numbers.

mod component;
mod faults;
mod group;
mod link;
mod many;
mod note;
mod now;
mod region;
mod scenario;
mod script;
mod script_adder;
mod setting;

use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::{focus, put_back};
use super::command_button::CommandButton;
use super::fetched::Panel;
use super::icon::{Icon, Sign};
use super::later::Later;
use super::view::Inspected;
use crate::app::state::{Derived, live};
use crate::editor::Command;
use crate::model::{Target, limits};

use component::ComponentInspector;
use group::GroupInspector;
use link::LinkInspector;
use many::ManyInspector;
use note::NoteInspector;
use region::RegionInspector;
use scenario::ScenarioInspector;
pub use setting::{Setting, SettingRow};

/// The inspector panel.
#[component]
pub fn Inspector() -> impl IntoView {
    view! {
        <section id="inspector" class="panel sheet" aria-label="Inspector">
            <Later panel=Panel::Inspector wanted=true/>
        </section>
    }
}

/// What is in the panel.
#[component]
pub fn InspectorBody() -> impl IntoView {
    let bridge = Bridge::of_page();
    // What is inspected now is read from its beginning.
    Effect::new(move |_| {
        bridge.inspected.track();
        focus::scroll_to_top("#inspector .scroll");
    });
    live(move || match bridge.inspected.get() {
        Inspected::Scenario => view! { <ScenarioInspector/> }.into_any(),
        Inspected::Component(id) => view! { <ComponentInspector id/> }.into_any(),
        Inspected::Region(id) => view! { <RegionInspector id/> }.into_any(),
        Inspected::Group(id) => view! { <GroupInspector id/> }.into_any(),
        Inspected::Link(id) => view! { <LinkInspector id/> }.into_any(),
        Inspected::Note(id) => view! { <NoteInspector id/> }.into_any(),
        Inspected::Many(count) => view! { <ManyInspector count/> }.into_any(),
    })
}

/// The head of the panel: icon, name, what it is.
#[component]
fn Head(
    icon: Icon,
    /// What it is called; empty: its id.
    name: Signal<String>,
    /// Shown while there is no name.
    id: String,
    kind: String,
    /// Renames it.
    rename: Callback<(String,)>,
) -> impl IntoView {
    view! {
        <div class="panel-head">
            <span class="inspector-sign"><Sign icon/></span>
            <input
                class="inspector-name"
                aria-label="Name"
                data-setting="name"
                data-text=""
                maxlength=limits::NAME
                spellcheck="false"
                autocomplete="off"
                placeholder=id
                prop:value=name
                on:change=move |event| {
                    let typed = event_target_value(&event).trim().to_owned();
                    if rename.try_run((typed,)).is_some() {
                        put_back(&event, "value", &name.get_untracked().into());
                    }
                }
            />
            <h2 class="inspector-kind">{kind}</h2>
        </div>
    }
}

/// Kill or revive, whichever makes sense now.
#[component]
fn PowerAction(target: Target) -> impl IntoView {
    let bridge = Bridge::of_page();
    let alive = Derived::new(move || bridge.is_alive(target));
    live(move || {
        let button = if alive.get() {
            view! { <CommandButton command=Command::Kill icon=Icon::Power class="button-small button-danger" text="Kill"/> }
        } else {
            view! { <CommandButton command=Command::Revive icon=Icon::Power class="button-small button-outlined" text="Revive"/> }
        };
        button.into_any()
    })
}
