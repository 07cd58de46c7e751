//! Reports on faults: that one has struck, and that it was noticed. What each costs is told from what is counted.

use topple_model::Target;

use super::Micros;
use super::state::State;
use super::state::fault_reports::Moment;
use super::world::World;

impl State {
    /// Faults strike, each a target and whether it is silenced: a report on each begins.
    pub fn report_strikes(&mut self, strikes: &[(Target, bool)]) {
        if strikes.is_empty() {
            return;
        }
        let moment = self.moment();
        self.measure.reports.strike(moment, strikes);
    }

    /// What reports on faults go by. Looks through all requests under way.
    pub fn moment(&self) -> Moment {
        self.measure.moment(self.now, self.oldest_start())
    }

    /// When the oldest request under way was started; now, where there is none.
    pub fn oldest_start(&self) -> Micros {
        let at_clients = self.calls.iter().filter(|call| call.is_at_client());
        at_clients.fold(self.now, |oldest, call| oldest.min(call.since))
    }

    /// Checks took the target of a link out of rotation: it, the link, or a region or group that it is in is silent.
    pub fn report_out_of_rotation(&mut self, w: &World, link: u32) {
        let link = &w.links[link as usize];
        let target = &w.parts[link.to as usize];
        self.measure.reports.noticed(self.now, |t| match t {
            Target::Component(id) => id == target.id,
            Target::Link(id) => id == link.id,
            Target::Region(id) => w.lies_in(link.to, id),
            Target::Group(id) => w.shares(link.to, id),
            Target::Note(_) => false,
        });
    }
}
