//! The picture as shapes, in canvas units: what is seen of regions, links and whatever a gesture draws for the moment.
//! Nothing is drawn here, and what is out of view is left out.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Session;
use crate::editor::findings::Flag;
use crate::editor::findings::highlight::{Additions, Highlight};
use crate::editor::gestures::gesture::Gesture;
use crate::editor::view::curve::Curve;
use crate::editor::view::elements;
use crate::editor::view::place_of;
use crate::editor::view::snap::Guide;
use crate::model::kinds::Task;
use crate::model::link::LinkRole;
use crate::model::{
    Colour, ComponentId, Link, LinkId, Note, Point, Rect, Region, RegionId, Target, order,
};

/// What lies behind the cards, each list from the back to the front.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Picture {
    /// Regions, the outer before the inner.
    pub regions: Vec<RegionShape>,
    /// Ways that resolved clients use, with no link drawn there.
    pub open_ways: Vec<Curve>,
    /// Links in the order drawn.
    pub links: Vec<LinkShape>,
    /// From notes to what they are about: both ends at their edges.
    pub threads: Vec<(Point, Point)>,
    /// Cards that are no elements of the page; empty where all that are seen are.
    pub plates: Vec<Plate>,
}

/// What a gesture, or a mend that is pointed at, draws for the moment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Overlay {
    /// The link that is being drawn.
    pub rubber_band: Option<RubberBand>,
    /// The rectangle that selects.
    pub marquee: Option<Rect>,
    /// Lines that say what something is aligned with.
    pub guides: Vec<Guide>,
    /// What is being dragged from the palette, or copied by dragging, where it would come to lie.
    pub ghost: Option<Rect>,
    /// What the mend that is pointed at would add.
    pub additions: Additions,
}

/// A card from afar.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Plate {
    /// Its place.
    pub card: Rect,
    /// Whether it lives.
    pub alive: bool,
    /// What the analysis says of it.
    pub flag: Flag,
    /// Whether it is selected.
    pub selected: bool,
    /// Its own colour.
    pub colour: Option<Colour>,
    /// How it is highlighted, where something is pointed at beside the canvas.
    pub highlight: Option<Highlight>,
}

/// A region's frame.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RegionShape {
    /// Its id.
    pub id: RegionId,
    /// Its frame.
    pub frame: Rect,
    /// Whether it lives.
    pub alive: bool,
    /// Whether nothing crosses its border.
    pub isolated: bool,
    /// What the analysis says of it.
    pub flag: Flag,
    /// Whether it is selected, or about to take in what is dragged over it.
    pub selected: bool,
    /// How it is highlighted, where something is pointed at beside the canvas.
    pub highlight: Option<Highlight>,
}

/// A link.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is read alone by who paints"
)]
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct LinkShape {
    /// Its id.
    pub id: LinkId,
    /// Its curve, from the caller to the called; the arrowhead is at its end.
    pub curve: Curve,
    /// What it is for.
    pub role: LinkRole,
    /// Whether requests can do without what it leads to.
    pub optional: bool,
    /// Whether it is cut.
    pub cut: bool,
    /// Where the border of an isolated region breaks it: the share of its curve.
    pub broken_at: Option<f64>,
    /// Whether something can pass: it is neither cut nor broken, and both its ends live.
    pub alive: bool,
    /// What the checks of its caller have against its target; `None` where they have nothing.
    pub suspicion: Option<Suspicion>,
    /// What the analysis says of it, where links are asked about.
    pub flag: Flag,
    /// Whether it is selected.
    pub selected: bool,
    /// Its own colour.
    pub colour: Option<Colour>,
    /// How it is highlighted, where something is pointed at beside the canvas.
    pub highlight: Option<Highlight>,
    /// Requests per second that travel it.
    pub rate_rps: f64,
}

/// What checks have against a target.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Suspicion {
    /// Probes in a row that failed.
    pub failures: u32,
    /// How many take it out of rotation.
    pub fall: u32,
    /// Whether it is out of rotation.
    pub is_out: bool,
}

/// The link that is being drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RubberBand {
    /// Its curve.
    pub curve: Curve,
    /// Whether it may end where it does; `None`: it ends on nothing.
    pub allowed: Option<bool>,
}

/// What checks have against targets, by link.
pub type Suspicions = BTreeMap<LinkId, Suspicion>;

impl Session {
    /// All that is seen now behind the cards.
    pub fn picture(&self) -> Picture {
        let seen = self.view.drawn();
        let (mut picture, suspicions) = self.backdrop(seen);
        let all = 0..self.document.scenario().links.len();
        picture.links = self.link_shapes(all, seen, &suspicions);
        picture
    }

    /// What lies behind the cards in this part of the world but its links, and what is needed for these.
    pub fn backdrop(&self, seen: Rect) -> (Picture, Suspicions) {
        let scenario = self.document.scenario();
        let regions = scenario.regions.iter();
        let mut regions: Vec<&Region> = regions.filter(|r| seen.touches(r.frame)).collect();
        let nesting = &self.document.topology().nesting;
        order::sort_by_key(&mut regions, |r| nesting.around_id(r.parent).len());
        let takes_in = self.takes_in();
        let region_shape = |region| {
            let shape = self.region_shape(region);
            let takes_in = takes_in == Some(region.id);
            RegionShape {
                selected: shape.selected || takes_in,
                ..shape
            }
        };
        let open_ways = self
            .simulation
            .open_ways(&self.document, &self.view)
            .into_iter();
        let picture = Picture {
            regions: regions.into_iter().map(region_shape).collect(),
            open_ways: open_ways.filter(|way| seen.touches(way.bounds())).collect(),
            links: Vec::new(),
            threads: self.threads(seen),
            plates: self.plates(seen),
        };
        (picture, self.suspicions())
    }

    /// The lines from notes to what they are about.
    fn threads(&self, seen: Rect) -> Vec<(Point, Point)> {
        let scenario = self.document.scenario();
        let thread = |note: &Note| {
            let part = scenario.part(note.about?)?;
            let (sheet, part) = (note.frame(), place_of(&self.document, part)?);
            let apart = !sheet.touches(part) && seen.touches(sheet.union(part));
            apart.then(|| (sheet.nearest(part.centre()), part.nearest(sheet.centre())))
        };
        scenario.notes.iter().filter_map(thread).collect()
    }

    /// Those of these links, by their index, that are in this part of the world.
    pub fn link_shapes(
        &self,
        links: Range<usize>,
        seen: Rect,
        suspicions: &Suspicions,
    ) -> Vec<LinkShape> {
        let all = &self.document.scenario().links;
        links
            .filter_map(|i| self.link_shape(i, all.get(i)?, seen, suspicions))
            .collect()
    }

    /// The cards in this part of the world, where some of them are no elements.
    fn plates(&self, seen: Rect) -> Vec<Plate> {
        let components = &self.document.scenario().components;
        let cards = self.view.cards(&self.document);
        if cards.len() <= elements::ALWAYS {
            return Vec::new();
        }
        let cards = cards.into_iter();
        let cards = cards.filter_map(|(i, card)| Some((components.get(i)?, card)));
        let cards = cards.filter(|(_, card)| seen.touches(*card));
        cards
            .map(|(component, card)| {
                let target = Target::Component(component.id);
                Plate {
                    card,
                    alive: self.simulation.is_alive(target),
                    flag: self.findings.flag_of(target),
                    selected: self.document.selection().contains(target),
                    colour: component.colour,
                    highlight: self.findings.highlight(target),
                }
            })
            .collect()
    }

    /// The region that what is being dragged would fall into.
    fn takes_in(&self) -> Option<RegionId> {
        match self.gesture() {
            Gesture::Dragging(dragging) => dragging.over,
            Gesture::Placing(placing) => placing.over,
            _ => None,
        }
    }

    /// What a gesture draws for the moment, and what the mend that is pointed at would add.
    pub fn overlay(&self) -> Overlay {
        let mut overlay = Overlay {
            additions: self.findings.additions().clone(),
            ..Overlay::default()
        };
        match self.gesture() {
            Gesture::Dragging(dragging) => {
                overlay.guides.clone_from(&dragging.guides);
                overlay.ghost = dragging.ghost(self.document.scenario());
            }
            Gesture::Placing(placing) => {
                overlay.guides.clone_from(&placing.guides);
                overlay.ghost = placing.at.map(|at| placing.drawn.frame(at));
            }
            Gesture::Marquee(marquee) => overlay.marquee = Some(marquee.span()),
            Gesture::Linking(linking) => {
                let curve = linking.rubber_band(&self.document);
                overlay.rubber_band = curve.map(|curve| RubberBand {
                    curve,
                    allowed: linking.aim.map(|_| linking.refusal.is_none()),
                });
            }
            Gesture::Idle
            | Gesture::Pressing(_)
            | Gesture::Panning(_)
            | Gesture::Pinching(_)
            | Gesture::Resizing(_) => {}
        }
        overlay
    }

    fn region_shape(&self, region: &Region) -> RegionShape {
        let target = Target::Region(region.id);
        RegionShape {
            id: region.id,
            frame: region.frame,
            alive: self.simulation.is_alive(target),
            isolated: self.simulation.is_isolated(region.id),
            flag: self.findings.flag_of(target),
            selected: self.document.selection().contains(target),
            highlight: self.findings.highlight(target),
        }
    }

    /// What balancers and name servers have against their targets, by link.
    fn suspicions(&self) -> Suspicions {
        let components = self.document.scenario().components.iter();
        let checkers = components.filter(|c| {
            let row = c.kind().row();
            row.passes_on() || row.task == Task::Names
        });
        let of = |from: ComponentId| {
            let members = self.simulation.run().members(from).into_iter();
            let suspect = members.filter(|m| m.failures > 0 || !m.in_rotation);
            suspect.map(move |m| {
                let suspicion = Suspicion {
                    failures: m.failures,
                    fall: m.fall,
                    is_out: !m.in_rotation,
                };
                (LinkId { from, to: m.id }, suspicion)
            })
        };
        checkers.flat_map(|c| of(c.id)).collect()
    }

    fn link_shape(
        &self,
        index: usize,
        link: &Link,
        seen: Rect,
        suspicions: &Suspicions,
    ) -> Option<LinkShape> {
        let curve = self
            .view
            .route(&self.document, index)
            .filter(|curve| seen.touches(curve.bounds()))?;
        let id = link.id();
        let target = Target::Link(id);
        // The links of a stack are drawn as one: it is as thick as all of them, and dead where none is left.
        let all = self.view.links_drawn_as(&self.document, index, id);
        let is_cut = |id: &LinkId| !self.simulation.is_alive(Target::Link(*id));
        let cut = all.iter().all(is_cut);
        let can_pass = |id: &LinkId| {
            let mut ends = [id.from, id.to].map(Target::Component).into_iter();
            !is_cut(id) && ends.all(|end| self.simulation.is_alive(end))
        };
        let flags = all
            .iter()
            .map(|id| self.findings.flag_of(Target::Link(*id)));
        let lights = all
            .iter()
            .map(|id| self.findings.highlight(Target::Link(*id)));
        let roles = &self.document.topology().roles;
        let ends_of_link = (link.from, link.to);
        let broken_at = self
            .simulation
            .border_between(&self.document, ends_of_link, &curve);
        Some(LinkShape {
            id,
            curve,
            role: roles.get(index).copied().flatten()?,
            optional: self
                .document
                .topology()
                .is_optional(self.document.scenario(), index),
            cut,
            broken_at,
            suspicion: suspicions.get(&id).copied(),
            alive: broken_at.is_none() && all.iter().any(can_pass),
            flag: flags
                .into_iter()
                .find(|flag| *flag != Flag::None)
                .unwrap_or(Flag::None),
            selected: self.document.selection().contains(target),
            colour: link.colour,
            highlight: lights.into_iter().flatten().next(),
            rate_rps: all
                .iter()
                .map(|id| self.simulation.link_rate_rps(*id))
                .sum(),
        })
    }
}
