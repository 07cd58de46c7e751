//! The inspector of a group: what its parts share, and which parts they are.

use leptos::prelude::*;

use super::setting::{Setting, availability_row};
use super::{Head, PowerAction};
use crate::app::bridge::Bridge;
use crate::app::command_button::CommandButton;
use crate::app::fates::Mark;
use crate::app::icon::Icon;
use crate::app::state::live;
use crate::editor::Command;
use crate::model::{ComponentId, Group, GroupId, Target, availability};

/// All about one group.
#[component]
pub fn GroupInspector(id: GroupId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let group = bridge.group_itself(id);
    let name = Signal::derive(move || {
        group
            .with(|g| g.as_ref().map(|g| g.display_name().to_owned()))
            .unwrap_or_default()
    });
    let rename = Callback::new(move |(name,): (String,)| {
        bridge.tell_refusal(bridge.change_group(id, "name", |g| {
            g.name = Some(name).filter(|name| !name.is_empty() && name != id.as_str());
        }));
    });
    let row = availability_row(
        "The share of the time that what they share works.",
        availability::GROUP,
        Signal::derive(move || group.with(|g| g.as_ref().map(Group::availability))),
        move |share| bridge.change_group(id, "availability", |g| g.availability = share),
    );
    let members = bridge.members_of(id);
    view! {
        <Head icon=Icon::Fate name id=id.to_string() kind="Shared fate".to_owned() rename/>
        <div class="panel-body scroll">
            <div class="inspector-actions">
                <PowerAction target=Target::Group(id)/>
                <CommandButton command=Command::TryLoss icon=Icon::Nines class="button-small button-outlined" text="What would it cost?"/>
                <CommandButton command=Command::Delete icon=Icon::Delete class="button-small button-outlined" text="Delete"/>
            </div>
            <p class="setting-what">
                "One vendor, one release, one configuration, one power feed: whatever takes all of these down at once, wherever they are."
            </p>
            <Setting row/>
            <h3 class="setting-group">"Its parts"</h3>
            {live(move || {
                let rows = members.get().into_iter().map(|(member, name)| view! { <Member id member name/> });
                rows.collect_view().into_any()
            })}
        </div>
    }
}

/// A part of the group: to be gone to, or taken out.
#[component]
fn Member(id: GroupId, member: ComponentId, name: String) -> impl IntoView {
    let bridge = Bridge::of_page();
    let leave = format!("Take {name} out");
    view! {
        <div class="fate-row">
            <button class="button button-small" type="button" on:click=move |_| bridge.go_to(Target::Component(member))>{name}</button>
            <button
                class="button button-small"
                type="button"
                aria-label=leave.clone()
                title=leave
                on:click=move |_| {
                    bridge.tell_refusal(bridge.change_component(member, "groups", |c| c.groups.retain(|g| *g != id)));
                }
            >
                "Take out"
            </button>
        </div>
    }
}

/// The fates that parts share: of each group whether they are in it, and a new one.
#[component]
pub fn Fates(ids: Vec<ComponentId>) -> impl IntoView {
    let bridge = Bridge::of_page();
    let groups = bridge.groups_with(ids.clone());
    let ids = StoredValue::new(ids);
    view! {
        <div class="setting">
            <span class="setting-label">"Shares the fate of"</span>
            {live(move || {
                let rows = groups.get().into_iter().map(|(group, name, is_in)| view! {
                    <div class="fate-row">
                        <label
                            class="fate-choice"
                            on:pointerenter=move |_| bridge.point_at_fate(Some(group))
                            on:pointerleave=move |_| bridge.point_at_fate(None)
                        >
                            <input
                                type="checkbox"
                                data-fate=group.to_string()
                                prop:checked=is_in == Some(true)
                                prop:indeterminate=is_in.is_none()
                                on:change=move |event| {
                                    let joins = event_target_checked(&event);
                                    bridge.tell_refusal(bridge.change_components(&ids.get_value(), "groups", |c| {
                                        c.groups.retain(|g| *g != group);
                                        c.groups.extend(joins.then_some(group));
                                    }));
                                }
                            />
                            <Mark id=group/>
                            <span>{name.clone()}</span>
                        </label>
                        <button
                            class="button button-small"
                            type="button"
                            aria-label=format!("Show {name}")
                            on:click=move |_| bridge.go_to(Target::Group(group))
                        >
                            "Show"
                        </button>
                    </div>
                });
                rows.collect_view().into_any()
            })}
            <CommandButton command=Command::ShareFate icon=Icon::Fate class="button-small button-outlined" text="New shared fate"/>
            <p class="setting-what">"What would take several parts down at once, wherever they stand: a vendor, a release, a power feed."</p>
        </div>
    }
}

/// All groups of the scenario; nothing where there is none.
#[component]
pub fn AllFates() -> impl IntoView {
    let bridge = Bridge::of_page();
    let groups = bridge.group_names();
    live(move || {
        let groups = groups.get();
        if groups.is_empty() {
            return ().into_any();
        }
        let rows = groups.into_iter().map(|(group, name)| view! {
            <div
                class="fate-row"
                on:pointerenter=move |_| bridge.point_at_fate(Some(group))
                on:pointerleave=move |_| bridge.point_at_fate(None)
            >
                <Mark id=group/>
                <button class="button button-small" type="button" on:click=move |_| bridge.go_to(Target::Group(group))>{name}</button>
            </div>
        });
        view! {
            <h3 class="setting-group">"Shared fates"</h3>
            {rows.collect_view()}
        }
        .into_any()
    })
}
