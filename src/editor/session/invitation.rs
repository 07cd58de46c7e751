//! The invitation of the first visit, and what is shown when everything is.

use super::Session;
use crate::editor::course::Course;
use crate::editor::view::Fitted;
use crate::editor::view::camera::Insets;
use crate::model::{Component, Point, Rect, Target};

/// From the middle of a card to the upper left corner of the invitation, whose arrow points to the card's power button: from
/// the left, or mirrored.
const OFFSETS: [(f64, f64); 2] = [(-148.0, -100.0), (48.0, -100.0)];
/// What the line takes at most, and with its arrow.
const LINE: (f64, f64) = (166.0, 26.0);
const SIZE: (f64, f64) = (200.0, 62.0);

/// The invitation to kill something.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Invitation {
    /// Its upper left corner.
    pub at: Point,
    /// Whether it comes from the right.
    pub is_mirrored: bool,
}

impl Invitation {
    /// At the card in the middle of which this is.
    fn beside(card: Point, is_mirrored: bool) -> Self {
        let [left, right] = OFFSETS;
        let (x, y) = if is_mirrored { right } else { left };
        let at = card.offset(x, y);
        Self { at, is_mirrored }
    }

    /// What it takes.
    fn frame(self) -> Rect {
        Rect::new(self.at.x, self.at.y, SIZE.0, SIZE.1)
    }

    /// What its line takes, without the arrow.
    pub fn line(self) -> Rect {
        let Rect { x, y, width, .. } = self.frame();
        let left = if self.is_mirrored {
            x + width - LINE.0
        } else {
            x
        };
        Rect::new(left, y, LINE.0, LINE.1)
    }
}

impl Session {
    /// Invites the person to kill something, until there is a first fault.
    pub fn invite(&mut self) {
        self.invites = true;
    }

    /// The invitation: beside the first part that may be killed; in a lesson beside the part that its question is about, or
    /// nowhere. It is written over no card.
    pub fn invitation(&self) -> Option<Invitation> {
        let asked = self.course.as_ref().map(Course::invites_to);
        let may_die = |c: &&Component| {
            let target = Target::Component(c.id);
            asked.is_none_or(|asked| asked == Some(target)) && self.simulation.may_die(target)
        };
        let components = &self.document.scenario().components;
        let first = components.iter().find(may_die).filter(|_| self.invites)?;
        let is_free = |invitation: &Invitation| {
            let line = invitation.line();
            !components.iter().any(|c| Rect::card(c.at).touches(line))
        };
        let both = [false, true].map(|is_mirrored| Invitation::beside(first.at, is_mirrored));
        both.into_iter().find(is_free)
    }

    /// Shows everything. On a phone, where panels cover much of it, it stays so as what was opened does.
    pub fn fit(&mut self) {
        if self.view.camera().is_narrow() {
            return self.fit_opened();
        }
        let everything = self.everything();
        self.view.fit(everything);
    }

    /// Moves the view just so far that this is seen. As long as nobody has moved it, all of the drawing is seen.
    pub(super) fn bring_into_view(&mut self, place: Rect) {
        if !self.view.is_as_opened() {
            self.view.reveal(place);
        } else if !self.view.sees(place) {
            self.fit_opened();
        }
    }

    /// Shows everything of what was opened, in what panels leave of the canvas.
    pub fn fit_opened(&mut self) {
        let everything = self.everything();
        self.view.open(everything);
    }

    /// Tells the size of the canvas and what panels cover of it, in pixels. A view that was fitted and not moved since is
    /// fitted anew.
    pub fn set_viewport(&mut self, width: f64, height: f64, insets: Insets) {
        match self.view.set_viewport(width, height, insets) {
            Some(Fitted::Whole) => self.fit(),
            Some(Fitted::Opening) => self.fit_opened(),
            None => {}
        }
    }

    /// Whether everything is shown, as [`Session::fit`] does.
    pub fn is_fitted(&self) -> bool {
        self.view.is_fitted(self.everything())
    }

    /// How high the canvas would have to be to show everything as large as its width allows.
    pub fn wanted_height(&self) -> f64 {
        self.view.wanted_height(self.everything())
    }

    /// Cards, frames and notes, and of a small drawing what its links bow out beyond them.
    fn everything(&self) -> Option<Rect> {
        /// Links up to which a drawing is small.
        const SMALL: usize = 120;
        let content = self.document.content();
        let invitation = self.invitation().map(Invitation::frame);
        let all = self.document.scenario().links.len();
        let links = if all <= SMALL { 0..all } else { 0..0 };
        let links = links.filter_map(|i| self.view.route(&self.document, i));
        let bows = links.map(|curve| curve.extent());
        content
            .into_iter()
            .chain(invitation)
            .chain(bows)
            .reduce(Rect::union)
    }
}
