//! Stacks: parts that are alike and stand as one card.
//!
//! A stack is a way of looking, as the zoom is: the document knows nothing of it, and opening one moves nothing. Its card
//! lies where its parts do, and grows with the room that they have as the camera goes away. Parts stand as one card by
//! themselves where there are more than a dozen, and from afar; a person opens and closes stacks by hand, and that holds.
//!
//! Databases never do: each has a memory of its own, and is told apart as soon as one takes over.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::camera::Camera;
use crate::editor::document::Document;
use crate::model::geometry::CARD_WIDTH;
use crate::model::{Component, ComponentId, Point, Rect, order};

/// More parts than this stand as one card by themselves.
const DOZEN: usize = 12;
/// From afar so many do, and so many are told that they could.
pub const SEVERAL: usize = 3;
/// The height of a stack's card, in canvas units: that of a card, and a row of lights.
pub const STACK_HEIGHT: f64 = 92.0;
/// The most that a stack's card grows from afar.
const LARGEST: f64 = 8.0;

/// Parts that stand as one card.
#[derive(Clone, PartialEq, Debug)]
pub struct Stack {
    /// The parts, in the order drawn; the first stands for all of them.
    pub members: Vec<ComponentId>,
    /// Where its card is.
    pub card: Rect,
    /// How many times larger than a card it is drawn.
    pub scale: f64,
}

impl Stack {
    /// The part that stands for all.
    pub fn first(&self) -> Option<ComponentId> {
        self.members.first().copied()
    }
}

/// The stacks of a document, as they are seen now.
#[derive(Debug, Default)]
pub(super) struct Stacks {
    key: Option<Key>,
    /// Whether a part stands in a closed stack, for those where a person has said so.
    by_hand: BTreeMap<ComponentId, bool>,
    /// How often a person has said so.
    hands: u64,
    all: Vec<Arc<Stack>>,
    /// By component: its stack, and whether it stands for it.
    of: Vec<Option<(usize, bool)>>,
    /// Grows when other parts stand as one card, or elsewhere.
    version: u64,
}

/// What the stacks hang on: revision, layout, what was done by hand, how much larger they may be, whether seen from afar.
type Key = (u64, u64, u64, u32, bool);

impl Stacks {
    /// Opens the stack of this part and of those that are like it, or closes it.
    pub fn turn(&mut self, members: &[ComponentId], is_closed: bool) {
        self.hands += 1;
        self.by_hand
            .extend(members.iter().map(|member| (*member, is_closed)));
    }

    /// Nothing was done by hand in another document.
    pub fn forget_hands(&mut self) {
        self.hands += 1;
        self.by_hand.clear();
    }

    /// The stack that a component is in, by its index, and whether it stands for it.
    pub fn of(&self, index: usize) -> Option<(&Arc<Stack>, bool)> {
        let (stack, is_first) = self.of.get(index).copied().flatten()?;
        Some((self.all.get(stack)?, is_first))
    }

    /// All of them.
    pub fn all(&self) -> &[Arc<Stack>] {
        &self.all
    }

    /// Grows when other parts stand as one card, or elsewhere.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Finds out anew what may be otherwise by now.
    pub fn follow(&mut self, document: &Document, camera: &Camera) {
        let times = (1.0 / camera.zoom).clamp(1.0, LARGEST);
        // By powers of two, that they do not change with every step of a zoom.
        let doublings = (1..=3).filter(|n| f64::from(1 << n) <= times).count() as u32;
        let is_far = !camera.is_readable();
        let key = (
            document.revision(),
            document.layout(),
            self.hands,
            doublings,
            is_far,
        );
        if self.key.replace(key) == Some(key) {
            return;
        }
        let before = std::mem::take(&mut self.all);
        self.find(document, f64::from(1 << doublings), is_far);
        if before != self.all {
            self.version += 1;
        }
    }

    fn find(&mut self, document: &Document, largest: f64, is_far: bool) {
        let components = &document.scenario().components;
        self.of = vec![None; components.len()];
        for class in document.sound().alike().classes() {
            let members: Vec<&Component> =
                class.iter().filter_map(|&i| components.get(i)).collect();
            let count = members.len();
            let may = count > 1 && members.iter().all(|c| may_stand_in_one(c));
            let said = members.iter().find_map(|c| self.by_hand.get(&c.id));
            let by_itself = count > DOZEN || is_far && count >= SEVERAL;
            if !may || !said.copied().unwrap_or(by_itself) {
                continue;
            }
            let (card, scale) = self.place(class, components, largest);
            for (place, &i) in class.iter().enumerate() {
                self.of[i] = Some((self.all.len(), place == 0));
            }
            self.all.push(Arc::new(Stack {
                members: members.iter().map(|c| c.id).collect(),
                card,
                scale,
            }));
        }
    }

    /// Where its card lies, and how large it is: amid its parts with the room that they have, where nothing else lies there,
    /// else where the first of them is.
    fn place(&self, class: &[usize], components: &[Component], largest: f64) -> (Rect, f64) {
        let cards = class.iter().filter_map(|&i| components.get(i));
        let cards = cards.map(|c| Rect::card(c.at));
        let first = cards.clone().next().unwrap_or_default();
        let room = cards.reduce(Rect::union).unwrap_or_default();
        let fits = (room.width / CARD_WIDTH).min(room.height / STACK_HEIGHT);
        let scale = fits.min(largest).max(1.0);
        let amid = card_at(room.centre(), scale);
        let members = order::set_of(class.iter().copied());
        let mut others = components.iter().enumerate();
        let is_taken = others.any(|(i, c)| !members.contains(&i) && Rect::card(c.at).touches(amid))
            || self.all.iter().any(|stack| stack.card.touches(amid));
        if is_taken {
            (card_at(first.centre(), 1.0), 1.0)
        } else {
            (amid, scale)
        }
    }
}

/// Whether a part may stand in a stack at all.
pub(super) fn may_stand_in_one(component: &Component) -> bool {
    component.kind().row().may_die() && component.database().is_none()
}

fn card_at(centre: Point, scale: f64) -> Rect {
    let (width, height) = (CARD_WIDTH * scale, STACK_HEIGHT * scale);
    Rect::new(
        centre.x - width / 2.0,
        centre.y - height / 2.0,
        width,
        height,
    )
}

/// What a stack is called: what the names of its parts have in common, without a number.
pub fn name_of(names: &[&str]) -> String {
    let first = names.first().copied().unwrap_or_default();
    let common = names.iter().fold(first, |common, name| {
        let same = common.chars().zip(name.chars());
        let bytes = same
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a.len_utf8())
            .sum();
        &common[..bytes]
    });
    let stem = common.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = stem.trim_end_matches(|c: char| c.is_whitespace() || "-_.#".contains(c));
    let stem = if stem.is_empty() { first } else { stem };
    stem.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_is_called_by_what_its_names_have_in_common() {
        assert_eq!(name_of(&["web-1", "web-2", "web-3"]), "web");
        assert_eq!(name_of(&["web-1-10", "web-1-11"]), "web-1");
        assert_eq!(name_of(&["Shop 1", "Shop 2"]), "Shop");
        assert_eq!(name_of(&["a", "b"]), "a");
        assert_eq!(name_of(&[]), "");
    }
}
