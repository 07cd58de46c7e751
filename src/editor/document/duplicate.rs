//! Duplicate: add another node. The copy keeps the service and gets the same links.

use std::collections::{BTreeMap, BTreeSet};

use super::Document;
use super::place;
use super::proposal::Proposal;
use crate::model::geometry::free_space::{self, Home};
use crate::model::geometry::grid::GRID;
use crate::model::{
    Component, ComponentId, FreshIds, Id, Link, NoteId, Point, Rect, RegionId, Role, Scenario,
    Target, Topology, limits, rules,
};

/// Copies put into a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Copies {
    /// New id of each copied component.
    pub components: BTreeMap<ComponentId, ComponentId>,
    /// New id of each copied region.
    pub regions: BTreeMap<RegionId, RegionId>,
    /// New id of each copied note.
    pub notes: BTreeMap<NoteId, NoteId>,
}

impl Copies {
    /// All copies, as targets.
    pub fn targets(&self) -> impl Iterator<Item = Target> + '_ {
        let components = self.components.values().map(|id| Target::Component(*id));
        let regions = self.regions.values().map(|id| Target::Region(*id));
        let notes = self.notes.values().map(|id| Target::Note(*id));
        components.chain(regions).chain(notes)
    }
}

/// Adds a copy of all that is selected, regions with all that is in them, beside it. Copies have the same links in
/// and out, among themselves where both ends were copied; a link that the rules refuse is left out, with a note. `None`
/// where no part is selected.
pub(in crate::editor) fn duplicate(document: &Document) -> Option<Proposal> {
    let (components, regions) = document.selected_parts();
    let by = beside(document.committed(), &components, &regions);
    copied(document, &components, &regions, |changed, copies| {
        move_parts(changed, copies, by.0, by.1);
    })
}

/// The same, with the copies so far from their originals, in the regions into which they fall.
pub(in crate::editor) fn duplicate_by(document: &Document, dx: f64, dy: f64) -> Option<Proposal> {
    let (components, regions) = document.selected_parts();
    copied(document, &components, &regions, |changed, copies| {
        move_parts(changed, copies, dx, dy);
        let made: BTreeSet<ComponentId> = copies.components.values().copied().collect();
        let cards = changed.components.iter().enumerate();
        let cards: Vec<usize> = cards
            .filter(|(_, c)| made.contains(&c.id))
            .map(|(i, _)| i)
            .collect();
        let regions = copies.regions.values().copied().collect();
        place::drop_cards(changed, &cards, &regions);
    })
}

/// Copies of these parts with their links, put where `put` says; `None` where there are none.
fn copied(
    document: &Document,
    components: &BTreeSet<ComponentId>,
    regions: &BTreeSet<RegionId>,
    put: impl FnOnce(&mut Scenario, &Copies),
) -> Option<Proposal> {
    let notes = document.notes_along(components, regions);
    if components.is_empty() && regions.is_empty() && notes.is_empty() {
        return None;
    }
    let original = document.committed();
    let mut changed = original.clone();
    let mut copies = copy_parts(&mut changed, original, components, regions);
    copy_notes(&mut changed, original, &notes, &mut copies);
    put(&mut changed, &copies);
    let is_channel = |link: &Link| is_database(original, link.from);
    let links = original.links.iter();
    // A copy takes what its original takes; what its original ships is shipped already.
    let links = links.filter(|link| {
        !is_channel(link)
            || !copies.components.contains_key(&link.from)
            || copies.components.contains_key(&link.to)
    });
    let mut links: Vec<Link> = links
        .filter_map(|link| copied_link(link, &copies, true))
        .collect();
    let standing_by = stand_by(&mut changed, document, &copies);
    links.extend(standing_by.iter().map(|(from, to)| Link::new(*from, *to)));
    let refused = rules::add_links(&mut changed, links);
    let originals: Vec<Target> = document.selection().iter().collect();
    let label = document.label_of("Duplicate", &originals);
    let told = standing_by.iter();
    let told = told.map(|(from, to)| {
        let from = document.name_of(Target::Component(*from));
        format!("{to} is a standby of {from}: it gets its writes, and takes over when it dies.")
    });
    let notes = refused.iter();
    let notes = notes.map(|reason| format!("A link was not copied. {reason}"));
    let notes = told.chain(notes);
    let proposal = Proposal::between(label, original, &changed).saying(notes);
    Some(proposal.selecting(copies.targets()))
}

fn is_database(scenario: &Scenario, id: ComponentId) -> bool {
    scenario
        .component(id)
        .is_some_and(|c| c.database().is_some())
}

/// A copy of a primary has its data and is no second primary: it stands by. The channels that are yet to be drawn, to
/// copies that none leads to with the links of their originals.
fn stand_by(
    changed: &mut Scenario,
    document: &Document,
    copies: &Copies,
) -> Vec<(ComponentId, ComponentId)> {
    let (original, topology) = (document.committed(), Topology::new(document.committed()));
    let mut channels = Vec::new();
    for (&of, &copy) in &copies.components {
        let Some(&place) = topology.index.get(&of) else {
            continue;
        };
        let Some(set) = topology.set_of.get(place).copied().flatten() else {
            continue;
        };
        let ruling = topology.sets.get(set).map(|set| set.ruling);
        let role = original.components[place].database().map(|d| d.role);
        let drawn = changed.components.iter_mut().find(|c| c.id == copy);
        if let (Some(Role::Primary), Some(database)) =
            (role, drawn.and_then(Component::database_mut))
        {
            database.role = Role::Standby;
            channels.push((of, copy));
        } else if role.is_some()
            && !is_shipped_to(original, of)
            && let Some(ruling) = ruling.filter(|ruling| *ruling != place)
        {
            channels.push((original.components[ruling].id, copy));
        }
    }
    channels
}

/// Whether a channel leads to this database.
fn is_shipped_to(scenario: &Scenario, id: ComponentId) -> bool {
    let mut links = scenario.links.iter();
    links.any(|link| link.to == id && is_database(scenario, link.from))
}

/// Puts copies of these parts of `source` into `document`, in the same places, with fresh ids. A copy lies in the copy
/// of its region where that was copied, else in the same region, if `document` has it.
pub(super) fn copy_parts(
    document: &mut Scenario,
    source: &Scenario,
    components: &BTreeSet<ComponentId>,
    regions: &BTreeSet<RegionId>,
) -> Copies {
    let mut copies = Copies::default();
    let components_taken = document.components.iter().map(|c| c.id.0);
    let regions_taken = document.regions.iter().map(|r| r.id.0);
    let taken: BTreeSet<Id> = components_taken.chain(regions_taken).collect();
    let mut ids = FreshIds::default();
    let mut fresh = |old: Id| ids.next(old.stem(), |id| taken.contains(&id));
    for region in source.regions.iter().filter(|r| regions.contains(&r.id)) {
        copies
            .regions
            .insert(region.id, RegionId(fresh(region.id.0)));
    }
    for component in source
        .components
        .iter()
        .filter(|c| components.contains(&c.id))
    {
        copies
            .components
            .insert(component.id, ComponentId(fresh(component.id.0)));
    }
    let known: BTreeSet<RegionId> = document.regions.iter().map(|r| r.id).collect();
    let new_home = |old: Option<RegionId>| {
        let old = old?;
        copies
            .regions
            .get(&old)
            .copied()
            .or_else(|| known.contains(&old).then_some(old))
    };
    for region in source.regions.iter().filter(|r| regions.contains(&r.id)) {
        let mut copy = region.clone();
        copy.id = copies.regions[&region.id];
        copy.name = region.name.as_deref().map(next_name);
        copy.parent = new_home(region.parent);
        document.regions.push(copy);
    }
    for component in source
        .components
        .iter()
        .filter(|c| components.contains(&c.id))
    {
        let mut copy = component.clone();
        copy.id = copies.components[&component.id];
        copy.name = component.name.as_deref().map(next_name);
        copy.region = new_home(component.region);
        document.components.push(copy);
    }
    copies
}

/// `Web 2` of `Web 1`, `Search 2` of `Search`: a copy is told from its original.
fn next_name(name: &str) -> String {
    let (stem, number) = match name.rsplit_once(' ') {
        Some((stem, number)) if number.len() < 6 => (stem, number.parse::<u32>().ok()),
        _ => (name, None),
    };
    let (stem, number) = number.map_or((name, 2), |n| (stem, n + 1));
    let room = limits::NAME - 8;
    let stem: String = stem.chars().take(room).collect();
    format!("{stem} {number}")
}

/// Moves all copies.
pub(super) fn move_parts(document: &mut Scenario, copies: &Copies, dx: f64, dy: f64) {
    let components: BTreeSet<ComponentId> = copies.components.values().copied().collect();
    let regions: BTreeSet<RegionId> = copies.regions.values().copied().collect();
    for component in document
        .components
        .iter_mut()
        .filter(|c| components.contains(&c.id))
    {
        component.at = component.at.offset(dx, dy).within_extent();
    }
    for region in document
        .regions
        .iter_mut()
        .filter(|r| regions.contains(&r.id))
    {
        let corner = Point::new(region.frame.x + dx, region.frame.y + dy).within_extent();
        (region.frame.x, region.frame.y) = (corner.x, corner.y);
    }
    let notes: BTreeSet<NoteId> = copies.notes.values().copied().collect();
    for note in document.notes.iter_mut().filter(|n| notes.contains(&n.id)) {
        note.at = note.at.offset(dx, dy).within_extent();
    }
}

/// Puts copies of these notes into a document, about the copies of what they are about; free where that was not copied.
pub(super) fn copy_notes(
    document: &mut Scenario,
    source: &Scenario,
    notes: &BTreeSet<NoteId>,
    copies: &mut Copies,
) {
    let taken: BTreeSet<Id> = document.notes.iter().map(|n| n.id.0).collect();
    let mut ids = FreshIds::default();
    for note in source.notes.iter().filter(|n| notes.contains(&n.id)) {
        let mut copy = note.clone();
        copy.id = NoteId(ids.next("note", |id| taken.contains(&id)));
        copy.about = note.about.and_then(|about| {
            let component = copies.components.get(&ComponentId(about)).map(|id| id.0);
            component.or_else(|| copies.regions.get(&RegionId(about)).map(|id| id.0))
        });
        copies.notes.insert(note.id, copy.id);
        document.notes.push(copy);
    }
}

/// The link between the copies of these ends; with `outward` also that between a copy and an original.
pub(super) fn copied_link(link: &Link, copies: &Copies, outward: bool) -> Option<Link> {
    let (from, to) = (
        copies.components.get(&link.from),
        copies.components.get(&link.to),
    );
    let both = from.is_some() && to.is_some();
    let either = from.is_some() || to.is_some();
    let ends = (*from.unwrap_or(&link.from), *to.unwrap_or(&link.to));
    (both || (outward && either)).then(|| Link {
        from: ends.0,
        to: ends.1,
        ..link.clone()
    })
}

/// By how much copies are moved: so far down, or else elsewhere, that they overlap nothing.
fn beside(
    document: &Scenario,
    components: &BTreeSet<ComponentId>,
    regions: &BTreeSet<RegionId>,
) -> (f64, f64) {
    let chosen = document
        .components
        .iter()
        .filter(|c| components.contains(&c.id));
    let cards: Vec<Point> = chosen.clone().map(|c| c.at).collect();
    let frames = document
        .regions
        .iter()
        .filter(|r| regions.contains(&r.id))
        .map(|r| r.frame);
    if let Some(frames) = frames.reduce(Rect::union) {
        let all = cards
            .iter()
            .map(|at| Rect::card(*at))
            .fold(frames, Rect::union);
        let (from, below) = (
            all.centre(),
            ((all.height + 2.0 * free_space::GAP) / GRID).ceil() * GRID,
        );
        let homes = document
            .regions
            .iter()
            .filter(|r| regions.contains(&r.id))
            .map(|r| r.parent);
        let around: Vec<RegionId> = homes.flat_map(|home| document.enclosing(home)).collect();
        let size = (all.width, all.height);
        let to = free_space::for_frame(document, size, &around, from.offset(0.0, below));
        return (to.x - from.x, to.y - from.y);
    }
    let Some(first) = cards.first().copied() else {
        // Notes alone: beside themselves.
        return (2.0 * GRID, 2.0 * GRID);
    };
    let offsets: Vec<Point> = cards.iter().map(|p| p.offset(-first.x, -first.y)).collect();
    let homes: BTreeSet<Option<RegionId>> = chosen.map(|c| c.region).collect();
    let home = if homes.len() == 1 {
        homes.into_iter().next().flatten()
    } else {
        None
    };
    let low = offsets.iter().map(|o| o.y).fold(f64::MIN, f64::max);
    let high = offsets.iter().map(|o| o.y).fold(f64::MAX, f64::min);
    let wish = first.offset(0.0, low - high + 120.0);
    let at = free_space::for_cards(document, &offsets, Home::Of(home), wish);
    (at.x - first.x, at.y - first.y)
}
