//! Along which curve traffic goes from one part to another: that of the link between them, else over the open network.

use std::collections::BTreeMap;

use super::Simulation;
use super::layout::{Known, Placed};
use crate::editor::document::Document;
use crate::editor::view::curve::Curve;
use crate::model::{ComponentId, LinkId};

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
        let ends = [from, to].map(|id| document.component(id).map(|c| c.at));
        let mut ways = self.ways.borrow_mut();
        let now = document.layout();
        // In the middle of a gesture only places change: a way whose ends stay is looked for again when it is over.
        let stays = ways.layout == now || document.has_draft() && ways.of_draft;
        if !stays || ways.known.len() > KEPT {
            ways.known = BTreeMap::new();
        }
        (ways.layout, ways.of_draft) = (now, document.has_draft());
        let known = ways.known.get(&(from, to));
        if let Some(known) = known.filter(|known| known.ends == ends) {
            return known.placed;
        }
        let placed = placed(document, from, to);
        ways.known.insert((from, to), Known { ends, placed });
        placed
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
    Some(Placed {
        curve: Curve::over_network(document, start.at, end.at),
        backwards,
        is_link: false,
    })
}
