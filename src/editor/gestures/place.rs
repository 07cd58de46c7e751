//! Adding something new: by dragging it out of the palette, or at a free spot by Enter.

use crate::editor::gesture::Gesture;
use crate::editor::input::Modifiers;
use crate::editor::place;
use crate::editor::session::Session;
use crate::editor::snap::{self, Guide};
use crate::editor::spots::{self, Home};
use crate::model::{
    Component, ComponentId, Edit, Id, Kind, Link, Point, Rect, Region, RegionId, Role, Scenario,
    Target,
};

/// What the palette offers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Drawn {
    /// A component.
    Component(Kind),
    /// A region.
    Region,
}

impl Drawn {
    /// All that the palette offers, in its order.
    pub const ALL: [Drawn; Kind::ALL.len() + 1] = {
        let mut all = [Drawn::Region; Kind::ALL.len() + 1];
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
        }
    }

    const fn noun(self) -> &'static str {
        match self {
            Drawn::Component(kind) => kind.noun(),
            Drawn::Region => "region",
        }
    }
}

/// Something new is being dragged from the palette.
#[derive(Clone, Debug)]
pub struct Placing {
    /// What.
    pub drawn: Drawn,
    /// By whom.
    pub pointer: i32,
    /// Where it would come to lie, in the world; `None` while it is not over the open part of the canvas.
    pub at: Option<Point>,
    /// The region that it would fall into.
    pub over: Option<RegionId>,
    /// Lines to draw: with whom it is aligned.
    pub guides: Vec<Guide>,
}

impl Session {
    /// The hand takes something out of the palette. Its moves go to [`Session::pointer`], in view pixels of the canvas,
    /// also while it is still over the palette.
    pub fn begin_place(&mut self, drawn: Drawn, pointer: i32) {
        self.cancel_gesture();
        let placing = Placing {
            drawn,
            pointer,
            at: None,
            over: None,
            guides: Vec::new(),
        };
        self.gesture = Gesture::Placing(placing);
    }

    pub(in crate::editor) fn place_over(&mut self, at: Point, modifiers: Modifiers) {
        let is_open = self.camera.open().contains(at);
        let wish = self.camera.world_from_view(at);
        let visible = self.camera.visible();
        let zoom = self.camera.zoom;
        let Gesture::Placing(placing) = &mut self.gesture else {
            return;
        };
        let cards = self.document.components.iter().map(|c| c.at);
        let (to, guides) = match placing.drawn {
            _ if modifiers.alt => (wish, Vec::new()),
            Drawn::Component(_) => {
                let neighbours: Vec<_> =
                    cards.filter(|p| visible.touches(Rect::card(*p))).collect();
                snap::card(wish, &neighbours, zoom)
            }
            Drawn::Region => (snap::to_grid(wish), Vec::new()),
        };
        placing.at = is_open.then_some(to);
        placing.over = placing
            .at
            .and_then(|p| place::region_at(&self.document, p, |_| true));
        placing.guides = if is_open { guides } else { Vec::new() };
        self.changes.picture = true;
    }

    pub(in crate::editor) fn finish_place(&mut self, at: Point, modifiers: Modifiers) {
        self.place_over(at, modifiers);
        let Gesture::Placing(placing) = std::mem::replace(&mut self.gesture, Gesture::Idle) else {
            return;
        };
        self.changes.picture = true;
        let Some(mut at) = placing.at else { return };
        let card = Rect::card(at);
        let overlaps = self
            .document
            .components
            .iter()
            .any(|c| Rect::card(c.at).touches(card));
        if overlaps && matches!(placing.drawn, Drawn::Component(_)) {
            at = spots::for_card(&self.document, Home::Under, at);
        }
        self.add_at(placing.drawn, at);
    }

    /// Adds one at a free spot in the middle of the view, and selects it. `None` where the document is full.
    pub fn add(&mut self, drawn: Drawn) -> Option<Target> {
        self.cancel_gesture();
        let wish = self.camera.centre();
        let at = match drawn {
            Drawn::Component(_) => spots::for_card(&self.document, Home::Under, wish),
            Drawn::Region => {
                spots::for_frame(&self.document, place::NEW_REGION, &[], snap::to_grid(wish))
            }
        };
        let added = self.add_at(drawn, at)?;
        let place = self.place_of(added)?;
        self.camera.reveal(place);
        self.camera_moved();
        Some(added)
    }

    /// Adds one there, in the region under it, and selects it.
    fn add_at(&mut self, drawn: Drawn, at: Point) -> Option<Target> {
        let mut changed = self.document().clone();
        let added = match drawn {
            Drawn::Component(kind) => add_component(&mut changed, kind, at),
            Drawn::Region => add_region(&mut changed, at),
        };
        let label = format!("Add a {}", drawn.noun());
        if !self.apply_or_say(label, vec![Edit::Replace(Box::new(changed))]) {
            return None;
        }
        self.select([added]);
        Some(added)
    }
}

fn add_component(document: &mut Scenario, kind: Kind, at: Point) -> Target {
    let id = ComponentId(Id::fresh(kind.stem(), |id| document.is_taken(id)));
    let mut component = Component::new(id, kind, place::inside_extent(at));
    component.region = place::region_at(document, at, |_| true);
    let primary = primary_beside(document, &component).cloned();
    if let (Some(primary), Some(database)) = (&primary, component.database_mut()) {
        database.role = Role::Standby;
        database.shard = primary.database().and_then(|d| d.shard.clone());
        component.service.clone_from(&primary.service);
    }
    document.components.push(component);
    let replication = primary.map(|primary| Link::new(primary.id, id));
    document.links.extend(replication);
    Target::Component(id)
}

/// How near a database has to be put to a primary to be meant for it, from middle to middle.
const BESIDE: f64 = 300.0;

/// The primary beside which a new database is put: whoever draws a second one there wants it to stand by, for a second
/// primary takes some thought. The nearest, where there are several.
fn primary_beside<'a>(document: &'a Scenario, new: &Component) -> Option<&'a Component> {
    new.database()?;
    let distance = |c: &Component| (c.at.x - new.at.x).hypot(c.at.y - new.at.y);
    let is_primary = |c: &&Component| c.database().is_some_and(|d| d.role == Role::Primary);
    let near = document.components.iter().filter(is_primary);
    near.filter(|c| distance(c) <= BESIDE)
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

fn add_region(document: &mut Scenario, at: Point) -> Target {
    let id = RegionId(Id::fresh("region", |id| document.is_taken(id)));
    let (width, height) = place::NEW_REGION;
    let corner = place::inside_extent(snap::to_grid(at.offset(-width / 2.0, -height / 2.0)));
    let frame = Rect::new(corner.x, corner.y, width, height);
    let mut region = Region::new(id, frame);
    region.parent = place::region_at(document, at, |r| {
        r.frame.width * r.frame.height > width * height
    });
    document.regions.push(region);
    place::capture(document, id, Rect::new(f64::MAX, f64::MAX, 0.0, 0.0));
    Target::Region(id)
}
