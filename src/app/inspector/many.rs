//! Several parts are selected: what can be done with all of them, and the settings that all of them have.

use leptos::prelude::*;

use super::note::Colours;
use super::setting::{Setting, SettingRow};
use crate::app::bridge::Bridge;
use crate::app::command_button::CommandButton;
use crate::app::icon::Icon;
use crate::app::state::live;
use crate::editor::Command;
use crate::model::fields::{self, Field, Value};
use crate::model::{ComponentId, Kind};

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
    let fields = common_fields(selected);
    if fields.is_empty() {
        return view! { <p class="inspector-empty">"They have no setting in common."</p> }
            .into_any();
    }
    let rows = fields.into_iter().map(|field| {
        let (row, mixed) = row(bridge, selected, field);
        view! { <Setting row mixed/> }
    });
    rows.collect_view().into_any()
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
