//! Along which curve traffic goes from one part to another: that of the link between them, else over the open network.

use std::collections::BTreeMap;

use super::Simulation;
use super::layout::{Placed, Ways};
use crate::editor::document::Document;
use crate::editor::view::curve::Curve;
use crate::model::{ComponentId, LinkId, Rect};

/// Ways that are kept before all are found anew.
const KEPT: usize = 16_384;

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
