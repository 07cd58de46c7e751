//! What lies under a pointer, by geometry alone.

use super::View;
use crate::editor::document::Document;
use crate::model::geometry::REGION_TITLE;
use crate::model::{ComponentId, Link, LinkId, NoteId, Point, Rect, Region, RegionId, Target};

/// What lies under a pointer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hit {
    /// A component's card.
    Card(ComponentId),
    /// The port on a card's right edge, from which links are drawn.
    Port(ComponentId),
    /// The title bar or the rim of a region: both move it.
    Region(RegionId),
    /// The lower right corner of a region, which sizes it.
    Corner(RegionId),
    /// A note.
    Note(NoteId),
    /// A link.
    Link(LinkId),
    /// Nothing: the ground, or the inside of a region.
    Ground,
}

impl Hit {
    /// What there is to select.
    pub fn target(self) -> Option<Target> {
        match self {
            Hit::Card(id) | Hit::Port(id) => Some(Target::Component(id)),
            Hit::Region(id) | Hit::Corner(id) => Some(Target::Region(id)),
            Hit::Link(id) => Some(Target::Link(id)),
            Hit::Note(id) => Some(Target::Note(id)),
            Hit::Ground => None,
        }
    }
}

/// Radius of a port for a pointer, in view pixels: a target of 24.
const PORT_REACH: f64 = 12.0;
/// How near to a link a pointer has to be, in view pixels.
const LINK_REACH: f64 = 8.0;
/// The same for a finger, where the link is short.
const FINGER_REACH: f64 = 14.0;
/// Longest link that ports and edges of its cards would leave no room to be tapped on, in view pixels.
const SHORT: f64 = 40.0;
/// How much of a card's edge a finger may cover that means the link beside it, in view pixels.
const EDGE: f64 = 6.0;
/// Size of the corner that sizes a region, in view pixels.
const CORNER_REACH: f64 = 18.0;
/// Width of a region's rim, in view pixels.
const RIM_REACH: f64 = 6.0;

impl View {
    /// What lies at this point of the view. Ports lie above cards, cards above notes, notes above links, links
    /// above regions.
    pub fn hit(&self, document: &Document, at: Point) -> Hit {
        let camera = self.camera();
        let world = camera.world_from_view(at);
        let pixel = 1.0 / camera.zoom;
        if let Some(hit) = self.card_at(document, world, pixel) {
            return hit;
        }
        let mut notes = document.scenario().notes.iter().rev();
        if let Some(note) = notes.find(|n| n.frame().contains(world)) {
            return Hit::Note(note.id);
        }
        let visible = camera.visible();
        let near = |(i, link): (usize, &Link)| {
            let curve = self.route(document, i)?;
            let reach = LINK_REACH * pixel;
            let bounds = curve.bounds().inflate(reach);
            let may = bounds.contains(world) && bounds.touches(visible);
            let distance = may.then(|| curve.distance(world))?;
            (distance <= reach).then_some((distance, link.id()))
        };
        let links = document.scenario().links.iter().enumerate();
        let nearest = links.filter_map(near).min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, link)) = nearest {
            return Hit::Link(link);
        }
        region_under(document, world, pixel).unwrap_or(Hit::Ground)
    }

    /// The link that a finger means that taps there: one between two cards so near to each other that all of it lies under
    /// their ports and edges.
    pub fn tapped_link(&self, document: &Document, at: Point) -> Option<LinkId> {
        let camera = self.camera();
        let world = camera.world_from_view(at);
        let pixel = 1.0 / camera.zoom;
        let cards = self.cards(document);
        let is_within = |card: Rect| card.inflate(-EDGE * pixel).contains(world);
        if cards.iter().any(|(_, card)| is_within(*card)) {
            return None;
        }
        let near = |(i, link): (usize, &Link)| {
            let curve = self.route(document, i)?;
            let short = curve.bounds().inflate(FINGER_REACH * pixel).contains(world)
                && curve.length() <= SHORT * pixel;
            let distance = short.then(|| curve.distance(world))?;
            (distance <= FINGER_REACH * pixel).then_some((distance, link.id()))
        };
        let links = document.scenario().links.iter().enumerate();
        let nearest = links.filter_map(near).min_by(|a, b| a.0.total_cmp(&b.0));
        nearest.map(|(_, link)| link)
    }

    /// The card or the port there; the one drawn last lies on top.
    fn card_at(&self, document: &Document, world: Point, pixel: f64) -> Option<Hit> {
        let reach = (PORT_REACH * pixel).min(24.0);
        let port = |card: Rect| (world.x - card.right()).hypot(world.y - card.centre().y) <= reach;
        let cards = self.cards(document);
        let id = |index: usize| document.scenario().components.get(index).map(|c| c.id);
        // A port sticks out of its card and may lie over a neighbour: cards win there, save on their own half.
        let found = cards.iter().rev().find(|(_, card)| card.contains(world));
        match found {
            Some((i, card)) if port(*card) => id(*i).map(Hit::Port),
            Some((i, _)) => id(*i).map(Hit::Card),
            None => {
                let (i, _) = cards.iter().rev().find(|(_, card)| port(*card))?;
                id(*i).map(Hit::Port)
            }
        }
    }
}

/// The innermost region that is held there: by its corner, its rim or its title.
fn region_under(document: &Document, world: Point, pixel: f64) -> Option<Hit> {
    let scenario = document.scenario();
    let nesting = &document.topology().nesting;
    let depth = |r: &Region| nesting.around_id(Some(r.id)).len();
    let part = |r: &Region| {
        let frame = r.frame;
        let corner = CORNER_REACH * pixel;
        let grip = Rect::new(
            frame.right() - corner,
            frame.bottom() - corner,
            corner,
            corner,
        );
        if grip.inflate(RIM_REACH * pixel).contains(world) {
            return Some(Hit::Corner(r.id));
        }
        let rim = RIM_REACH * pixel;
        let on_rim = frame.inflate(rim).contains(world) && !frame.inflate(-rim).contains(world);
        (on_rim || title_bar(r).contains(world)).then_some(Hit::Region(r.id))
    };
    let regions = scenario.regions.iter();
    let hits = regions.filter_map(|r| Some((depth(r), part(r)?)));
    hits.max_by_key(|(depth, _)| *depth).map(|(_, hit)| hit)
}

/// The title bar of a region.
fn title_bar(region: &Region) -> Rect {
    Rect {
        height: REGION_TITLE.min(region.frame.height),
        ..region.frame
    }
}
