//! Scenarios of the house, laid out for the screen that they are opened on.

use super::Session;
use crate::model::geometry::frames;
use crate::model::geometry::layout::{Flow, lay_out};
use crate::model::{Rejection, Scenario, Topology};

impl Session {
    /// Begins with a lesson's or a template's scenario: upright where the canvas is, unless all of it can be read
    /// as it is. What a person laid out stays as they did.
    ///
    /// # Errors
    /// Why not; the document in hand stays.
    pub fn begin_standing(&mut self, scenario: Scenario) -> Result<(), Rejection> {
        let scenario = self.standing(scenario);
        self.begin(scenario)
    }

    fn standing(&self, scenario: Scenario) -> Scenario {
        let mut camera = *self.view.camera();
        if camera.flow() == Flow::Right {
            return scenario;
        }
        if let Some(content) = frames::content(&scenario) {
            camera.fit(content, camera.largest_fit());
        }
        if camera.is_legible() {
            return scenario;
        }
        let mut upright = scenario.clone();
        lay_out(&mut upright, &Topology::new(&scenario), Flow::Down);
        frames::keep_inside(&mut upright);
        upright
    }
}
