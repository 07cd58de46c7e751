//! Reports on faults: that one has struck, and that it was noticed. What each costs is told from what is counted.

use topple_model::Target;

use super::state::State;
use super::world::World;

impl State {
    /// Faults strike, each a target and whether it is silenced: a report on each begins.
    pub fn report_strikes(&mut self, strikes: &[(Target, bool)]) {
        let moment = self.measure.moment(self.now);
        self.measure.reports.strike(moment, strikes);
    }

    /// Checks took the target of a link out of rotation: it, the link, or a region around it is silent.
    pub fn report_out_of_rotation(&mut self, w: &World, link: u32) {
        let link = &w.links[link as usize];
        let target = &w.parts[link.to as usize];
        self.measure.reports.noticed(self.now, |t| match t {
            Target::Component(id) => id == target.id,
            Target::Link(id) => id == link.id,
            Target::Region(id) => w.lies_in(link.to, id),
        });
    }
}
