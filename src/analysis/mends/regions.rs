//! All this once more, in a second region.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::draft::{Draft, Ground};
use super::{Candidate, MendKey, placement};
use crate::analysis::base::Base;
use crate::analysis::carried;
use crate::analysis::failed::Failed;
use crate::analysis::verdicts::Options;
use crate::model::topology::LinkRole;
use crate::model::{
    Component, ComponentId, Edit, Failover, Kind, Link, Region, RegionId, Role, Scenario, Settings,
    Target, Topology,
};

/// Candidates for a region: a working second site, its databases standbys or second primaries. After those of all of
/// it, those of what serves in it: a copy of what is broken would only draw requests.
pub(super) fn candidates(ground: &Rc<Ground>, element: Target) -> Vec<Candidate> {
    let Target::Region(region) = element else {
        return Vec::new();
    };
    let scenario = ground.scenario();
    let Some(name) = scenario.region(region).map(Region::display_name) else {
        return Vec::new();
    };
    let inside = |c: &&Component| scenario.lies_in(c, region);
    let all: BTreeSet<ComponentId> = scenario
        .components
        .iter()
        .filter(inside)
        .map(|c| c.id)
        .collect();
    let carrying = carried::carried(&ground.base.plan, &ground.base.state);
    let serving: BTreeSet<ComponentId> = all
        .iter()
        .copied()
        .filter(|id| is_database(scenario, *id) || carrying.contains(&Target::Component(*id)))
        .collect();
    let mut found = Vec::new();
    for (what, whose) in [("all", &all), ("what serves", &serving)] {
        if what != "all" && serving == all {
            break;
        }
        let copy = format!("Copy {what} of {name} into a second region");
        let mut site = |key, role, label| {
            found.push(Candidate {
                key,
                label,
                draft: second_site(ground, region, whose, role),
            });
        };
        if !all.iter().any(|id| is_database(scenario, *id)) {
            site(MendKey::CopyRegionWithStandbys, Role::Standby, copy);
            continue;
        }
        let standbys = format!("{copy}, databases as standbys");
        let primaries = format!("{copy}, databases as second primaries");
        site(MendKey::CopyRegionWithStandbys, Role::Standby, standbys);
        site(MendKey::CopyRegionWithPrimaries, Role::Primary, primaries);
    }
    found
}

/// All that lies in `region` once more, in a second region beside it: a working second site, whose databases stand by or
/// are primaries too, as `role` says. Empty where there is no such region.
pub fn second_region(scenario: &Scenario, region: RegionId, role: Role) -> Vec<Edit> {
    if scenario.region(region).is_none() {
        return Vec::new();
    }
    let inside = |c: &&Component| scenario.lies_in(c, region);
    let all = scenario.components.iter().filter(inside);
    let all = all.map(|c| c.id).collect();
    let base = Base::new(scenario, &Failed::nothing(), Options::default());
    let ground = Rc::new(Ground::new(Rc::new(base)));
    second_site(&ground, region, &all, role).into_edits()
}

fn is_database(scenario: &Scenario, id: ComponentId) -> bool {
    scenario
        .component(id)
        .is_some_and(|c| c.kind() == Kind::Database)
}

fn second_site(
    ground: &Rc<Ground>,
    region: RegionId,
    whose: &BTreeSet<ComponentId>,
    role: Role,
) -> Draft {
    let scenario = ground.scenario();
    let mut draft = Draft::new(ground);
    let moved = placement::free_frame(scenario, region);
    let regions = draft.copy_regions(region, moved);
    let mut copies: BTreeMap<ComponentId, ComponentId> = BTreeMap::new();
    for component in &scenario.components {
        let Some(home) = component.region.and_then(|r| regions.get(&r)) else {
            continue;
        };
        if component.kind() == Kind::Client || !whose.contains(&component.id) {
            continue;
        }
        let mut copy = Component {
            region: Some(*home),
            ..component.clone()
        };
        if let Settings::Database(database) = &mut copy.settings
            && database.role == Role::Primary
        {
            database.role = role;
        }
        let at = component.at.offset(moved.0, moved.1);
        copies.insert(component.id, draft.add_at(copy, at));
    }
    wire(&mut draft, scenario, ground.topology(), &copies);
    replicate(&mut draft, scenario, ground.topology(), &copies);
    draft
}

/// Links among the copies, from and to the rest; names on either side lead to both.
fn wire(
    draft: &mut Draft,
    scenario: &Scenario,
    topology: &Topology,
    copies: &BTreeMap<ComponentId, ComponentId>,
) {
    for (i, link) in scenario.links.iter().enumerate() {
        let Some(role) = topology.roles[i] else {
            continue;
        };
        let (from, to) = (copies.get(&link.from), copies.get(&link.to));
        let mut draw = |from: ComponentId, to: ComponentId| {
            draft.link(Link {
                from,
                to,
                latency_ms: None,
                ..link.clone()
            });
        };
        match (from, to) {
            (Some(&from), Some(&to)) => {
                draw(from, to);
                if role == LinkRole::Names {
                    draw(link.from, to);
                    draw(from, link.to);
                }
            }
            (Some(&from), None) => draw(from, link.to),
            // Who calls the endpoint of a set is led to whoever is primary: one link is enough.
            (None, Some(&to)) if !leads_to_endpoint(scenario, link.to) => draw(link.from, to),
            (None, Some(&to)) if role == LinkRole::Replicates => draw(link.from, to),
            (None, None | Some(_)) => {}
        }
    }
}

fn leads_to_endpoint(scenario: &Scenario, to: ComponentId) -> bool {
    let database = scenario.component(to).and_then(Component::database);
    database.is_some_and(|d| d.role != Role::ReadReplica)
}

/// Replication from every copied primary to its copy, between two primaries both ways; and a rule by which the second
/// site can take over.
fn replicate(
    draft: &mut Draft,
    scenario: &Scenario,
    topology: &Topology,
    copies: &BTreeMap<ComponentId, ComponentId>,
) {
    let mut sets: BTreeSet<usize> = BTreeSet::new();
    for (&original, &copy) in copies {
        let Some(database) = scenario.component(original).and_then(Component::database) else {
            continue;
        };
        if let Some(set) = topology
            .index
            .get(&original)
            .and_then(|&i| topology.set_of[i])
        {
            sets.insert(set);
        }
        draft.link(Link::new(original, copy));
        let second = draft.component(copy).and_then(Component::database);
        if database.role == Role::Primary && second.is_some_and(|d| d.role == Role::Primary) {
            draft.link(Link::new(copy, original));
        }
    }
    for set in sets {
        let nodes = topology.sets[set]
            .nodes
            .iter()
            .map(|&n| &scenario.components[n]);
        let databases: Vec<_> = nodes
            .filter_map(|c| c.database().map(|d| (c.id, d.role)))
            .collect();
        let ruling = databases
            .iter()
            .find(|(_, role)| *role == Role::Primary)
            .or(databases.first());
        // Two halves are never more than half: a majority needs a third site.
        if let Some((ruling, _)) = ruling
            && topology.sets[set].failover != Failover::Automatic
        {
            draft.change(*ruling, |component| {
                if let Settings::Database(database) = &mut component.settings {
                    database.failover = Failover::Automatic;
                }
            });
        }
    }
}
