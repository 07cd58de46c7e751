//! Several parts are selected: what can be done with all of them, and the settings that all of them have.

use leptos::prelude::*;

use super::component::{Note, RegionChoice, restart_of, restart_row};
use super::group::Fates;
use super::note::Colours;
use super::setting::{Setting, SettingRow, availability_row};
use crate::app::bridge::Bridge;
use crate::app::command_button::CommandButton;
use crate::app::icon::Icon;
use crate::app::state::live;
use crate::editor::Command;
use crate::model::fields::{self, Field, Value};
use crate::model::{Component, ComponentId, Kind, RegionId};

/// The inspector of several things.
#[component]
pub fn ManyInspector(count: usize) -> impl IntoView {
    let bridge = Bridge::of_page();
    let selected = bridge.selected_components();
    view! {
        <div class="panel-head"><h2>{format!("{count} selected")}</h2></div>
        <div class="panel-body scroll">
            <div class="inspector-actions">
                <CommandButton command=Command::Kill icon=Icon::Power class="button-small button-danger" text="Kill"/>
                <CommandButton command=Command::Duplicate icon=Icon::Duplicate class="button-small button-outlined" text="Duplicate"/>
                <CommandButton command=Command::ShareFate icon=Icon::Fate class="button-small button-outlined" text="Share a fate"/>
                <CommandButton command=Command::Delete icon=Icon::Delete class="button-small button-outlined" text="Delete"/>
            </div>
            {live(move || settings(bridge, &selected.get()))}
            <Colours/>
        </div>
    }
}

fn settings(bridge: Bridge, selected: &[(ComponentId, Kind)]) -> AnyView {
    if selected.is_empty() {
        return view! { <p class="inspector-empty">"They have no setting in common."</p> }
            .into_any();
    }
    let rows = common_fields(selected).into_iter().map(|field| {
        let (row, mixed) = row(bridge, selected, field);
        view! { <Setting row mixed/> }
    });
    view! {
        {rows.collect_view()}
        <h3 class="setting-group">"General"</h3>
        {general(bridge, selected)}
    }
    .into_any()
}

/// What parts of all kinds have.
fn general(bridge: Bridge, selected: &[(ComponentId, Kind)]) -> AnyView {
    let ids: Vec<ComponentId> = selected.iter().map(|(id, _)| *id).collect();
    let mortal = selected.iter().all(|(_, kind)| kind.row().may_die());
    let (region, mixed_region) = of_all(bridge, &ids, |c| c.region);
    let (note, mixed_note) = of_all(bridge, &ids, |c| c.note.clone());
    let may_die = mortal.then(|| {
        view! {
            {mortal_rows(bridge, &ids, selected)}
            <Fates ids=ids.clone()/>
        }
    });
    let of_region = ids.clone();
    view! {
        <RegionChoice
            value=Signal::derive(move || region.get().flatten())
            mixed=mixed_region
            sentence="They fail with the region they are in."
            set=Callback::new(move |(region,): (Option<RegionId>,)| {
                bridge.tell_refusal(bridge.change_components(&of_region, "region", |c| c.region = region));
            })
        />
        {may_die}
        <Note
            value=Signal::derive(move || note.get().filter(|_| !mixed_note.get()).unwrap_or_default())
            mixed=mixed_note
            set=Callback::new(move |(note,): (String,)| {
                bridge.tell_refusal(bridge.change_components(&ids, "note", |c| c.note.clone_from(&note)));
            })
        />
    }
    .into_any()
}

/// What all have that can die: how often they do, and whether they are started again.
fn mortal_rows(bridge: Bridge, ids: &[ComponentId], selected: &[(ComponentId, Kind)]) -> AnyView {
    let (share, mixed_share) = of_all(bridge, ids, Component::availability);
    let defaults = selected.iter().map(|(_, kind)| kind.row().availability);
    let defaults: Vec<f64> = defaults.collect();
    let default = defaults.first().copied().unwrap_or_default();
    let is_one = defaults.iter().all(|other| (other - default).abs() < 1e-12);
    let of_share = ids.to_vec();
    let share = SettingRow {
        default: is_one.then_some(Value::Number(default)),
        set: Callback::new(move |(value,): (Value,)| {
            let Value::Number(share) = value else {
                return None;
            };
            bridge.change_components(&of_share, "availability", |c| {
                let default = c.kind().row().availability;
                c.availability = ((share - default).abs() > 1e-12).then_some(share);
            })
        }),
        ..availability_row(
            "The share of the time that each is up on its own.",
            default,
            share,
            |_| None,
        )
    };
    let (seconds, mixed_seconds) = of_all(bridge, ids, restart_of);
    let of_restart = ids.to_vec();
    let restart = restart_row(
        seconds,
        Callback::new(move |(seconds,): (Option<f64>,)| {
            bridge.change_components(&of_restart, "restart_s", |c| c.restart_s = seconds)
        }),
    );
    view! {
        <Setting row=share mixed=mixed_share/>
        <Setting row=restart mixed=mixed_seconds/>
    }
    .into_any()
}

/// What the first of them has, and whether any other has something else.
fn of_all<T>(
    bridge: Bridge,
    ids: &[ComponentId],
    read: impl Fn(&Component) -> T + Send + Sync + 'static,
) -> (Signal<Option<T>>, Signal<bool>)
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let values = bridge.of_components(ids.to_vec(), read);
    let first = Signal::derive(move || values.with(|values| values.first().cloned()));
    let mixed = Signal::derive(move || {
        values.with(|values| values.iter().any(|value| Some(value) != values.first()))
    });
    (first, mixed)
}

/// A setting of all of them, and whether it differs between them. Setting it is one step.
fn row(
    bridge: Bridge,
    selected: &[(ComponentId, Kind)],
    field: &'static Field,
) -> (SettingRow, Signal<bool>) {
    let ids: Vec<ComponentId> = selected.iter().map(|(id, _)| *id).collect();
    let kind = selected.first().map(|(_, kind)| *kind);
    let kind = kind.filter(|kind| selected.iter().all(|(_, other)| other == kind));
    let values = bridge.field_values(ids.clone(), field);
    let value = Signal::derive(move || values.with(|values| values.first().cloned()));
    let mixed = Signal::derive(move || {
        values.with(|values| values.iter().any(|value| Some(value) != values.first()))
    });
    let row = SettingRow {
        key: field.key,
        label: field.label,
        unit: field.unit,
        shape: field.shape,
        sentence: field.sentence,
        production: field.production,
        value,
        default: kind.and_then(|kind| field.default_of(kind)),
        set: Callback::new(move |(value,): (Value,)| bridge.set_fields(&ids, field.key, &value)),
    };
    (row, mixed)
}

/// The settings of the first that all others have too, of the same shape.
fn common_fields(selected: &[(ComponentId, Kind)]) -> Vec<&'static Field> {
    let Some((_, first)) = selected.first() else {
        return Vec::new();
    };
    let is_common = |field: &&Field| {
        selected.iter().all(|(_, kind)| {
            let other = fields::find(*kind, field.key);
            other.is_some_and(|other| other.shape == field.shape && other.unit == field.unit)
        })
    };
    fields::of_kind(*first).iter().filter(is_common).collect()
}
