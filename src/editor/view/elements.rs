//! Which cards are elements of the page. A thousand of them would cost more than all else that a frame does: of a large
//! drawing only those are elements that are seen and can be read; the others are painted.

use std::collections::BTreeSet;

use super::View;
use crate::editor::document::Document;
use crate::model::{Component, ComponentId, Rect};

/// So many cards are always elements, wherever they are.
pub const ALWAYS: usize = 120;
/// The most that are elements of a larger drawing.
const MOST: usize = 300;
/// How many more become elements in one frame, while the camera rests and while it moves: making one takes about a
/// millisecond.
const A_FRAME: [usize; 2] = [8, 3];
/// Around the view, the share of its size in which cards are elements already.
const AROUND: f64 = 0.15;

impl View {
    /// Which cards are elements from now on, in the order of the document, if these are now; and whether more are to become
    /// so. The one that the keyboard is on always is. While the camera `moves`, fewer come and none that may be seen again
    /// goes.
    pub fn cards_as_elements(
        &self,
        document: &Document,
        now: &BTreeSet<ComponentId>,
        stop: Option<ComponentId>,
        moves: bool,
    ) -> (Vec<ComponentId>, bool) {
        let components = &document.scenario().components;
        let cards = self.cards(document).into_iter();
        let cards: Vec<(&Component, Rect)> = cards
            .filter_map(|(i, card)| Some((components.get(i)?, card)))
            .collect();
        if cards.len() <= ALWAYS {
            return (cards.iter().map(|(c, _)| c.id).collect(), false);
        }
        let camera = self.camera();
        let visible = camera.visible();
        let around = visible.inflate(visible.width.min(visible.height) * AROUND);
        let seen = |card: Rect| around.touches(card);
        let count = cards.iter().filter(|(_, card)| seen(*card)).count();
        let most = if camera.is_readable() { MOST } else { ALWAYS };
        let mut left = A_FRAME[usize::from(moves)];
        let stays = moves && now.len() <= MOST;
        let mut waits = false;
        let mut is_wanted = |c: &Component, card: Rect| {
            if Some(c.id) == stop {
                return true;
            }
            if count > most {
                return false;
            }
            if now.contains(&c.id) {
                return stays || seen(card);
            }
            if !seen(card) {
                return false;
            }
            waits |= left == 0;
            left = left.saturating_sub(1);
            !waits
        };
        let wanted = cards.iter().filter(|(c, card)| is_wanted(c, *card));
        let wanted = wanted.map(|(c, _)| c.id).collect();
        (wanted, waits)
    }
}
