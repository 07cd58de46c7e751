//! Tidy: everything laid out anew, in one step.

use super::Document;
use super::proposal::Proposal;
use crate::model::Point;
use crate::model::geometry::frames;
use crate::model::geometry::grid::to_grid;
use crate::model::geometry::layout::{Flow, lay_out};

/// Lays everything out anew. The upper left corner stays where it is. `None` where there is nothing.
pub(in crate::editor) fn tidy(document: &Document, flow: Flow) -> Option<Proposal> {
    let before = frames::parts(document.committed())?;
    let mut tidied = document.committed().clone();
    lay_out(&mut tidied, document.topology(), flow);
    let after = frames::parts(&tidied).unwrap_or(before);
    let shift = to_grid(Point::new(before.x - after.x, before.y - after.y));
    for component in &mut tidied.components {
        component.at = component.at.offset(shift.x, shift.y);
    }
    for region in &mut tidied.regions {
        region.frame = region.frame.offset(shift.x, shift.y);
    }
    frames::keep_inside(&mut tidied);
    Some(Proposal::between("Tidy up", document.committed(), &tidied))
}
