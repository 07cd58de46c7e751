//! Tidy: everything laid out anew, in one step.

use super::place;
use super::session::Session;
use super::snap;
use crate::model::Point;
use crate::model::geometry::layout::lay_out;

impl Session {
    /// Lays everything out anew, in one step. The upper left corner stays where it is.
    pub fn tidy(&mut self) {
        let Some(before) = place::content(&self.document) else {
            return;
        };
        let topology = std::rc::Rc::clone(&self.topology);
        self.rearrange("Tidy up".to_owned(), |document| {
            lay_out(document, &topology);
            let after = place::content(document).unwrap_or(before);
            let shift = snap::to_grid(Point::new(before.x - after.x, before.y - after.y));
            for component in &mut document.components {
                component.at = component.at.offset(shift.x, shift.y);
            }
            for region in &mut document.regions {
                region.frame = region.frame.offset(shift.x, shift.y);
            }
        });
        self.fit();
    }
}
