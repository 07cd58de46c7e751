//! The fields of the dialog, and what there is to pick from.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use crate::model::{Component, Kind, Lesson, Scenario};

/// The word for regions where kinds are picked.
pub(super) const REGION: &str = "region";

/// Changes the lesson.
pub(super) type Change = Arc<dyn Fn(&dyn Fn(&mut Lesson)) + Send + Sync>;

/// A text of one line or of several.
pub(super) fn text(
    (key, label, sentence): (&'static str, &'static str, &'static str),
    rows: u32,
    most: usize,
    value: String,
    set: impl Fn(String) + 'static,
) -> AnyView {
    let id = format!("maker-{key}");
    let field = if rows > 1 {
        view! {
            <textarea
                id=id.clone() class="field" rows=rows.to_string() data-maker=key data-text=""
                on:change=move |event| set(event_target_value(&event))
            >{value}</textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                id=id.clone() class="field" autocomplete="off" maxlength=most.to_string() data-maker=key data-text="" prop:value=value
                on:change=move |event| set(event_target_value(&event))
            />
        }
        .into_any()
    };
    let sentence =
        (!sentence.is_empty()).then(|| view! { <span class="maker-what">{sentence}</span> });
    view! { <div class="maker-row"><label for=id>{label}</label>{sentence}{field}</div> }.into_any()
}

/// One thing of a few.
pub(super) fn pick(
    (key, label): (&'static str, &'static str),
    options: Vec<(String, String)>,
    chosen: &str,
    set: impl Fn(String) + 'static,
) -> AnyView {
    let id = format!("maker-{key}");
    let options = options.into_iter().map(|(key, words)| {
        let is_chosen = key == chosen;
        view! { <option value=key selected=is_chosen>{words}</option> }
    });
    view! {
        <div class="maker-part">
            <label for=id.clone()>{label}</label>
            <select id=id class="field" data-maker=key on:change=move |event| set(event_target_value(&event))>
                {options.collect_view()}
            </select>
        </div>
    }
    .into_any()
}

pub(super) fn check(
    label: String,
    key: String,
    is_on: bool,
    set: impl Fn(bool) + 'static,
) -> AnyView {
    view! {
        <label class="maker-check">
            <input type="checkbox" data-maker=key prop:checked=is_on on:change=move |event| set(event_target_checked(&event))/>
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// Lines that say something.
pub(super) fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

pub(super) fn kind_of(key: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| kind.key() == key)
}

pub(super) fn kinds(fits: fn(Kind) -> bool, or_region: bool) -> Vec<(String, String)> {
    let kinds = Kind::ALL.into_iter().filter(|kind| fits(*kind));
    let kinds = kinds.map(|kind| (kind.key().to_owned(), kind.row().plural.to_owned()));
    let regions = or_region.then(|| (REGION.to_owned(), "regions".to_owned()));
    kinds.chain(regions).collect()
}

/// What may be killed or cut, each with its name.
pub(super) fn targets(scenario: &Scenario) -> Vec<(String, String)> {
    let mut parts = things(scenario);
    let name = |id| {
        let found = scenario.components.iter().find(|c| c.id == id);
        found.map_or("", Component::display_name)
    };
    parts.extend(scenario.links.iter().map(|link| {
        let words = format!("the link from {} to {}", name(link.from), name(link.to));
        (link.id().to_string(), words)
    }));
    parts
}

/// Parts that may die, regions and shared fates.
pub(super) fn things(scenario: &Scenario) -> Vec<(String, String)> {
    let parts = scenario
        .components
        .iter()
        .filter(|c| c.kind().row().may_die());
    let parts = parts.map(|c| (c.id.to_string(), c.display_name().to_owned()));
    let regions = scenario.regions.iter();
    let regions = regions.map(|r| (r.id.to_string(), format!("{}, a region", r.display_name())));
    let groups = scenario.groups.iter();
    let groups = groups.map(|g| {
        (
            g.id.to_string(),
            format!("{}, a shared fate", g.display_name()),
        )
    });
    parts.chain(regions).chain(groups).collect()
}

pub(super) fn services(scenario: &Scenario) -> Vec<(String, String)> {
    let servers = scenario
        .components
        .iter()
        .filter(|c| c.kind() == Kind::Server);
    let usual = Kind::Server.row().own_service().unwrap_or_default();
    let labels = servers.map(|c| c.service.as_deref().unwrap_or(usual).to_owned());
    let labels: BTreeSet<String> = labels.collect();
    labels
        .into_iter()
        .map(|label| (label.clone(), label))
        .collect()
}
