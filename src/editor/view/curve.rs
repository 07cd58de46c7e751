//! The curves of a document's links.

use crate::editor::document::Document;
use crate::model::geometry::detour::Search;
use crate::model::{LinkId, Point};

pub use crate::model::geometry::curve::Curve;
pub use crate::model::geometry::detour::runs_straight;

/// The curve of a link as it is drawn now; `None` where there is no such link.
pub fn of_link(document: &Document, id: LinkId) -> Option<Curve> {
    document.link(id)?;
    let (from, to) = (document.component(id.from)?, document.component(id.to)?);
    Some(linking(document, from.at, to.at))
}

/// The curve of a link by its index. No gesture changes which links there are, so the topology knows its ends.
pub fn at_index(document: &Document, link: usize) -> Option<Curve> {
    let (from, to) = document.topology().ends.get(link).copied().flatten()?;
    let components = &document.scenario().components;
    let (from, to) = (components.get(from)?.at, components.get(to)?.at);
    Some(linking(document, from, to))
}

/// In the middle of a gesture there is no time for more than a short search.
fn linking(document: &Document, from: Point, to: Point) -> Curve {
    let search = if document.has_draft() {
        Search::Short
    } else {
        Search::Whole
    };
    Curve::linking(document.scenario(), from, to, search)
}
