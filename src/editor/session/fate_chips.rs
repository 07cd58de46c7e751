//! The chips of shared fates: each stands over one of its parts, so that it can be seen, gone to and killed on the canvas.

use super::Session;
use crate::model::{ComponentId, GroupId, Point, Rect};

/// The size of a chip, in canvas units where nothing is zoomed out.
pub const CHIP: (f64, f64) = (132.0, 28.0);

/// Where the chip of a shared fate stands.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct FateChip {
    /// Whose it is.
    pub group: GroupId,
    /// The upper left corner of the card over which it stands.
    pub at: Point,
    /// How many others stand between them.
    pub row: usize,
}

impl Session {
    /// The chips of all shared fates that have parts: each over the first of its parts that bears none yet.
    pub fn fate_chips(&self) -> Vec<FateChip> {
        let scenario = self.document.scenario();
        if scenario.groups.is_empty() {
            return Vec::new();
        }
        let card = |id: ComponentId| {
            let shown = self.view.shown_for(&self.document, id);
            self.view
                .card(&self.document, self.document.index_of(shown)?)
        };
        let mut chips: Vec<FateChip> = Vec::with_capacity(scenario.groups.len());
        let mut bearers: Vec<ComponentId> = Vec::new();
        for group in &scenario.groups {
            let components = scenario.components.iter();
            let parts = components.filter(|c| c.groups.contains(&group.id));
            let mut first = None;
            let mut free = None;
            for part in parts {
                first = first.or(Some(part.id));
                if free.is_none() && !bearers.contains(&part.id) {
                    free = Some(part.id);
                }
            }
            let Some(bearer) = free.or(first) else {
                continue;
            };
            let row = bearers.iter().filter(|id| **id == bearer).count();
            bearers.push(bearer);
            if let Some(card) = card(bearer) {
                chips.push(FateChip {
                    group: group.id,
                    at: Point::new(card.x, card.y),
                    row,
                });
            }
        }
        chips
    }

    /// What the chip of a shared fate takes up, as far as it is not zoomed out.
    pub(super) fn chip_place(&self, group: GroupId) -> Option<Rect> {
        let chips = self.fate_chips();
        let chip = chips.iter().find(|chip| chip.group == group)?;
        let (width, height) = CHIP;
        let y = chip.at.y - (chip.row + 1) as f64 * height;
        Some(Rect::new(chip.at.x, y, width, height))
    }
}
