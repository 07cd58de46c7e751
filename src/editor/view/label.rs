//! Where the labels of links stand: on their links, beside the cards, and not on one another as far as there is room.

use super::View;
use super::curve::Curve;
use crate::editor::document::Document;
use crate::model::geometry::CARD_HEIGHT;
use crate::model::geometry::notes::{TEXT, width};
use crate::model::{Colour, LinkId, Point, Rect};

/// Height of a label, in canvas units.
pub const HEIGHT: f64 = 20.0;
/// Size of its letters.
pub const LETTERS: f64 = 12.0;
/// Room between its text and its ends.
const SIDE: f64 = 7.0;
/// Where along the link it is tried.
const ALONG: [f64; 5] = [0.5, 0.38, 0.62, 0.26, 0.74];
/// How far beside it: on it, above or below it, above or below the cards that it leads to.
const BESIDE: [f64; 5] = [
    0.0,
    -(HEIGHT / 2.0 + 6.0),
    HEIGHT / 2.0 + 6.0,
    -(CARD_HEIGHT / 2.0 + HEIGHT / 2.0 + 4.0),
    CARD_HEIGHT / 2.0 + HEIGHT / 2.0 + 4.0,
];

/// The label of a link.
#[derive(Clone, PartialEq, Debug)]
pub struct Label {
    /// Whose.
    pub link: LinkId,
    /// What is written on it.
    pub text: String,
    /// What it covers, in canvas units.
    pub frame: Rect,
    /// The link's colour.
    pub colour: Option<Colour>,
    /// Whether the link is selected.
    pub selected: bool,
}

/// How large the label of this text is.
pub fn size(text: &str) -> (f64, f64) {
    ((width(text) * LETTERS / TEXT).ceil() + 2.0 * SIDE, HEIGHT)
}

/// The labels that can be seen, and read; those of links drawn first have the first choice of a place.
pub fn labels(document: &Document, view: &View) -> Vec<Label> {
    let scenario = document.scenario();
    let links = scenario.links.iter().enumerate();
    let mut labelled = links.filter(|(_, link)| !link.label.is_empty()).peekable();
    if labelled.peek().is_none() || !view.camera().is_readable() {
        return Vec::new();
    }
    let seen = view.drawn();
    let cards = scenario.components.iter().map(|c| Rect::card(c.at));
    let mut taken: Vec<Rect> = cards.filter(|card| seen.touches(*card)).collect();
    let mut labels = Vec::new();
    for (i, link) in labelled {
        let Some(curve) = view.route(document, i) else {
            continue;
        };
        let frame = place(&curve, size(&link.label), &taken);
        if !seen.touches(frame) {
            continue;
        }
        taken.push(frame);
        labels.push(Label {
            link: link.id(),
            text: link.label.clone(),
            frame,
            colour: link.colour,
            selected: document.selection().links().any(|id| id == link.id()),
        });
    }
    labels
}

/// The first place on or beside the curve that touches nothing of what is taken; the middle where there is none.
fn place(curve: &Curve, (width, height): (f64, f64), taken: &[Rect]) -> Rect {
    let around = |middle: Point| {
        Rect::new(
            middle.x - width / 2.0,
            middle.y - height / 2.0,
            width,
            height,
        )
    };
    let mut tries = BESIDE.iter().flat_map(|beside| {
        let along = ALONG.iter();
        along.map(move |along| around(curve.at(*along).offset(0.0, *beside)))
    });
    let free = tries.find(|frame| taken.iter().all(|other| !other.touches(*frame)));
    free.unwrap_or_else(|| around(curve.at(ALONG[0])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(x: f64) -> (Curve, Vec<Rect>) {
        let cards = vec![
            Rect::card(Point::new(0.0, 0.0)),
            Rect::card(Point::new(x, 0.0)),
        ];
        (Curve::between(cards[0], cards[1]), cards)
    }

    #[test]
    fn a_label_stands_on_its_link_where_it_fits_between_the_cards() {
        let (curve, cards) = between(400.0);
        let frame = place(&curve, size("reads"), &cards);
        assert_eq!(frame.centre(), curve.at(0.5));
    }

    #[test]
    fn a_label_wider_than_the_gap_stands_clear_of_the_cards() {
        let (curve, cards) = between(240.0);
        let frame = place(&curve, size("writes of the whole shop"), &cards);
        assert!(cards.iter().all(|card| !card.touches(frame)), "{frame:?}");
        let next = place(
            &curve,
            size("writes of the whole shop"),
            &[cards, vec![frame]].concat(),
        );
        assert!(!next.touches(frame));
    }
}
