//! Along which curve traffic goes from one part to another: that of the link between them, else over the open network.

use std::collections::BTreeMap;

use super::Simulation;
use super::layout::{Known, Placed};
use crate::editor::document::Document;
use crate::editor::view::View;
use crate::editor::view::curve::{self, Curve};
use crate::model::{ComponentId, LinkId, Rect};

/// Ways that are kept before all are found anew.
const KEPT: usize = 16_384;

impl Simulation {
    /// How the way from one to the other is drawn, from the card that is seen for it; `None` where one of them is not there,
    /// and within a stack.
    pub(super) fn placed(
        &self,
        document: &Document,
        view: &View,
        from: ComponentId,
        to: ComponentId,
    ) -> Option<Placed> {
        let [from, to] = [from, to].map(|id| view.shown_for(document, id));
        let card = |id| view.card(document, document.index_of(id)?);
        let is_stacked = |id| view.stack_of(document, id).is_some();
        let ends = [card(from)?, card(to)?];
        if from == to {
            return None;
        }
        let is_stacked = is_stacked(from) || is_stacked(to);
        // The view knows the curves of the links that it draws, also in the middle of a gesture.
        let drawn = |id| view.route(document, document.index_of_link(id)?);
        let on_link = (!is_stacked).then(|| on_link((from, to), drawn)).flatten();
        on_link.or_else(|| self.placed_between(document, (from, to), ends, is_stacked))
    }

    /// How the way from one to the other is drawn, where no stacks are.
    pub(super) fn placed_apart(
        &self,
        document: &Document,
        from: ComponentId,
        to: ComponentId,
    ) -> Option<Placed> {
        let card = |id| document.component(id).map(|c| Rect::card(c.at));
        self.placed_between(document, (from, to), [card(from)?, card(to)?], false)
    }

    fn placed_between(
        &self,
        document: &Document,
        (from, to): (ComponentId, ComponentId),
        ends: [Rect; 2],
        is_stacked: bool,
    ) -> Option<Placed> {
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
        let mut placed = placed(document, from, to);
        if let Some(placed) = placed.as_mut().filter(|_| is_stacked) {
            let [start, end] = ends;
            placed.curve = if placed.backwards {
                Curve::between(end, start)
            } else {
                Curve::between(start, end)
            };
        }
        ways.known.insert((from, to), Known { ends, placed });
        placed
    }
}

/// On the link there, or the one back, where there is one of which the curve is known.
fn on_link(
    (from, to): (ComponentId, ComponentId),
    curve: impl Fn(LinkId) -> Option<Curve>,
) -> Option<Placed> {
    let on = |link, backwards| {
        Some(Placed {
            curve: curve(link)?,
            backwards,
            is_link: true,
        })
    };
    on(LinkId { from, to }, false).or_else(|| on(LinkId { from: to, to: from }, true))
}

fn placed(document: &Document, from: ComponentId, to: ComponentId) -> Option<Placed> {
    if let Some(placed) = on_link((from, to), |link| curve::of_link(document, link)) {
        return Some(placed);
    }
    let (a, b) = (document.component(from)?, document.component(to)?);
    // An answer goes back the way that its request came, so both are the same curve.
    let backwards = b.kind().row().asks() || (!a.kind().row().asks() && to < from);
    let (start, end) = if backwards { (b, a) } else { (a, b) };
    Some(Placed {
        curve: Curve::over_network(document.scenario(), start.at, end.at),
        backwards,
        is_link: false,
    })
}
