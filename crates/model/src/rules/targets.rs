//! Where a link that is being drawn may end, for all components at once.
//!
//! [`may_link`](super::may_link) reads the whole scenario for one answer; here the scenario is read once for all answers.
//! The two are held against each other in a test, and `may_link` has the last word when the link is drawn.

use std::collections::BTreeMap;

use super::{Refusal, may_link_with};
use crate::link::LinkRole;
use crate::{Component, Kind, Link, Scenario, Service, Topology, limits};

/// For each component, by its index: why a link from the component `from` cannot end there; `None`: it can.
pub fn refusals(scenario: &Scenario, topology: &Topology, from: usize) -> Vec<Option<Refusal>> {
    let Some(caller) = scenario.components.get(from) else {
        return vec![None; scenario.components.len()];
    };
    let mut check = Check::new(scenario, topology, from, caller);
    let all = scenario.components.iter().enumerate();
    all.map(|(to, called)| check.refusal(to, called)).collect()
}

struct Check<'a> {
    scenario: &'a Scenario,
    topology: &'a Topology,
    from: usize,
    caller: &'a Component,
    /// Who calls `from`, directly or through others.
    calls_caller: Vec<bool>,
    asks_names: bool,
    calls_addresses: bool,
    first_member: Option<usize>,
    /// A balancer with no members takes the service of its first member, which may break the pools that it is in.
    decides_service: bool,
    by_service: BTreeMap<(Option<Service>, Option<String>), Option<Refusal>>,
}

impl<'a> Check<'a> {
    fn new(
        scenario: &'a Scenario,
        topology: &'a Topology,
        from: usize,
        caller: &'a Component,
    ) -> Self {
        let first_member = topology.first_member(scenario, from);
        let into = topology.into.get(from).map_or(&[][..], Vec::as_slice);
        let in_a_pool = into.iter().any(|&link| {
            let caller = topology.ends.get(link).copied().flatten().map(|(a, _)| a);
            let caller = caller.and_then(|a| scenario.components.get(a));
            caller.is_some_and(|c| c.kind().row().passes_on())
        });
        Self {
            scenario,
            topology,
            from,
            caller,
            calls_caller: callers_of(topology, from),
            asks_names: topology.out_by(from, LinkRole::Resolves).next().is_some(),
            calls_addresses: topology.calls(from).next().is_some(),
            first_member,
            decides_service: topology.idle.get(from) == Some(&true) && in_a_pool,
            by_service: BTreeMap::new(),
        }
    }

    fn refusal(&mut self, to: usize, called: &Component) -> Option<Refusal> {
        let (from, topology) = (self.from, self.topology);
        let link = Link::new(self.caller.id, called.id);
        let (from_kind, to_kind) = (self.caller.kind(), called.kind());
        if self.scenario.links.len() >= limits::LINKS {
            return Some(Refusal::TooMany);
        }
        if from == to {
            return Some(Refusal::ToItself);
        }
        let Some(role) = from_kind.row().link_to(to_kind) else {
            return Some(Refusal::Kinds {
                from: from_kind,
                to: to_kind,
            });
        };
        if role == LinkRole::Replicates && topology.drawn_set(from) != topology.drawn_set(to) {
            return Some(Refusal::DifferentSets {
                from: link.from,
                to: link.to,
            });
        }
        let service = |i: usize| topology.services.get(i).and_then(Option::as_ref);
        if role == LinkRole::Delivers
            && let Some(kind) = service(to)
                .map(|s| s.kind)
                .filter(|kind| *kind != Kind::Server)
        {
            return Some(Refusal::Kinds {
                from: from_kind,
                to: kind,
            });
        }
        if role == LinkRole::Mirrors && service(from) != service(to) {
            return Some(Refusal::DifferentQueues {
                from: link.from,
                to: link.to,
            });
        }
        let drawn = topology.out.get(from).map_or(&[][..], Vec::as_slice);
        if drawn.iter().any(|&l| topology.to(l) == Some(to)) {
            return Some(Refusal::Twice(link.id()));
        }
        let mixes = match role {
            _ if !from_kind.row().asks() => false,
            LinkRole::Resolves => self.calls_addresses,
            LinkRole::Calls => self.asks_names,
            LinkRole::Names | LinkRole::Delivers | LinkRole::Mirrors | LinkRole::Replicates => {
                false
            }
        };
        if mixes {
            return Some(Refusal::NamesAndAddresses(self.caller.id));
        }
        if role == LinkRole::Mirrors {
            // Mirrors are few, and what one brings about hangs on both ends' deliveries.
            return may_link_with(self.scenario, topology, &link).err();
        }
        self.pool(to, &link).or_else(|| {
            let travels = !matches!(role, LinkRole::Replicates | LinkRole::Mirrors);
            let closes = travels && self.calls_caller.get(to) == Some(&true);
            closes.then_some(Refusal::Circle(self.caller.id))
        })
    }

    /// Whether it would make the pool of a balancer mixed.
    fn pool(&mut self, to: usize, link: &Link) -> Option<Refusal> {
        let topology = self.topology;
        if topology.idle.get(to) == Some(&true) {
            return None;
        }
        let drawn = |i: usize| {
            let (service, shard) = topology.drawn_set(i);
            (service.cloned(), shard.map(str::to_owned))
        };
        if self.decides_service {
            let scenario = self.scenario;
            let is_of_pools =
                |r: &Refusal| matches!(r, Refusal::MixedPool { .. } | Refusal::MixedShards(_));
            let ask = || {
                may_link_with(scenario, topology, link)
                    .err()
                    .filter(is_of_pools)
            };
            return self.by_service.entry(drawn(to)).or_insert_with(ask).clone();
        }
        let first = self.first_member?;
        let ((one, shard), (other, other_shard)) =
            (topology.drawn_set(first), topology.drawn_set(to));
        let balancer = self.caller.id;
        if one != other {
            let (one, other) = (one?.to_string(), other?.to_string());
            return Some(Refusal::MixedPool {
                balancer,
                one,
                other,
            });
        }
        (shard != other_shard).then_some(Refusal::MixedShards(balancer))
    }
}

/// Which components call this one, directly or through others, replication left aside.
fn callers_of(topology: &Topology, of: usize) -> Vec<bool> {
    let mut found = vec![false; topology.into.len()];
    for component in topology.reaching([of]).filter(|c| *c != of) {
        found[component] = true;
    }
    found
}
