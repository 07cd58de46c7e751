//! Scenarios of the house, laid out for the screen that they are opened on.

use super::Session;
use crate::editor::view::camera::Camera;
use crate::model::geometry::frames;
use crate::model::geometry::layout::{Flow, lay_out};
use crate::model::{Rejection, Scenario, Topology};

impl Session {
    /// Begins with a lesson's or a template's scenario: upright where the canvas is, unless all of it can be read
    /// as it is. What a person laid out stays as they did. A sheet is about to cover this share of a phone's canvas (0 to 1).
    ///
    /// # Errors
    /// Why not; the document in hand stays.
    pub fn begin_standing(&mut self, scenario: Scenario, sheet: f64) -> Result<(), Rejection> {
        let scenario = self.standing(scenario, sheet);
        self.begin(scenario)
    }

    fn standing(&self, scenario: Scenario, sheet: f64) -> Scenario {
        let mut camera = *self.view.camera();
        if camera.flow() == Flow::Right {
            return scenario;
        }
        if camera.is_narrow() {
            camera.insets.bottom = camera.insets.bottom.max(camera.height * sheet);
        }
        if let Some(content) = frames::content(&scenario) {
            camera.fit(content, camera.largest_fit());
        }
        if camera.is_legible() {
            return scenario;
        }
        let mut upright = scenario.clone();
        lay_out(&mut upright, &Topology::new(&scenario), Flow::Down);
        draw_closer(&mut upright);
        frames::keep_inside(&mut upright);
        let zoom = |camera: &mut Camera, scenario: &Scenario| {
            let content = frames::content(scenario).unwrap_or_default();
            camera.fit(content, camera.largest_fit());
            camera.zoom
        };
        if zoom(&mut camera, &upright) > zoom(&mut camera, &scenario) {
            upright
        } else {
            scenario
        }
    }
}

/// Cards are less high than wide: what stands upright may stand closer, so that more of it is seen at once. Frames have
/// titles between the cards, which need the room.
fn draw_closer(upright: &mut Scenario) {
    /// Of the room that links have, the share that is enough for them and for a flag.
    const CLOSER: f64 = 0.8;
    /// The invitation of the first visit stands between the first row and the second.
    const INVITATION: f64 = 28.0;
    if upright.regions.is_empty() && upright.notes.is_empty() {
        let rows = upright.components.iter().map(|c| c.at.y);
        let first = rows.reduce(f64::min).unwrap_or_default();
        for at in upright.components.iter_mut().map(|c| &mut c.at) {
            let is_first = at.y <= first;
            at.y = at.y * CLOSER + if is_first { 0.0 } else { INVITATION };
        }
    }
}
