//! The chips of shared fates: each stands over one of its parts, so that it can be seen, gone to and killed on the canvas.

use std::collections::BTreeMap;

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
        let cards: BTreeMap<usize, Rect> = self.view.cards(&self.document).into_iter().collect();
        let card = |id: ComponentId| {
            let shown = self.view.shown_for(&self.document, id);
            cards.get(&self.document.index_of(shown)?).copied()
        };
        let mut parts: BTreeMap<GroupId, Vec<ComponentId>> = BTreeMap::new();
        for component in &scenario.components {
            for group in &component.groups {
                parts.entry(*group).or_default().push(component.id);
            }
        }
        let mut borne: BTreeMap<ComponentId, usize> = BTreeMap::new();
        let mut chip = |group: GroupId| {
            let parts = parts.get(&group)?;
            let is_free = |id: &&ComponentId| !borne.contains_key(id);
            let bearer = *parts.iter().find(is_free).or(parts.first())?;
            let row = borne.entry(bearer).or_default();
            let chip = FateChip {
                group,
                at: card(bearer).map(|card| Point::new(card.x, card.y))?,
                row: *row,
            };
            *row += 1;
            Some(chip)
        };
        scenario.groups.iter().filter_map(|g| chip(g.id)).collect()
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
