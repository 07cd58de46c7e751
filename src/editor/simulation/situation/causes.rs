//! What is broken now, as clauses of a sentence, the worst first: who is dead, who takes over, who is cut off, who ails.

use super::databases::Succession;
use crate::editor::simulation::Simulation;
use crate::editor::simulation::words::{are, names, share, times};
use crate::model::{Component, Group, LinkId, Region, RegionId, Target};

impl Simulation {
    /// All that there is to say of why requests fail, or might.
    pub(super) fn causes(&self) -> Vec<String> {
        let stores = self.stores();
        let successions: Vec<Succession> =
            stores.iter().filter_map(|s| self.succession(s)).collect();
        let explained = |target: &Target| {
            let mut told = successions.iter();
            told.any(|s| s.explains.map(Target::Component) == Some(*target))
        };
        let mut causes = Vec::from_iter(self.deaths(explained));
        causes.extend(successions.iter().map(|s| s.clause.clone()));
        causes.extend(self.borders(&stores));
        causes.extend(self.ways());
        causes.extend(self.ailments());
        causes
    }

    /// Who is dead, but for those that another clause tells of. What lies in a dead region goes with that.
    fn deaths(&self, explained: impl Fn(&Target) -> bool) -> Option<String> {
        let regions = self.faults.regions.iter().copied().map(Target::Region);
        let own = self.faults.killed.iter().chain(&self.faults.crashed);
        let own = own.copied().map(Target::Component);
        let groups = self.faults.groups.iter().copied().map(Target::Group);
        let there = regions
            .chain(groups)
            .chain(own)
            .filter(|target| self.sound.has(*target));
        let dead: Vec<&str> = there
            .filter(|target| !explained(target))
            .map(|target| self.name(target))
            .collect();
        let are = are(dead.len());
        (!dead.is_empty()).then(|| format!("{} {are} dead", names(&dead)))
    }

    /// Which links are cut.
    fn ways(&self) -> Option<String> {
        let cut: Vec<LinkId> = self.faults.cut.iter().copied().collect();
        match cut.as_slice() {
            [] => None,
            [one] => Some(format!("the link {} is cut", self.way(*one))),
            several => Some(format!("{} links are cut", several.len())),
        }
    }

    /// What ails parts that live, each in a clause.
    fn ailments(&self) -> Vec<String> {
        let faults = &self.faults;
        let component = |id| self.name(Target::Component(id));
        let slow = faults.slow.iter().filter(|(_, factor)| **factor > 1.0);
        let slow = slow
            .map(|(id, factor)| format!("{} is {} times slower", component(*id), times(*factor)));
        let errors = faults
            .errors
            .iter()
            .filter(|(_, errors)| errors.share > 0.0);
        let errors = errors.map(|(id, errors)| {
            format!(
                "{} answers {} with errors",
                component(*id),
                share(errors.share)
            )
        });
        let empty = faults.empty.iter();
        let empty = empty.map(|id| format!("{} answers without addresses", component(*id)));
        let drained = faults.drained.iter();
        let drained = drained.map(|id| format!("{} is drained", component(*id)));
        let loss = faults.loss.iter().filter(|(_, lost)| **lost > 0.0);
        let loss = loss.map(|(id, lost)| format!("{} loses {}", self.way(*id), share(*lost)));
        let latency = faults.latency.iter().filter(|(_, factor)| **factor > 1.0);
        let latency = latency.map(|(id, factor)| {
            format!("{} takes {} times as long", self.way(*id), times(*factor))
        });
        let all = slow.chain(errors).chain(empty).chain(drained);
        all.chain(loss).chain(latency).collect()
    }

    /// What something is called on the screen.
    pub(super) fn name(&self, target: Target) -> &str {
        let name = match target {
            Target::Component(id) => self.sound.component(id).map(Component::display_name),
            Target::Region(id) => self.sound.region(id).map(Region::display_name),
            Target::Group(id) => self.sound.scenario().group(id).map(Group::display_name),
            Target::Link(_) | Target::Note(_) => None,
        };
        name.unwrap_or_default()
    }

    pub(super) fn region_name(&self, region: RegionId) -> &str {
        self.name(Target::Region(region))
    }

    fn way(&self, link: LinkId) -> String {
        let end = |id| self.name(Target::Component(id));
        format!("{} → {}", end(link.from), end(link.to))
    }
}
