//! The curves of the links as they are drawn, kept while nothing moves: the way round cards looks at all of them.
//!
//! In the middle of a gesture a link keeps its way as long as neither its ends nor a card on its way move; the rest is looked
//! at again when the gesture is over.

use super::curve::{self, Curve};
use crate::editor::document::Document;
use crate::model::{Point, Rect};

/// How near to its way a card has to move for the link to look for another, in canvas units.
const NEAR: f64 = 16.0;

/// The curves of a document's links.
#[derive(Debug, Default)]
pub(super) struct Routes {
    /// The revision that they are for, and whether a gesture is at work on it.
    of: Option<(u64, bool)>,
    layout: u64,
    places: Vec<Point>,
    known: Vec<Route>,
}

/// How a link runs.
#[derive(Clone, Copy, Debug)]
enum Route {
    NotAsked,
    Known(Option<Curve>),
}

impl Routes {
    /// The curve of a link by its index.
    pub fn of_link(&mut self, document: &Document, link: usize) -> Option<Curve> {
        self.follow(document);
        let route = self.known.get_mut(link)?;
        if let Route::Known(curve) = *route {
            return curve;
        }
        let curve = curve::at_index(document, link);
        *route = Route::Known(curve);
        curve
    }

    /// Forgets what may run otherwise by now.
    fn follow(&mut self, document: &Document) {
        let now = (document.revision(), document.has_draft());
        let layout = std::mem::replace(&mut self.layout, document.layout());
        if self.of.replace(now) != Some(now) {
            return self.begin(document);
        }
        if layout == self.layout {
            return;
        }
        // Without a gesture all may have changed, and with one places only. In a large drawing links run straight: finding
        // out which ones still do would take longer than asking for those that are painted.
        if !now.1 || curve::runs_straight(document.scenario()) {
            return self.begin(document);
        }
        let components = &document.scenario().components;
        let mut moved = Vec::new();
        for (place, component) in self.places.iter_mut().zip(components) {
            if *place != component.at {
                moved.extend([*place, component.at].map(|at| Rect::card(at).inflate(NEAR)));
                *place = component.at;
            }
        }
        for (i, route) in self.known.iter_mut().enumerate() {
            let Route::Known(Some(curve)) = *route else {
                continue;
            };
            let way = curve.bounds();
            let may_meet = moved.iter().any(|card| card.touches(way));
            if may_meet || has_moved_ends(document, i, &moved) {
                *route = Route::NotAsked;
            }
        }
    }

    fn begin(&mut self, document: &Document) {
        let scenario = document.scenario();
        self.places = scenario.components.iter().map(|c| c.at).collect();
        self.known = vec![Route::NotAsked; scenario.links.len()];
    }
}

/// Whether one of these cards is at an end of the link.
fn has_moved_ends(document: &Document, link: usize, moved: &[Rect]) -> bool {
    let ends = document.topology().ends.get(link).copied().flatten();
    let Some((from, to)) = ends else { return true };
    let components = &document.scenario().components;
    [from, to].into_iter().any(|end| {
        let card = components.get(end).map(|c| Rect::card(c.at).inflate(NEAR));
        card.is_some_and(|card| moved.contains(&card))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sketch::sketch;

    #[test]
    fn in_a_gesture_what_moves_is_followed_and_after_it_all_is_as_if_asked_for_the_first_time() {
        let mut document = Document::new(sketch("users -> web-1 -> db-1\nusers -> web-2 -> db-1"));
        let mut routes = Routes::default();
        let fresh = |document: &Document, i| curve::at_index(document, i);
        let web = 1;
        let of_web: Vec<usize> = (0..4)
            .filter(|&i| {
                let ends = document.topology().ends[i].expect("a link");
                ends.0 == web || ends.1 == web
            })
            .collect();
        assert_eq!(of_web.len(), 2);
        for x in [40.0, 300.0, -500.0, 77.0] {
            document.draft().components[web].at = Point::new(x, 20.0);
            for &i in &of_web {
                assert_eq!(routes.of_link(&document, i), fresh(&document, i));
            }
        }
        assert!(document.squash("Move".into()).is_ok());
        for i in 0..4 {
            assert_eq!(routes.of_link(&document, i), fresh(&document, i));
        }
    }
}
