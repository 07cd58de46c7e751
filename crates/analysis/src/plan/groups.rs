//! What a server, or a client with fixed addresses, calls.

use std::rc::Rc;

use super::{ClientPart, Leads, Member, Plan};
use crate::classes::Operation;
use crate::shards::Sharded;
use topple_model::Service;
use topple_model::topology::Dependency;

/// Targets of one service that a caller is linked to.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) service: Service,
    pub(crate) members: Vec<Member>,
    /// What it picks among: all links into one endpoint are one target, of their summed weight.
    pub(crate) targets: Vec<Member>,
    /// Whether requests need it: all but a cache that no link requires, and calls that are optional.
    pub(crate) required: bool,
    /// Place among the services that some client finds sharded.
    pub(crate) slot: Option<usize>,
    /// Where its addresses are looked up: the caller as a client of the name servers that it asks. There are no members
    /// then.
    pub(crate) by_name: Option<Box<ClientPart>>,
}

/// What a server, or a client with fixed addresses, calls.
#[derive(Clone, Debug)]
pub(crate) struct Groups {
    /// By service, over all links to it, whichever requests take them: what a deep check asks for.
    pub(crate) all: Rc<[Group]>,
    reads: Rc<[Group]>,
    writes: Rc<[Group]>,
    /// Whether reads and writes call the same.
    pub(crate) alike: bool,
}

impl Groups {
    /// What requests that do this call.
    pub(crate) fn of(&self, operation: Operation) -> &[Group] {
        match operation {
            Operation::Read => &self.reads,
            Operation::Write => &self.writes,
        }
    }

    /// Those of reads and those of writes, once where they are alike; each in the order in which a request comes to them.
    pub(crate) fn each(&self) -> impl Iterator<Item = &Group> {
        let writes: &[Group] = if self.alike { &[] } else { &self.writes };
        caches_first(&self.reads).chain(caches_first(writes))
    }

    /// Nothing at all.
    pub(crate) fn none() -> Self {
        let none: Rc<[Group]> = Rc::new([]);
        Self {
            all: Rc::clone(&none),
            reads: Rc::clone(&none),
            writes: none,
            alike: true,
        }
    }
}

/// A server's groups in the order in which a request comes to them: caches before all else, each as drawn.
pub(crate) fn caches_first(groups: &[Group]) -> impl Iterator<Item = &Group> {
    let is_cache = |group: &&Group| group.service.kind.row().is_shortcut;
    let others = groups.iter().filter(move |group| !is_cache(group));
    groups.iter().filter(is_cache).chain(others)
}

impl Plan {
    pub(super) fn groups(&self, component: usize, sharded: &Sharded) -> Groups {
        let dependencies = self.topology().dependencies(self.scenario(), component);
        if dependencies.is_empty() {
            return Groups::none();
        }
        let group = |d: &Dependency, links: &[usize], required: bool| {
            let members = links.iter().filter(|_| !d.by_name);
            let members: Vec<Member> = members.filter_map(|&l| self.member(l)).collect();
            let asks = || ClientPart {
                component,
                names: self.named_by(component, links.iter().copied()),
                groups: Groups::none(),
                tries: 1,
                tries_next_address: true,
            };
            Group {
                targets: targets(&members),
                members,
                required,
                slot: sharded.slot(&d.service).filter(|_| !d.by_name),
                service: d.service.clone(),
                by_name: d.by_name.then(asks).map(Box::new),
            }
        };
        let all = dependencies.iter();
        let all: Rc<[Group]> = all.map(|d| group(d, &d.links, d.is_required())).collect();
        let alike = |d: &Dependency| d.reads == d.writes && d.reads.links == d.links;
        if dependencies.iter().all(alike) {
            return Groups {
                reads: Rc::clone(&all),
                writes: Rc::clone(&all),
                all,
                alike: true,
            };
        }
        let of = |writes: bool| -> Rc<[Group]> {
            let called = Dependency::called(&dependencies, writes).into_iter();
            called
                .map(|(d, need)| group(d, &need.links, need.required))
                .collect()
        };
        Groups {
            reads: of(false),
            writes: of(true),
            all,
            alike: false,
        }
    }
}

/// What a server picks among: its links into one endpoint are one target, of their summed weight.
fn targets(members: &[Member]) -> Vec<Member> {
    let mut targets: Vec<Member> = Vec::with_capacity(members.len());
    for member in members {
        let known = match member.leads {
            Leads::Endpoint(_) => targets.iter_mut().find(|t| t.leads == member.leads),
            Leads::Replica(_) | Leads::There => None,
        };
        match known {
            Some(target) => target.weight += member.weight,
            None => targets.push(*member),
        }
    }
    targets
}
