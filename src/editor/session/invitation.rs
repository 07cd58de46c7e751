//! The invitation of the first visit, and what is shown when everything is.

use super::Session;
use crate::editor::course::Course;
use crate::editor::view::Fitted;
use crate::editor::view::camera::Insets;
use crate::model::{Component, Point, Rect, Target};

/// From the middle of a card to the upper left corner of the invitation, whose arrow points to the card's power button.
const OFFSET: (f64, f64) = (-148.0, -100.0);
/// What the line takes at most, and with its arrow.
const SIZE: (f64, f64) = (200.0, 62.0);

impl Session {
    /// Invites the person to kill something, until there is a first fault.
    pub fn invite(&mut self) {
        self.invites = true;
    }

    /// The upper left corner of the invitation: beside the first part that may be killed; in a lesson beside the part that
    /// its question is about, or nowhere.
    pub fn invitation(&self) -> Option<Point> {
        let asked = self.course.as_ref().map(Course::invites_to);
        let may_die = |c: &&Component| {
            let target = Target::Component(c.id);
            asked.is_none_or(|asked| asked == Some(target)) && self.simulation.may_die(target)
        };
        let components = &self.document.scenario().components;
        let first = components.iter().find(may_die).filter(|_| self.invites)?;
        Some(first.at.offset(OFFSET.0, OFFSET.1))
    }

    /// Shows everything.
    pub fn fit(&mut self) {
        let everything = self.everything();
        self.view.fit(everything);
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
        let invitation = self
            .invitation()
            .map(|at| Rect::new(at.x, at.y, SIZE.0, SIZE.1));
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
