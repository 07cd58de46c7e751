//! Who may call whom, and the reason in plain words where it may not.

pub mod targets;

use std::collections::BTreeSet;
use std::fmt;

use super::link::LinkRole;
use super::{ComponentId, Kind, Link, LinkId, Scenario, Topology, limits};

/// Why a link cannot be, or what is wrong with those there are.
#[derive(Clone, PartialEq, Debug)]
pub enum Refusal {
    /// One of the ends does not exist.
    NoSuchComponent(ComponentId),
    /// From a component to itself.
    ToItself,
    /// There is one already.
    Twice(LinkId),
    /// These kinds never call each other.
    Kinds {
        /// Kind of the caller.
        from: Kind,
        /// Kind of the called.
        to: Kind,
    },
    /// A client has either names or fixed addresses.
    NamesAndAddresses(ComponentId),
    /// A pool whose members are of different services.
    MixedPool {
        /// The balancer.
        balancer: ComponentId,
        /// A member's service.
        one: String,
        /// Another member's service.
        other: String,
    },
    /// A pool whose databases are of different shards.
    MixedShards(ComponentId),
    /// Replication between databases that do not hold the same data.
    DifferentSets {
        /// Where it starts.
        from: ComponentId,
        /// Where it ends.
        to: ComponentId,
    },
    /// Mirrors between nodes of different queues.
    DifferentQueues {
        /// Where it starts.
        from: ComponentId,
        /// Where it ends.
        to: ComponentId,
    },
    /// Calls form a circle.
    Circle(ComponentId),
    /// A setting that only another sort of link has.
    SettingDoesNotApply {
        /// The link.
        link: LinkId,
        /// The setting: `required`, `on` or `mode`.
        setting: &'static str,
    },
    /// More links than the playground holds.
    TooMany,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NoSuchComponent(id) => write!(f, "There is no component \"{id}\"."),
            Refusal::ToItself => f.write_str("A component does not call itself."),
            Refusal::Twice(link) => write!(f, "{} already calls {}.", link.from, link.to),
            Refusal::Kinds { from, to } => f.write_str(from.row().why_not(*to)),
            Refusal::NamesAndAddresses(client) => write!(
                f,
                "{client} would have both names and fixed addresses. A client either asks DNS or calls fixed \
                 addresses: remove its other links first."
            ),
            Refusal::MixedPool {
                balancer,
                one,
                other,
            } => write!(
                f,
                "The pool of {balancer} would hold both \"{one}\" and \"{other}\". All members of a pool do the same \
                 work: give each service a balancer of its own."
            ),
            Refusal::MixedShards(balancer) => write!(
                f,
                "The pool of {balancer} would hold databases of different shards. Any member of a pool must be able \
                 to answer: give each shard a balancer of its own."
            ),
            Refusal::DifferentSets { from, to } => write!(
                f,
                "{from} and {to} do not hold the same data (service and shard differ), so one cannot replicate the \
                 other."
            ),
            Refusal::DifferentQueues { from, to } => write!(
                f,
                "{from} and {to} are nodes of different queues (their services differ), so neither can mirror the other."
            ),
            Refusal::Circle(id) => write!(f, "Calls would go round in a circle through {id}."),
            Refusal::SettingDoesNotApply {
                link,
                setting: "required",
            } => {
                write!(
                    f,
                    "Only a call of a server or a client can be required or not; {link} is not one."
                )
            }
            Refusal::SettingDoesNotApply {
                link,
                setting: "on",
            } => {
                write!(
                    f,
                    "Only a call of a server or a client is made for some requests alone; {link} is not one."
                )
            }
            Refusal::SettingDoesNotApply { link, .. } => {
                write!(
                    f,
                    "Only replication between databases has a mode; {link} is not that."
                )
            }
            Refusal::TooMany => write!(f, "A scenario holds at most {} links.", limits::LINKS),
        }
    }
}

/// Whether `link` may be added to `scenario`.
///
/// # Errors
/// The first reason why not.
pub fn may_link(scenario: &Scenario, link: &Link) -> Result<(), Refusal> {
    may_link_with(scenario, &Topology::new(scenario), link)
}

/// The same where the scenario's topology is at hand.
///
/// # Errors
/// The first reason why not.
pub fn may_link_with(scenario: &Scenario, topology: &Topology, link: &Link) -> Result<(), Refusal> {
    if scenario.links.len() >= limits::LINKS {
        return Err(Refusal::TooMany);
    }
    let mut drawn = scenario.clone();
    drawn.links.push(link.clone());
    let added = drawn.links.len() - 1;
    let before = broken_rules(scenario, topology);
    // A rule that was broken before is not this link's fault.
    broken_rules(&drawn, &Topology::new(&drawn))
        .into_iter()
        .find(|(at, refusal)| *at == Some(added) || !before.iter().any(|(_, r)| r == refusal))
        .map_or(Ok(()), |(_, refusal)| Err(refusal))
}

/// Adds these links, save those that the rules refuse. Why some were left out, each reason once.
pub fn add_links(scenario: &mut Scenario, links: Vec<Link>) -> Vec<Refusal> {
    let before = scenario.links.len();
    scenario.links.extend(links);
    let mut refused: Vec<Refusal> = Vec::new();
    loop {
        let broken = broken_rules(scenario, &Topology::new(scenario));
        let faults = broken
            .into_iter()
            .filter_map(|(at, refusal)| Some((at.filter(|at| *at >= before)?, refusal)));
        let mut out = BTreeSet::new();
        for (at, refusal) in faults {
            // Taking one out may clear those that are about several links: of them, one at a time.
            if out.is_empty() || refusal.is_of_one_link() {
                out.insert(at);
                if !refused.contains(&refusal) {
                    refused.push(refusal);
                }
            }
        }
        if out.is_empty() {
            return refused;
        }
        let mut at = 0..;
        scenario
            .links
            .retain(|_| at.next().is_none_or(|at| !out.contains(&at)));
    }
}

impl Refusal {
    /// Whether the link at fault is at fault whatever other links there are beside those before it.
    const fn is_of_one_link(&self) -> bool {
        matches!(
            self,
            Refusal::NoSuchComponent(_)
                | Refusal::ToItself
                | Refusal::Twice(_)
                | Refusal::Kinds { .. }
                | Refusal::DifferentSets { .. }
                | Refusal::DifferentQueues { .. }
        )
    }
}

/// Every rule of links that the scenario breaks, with the index of the link at fault where there is one.
pub fn broken_rules(scenario: &Scenario, topology: &Topology) -> Vec<(Option<usize>, Refusal)> {
    let mut broken = Vec::new();
    let mut seen = BTreeSet::new();
    for (i, link) in scenario.links.iter().enumerate() {
        if let Some(refusal) = link_alone(scenario, topology, i) {
            broken.push((Some(i), refusal));
        } else if !seen.insert(link.id()) {
            broken.push((Some(i), Refusal::Twice(link.id())));
        }
    }
    for component in 0..scenario.components.len() {
        broken
            .extend(links_of(scenario, topology, component).map(|(i, refusal)| (Some(i), refusal)));
    }
    if let Some(on) = topology.on_a_circle {
        let closing = topology.calls(on).next();
        broken.push((closing, Refusal::Circle(scenario.components[on].id)));
    }
    broken
}

/// What is wrong with one link, its ends and its settings.
fn link_alone(scenario: &Scenario, topology: &Topology, i: usize) -> Option<Refusal> {
    let link = &scenario.links[i];
    for end in [link.from, link.to] {
        if !topology.index.contains_key(&end) {
            return Some(Refusal::NoSuchComponent(end));
        }
    }
    if link.from == link.to {
        return Some(Refusal::ToItself);
    }
    let (a, b) = topology.ends[i]?;
    let (from, to) = (scenario.components[a].kind(), scenario.components[b].kind());
    let Some(role) = from.row().link_to(to) else {
        return Some(Refusal::Kinds { from, to });
    };
    if role == LinkRole::Replicates && topology.drawn_set(a) != topology.drawn_set(b) {
        return Some(Refusal::DifferentSets {
            from: link.from,
            to: link.to,
        });
    }
    let service = topology.services[b].as_ref();
    if role == LinkRole::Delivers
        && let Some(kind) = service.map(|s| s.kind).filter(|kind| *kind != Kind::Server)
    {
        return Some(Refusal::Kinds { from, to: kind });
    }
    if role == LinkRole::Mirrors && topology.services[a].as_ref() != service {
        return Some(Refusal::DifferentQueues {
            from: link.from,
            to: link.to,
        });
    }
    // A member of a pool stands for the pool, and a name for its addresses: only who makes calls of its own can do
    // without one, or make it for some requests alone.
    let is_a_call = match role {
        LinkRole::Calls => !from.row().passes_on(),
        LinkRole::Resolves => !from.row().asks(),
        LinkRole::Names | LinkRole::Delivers | LinkRole::Mirrors | LinkRole::Replicates => false,
    };
    let calls = [
        (link.required.is_some(), "required"),
        (link.on.is_some(), "on"),
    ];
    let misplaced = calls.into_iter().find(|(is_set, _)| *is_set && !is_a_call);
    if let Some((_, setting)) = misplaced {
        return Some(Refusal::SettingDoesNotApply {
            link: link.id(),
            setting,
        });
    }
    if link.mode != super::Replication::Async && role != LinkRole::Replicates {
        return Some(Refusal::SettingDoesNotApply {
            link: link.id(),
            setting: "mode",
        });
    }
    None
}

/// What is wrong with the links of one component taken together.
fn links_of<'a>(
    scenario: &'a Scenario,
    topology: &'a Topology,
    component: usize,
) -> impl Iterator<Item = (usize, Refusal)> + 'a {
    let id = scenario.components[component].id;
    let kind = scenario.components[component].kind();
    let names = topology
        .out_by(component, LinkRole::Resolves)
        .next()
        .is_some();
    let asks = kind.row().asks();
    let address = topology.calls(component).next().filter(|_| names && asks);
    let both = address.map(|link| (link, Refusal::NamesAndAddresses(id)));
    let pool = kind
        .row()
        .passes_on()
        .then(|| mixed_pool(scenario, topology, component));
    both.into_iter().chain(pool.flatten())
}

fn mixed_pool(
    scenario: &Scenario,
    topology: &Topology,
    balancer: usize,
) -> Option<(usize, Refusal)> {
    let id = scenario.components[balancer].id;
    let first = topology.first_member(scenario, balancer)?;
    let (one, shard) = topology.drawn_set(first);
    let members = topology
        .calls(balancer)
        .filter_map(|link| Some((link, topology.to(link)?)))
        .filter(|(_, member)| !topology.idle[*member]);
    for (link, member) in members {
        let (other, other_shard) = topology.drawn_set(member);
        if one != other {
            let (one, other) = (one?.to_string(), other?.to_string());
            return Some((
                link,
                Refusal::MixedPool {
                    balancer: id,
                    one,
                    other,
                },
            ));
        }
        if shard != other_shard {
            return Some((link, Refusal::MixedShards(id)));
        }
    }
    None
}

impl fmt::Display for super::Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kind.row().default_service() == Some(&self.label) {
            f.write_str(&self.label)
        } else {
            write!(f, "{} ({})", self.label, self.kind.noun())
        }
    }
}
