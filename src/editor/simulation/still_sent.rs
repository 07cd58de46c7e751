//! Why a balancer fails requests while others of its pool live: to which dead members it still sends them, and until when.

use std::collections::BTreeSet;

use super::Simulation;
use super::words::{are, names};
use crate::engine::{LogEvent, Reason, What};
use crate::model::{Component, ComponentId, Nesting, Scenario, Settings, Target};

impl Simulation {
    /// The sentence of an entry that says why a balancer fails requests, where it is because of dead members that it has in
    /// rotation. The log tells who died and who was noticed; where it has forgotten its beginning, nothing is told of it.
    pub(super) fn still_sent(&self, number: u64, event: &LogEvent) -> Option<String> {
        let What::FailuresStart {
            reason: Reason::NoHealthyBackend,
        } = event.what
        else {
            return None;
        };
        let Some(Target::Component(id)) = event.about else {
            return None;
        };
        let scenario = self.run.scenario();
        let balancer = scenario.component(id)?;
        let dead = self.dead_in_rotation(scenario, id, number)?;
        if dead.is_empty() {
            return None;
        }
        Some(format!(
            "requests fail at {}: it still sends them to {}, which {} dead, {}",
            balancer.display_name(),
            names(&dead),
            are(dead.len()),
            until(balancer)
        ))
    }

    /// The dead members of a balancer's pool that it has in rotation before the entry of this number.
    fn dead_in_rotation<'a>(
        &self,
        scenario: &'a Scenario,
        balancer: ComponentId,
        number: u64,
    ) -> Option<Vec<&'a str>> {
        let events: Vec<&LogEvent> = self.run.events_since(0).collect();
        let first = self.run.events_end() - events.len() as u64;
        if first > 0 {
            return None;
        }
        let before = events.into_iter().take(usize::try_from(number).ok()?);
        let (mut dead, mut out) = (BTreeSet::new(), BTreeSet::new());
        for event in before {
            let Some(about) = event.about else { continue };
            let is_its_own = event.by == Some(balancer);
            match event.what {
                What::Killed | What::Crashed => drop(dead.insert(about)),
                What::Revived { .. } | What::Restarted => drop(dead.remove(&about)),
                What::OutOfRotation { .. } | What::Ejected { .. } if is_its_own => {
                    out.insert(about);
                }
                What::InRotation { .. } | What::EjectionOver if is_its_own => {
                    out.remove(&about);
                }
                _ => {}
            }
        }
        let nesting = Nesting::new(scenario);
        let has_died = |member: &Component| {
            let mut regions = nesting.around_id(member.region).iter();
            let mut groups = member.groups.iter();
            dead.contains(&Target::Component(member.id))
                || groups.any(|group| dead.contains(&Target::Group(*group)))
                || regions.any(|&place| {
                    let region = scenario.regions.get(place);
                    region.is_some_and(|region| dead.contains(&Target::Region(region.id)))
                })
        };
        let pool = scenario.links.iter().filter(|link| link.from == balancer);
        let members = pool.filter_map(|link| scenario.component(link.to));
        let members = members.filter(|member| !out.contains(&Target::Component(member.id)));
        let dead = members.filter(|member| has_died(member));
        Some(dead.map(Component::display_name).collect())
    }
}

/// What will take a dead member out of the rotation of this balancer.
fn until(balancer: &Component) -> String {
    let (check, eject_after) = match &balancer.settings {
        Settings::LoadBalancer(balancer) => (balancer.health_check, balancer.eject_after),
        _ => (None, 0),
    };
    let row = |n: u32, what: &str| match n {
        1 => format!("until a {what} has failed"),
        n => format!("until {n} {what}s in a row have failed"),
    };
    match (check, eject_after) {
        (Some(check), _) => row(check.fall, "check"),
        (None, 1..) => row(eject_after, "request"),
        (None, 0) => "and no check takes the dead out of rotation".to_owned(),
    }
}
