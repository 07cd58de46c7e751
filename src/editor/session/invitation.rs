//! The invitation of the first visit, and what is shown when everything is.

use super::Session;
use crate::editor::view::Fitted;
use crate::editor::view::camera::Insets;
use crate::model::kinds::Task;
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

    /// The upper left corner of the invitation: beside the first part that may be killed.
    pub fn invitation(&self) -> Option<Point> {
        let may_die = |c: &&Component| self.simulation.may_die(Target::Component(c.id));
        let components = &self.document.scenario().components;
        let first = components.iter().find(may_die).filter(|_| self.invites)?;
        Some(first.at.offset(OFFSET.0, OFFSET.1))
    }

    /// Shows everything.
    pub fn fit(&mut self) {
        let everything = self.everything();
        self.view.fit(everything);
    }

    /// Shows what was opened: everything, or on a small view where requests begin, large enough to be read.
    pub fn fit_opened(&mut self) {
        let scenario = self.document.scenario();
        let asks = |c: &&Component| c.kind().row().task == Task::Asks;
        let first = scenario.components.iter().find(asks);
        let start = first.or(scenario.components.first());
        let start = start.map(|c| Rect::card(c.at));
        let everything = self.everything();
        self.view.open(everything, start);
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

    fn everything(&self) -> Option<Rect> {
        let content = self.document.content();
        let invitation = self
            .invitation()
            .map(|at| Rect::new(at.x, at.y, SIZE.0, SIZE.1));
        content.into_iter().chain(invitation).reduce(Rect::union)
    }
}
