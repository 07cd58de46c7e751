//! The inspector of a region.

use leptos::prelude::*;

use super::component::{Note, RegionChoice};
use super::setting::{Setting, availability_row};
use super::{Head, PowerAction};
use crate::app::bridge::Bridge;
use crate::app::command_button::CommandButton;
use crate::app::icon::Icon;
use crate::app::state::{Derived, live};
use crate::editor::Command;
use crate::model::{Region, RegionId, Target, availability};

/// All about one region.
#[component]
pub fn RegionInspector(id: RegionId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let region = bridge.region_itself(id);
    let name = Signal::derive(move || {
        region
            .with(|r| r.as_ref().map(|r| r.display_name().to_owned()))
            .unwrap_or_default()
    });
    let rename = Callback::new(move |(name,): (String,)| {
        bridge.tell_refusal(bridge.change_region(id, "name", |r| {
            r.name = Some(name).filter(|name| !name.is_empty() && name != id.as_str());
        }));
    });
    let is_zone = region.with_untracked(|r| r.as_ref().is_some_and(|r| r.parent.is_some()));
    let row = availability_row(
        "The share of the time that the place as a whole is up.",
        if is_zone {
            availability::ZONE
        } else {
            availability::REGION
        },
        Signal::derive(move || region.with(|r| r.as_ref().map(Region::availability))),
        move |share| bridge.change_region(id, "availability", |r| r.availability = share),
    );
    view! {
        <Head icon=Icon::Region name id=id.to_string() kind="Region".to_owned() rename/>
        <div class="panel-body scroll">
            <div class="inspector-actions">
                <PowerAction target=Target::Region(id)/>
                <CommandButton command=Command::TryLoss icon=Icon::Nines class="button-small button-outlined" text="What would it cost?"/>
                <IsolateAction id/>
                <CommandButton command=Command::Duplicate icon=Icon::Duplicate class="button-small button-outlined" text="Duplicate"/>
                <CommandButton command=Command::Delete icon=Icon::Delete class="button-small button-outlined" text="Delete"/>
            </div>
            <RegionChoice
                value=Signal::derive(move || region.with(|r| r.as_ref().and_then(|r| r.parent)))
                sentence="A region within another is a zone: it can fail alone, and fails with the region it is in."
                without=id
                set=Callback::new(move |(parent,): (Option<RegionId>,)| {
                    bridge.tell_refusal(bridge.change_region(id, "parent", |r| r.parent = parent));
                })
            />
            <Setting row/>
            <Note
                value=Signal::derive(move || region.with(|r| r.as_ref().map(|r| r.note.clone())).unwrap_or_default())
                set=Callback::new(move |(note,): (String,)| {
                    bridge.tell_refusal(bridge.change_region(id, "note", |r| r.note = note));
                })
            />
        </div>
    }
}

/// Cuts it off or lets it back, whichever makes sense now.
#[component]
fn IsolateAction(id: RegionId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let isolated = Derived::new(move || bridge.is_isolated(id));
    live(move || {
        let button = if isolated.get() {
            view! { <CommandButton command=Command::Rejoin icon=Icon::Link class="button-small button-outlined" text="End isolation"/> }
        } else {
            view! { <CommandButton command=Command::Isolate icon=Icon::Cut class="button-small button-outlined" text="Isolate"/> }
        };
        button.into_any()
    })
}
