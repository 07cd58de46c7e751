//! One more vote for a set that decides by majority, where no vote lies yet.

use std::rc::Rc;

use super::super::draft::{Draft, Ground};
use super::super::{Candidate, Change};
use super::Set;
use topple_model::geometry::frames::within;
use topple_model::{Failover, Point, RegionId, Role};

/// Where a voter is added.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) region: Option<RegionId>,
    pub(super) wish: Point,
}

/// Candidates for a region that takes a majority with it: another vote in a third place.
pub(super) fn elsewhere(ground: &Rc<Ground>, region: RegionId) -> Vec<Candidate> {
    let (scenario, topology) = (ground.scenario(), ground.topology());
    let inside = within(scenario, region);
    let mut found = Vec::new();
    for drawn in topology
        .sets
        .iter()
        .filter(|s| s.failover == Failover::Quorum)
    {
        let nodes = drawn.nodes.iter().map(|&n| &scenario.components[n]);
        let lies_there = |region: Option<RegionId>| region.is_some_and(|r| inside.contains(&r));
        let Some(node) = nodes.into_iter().find(|c| lies_there(c.region)) else {
            continue;
        };
        let set = Set {
            ground,
            scenario,
            failed: &ground.base.failed,
            drawn,
            node,
        };
        if set.third_place().is_some() {
            found.push(set.standby());
            found.extend(set.witness());
        }
    }
    found
}

impl Set<'_> {
    /// Where the voters of a set lie apart: a place where none of them lies, so that no place has a majority alone.
    pub(super) fn third_place(&self) -> Option<Place> {
        if self.drawn.failover != Failover::Quorum {
            return None;
        }
        let voters = self.nodes().filter(|(_, d)| d.role != Role::ReadReplica);
        let homes: Vec<Option<RegionId>> = voters.map(|(c, _)| c.region).collect();
        let first = homes.first()?;
        if homes.iter().all(|home| home == first) {
            return None;
        }
        let around = |home: &Option<RegionId>| self.scenario.enclosing(*home);
        let is_free = |region: RegionId| {
            let of_voter = |home: &Option<RegionId>| {
                around(home).contains(&region)
                    || home.is_some_and(|h| around(&Some(region)).contains(&h))
            };
            !homes.iter().any(of_voter)
                && !self.ground.base.plan.region_is_dead(region, self.failed)
        };
        let third = self.scenario.regions.iter().find(|r| is_free(r.id));
        if let Some(region) = third {
            let frame = region.frame;
            let wish = Point::new(frame.x + frame.width / 2.0, frame.y + frame.height / 2.0);
            return Some(Place {
                region: Some(region.id),
                wish,
            });
        }
        // In no zone, but in the region that holds all zones; or in none at all.
        let shared = around(first)
            .into_iter()
            .find(|region| homes.iter().all(|home| around(home).contains(region)));
        Some(Place {
            region: shared,
            wish: self.node.at.offset(0.0, 240.0),
        })
    }

    /// One that votes and holds no data, where there are two.
    pub(super) fn witness(&self) -> Option<Candidate> {
        let voters = self.nodes().filter(|(_, d)| d.role != Role::ReadReplica);
        if self.drawn.failover != Failover::Quorum || voters.count() != 2 {
            return None;
        }
        let mut draft = Draft::new(self.ground);
        self.add_alone(&mut draft, Role::Standby, self.third_place());
        Some(Candidate::new(Change::AddWitness(self.node.id), draft))
    }
}
