//! The picture as shapes, in canvas units: what is seen of regions, links and whatever a gesture draws for the moment.
//! Nothing is drawn here, and what is out of view is left out.

use super::curve::Curve;
use super::gesture::{Drawn, Gesture};
use super::hit::Hit;
use super::place::NEW_REGION;
use super::pointing::{Lit, Plan};
use super::session::Session;
use super::snap::Guide;
use crate::analysis::VerdictKind;
use crate::model::topology::LinkRole;
use crate::model::{ComponentId, Kind, Link, LinkId, Point, Rect, Region, RegionId, Target, order};

/// Room around the view in which things are drawn too, in view pixels: for strokes, shadows and arrowheads.
const MARGIN: f64 = 40.0;

/// All that can be seen but cards and dots, each list from the back to the front.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Picture {
    /// Regions, the outer before the inner.
    pub regions: Vec<RegionShape>,
    /// Ways that resolved clients use, with no link drawn there.
    pub open_ways: Vec<Curve>,
    /// Links in the order drawn.
    pub links: Vec<LinkShape>,
    /// The link that is being drawn.
    pub rubber_band: Option<RubberBand>,
    /// The rectangle that selects.
    pub marquee: Option<Rect>,
    /// Lines that say with whom something is aligned.
    pub guides: Vec<Guide>,
    /// What is being dragged from the palette, where it would come to lie.
    pub ghost: Option<Ghost>,
    /// What the mend that is pointed at would add.
    pub plan: Plan,
}

/// A region's frame.
#[derive(Clone, PartialEq, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is seen on its own")]
pub struct RegionShape {
    /// Its id.
    pub id: RegionId,
    /// Its frame.
    pub frame: Rect,
    /// What its title says.
    pub title: String,
    /// Whether it lives.
    pub alive: bool,
    /// What the analysis says of its loss.
    pub verdict: Option<VerdictKind>,
    /// Whether it is selected.
    pub selected: bool,
    /// Whether what is dragged would fall into it.
    pub takes_in: bool,
    /// How it is lit, where something is pointed at beside the canvas.
    pub lit: Option<Lit>,
}

/// A link.
#[derive(Clone, PartialEq, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is seen on its own")]
pub struct LinkShape {
    /// Its id.
    pub id: LinkId,
    /// Its curve, from the caller to the called; the arrowhead is at its end.
    pub curve: Curve,
    /// What it is for.
    pub role: LinkRole,
    /// Whether it is cut.
    pub cut: bool,
    /// Whether something can pass: it is not cut, and both its ends live.
    pub alive: bool,
    /// What the analysis says of its loss, where links are asked about.
    pub verdict: Option<VerdictKind>,
    /// Whether it is selected.
    pub selected: bool,
    /// Whether the pointer is over it.
    pub hovered: bool,
    /// How it is lit, where something is pointed at beside the canvas.
    pub lit: Option<Lit>,
    /// Requests per second that travel it.
    pub rate_rps: f64,
}

/// A card that is too small to be read.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct CardShape {
    /// Its component.
    pub id: ComponentId,
    /// What that is.
    pub kind: Kind,
    /// The card.
    pub frame: Rect,
    /// Whether it lives.
    pub alive: bool,
    /// What the analysis says of its loss.
    pub verdict: Option<VerdictKind>,
    /// Whether it is selected.
    pub selected: bool,
    /// How it is lit, where something is pointed at beside the canvas.
    pub lit: Option<Lit>,
}

/// The link that is being drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RubberBand {
    /// Its curve.
    pub curve: Curve,
    /// Whether it may end where it does; `None`: it ends on nothing.
    pub allowed: Option<bool>,
}

/// What is being dragged from the palette.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Ghost {
    /// What it is.
    pub drawn: Drawn,
    /// Its card or frame.
    pub frame: Rect,
}

impl Session {
    /// All that can be seen now, but for cards and dots.
    pub fn picture(&self) -> Picture {
        let seen = self.camera.visible().inflate(MARGIN / self.camera.zoom);
        let mut regions: Vec<&Region> = self
            .document
            .regions
            .iter()
            .filter(|r| seen.touches(r.frame))
            .collect();
        let nesting = &self.topology.nesting;
        order::sort_by_key(&mut regions, |r| nesting.around_id(r.parent).len());
        let takes_in = self.takes_in();
        let links = self.document.links.iter().enumerate();
        let (marquee, guides) = match &self.gesture {
            Gesture::Marquee(marquee) => {
                (Some(Rect::spanning(marquee.from, marquee.to)), Vec::new())
            }
            Gesture::Dragging(dragging) => (None, dragging.guides.clone()),
            Gesture::Placing(placing) => (None, placing.guides.clone()),
            _ => (None, Vec::new()),
        };
        Picture {
            regions: regions
                .into_iter()
                .map(|r| self.region_shape(r, takes_in))
                .collect(),
            open_ways: self
                .open_ways()
                .into_iter()
                .filter(|way| seen.touches(way.bounds()))
                .collect(),
            links: links
                .filter_map(|(i, link)| self.link_shape(i, link, seen))
                .collect(),
            rubber_band: self.rubber_band().map(|curve| RubberBand {
                curve,
                allowed: self.allowed(),
            }),
            marquee,
            guides,
            ghost: self.ghost(),
            plan: self.plan().clone(),
        }
    }

    /// The cards in view as shapes, for a zoom where their text cannot be read.
    pub fn card_shapes(&self) -> Vec<CardShape> {
        let seen = self.camera.visible().inflate(MARGIN / self.camera.zoom);
        self.document
            .components
            .iter()
            .filter_map(|c| self.card_shape(c, seen))
            .collect()
    }

    /// The region that what is dragged would fall into.
    fn takes_in(&self) -> Option<RegionId> {
        match &self.gesture {
            Gesture::Dragging(dragging) => dragging.over,
            Gesture::Placing(placing) => placing.over,
            _ => None,
        }
    }

    fn allowed(&self) -> Option<bool> {
        let Gesture::Linking(linking) = &self.gesture else {
            return None;
        };
        linking.aim.map(|_| linking.refusal.is_none())
    }

    fn kind_of_verdict(&self, target: Target) -> Option<VerdictKind> {
        self.verdict_of(target).map(|verdict| verdict.kind)
    }

    fn region_shape(&self, region: &Region, takes_in: Option<RegionId>) -> RegionShape {
        let target = Target::Region(region.id);
        RegionShape {
            id: region.id,
            frame: region.frame,
            title: region.display_name().to_owned(),
            alive: self.is_alive(target),
            verdict: self.kind_of_verdict(target),
            selected: self.selection.contains(target),
            takes_in: takes_in == Some(region.id),
            lit: self.lit(target),
        }
    }

    fn link_shape(&self, index: usize, link: &Link, seen: Rect) -> Option<LinkShape> {
        let curve = self
            .curve_at(index)
            .filter(|curve| seen.touches(curve.bounds()))?;
        let id = link.id();
        let target = Target::Link(id);
        let cut = !self.is_alive(target);
        let ends = [link.from, link.to].map(Target::Component);
        Some(LinkShape {
            id,
            curve,
            role: self.topology.roles.get(index).copied().flatten()?,
            cut,
            alive: !cut && ends.into_iter().all(|end| self.is_alive(end)),
            verdict: self.kind_of_verdict(target),
            selected: self.selection.contains(target),
            hovered: self.hovered() == Some(Hit::Link(id)),
            lit: self.lit(target),
            rate_rps: self.link_rate_rps(id),
        })
    }

    fn card_shape(&self, component: &crate::model::Component, seen: Rect) -> Option<CardShape> {
        let frame = Some(Rect::card(component.at)).filter(|card| seen.touches(*card))?;
        let target = Target::Component(component.id);
        Some(CardShape {
            id: component.id,
            kind: component.kind(),
            frame,
            alive: self.is_alive(target),
            verdict: self.kind_of_verdict(target),
            selected: self.selection.contains(target),
            lit: self.lit(target),
        })
    }

    fn ghost(&self) -> Option<Ghost> {
        let Gesture::Placing(placing) = &self.gesture else {
            return None;
        };
        let Point { x, y } = placing.at?;
        let frame = match placing.drawn {
            Drawn::Component(_) => Rect::card(Point::new(x, y)),
            Drawn::Region => {
                let (width, height) = NEW_REGION;
                Rect::new(x - width / 2.0, y - height / 2.0, width, height)
            }
        };
        Some(Ghost {
            drawn: placing.drawn,
            frame,
        })
    }
}
