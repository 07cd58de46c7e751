//! All this once more, in a second region.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use super::draft::{Draft, Ground};
use super::{Candidate, Change, CopiedData, Mend, MendId, RegionPart, SiteDatabases, checks};
use crate::base::Base;
use crate::blast_radius;
use crate::elements::Options;
use crate::failed::Failed;
use crate::plan::Plan;
use crate::warnings;
use topple_model::geometry::frames::within;
use topple_model::geometry::free_space::{self, Home};
use topple_model::link::LinkRole;
use topple_model::{
    Component, ComponentId, Failover, Link, Rect, Region, RegionId, Role, Scenario, Target,
    Topology,
};

/// "Copy all this into a second region": a command for any region, whether or not it has a verdict.
///
/// Of `None`, all that lies in no region yet, but clients and name servers, becomes a region first. The copy has all
/// the links of the original, what names or calls that from outside names and calls the copy, too, and its
/// databases replicate and take over. Those outside who choose between the two and do not look, look from then on
/// (checks, the next address). `None` comes back where there is nothing to copy, or the copy would be too
/// large for a scenario.
pub fn second_site(
    scenario: &Scenario,
    failed: &Failed,
    region: Option<RegionId>,
    databases: SiteDatabases,
) -> Option<Mend> {
    let base = Base::new(scenario, failed, Options::default());
    second_site_on(&Rc::new(Ground::new(Rc::new(base))), region, databases)
}

/// The same in a system that was read before.
pub(crate) fn second_site_on(
    ground: &Rc<Ground>,
    region: Option<RegionId>,
    databases: SiteDatabases,
) -> Option<Mend> {
    let scenario = ground.scenario();
    let mut draft = Draft::new(ground);
    let id = MendId {
        change: Change::SecondSite(region, databases),
        with_checks: false,
    };
    let region = match region {
        Some(region) => scenario.region(region)?.id,
        None => found_a_site(&mut draft)?,
    };
    let within = within(&draft.scenario, region);
    let lies_in = |c: &Component| c.region.is_some_and(|region| within.contains(&region));
    let inside = |c: &&Component| c.kind().row().may_die() && lies_in(c);
    let whose: BTreeSet<ComponentId> = draft
        .scenario
        .components
        .iter()
        .filter(inside)
        .map(|c| c.id)
        .collect();
    if whose.is_empty() {
        return None;
    }
    let site = Site {
        whose: &whose,
        role: databases.role(),
        callers: None,
    };
    site.build(ground, &mut draft, region);
    // What chooses between the two sites has to see when one is gone.
    let choosers = scenario.links.iter().filter(|l| whose.contains(&l.to));
    let choosers: BTreeSet<ComponentId> = choosers.map(|l| l.from).collect();
    for id in choosers.difference(&whose) {
        draft.change(*id, checks::look);
    }
    let edits = draft.into_edits();
    let copied = Arc::new(ground.base.plan.sound.take(edits.clone()).ok()?);
    let brings = warnings::brought(&ground.base.plan, &Plan::new(&copied));
    Some(Mend { id, edits, brings })
}

/// Makes a region of all that lies in none, but clients and name servers; `None`: there is nothing.
fn found_a_site(draft: &mut Draft) -> Option<RegionId> {
    let homeless = |c: &&Component| c.region.is_none() && c.kind().row().is_of_a_site();
    let members: Vec<ComponentId> = draft
        .scenario
        .components
        .iter()
        .filter(homeless)
        .map(|c| c.id)
        .collect();
    let cards = members.iter().filter_map(|id| draft.component(*id));
    let frame = cards.map(|c| Rect::card(c.at)).reduce(Rect::union)?;
    let region = draft.add_region(Region::new(RegionId::new("site-1")?, frame.framed()));
    for id in members {
        draft.change(id, |component| component.region = Some(region));
    }
    // What is not of the site steps out of its frame.
    let frame = frame.framed();
    let strangers: Vec<ComponentId> = draft
        .scenario
        .components
        .iter()
        .filter(|c| c.region.is_none() && frame.touches(Rect::card(c.at)))
        .map(|c| c.id)
        .collect();
    for id in strangers {
        let at = draft.component(id)?.at;
        let at = free_space::for_card(&draft.scenario, Home::Of(None), at);
        draft.change(id, |component| component.at = at);
    }
    Some(region)
}

/// A second site that may be a mend, yet to be drawn.
#[derive(Clone, Debug)]
pub(super) struct Recipe {
    region: RegionId,
    whose: BTreeSet<ComponentId>,
    callers: Option<BTreeSet<ComponentId>>,
    databases: SiteDatabases,
    change: Change,
    last_resort: bool,
}

impl Recipe {
    pub(super) fn draw(self, ground: &Rc<Ground>) -> Candidate {
        let site = Site {
            whose: &self.whose,
            role: self.databases.role(),
            callers: self.callers.as_ref(),
        };
        let mut draft = Draft::new(ground);
        site.build(ground, &mut draft, self.region);
        let candidate = Candidate::new(self.change, draft);
        if self.last_resort {
            candidate.only_in_need()
        } else {
            candidate
        }
    }
}

/// What may mend the verdict on a region: a working second site, its databases standbys or second primaries. After
/// those of all of it, those of what serves in it (a copy of what is broken would only draw requests), of its databases
/// alone, and of what serves for those alone who cannot do without.
pub(super) fn recipes(
    ground: &Ground,
    element: Target,
    dependents: &BTreeSet<ComponentId>,
) -> Vec<Recipe> {
    let Target::Region(region) = element else {
        return Vec::new();
    };
    let scenario = ground.scenario();
    if scenario.region(region).is_none() {
        return Vec::new();
    }
    let within = within(scenario, region);
    let lies_in = |c: &Component| c.region.is_some_and(|region| within.contains(&region));
    let inside = |c: &&Component| c.kind().row().may_die() && lies_in(c);
    let all: Vec<&Component> = scenario.components.iter().filter(inside).collect();
    let is_database = |c: &&&Component| c.database().is_some();
    let in_use = blast_radius::in_use(&ground.base.plan, &ground.base.state);
    let serves = |c: &&&Component| is_database(c) || in_use.contains(&Target::Component(c.id));
    let serving: BTreeSet<ComponentId> = all.iter().filter(serves).map(|c| c.id).collect();
    let data: BTreeSet<ComponentId> = all.iter().filter(is_database).map(|c| c.id).collect();
    let all: BTreeSet<ComponentId> = all.iter().map(|c| c.id).collect();
    let copies = [
        (RegionPart::All, all, None),
        (RegionPart::Serving, serving.clone(), None),
        (RegionPart::Databases, data.clone(), None),
        (RegionPart::Serving, serving, Some(dependents.clone())),
    ];
    let in_order = |ids: &BTreeSet<ComponentId>| -> Vec<ComponentId> {
        let drawn = scenario.components.iter().map(|c| c.id);
        drawn.filter(|id| ids.contains(id)).collect()
    };
    let mut found: Vec<Recipe> = Vec::new();
    for (part, whose, callers) in copies {
        let known = |r: &Recipe| r.whose == whose && r.callers == callers;
        if whose.is_empty() || found.iter().any(known) {
            continue;
        }
        let last_resort = !found.is_empty();
        let sorts = [SiteDatabases::Standbys, SiteDatabases::Primaries];
        let has_data = !data.is_disjoint(&whose);
        for databases in sorts.into_iter().take(if has_data { 2 } else { 1 }) {
            let change = Change::CopyRegion {
                region,
                part,
                data: match (has_data, whose == data) {
                    (false, _) => CopiedData::None,
                    (true, true) => CopiedData::Alone(databases),
                    (true, false) => CopiedData::Among(databases),
                },
                callers: callers.as_ref().map(in_order),
            };
            found.push(Recipe {
                region,
                whose: whose.clone(),
                callers: callers.clone(),
                databases,
                change,
                last_resort,
            });
        }
    }
    found
}

/// A second site in the making.
struct Site<'a> {
    /// What is copied.
    whose: &'a BTreeSet<ComponentId>,
    /// What becomes of primaries.
    role: Role,
    /// Who calls the copies from outside; `None`: all that call the originals.
    callers: Option<&'a BTreeSet<ComponentId>>,
}

impl Site<'_> {
    fn build(&self, ground: &Rc<Ground>, draft: &mut Draft, region: RegionId) {
        let moved = free_space::beside_frame(&draft.scenario, region);
        let regions = draft.copy_regions(region, moved);
        let mut copies: BTreeMap<ComponentId, ComponentId> = BTreeMap::new();
        let drawn = draft.scenario.components.clone();
        for component in drawn.iter().filter(|c| self.whose.contains(&c.id)) {
            let Some(home) = component.region.and_then(|r| regions.get(&r)) else {
                continue;
            };
            let mut copy = Component {
                region: Some(*home),
                ..component.clone()
            };
            if let Some(database) = copy.database_mut()
                && database.role == Role::Primary
            {
                database.role = self.role;
            }
            let at = component.at.offset(moved.0, moved.1);
            copies.insert(component.id, draft.add_at(copy, at));
        }
        let (scenario, topology) = (ground.scenario(), ground.topology());
        self.wire(draft, scenario, topology, &copies);
        replicate(draft, scenario, topology, &copies);
    }

    /// Links among the copies, from and to the rest; names on either side lead to both.
    fn wire(
        &self,
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
                // A caller of the endpoint of a set is led to its primary: one link is enough.
                (None, Some(&to)) if !leads_to_endpoint(scenario, link.to) => {
                    let calls = |callers: &BTreeSet<ComponentId>| callers.contains(&link.from);
                    if self.callers.is_none_or(calls) || role == LinkRole::Replicates {
                        draw(link.from, to);
                    }
                }
                (None, Some(&to)) if role == LinkRole::Replicates => draw(link.from, to),
                (None, None | Some(_)) => {}
            }
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
                if let Some(database) = component.database_mut() {
                    database.failover = Failover::Automatic;
                }
            });
        }
    }
}
