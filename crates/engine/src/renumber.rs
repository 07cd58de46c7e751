//! From the numbers of one world to those of the next: components, links, checks and sets are found again by name.

use std::sync::Arc;

use topple_model::{Kind, order};

use super::calls::{BY_NAME, Call, NO_CLIENT, NO_MEMBER, Outcome, Stage};
use super::lists::List;
use super::state::State;
use super::state::client::EMPTY_ANSWER;
use super::world::{Group, PartPlan, Route, World};

/// From old numbers to new ones, and back; `None`: gone, or new.
pub(super) struct Renumbering {
    pub parts: Vec<Option<u32>>,
    pub links: Vec<Option<u32>>,
    pub checks: Vec<Option<u32>>,
    pub sets: Vec<Option<u32>>,
    parts_before: Vec<Option<u32>>,
    checks_before: Vec<Option<u32>>,
    /// The place that each new link has among the members of its balancer.
    places: Vec<u32>,
}

impl Renumbering {
    pub fn new(old: &World, new: &World) -> Self {
        let parts: Vec<Option<u32>> = if Arc::ptr_eq(&old.index, &new.index) {
            (0..).map(Some).take(old.parts.len()).collect()
        } else {
            let parts = old.parts.iter();
            parts.map(|p| new.index.get(&p.id).copied()).collect()
        };
        let same_kind = |(now, was): (Option<u32>, &PartPlan)| {
            now.filter(|i| new.parts[*i as usize].kind == was.kind)
        };
        let parts: Vec<_> = std::iter::zip(parts, &old.parts).map(same_kind).collect();
        let links: Vec<Option<u32>> = if Arc::ptr_eq(&old.link_index, &new.link_index) {
            (0..).map(Some).take(old.links.len()).collect()
        } else {
            let links = old.links.iter();
            links.map(|l| new.link_index.get(&l.id).copied()).collect()
        };
        let check = |link: u32| links[link as usize].and_then(|l| new.links[l as usize].check);
        let names = new
            .sets
            .iter()
            .enumerate()
            .map(|(i, s)| (s.name, i as u32))
            .rev();
        let sets = order::map_of(names);
        let checks: Vec<_> = old.checks.iter().map(|c| check(c.link)).collect();
        Self {
            parts_before: inverse(&parts, new.parts.len()),
            checks_before: inverse(&checks, new.checks.len()),
            sets: old
                .sets
                .iter()
                .map(|s| sets.get(&s.name).copied())
                .collect(),
            places: places_of_members(new),
            parts,
            checks,
            links,
        }
    }

    /// Whether every part, link, region, check and set has the number that it had, and none is gone or new.
    pub fn is_identity(&self, old: &World, new: &World) -> bool {
        let is_same = |numbers: &[Option<u32>]| (0..).zip(numbers).all(|(i, n)| *n == Some(i));
        let lens = |w: &World| [w.parts.len(), w.links.len(), w.checks.len(), w.sets.len()];
        lens(old) == lens(new)
            && old.regions == new.regions
            && old.groups == new.groups
            && [&self.parts, &self.links, &self.checks, &self.sets]
                .into_iter()
                .all(|numbers| is_same(numbers))
    }

    /// The number that a new part had before.
    pub fn part_before(&self, part: u32) -> Option<u32> {
        self.parts_before[part as usize]
    }

    /// Whether there was no such check before.
    pub fn is_new_check(&self, check: usize) -> bool {
        self.checks_before[check].is_none()
    }

    /// The place among the members of its new balancer of what an old link leads to.
    pub fn place_of_member(&self, link: u32) -> Option<u32> {
        let link = self.links[link as usize]?;
        Some(self.places[link as usize]).filter(|place| *place != NO_MEMBER)
    }

    /// The same of any number, also of none that is there.
    pub fn part_before_any(&self, part: u32) -> Option<u32> {
        self.parts_before.get(part as usize).copied().flatten()
    }

    pub fn part(&self, part: u32) -> Option<u32> {
        self.parts.get(part as usize).copied().flatten()
    }

    pub fn link(&self, link: u32) -> Option<u32> {
        if link == BY_NAME {
            Some(BY_NAME)
        } else {
            self.links.get(link as usize).copied().flatten()
        }
    }
}

impl State {
    /// Lists speak of parts (addresses, nodes that lack a key) or of links (already tried).
    pub fn renumber_lists(&mut self, old: &World, to: &Renumbering) {
        let (mut parts, mut links) = (Vec::new(), Vec::new());
        for call in self.calls.iter() {
            parts.push(call.lacking);
            match old.parts[call.at as usize].kind {
                Kind::Client => match old.clients[old.slot(call.at)].route {
                    Route::Names(_) => parts.push(call.list),
                    // Places in lists, not members of them.
                    Route::Fixed(_) => {}
                },
                Kind::Dns => parts.push(call.list),
                Kind::Server if is_by_name(old, call) => parts.push(call.list),
                Kind::LoadBalancer | Kind::Server | Kind::Database | Kind::Cache | Kind::Queue => {
                    links.push(call.list);
                }
            }
        }
        for client in &self.clients {
            client
                .resolvers
                .iter()
                .for_each(|r| parts.push(r.addresses));
        }
        parts.extend(self.resolvers.iter().map(|r| r.addresses));
        // Lists are shared: each is renumbered once.
        for list in distinct(parts) {
            renumber(self.lists.items_mut(list), |part| to.part(part));
        }
        for list in distinct(links) {
            renumber(self.lists.items_mut(list), |link| to.link(link));
        }
        // Of whom no address is left is asked for anew as soon as after an empty answer.
        let soon = self.now + EMPTY_ANSWER;
        for resolver in &mut self.resolvers {
            if self.lists.items(resolver.addresses).is_empty() {
                resolver.until = resolver.until.min(soon);
            }
        }
        for client in &mut self.clients {
            for remembered in &mut client.resolvers {
                if self.lists.items(remembered.addresses).is_empty() {
                    remembered.until = remembered.until.min(soon);
                }
            }
        }
    }

    pub fn renumber_calls(&mut self, old: &World, new: &World, to: &Renumbering) {
        for call in self.calls.iter_mut() {
            let Call {
                at, place, step, ..
            } = *call;
            match old.parts[at as usize].kind {
                Kind::LoadBalancer => {
                    let link = old.balancers[old.slot(at)].members.get(place as usize);
                    let place = link.and_then(|link| to.place_of_member(*link));
                    call.place = place.unwrap_or(NO_MEMBER);
                }
                Kind::Server if call.stage == Stage::Waiting => {
                    let writes = call.request.writes;
                    let called = groups_of(old, at, writes).get(usize::from(step));
                    let service = called.map(|g| g.service);
                    let groups = to.part(at).map(|at| groups_of(new, at, writes));
                    let place =
                        groups.and_then(|g| g.iter().position(|g| Some(g.service) == service));
                    call.step = place.unwrap_or(usize::from(u16::MAX)) as u16;
                }
                // Names have become addresses, or the other way round: its list means nothing any more.
                Kind::Client if has_other_route(old, new, at, to.part(at)) => {
                    self.lists
                        .drop(std::mem::replace(&mut call.list, List::NONE));
                }
                Kind::Client => {
                    let writes = call.request.writes;
                    if let Some(called) = fixed_groups(old, at, writes).get(usize::from(step)) {
                        let groups = to.part(at).map(|at| fixed_groups(new, at, writes));
                        let place =
                            groups.and_then(|g| g.iter().position(|g| g.service == called.service));
                        call.step = place.unwrap_or(usize::from(u16::MAX)) as u16;
                    }
                }
                Kind::Database => call.place = to.link(place).unwrap_or(BY_NAME),
                // Of a delivery: the link to who has it.
                Kind::Queue => call.walked = to.link(call.walked).unwrap_or(BY_NAME),
                Kind::Dns | Kind::Server | Kind::Cache => {}
            }
            // What is gone was ended; a client may be gone whose requests others still work on.
            call.at = to.part(at).unwrap_or(at);
            call.link = to.link(call.link).unwrap_or(BY_NAME);
            call.request.client = to.part(call.request.client).unwrap_or(NO_CLIENT);
            if let Outcome::Failed { at, .. } = &mut call.outcome {
                *at = to.part(*at).unwrap_or(call.at);
            }
        }
    }
}

/// What a server calls for a request.
fn groups_of(w: &World, server: u32, writes: bool) -> &[Group] {
    &w.servers[w.slot(server)].needs.of(writes).groups
}

/// What a client with fixed addresses calls for a request.
fn fixed_groups(w: &World, client: u32, writes: bool) -> &[Group] {
    match &w.clients[w.slot(client)].route {
        Route::Fixed(groups) => groups.of(writes),
        Route::Names(_) => &[],
    }
}

/// Whether a server looks up what this call waits for.
fn is_by_name(w: &World, call: &Call) -> bool {
    let group = groups_of(w, call.at, call.request.writes).get(usize::from(call.step));
    group.is_some_and(|group| group.names.is_some())
}

/// Whether a client gets at addresses in another way than before.
fn has_other_route(old: &World, new: &World, before: u32, now: Option<u32>) -> bool {
    let by_name = |w: &World, part| matches!(w.clients[w.slot(part)].route, Route::Names(_));
    now.is_some_and(|now| by_name(old, before) != by_name(new, now))
}

fn inverse(numbers: &[Option<u32>], len: usize) -> Vec<Option<u32>> {
    let mut before = vec![None; len];
    for (old, new) in (0..).zip(numbers) {
        if let Some(new) = *new {
            before[new as usize].get_or_insert(old);
        }
    }
    before
}

fn places_of_members(w: &World) -> Vec<u32> {
    let mut places = vec![NO_MEMBER; w.links.len()];
    for balancer in &w.balancers {
        for (place, link) in (0..).zip(&balancer.members) {
            places[*link as usize] = place;
        }
    }
    places
}

fn distinct(mut lists: Vec<List>) -> Vec<List> {
    lists.sort_unstable();
    lists.dedup();
    lists.retain(|list| *list != List::NONE);
    lists
}

fn renumber(items: &mut Vec<u32>, to: impl Fn(u32) -> Option<u32>) {
    let renumbered: Vec<u32> = items.iter().filter_map(|i| to(*i)).collect();
    *items = renumbered;
}

/// Takes a list out, so that what is kept of it can be moved.
pub(super) fn taken<T>(list: &mut Vec<T>) -> Vec<Option<T>> {
    std::mem::take(list).into_iter().map(Some).collect()
}
