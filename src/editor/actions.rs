//! What the commands do, and when they can be done.

use std::collections::BTreeSet;

use super::commands::Request;
use super::gesture::Gesture;
use super::input::Key;
use super::messages::Severity;
use super::session::Session;
use super::snap::GRID;
use super::transport::SPEEDS;
use super::{gestures::drag, history, place};
use crate::model::{ComponentId, Edit, Id, Point, Rect, Region, RegionId, Scenario, Target};

pub(super) fn always(_: &Session) -> bool {
    true
}

pub(super) fn has_content(s: &Session) -> bool {
    !s.document.components.is_empty() || !s.document.regions.is_empty()
}

pub(super) fn has_selection(s: &Session) -> bool {
    !s.selection.is_empty()
}

/// Components or regions are selected.
pub(super) fn has_parts(s: &Session) -> bool {
    s.selection.components().next().is_some() || s.selection.regions().next().is_some()
}

pub(super) fn has_several(s: &Session) -> bool {
    s.selection.components().nth(1).is_some()
}

pub(super) fn one_component(s: &Session) -> bool {
    matches!(s.selection.only(), Some(Target::Component(_)))
}

pub(super) fn can_rename(s: &Session) -> bool {
    matches!(
        s.selection.only(),
        Some(Target::Component(_) | Target::Region(_))
    )
}

pub(super) fn can_kill(s: &Session) -> bool {
    s.selection
        .iter()
        .any(|target| s.is_alive(target) && s.may_die(target))
}

pub(super) fn can_revive(s: &Session) -> bool {
    s.selection.iter().any(|target| !s.is_alive(target))
}

pub(super) fn kill(s: &mut Session) {
    for target in s
        .selection
        .clone()
        .iter()
        .filter(|t| s.is_alive(*t))
        .collect::<Vec<_>>()
    {
        s.kill(target);
    }
}

/// A component is selected that lives and may die.
pub(super) fn can_crash(s: &Session) -> bool {
    s.selection
        .components()
        .map(Target::Component)
        .any(|target| s.is_alive(target) && s.may_die(target))
}

pub(super) fn crash(s: &mut Session) {
    for id in s.selection.components().collect::<Vec<_>>() {
        s.crash(id);
    }
}

pub(super) fn revive(s: &mut Session) {
    for target in s
        .selection
        .clone()
        .iter()
        .filter(|t| !s.is_alive(*t))
        .collect::<Vec<_>>()
    {
        s.revive(target);
    }
}

pub(super) fn link(s: &mut Session) {
    let from = s.selection.components().next();
    if let Some(from) = from {
        s.begin_link(from, None);
    }
}

pub(super) fn rename(s: &mut Session) {
    if let Some(target) = s.selection.only() {
        s.requests.push(Request::Rename(target));
    }
}

pub(super) fn delete(s: &mut Session) {
    let targets: Vec<Target> = s.selection.iter().collect();
    let edits = s.document.removal_of(&targets);
    s.apply_or_say(history::label_of("Delete", &targets), edits);
}

pub(super) fn select_all(s: &mut Session) {
    let components = s
        .document
        .components
        .iter()
        .map(|c| Target::Component(c.id));
    let regions = s.document.regions.iter().map(|r| Target::Region(r.id));
    let all: Vec<Target> = components.chain(regions).collect();
    s.select(all);
}

pub(super) fn duplicate(s: &mut Session) {
    s.duplicate();
}

pub(super) fn new(s: &mut Session) {
    if let Err(rejection) = s.replace("New scenario", Scenario::default()) {
        s.say(Severity::Failure, rejection.to_string());
    }
}

pub(super) fn copy(s: &mut Session) {
    let text = s.copied();
    s.requests.extend(text.map(Request::WriteClipboard));
}

pub(super) fn cut(s: &mut Session) {
    copy(s);
    delete(s);
}

pub(super) fn paste(s: &mut Session) {
    s.requests.push(Request::ReadClipboard);
}

pub(super) fn save(s: &mut Session) {
    let (name, text) = (s.file_name(), s.file_text());
    s.requests.push(Request::SaveFile { name, text });
}

/// The next of the offered speeds, up or down.
pub(super) fn change_speed(s: &mut Session, up: bool) {
    let now = s.speed();
    let next = if up {
        SPEEDS.iter().find(|speed| **speed > now)
    } else {
        SPEEDS.iter().rev().find(|speed| **speed < now)
    };
    if let Some(speed) = next {
        s.set_speed(*speed);
    }
}

pub(super) fn tidy(s: &mut Session) {
    s.tidy();
}

/// Puts a new region around what is selected: of the region that they all lie in.
pub(super) fn group(s: &mut Session) {
    let components: BTreeSet<ComponentId> = s.selection.components().collect();
    let regions: BTreeSet<RegionId> = s.selection.regions().collect();
    let (changed, id) = grouped(&s.document, &components, &regions);
    if s.apply_or_say(
        format!("Put {id} around"),
        vec![Edit::Replace(Box::new(changed))],
    ) {
        s.select([Target::Region(id)]);
    }
}

/// The document with a new region around these, and that region.
pub(super) fn grouped(
    document: &Scenario,
    components: &BTreeSet<ComponentId>,
    regions: &BTreeSet<RegionId>,
) -> (Scenario, RegionId) {
    let mut changed = document.clone();
    let id = RegionId(Id::fresh("region", |id| changed.is_taken(id)));
    let holders = {
        let of_components = changed
            .components
            .iter()
            .filter(|c| components.contains(&c.id))
            .map(|c| c.region);
        let of_regions = changed
            .regions
            .iter()
            .filter(|r| regions.contains(&r.id))
            .map(|r| r.parent);
        of_components.chain(of_regions).collect::<BTreeSet<_>>()
    };
    // Selected with its own frame: the frame counts, not the card in it.
    let outer = |holder: &Option<RegionId>| !holder.is_some_and(|r| regions.contains(&r));
    let holders: Vec<_> = holders.into_iter().filter(outer).collect();
    let parent = if let [one] = holders.as_slice() {
        *one
    } else {
        None
    };
    for component in changed
        .components
        .iter_mut()
        .filter(|c| components.contains(&c.id))
    {
        if outer(&component.region) {
            component.region = Some(id);
        }
    }
    for region in changed
        .regions
        .iter_mut()
        .filter(|r| regions.contains(&r.id))
    {
        if outer(&region.parent) {
            region.parent = Some(id);
        }
    }
    let mut region = Region::new(id, Rect::default());
    region.parent = parent;
    changed.regions.push(region);
    if let (Some(frame), Some(region)) = (
        place::needed_frame(&changed, id),
        changed.regions.last_mut(),
    ) {
        region.frame = frame.within_extent();
    }
    (changed, id)
}

/// With shift held an arrow moves five places of the grid.
pub(super) fn far_nudge(key: &Key<'_>) -> Option<(f64, f64)> {
    if !key.modifiers.shift || key.modifiers.command || key.modifiers.alt {
        return None;
    }
    match key.key {
        "ArrowLeft" => Some((-5.0, 0.0)),
        "ArrowRight" => Some((5.0, 0.0)),
        "ArrowUp" => Some((0.0, -5.0)),
        "ArrowDown" => Some((0.0, 5.0)),
        _ => None,
    }
}

/// Moves what is selected by places of the grid, with all that is in selected regions.
pub(super) fn nudge(s: &mut Session, columns: f64, rows: f64) {
    if !matches!(s.gesture, Gesture::Idle) {
        return;
    }
    let (chosen, carried) = s.selected_parts();
    let label = s.label_of_selection("Move");
    s.rearrange(label, |document| {
        let mut moved = Vec::new();
        for (i, component) in document.components.iter_mut().enumerate() {
            if chosen.contains(&component.id) {
                component.at =
                    place::inside_extent(component.at.offset(columns * GRID, rows * GRID));
                moved.push(i);
            }
        }
        for region in document
            .regions
            .iter_mut()
            .filter(|r| carried.contains(&r.id))
        {
            let corner = Point::new(
                region.frame.x + columns * GRID,
                region.frame.y + rows * GRID,
            );
            let corner = place::inside_extent(corner);
            region.frame = Rect {
                x: corner.x,
                y: corner.y,
                ..region.frame
            };
        }
        drag::drop_cards(document, &moved, &carried);
    });
}
