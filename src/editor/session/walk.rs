//! Going about by key: from card to card by place, and through the links of a part.
//!
//! What has the focus is what is selected, is in view, and is what keys act on.

use super::Session;
use super::request::Request;
use crate::editor::gestures::gesture::Gesture;
use crate::editor::input::Direction;
use crate::editor::view;
use crate::model::{LinkId, Point, Rect, Target};

/// Size of a region's title bar, of which its frame may be many times larger.
const TITLE: (f64, f64) = (140.0, 28.0);

impl Session {
    /// What on the canvas has the keyboard's focus, or would get it: what is selected, else what had it last, else the
    /// first part. `None` on an empty canvas.
    pub fn stop(&self) -> Option<Target> {
        if let Gesture::Linking(linking) = self.hand.gesture() {
            return Some(Target::Component(linking.aim.unwrap_or(linking.from)));
        }
        let selection = self.document.selection();
        let last = self.stop.filter(|stop| self.document.has(*stop));
        let last = last.filter(|stop| selection.is_empty() || selection.contains(*stop));
        let scenario = self.document.scenario();
        let first = || {
            let component = scenario.components.first().map(|c| Target::Component(c.id));
            let region = || scenario.regions.first().map(|r| Target::Region(r.id));
            let note = || scenario.notes.first().map(|n| Target::Note(n.id));
            component.or_else(region).or_else(note)
        };
        let stop = selection
            .only()
            .or(last)
            .or_else(|| selection.iter().next())
            .or_else(first);
        // Of a stack it is the part that stands for it.
        stop.map(|stop| match stop {
            Target::Component(id) => Target::Component(self.view.shown_for(&self.document, id)),
            Target::Region(_) | Target::Group(_) | Target::Link(_) | Target::Note(_) => stop,
        })
    }

    /// Goes to the next card or title in this direction: it is selected, beside what is selected already if it `adds`, or
    /// becomes the end of the link that is drawn.
    pub(in crate::editor) fn go(&mut self, direction: Direction, adds: bool) {
        let links = matches!(self.hand.gesture(), Gesture::Linking(_));
        let Some(stop) = self.stop() else { return };
        if !links && !self.is_idle() {
            return;
        }
        let begins = !links && self.document.selection().is_empty();
        let next = if begins {
            Some(stop)
        } else {
            self.neighbour(stop, direction)
                .filter(|next| !links || matches!(next, Target::Component(_)))
        };
        if let Some(next) = next {
            self.come_to(next, adds);
        }
    }

    /// Goes to the next of the links of the part that is selected, or of the part whose link is.
    pub(in crate::editor) fn go_through_links(&mut self, back: bool) {
        let Some(stop) = self.stop().filter(|_| self.is_idle()) else {
            return;
        };
        let (of, now) = match stop {
            Target::Component(id) => (id, None),
            Target::Link(link) => {
                let touches = |id: &crate::model::ComponentId| [link.from, link.to].contains(id);
                (
                    self.links_of.filter(touches).unwrap_or(link.from),
                    Some(link),
                )
            }
            Target::Region(_) | Target::Group(_) | Target::Note(_) => return,
        };
        let links = self.document.scenario().links.iter().enumerate();
        let is_drawn = |i: &usize| self.view.route(&self.document, *i).is_some();
        let links: Vec<LinkId> = links
            .filter(|(i, _)| is_drawn(i))
            .map(|(_, link)| link.id())
            .filter(|link| [link.from, link.to].contains(&of))
            .collect();
        let count = links.len();
        let now = now.and_then(|now| links.iter().position(|link| *link == now));
        let next = match (now, back) {
            (None, false) => 0,
            (None, true) => count.saturating_sub(1),
            (Some(now), false) => (now + 1) % count,
            (Some(now), true) => (now + count - 1) % count,
        };
        if let Some(link) = links.get(next) {
            self.links_of = Some(of);
            self.come_to(Target::Link(*link), false);
        }
    }

    /// Selects it, beside what is selected already if it `adds`, and moves the view just so far that it is seen. While a
    /// link is drawn, it becomes its end.
    pub fn come_to(&mut self, target: Target, adds: bool) {
        self.view.open_stack_around(&self.document, target);
        if let (Gesture::Linking(_), Target::Component(id)) = (self.hand.gesture(), target) {
            self.hand.aim_link_at(&self.document, id);
        } else if adds {
            let kept: Vec<Target> = self.document.selection().iter().collect();
            self.document.select(kept.into_iter().chain([target]));
        } else {
            self.document.select([target]);
        }
        self.select_whole();
        self.stop = Some(target);
        if let Some(place) = self.place_to_see(target) {
            self.bring_into_view(place);
        }
    }

    /// Opens the menu of what is selected, beside it; of the ground where nothing is.
    pub(in crate::editor) fn open_menu_by_key(&mut self) {
        let selected = !self.document.selection().is_empty();
        let target = self.stop().filter(|_| selected);
        let camera = self.view.camera();
        let at = match target.and_then(|target| self.place_to_see(target)) {
            Some(place) => camera.view_from_world(place.centre()),
            None => camera.open().centre(),
        };
        let at = Point::new(
            at.x.clamp(0.0, camera.width),
            at.y.clamp(0.0, camera.height),
        );
        self.request(Request::ContextMenu { at, target });
    }

    /// What of it has to be seen: the card, the title, the curve.
    pub(super) fn place_to_see(&self, target: Target) -> Option<Rect> {
        let place = match target {
            Target::Component(id) => {
                let shown = self.view.shown_for(&self.document, id);
                let index = self.document.index_of(shown)?;
                self.view.card(&self.document, index)?
            }
            Target::Group(id) => self.chip_place(id)?,
            Target::Region(_) | Target::Link(_) | Target::Note(_) => {
                view::place_of(&self.document, target)?
            }
        };
        Some(match target {
            Target::Region(_) => Rect {
                width: place.width.min(TITLE.0),
                height: place.height.min(TITLE.1),
                ..place
            },
            Target::Component(_) | Target::Group(_) | Target::Link(_) | Target::Note(_) => place,
        })
    }

    /// The nearest in this direction: what lies less to the side than ahead goes before what does not. From a link, its
    /// ends alone.
    fn neighbour(&self, from: Target, direction: Direction) -> Option<Target> {
        let scenario = self.document.scenario();
        let candidates: Vec<Target> = match from {
            Target::Link(link) => [link.from, link.to].map(Target::Component).to_vec(),
            Target::Component(_) | Target::Region(_) | Target::Group(_) | Target::Note(_) => {
                let cards = self.view.cards(&self.document).into_iter();
                let components = cards.filter_map(|(i, _)| scenario.components.get(i));
                let components = components.map(|c| Target::Component(c.id));
                let regions = scenario.regions.iter().map(|r| Target::Region(r.id));
                let fates = scenario.groups.iter().map(|g| Target::Group(g.id));
                let notes = scenario.notes.iter().map(|n| Target::Note(n.id));
                components
                    .chain(regions)
                    .chain(fates)
                    .chain(notes)
                    .collect()
            }
        };
        let start = self.place_to_see(from)?.centre();
        let mut best: Option<((bool, f64), Target)> = None;
        for target in candidates.into_iter().filter(|target| *target != from) {
            let Some(place) = self.place_to_see(target) else {
                continue;
            };
            let (dx, dy) = (place.centre().x - start.x, place.centre().y - start.y);
            let (ahead, aside) = match direction {
                Direction::Left => (-dx, dy.abs()),
                Direction::Right => (dx, dy.abs()),
                Direction::Up => (-dy, dx.abs()),
                Direction::Down => (dy, dx.abs()),
            };
            if ahead < 1.0 {
                continue;
            }
            let cost = (aside > ahead, ahead + 2.0 * aside);
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, target));
            }
        }
        best.map(|(_, target)| target)
    }
}
