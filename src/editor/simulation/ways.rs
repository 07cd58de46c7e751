//! Along which curve traffic goes from one part to another: that of the link between them, else over the open network.

use std::collections::BTreeMap;

use super::Simulation;
use crate::editor::document::Document;
use crate::editor::view::curve::Curve;
use crate::model::{ComponentId, LinkId, Point, Rect};

/// Ways that are kept before all are found anew.
const KEPT: usize = 16_384;

/// How a way is drawn: along which curve, and whether from its end to its start.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Placed {
    pub curve: Curve,
    pub backwards: bool,
    pub is_link: bool,
}

impl Placed {
    /// The point at this share of the way.
    pub fn at(&self, share: f64) -> Point {
        let share = if self.backwards { 1.0 - share } else { share };
        self.curve.at(share)
    }

    /// Its curve in the direction in which the way leads.
    pub fn heading(&self) -> Curve {
        let Curve {
            start,
            control_1,
            control_2,
            end,
        } = self.curve;
        if self.backwards {
            Curve {
                start: end,
                control_1: control_2,
                control_2: control_1,
                end: start,
            }
        } else {
            self.curve
        }
    }
}

/// The ways of one layout, each found when it is first asked for: the way round cards looks at all of them.
#[derive(Debug, Default)]
pub(super) struct Ways {
    layout: u64,
    known: BTreeMap<(ComponentId, ComponentId), Option<Placed>>,
}

impl Simulation {
    /// How the way from one to the other is drawn; `None` where one of them is not there.
    pub(super) fn placed(
        &self,
        document: &Document,
        from: ComponentId,
        to: ComponentId,
    ) -> Option<Placed> {
        let mut ways = self.ways.borrow_mut();
        if ways.layout != document.layout() || ways.known.len() > KEPT {
            *ways = Ways {
                layout: document.layout(),
                known: BTreeMap::new(),
            };
        }
        let known = ways.known.entry((from, to));
        *known.or_insert_with(|| placed(document, from, to))
    }
}

fn placed(document: &Document, from: ComponentId, to: ComponentId) -> Option<Placed> {
    let on_link = |link, backwards| {
        Some(Placed {
            curve: Curve::of_link(document, link)?,
            backwards,
            is_link: true,
        })
    };
    let there = on_link(LinkId { from, to }, false);
    if let Some(placed) = there.or_else(|| on_link(LinkId { from: to, to: from }, true)) {
        return Some(placed);
    }
    let (a, b) = (document.component(from)?, document.component(to)?);
    // An answer goes back the way that its request came, so both are the same curve.
    let backwards = b.kind().row().asks() || (!a.kind().row().asks() && to < from);
    let (start, end) = if backwards { (b, a) } else { (a, b) };
    let cards = document
        .scenario()
        .components
        .iter()
        .map(|c| Rect::card(c.at));
    Some(Placed {
        curve: Curve::around(Rect::card(start.at), Rect::card(end.at), cards),
        backwards,
        is_link: false,
    })
}
