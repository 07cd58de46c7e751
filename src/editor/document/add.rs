//! Adding something new: where it lies, what it is called, and what it belongs to.

use super::Document;
use super::notes;
use super::place;
use super::proposal::Proposal;
use crate::model::geometry::CARD_WIDTH;
use crate::model::geometry::frames;
use crate::model::geometry::free_space::{self, Home};
use crate::model::geometry::grid::to_grid;
use crate::model::geometry::notes as sheets;
use crate::model::{
    Component, ComponentId, Id, Kind, Link, Point, Rect, Refusal, Region, RegionId, Role, Scenario,
    Target, rules,
};

/// What the palette offers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Drawn {
    /// A component.
    Component(Kind),
    /// A region.
    Region,
    /// A note.
    Note,
}

impl Drawn {
    /// All that the palette offers, in its order.
    pub const ALL: [Drawn; Kind::ALL.len() + 2] = {
        let mut all = [Drawn::Region; Kind::ALL.len() + 2];
        all[Kind::ALL.len() + 1] = Drawn::Note;
        let mut i = 0;
        while i < Kind::ALL.len() {
            all[i] = Drawn::Component(Kind::ALL[i]);
            i += 1;
        }
        all
    };

    /// The word that markup uses.
    pub const fn key(self) -> &'static str {
        match self {
            Drawn::Component(kind) => kind.key(),
            Drawn::Region => "region",
            Drawn::Note => "note",
        }
    }

    const fn noun(self) -> &'static str {
        match self {
            Drawn::Component(kind) => kind.noun(),
            Drawn::Region => "region",
            Drawn::Note => "note",
        }
    }

    /// What it covers when its middle lies there: its card, the frame of a new region, the sheet of a new note.
    pub fn frame(self, at: Point) -> Rect {
        match self {
            Drawn::Component(_) => Rect::card(at),
            Drawn::Region => {
                let (width, height) = place::NEW_REGION;
                Rect::new(at.x - width / 2.0, at.y - height / 2.0, width, height)
            }
            Drawn::Note => {
                let (width, height) = sheets::size(notes::UNWRITTEN);
                Rect::new(at.x - width / 2.0, at.y - height / 2.0, width, height)
            }
        }
    }
}

/// Adds one at the free place nearest to `wish`.
pub(in crate::editor) fn add_near(document: &Document, drawn: Drawn, wish: Point) -> Proposal {
    let scenario = document.committed();
    let at = match drawn {
        Drawn::Component(_) => free_space::for_card(scenario, Home::Under, wish),
        Drawn::Region => free_space::for_frame(scenario, place::NEW_REGION, &[], to_grid(wish)),
        Drawn::Note => return notes::add(document, notes::place_near(document, wish), None),
    };
    add_at(document, drawn, at)
}

/// Adds one there, or beside it where a card would overlap another.
pub(in crate::editor) fn put_down(document: &Document, drawn: Drawn, at: Point) -> Proposal {
    let card = Rect::card(at);
    let mut cards = document.committed().components.iter();
    let overlaps = cards.any(|c| Rect::card(c.at).touches(card));
    if overlaps && matches!(drawn, Drawn::Component(_)) {
        add_near(document, drawn, at)
    } else {
        add_at(document, drawn, at)
    }
}

/// What this component may call that is yet to be added, in the palette's order.
pub(in crate::editor) fn callable(document: &Document, from: ComponentId) -> Vec<Kind> {
    let may = |kind: &Kind| linked(document, from, *kind, Point::default()).is_ok();
    Kind::ALL.into_iter().filter(may).collect()
}

/// Adds one with its left edge there, or near where a card would overlap another, and a link to it; selects it.
///
/// # Errors
/// Why the rules forbid the link.
pub(in crate::editor) fn called(
    document: &Document,
    from: ComponentId,
    kind: Kind,
    at: Point,
) -> Result<Proposal, Refusal> {
    let wish = to_grid(at.offset(CARD_WIDTH / 2.0, 0.0));
    let at = if free_space::is_free(document.committed(), &[Point::default()], wish) {
        wish
    } else {
        free_space::for_card(document.committed(), Home::Under, wish)
    };
    let (changed, id) = linked(document, from, kind, at)?;
    let name = document.name_of(Target::Component(from));
    let label = format!("Add {id} behind {name}");
    let proposal = Proposal::between(label, document.committed(), &changed);
    Ok(proposal.selecting([Target::Component(id)]))
}

/// The document with one more component, and a link to it. A database that another ships to is its standby.
fn linked(
    document: &Document,
    from: ComponentId,
    kind: Kind,
    at: Point,
) -> Result<(Scenario, ComponentId), Refusal> {
    let mut changed = document.committed().clone();
    let id = add_component(&mut changed, kind, at);
    let ships = changed.component(from).and_then(Component::database);
    if ships.is_some()
        && let Some(database) = changed
            .components
            .last_mut()
            .and_then(Component::database_mut)
    {
        database.role = Role::Standby;
    }
    let link = Link::new(from, id);
    rules::may_link(&changed, &link)?;
    changed.links.push(link);
    Ok((changed, id))
}

/// Adds one there, in the region under it, and selects it.
fn add_at(document: &Document, drawn: Drawn, at: Point) -> Proposal {
    let mut changed = document.committed().clone();
    let added = match drawn {
        Drawn::Component(kind) => Target::Component(add_component(&mut changed, kind, at)),
        Drawn::Region => add_region(&mut changed, at),
        Drawn::Note => {
            let frame = drawn.frame(at);
            return notes::add(document, to_grid(Point::new(frame.x, frame.y)), None);
        }
    };
    let label = format!("Add a {}", drawn.noun());
    let told = told_of_store(&changed, added);
    Proposal::between(label, document.committed(), &changed)
        .selecting([added])
        .saying(told)
}

fn add_component(document: &mut Scenario, kind: Kind, at: Point) -> ComponentId {
    let id = ComponentId(Id::fresh(kind.stem(), |id| document.is_taken(id)));
    let mut component = Component::new(id, kind, at.within_extent());
    component.region = frames::region_at(document, at, |_| true);
    document.components.push(component);
    id
}

/// What a new database is, where there are others: not a copy of them, however near it was put.
fn told_of_store(document: &Scenario, added: Target) -> Option<String> {
    let Target::Component(id) = added else {
        return None;
    };
    document.component(id)?.database()?;
    let mut others = document.components.iter().filter(|c| c.id != id);
    let other = others.find(|c| c.database().is_some_and(|d| d.role == Role::Primary))?;
    Some(format!(
        "{id} is a primary with data of its own. For a copy of {}, duplicate that.",
        other.display_name()
    ))
}

/// What a new region is called: one within another is a zone.
pub(super) const fn region_stem(parent: Option<RegionId>) -> &'static str {
    match parent {
        Some(_) => "zone",
        None => "region",
    }
}

fn add_region(document: &mut Scenario, at: Point) -> Target {
    let (width, height) = place::NEW_REGION;
    let corner = to_grid(at.offset(-width / 2.0, -height / 2.0)).within_extent();
    let frame = Rect::new(corner.x, corner.y, width, height);
    let parent = frames::region_at(document, at, |r| {
        r.frame.width * r.frame.height > width * height
    });
    let stem = region_stem(parent);
    let id = RegionId(Id::fresh(stem, |id| document.is_taken(id)));
    let mut region = Region::new(id, frame);
    region.parent = parent;
    document.regions.push(region);
    frames::capture(document, id, Rect::new(f64::MAX, f64::MAX, 0.0, 0.0));
    Target::Region(id)
}
