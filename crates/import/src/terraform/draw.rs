//! From resources to parts: which are drawn, how many, where, and who reaches whom.

mod parts;
mod reach;

use std::collections::{BTreeMap, BTreeSet};

use topple_model::Kind;

use super::json::Json;
use super::plan::Plan;
use super::table::Is;
use super::{gates, names, records};
use crate::evidence::{Certainty, Rule, Source, Stated};
use crate::inventory::{Call, Inventory, LeftOut, Remark};
use crate::problem::Problem;

/// Parts that are read of one plan: more than a drawing can hold.
const PARTS: usize = 4_000;

/// A plan, and what is known of it so far.
struct Drawing<'a> {
    plan: &'a Plan<'a>,
    file: usize,
    /// The resource that stands for each: several with one address and a number are one part.
    stands_for: Vec<usize>,
    /// Parts by the resource that stands for them, with their names.
    names: BTreeMap<usize, String>,
    /// The cluster of each instance of one, with its place in it.
    clusters: BTreeMap<usize, (usize, usize)>,
    /// What only names lead to that never answer with it.
    unanswered: BTreeSet<usize>,
    inventory: Inventory,
}

/// The inventory of a plan.
///
/// # Errors
/// More parts than a drawing holds.
pub fn inventory(plan: &Plan<'_>, file: usize) -> Result<Inventory, Problem> {
    let graph = reach::Graph::new(plan);
    let mut drawing = Drawing {
        plan,
        file,
        stands_for: stands_for(plan),
        names: BTreeMap::new(),
        clusters: BTreeMap::new(),
        unanswered: BTreeSet::new(),
        inventory: Inventory::default(),
    };
    drawing.find_parts(&graph);
    if drawing.names.len() > PARTS {
        let text = format!(
            "More than the {PARTS} parts that are read of a plan or state: give a part of it."
        );
        return Err(Problem::at(file, 0, text));
    }
    let mut calls = drawing.calls(&graph);
    drawing.never_answered(&graph, &mut calls);
    let unused = drawing.unused(&calls);
    for at in &unused {
        drawing.names.remove(at);
    }
    drawing.parts(&graph, &calls);
    drawing.add_calls(&calls, &graph);
    drawing.pools(&graph);
    drawing.mixed_pools();
    drawing.left_out(&unused);
    Ok(drawing.inventory)
}

/// A call between parts: how it is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    /// By which rule.
    rule: Rule,
    /// How sure that is.
    certainty: Certainty,
}

/// Who calls whom, by the resources that stand for them.
type Calls = BTreeMap<(usize, usize), Known>;

/// Instances of one `count`, and records of one name, are one part.
fn stands_for(plan: &Plan<'_>) -> Vec<usize> {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let resources = plan.resources.iter().enumerate();
    let keys = resources.map(|(at, r)| {
        let text = |name: &str| r.values.get(name).and_then(Json::text).unwrap_or_default();
        let is_counted = r
            .index
            .as_deref()
            .is_some_and(|i| i.chars().all(|c| c.is_ascii_digit()));
        let Some(row) = r.row else { return at };
        let key = if row.counted && is_counted {
            r.address.trim_end_matches(|c| c != '[').to_owned()
        } else if row.is == Is::Part(Kind::Dns) && !text("name").is_empty() {
            let zone = ["zone_id", "managed_zone", "zone_name"].map(text).concat();
            format!("record {zone} {}", text("name"))
        } else if r.kind.ends_with("forwarding_rule") {
            // One address with a rule for each of its ports.
            let Some(address) = plan.targets(at, "ip_address").into_iter().next() else {
                return at;
            };
            format!("rules of {}", plan.resources[address].address)
        } else {
            return at;
        };
        *first.entry(key).or_insert(at)
    });
    keys.collect()
}

impl Drawing<'_> {
    fn source(&self, at: usize) -> Source {
        let resource = &self.plan.resources[at];
        Source {
            file: self.file,
            line: resource.line,
            path: resource.address.to_owned(),
        }
    }

    fn tell(&mut self, at: Option<usize>, text: String) {
        let about = at.and_then(|at| self.names.get(&at).cloned());
        self.inventory.remarks.push(Remark {
            about,
            text,
            source: at.map(|at| self.source(at)),
            is_asked: false,
            if_told: None,
        });
    }

    fn kind(&self, at: usize) -> Kind {
        match self.plan.resources[at].row.map(|row| row.is) {
            Some(Is::Part(kind)) => kind,
            Some(Is::Redis) => Kind::Cache,
            _ => Kind::Database,
        }
    }

    /// Names what may be a part.
    fn find_parts(&mut self, graph: &reach::Graph) {
        let mut taken = BTreeSet::new();
        for (at, resource) in self.plan.resources.iter().enumerate() {
            let Some(row) = resource.row.filter(|_| !resource.address.contains("data.")) else {
                continue;
            };
            let members = &graph.members[at];
            let is_part = match row.is {
                Is::Part(_) | Is::Redis => self.stands_for[at] == at && !graph.is_through[at],
                Is::Cluster => members.is_empty(),
                _ => false,
            };
            for (place, member) in members.iter().enumerate() {
                self.clusters.insert(*member, (at, place));
            }
            // A counted instance is named without its number.
            let is_counted = self.stands_for.iter().filter(|first| **first == at).count() > 1
                || row.counted && resource.index.as_deref() == Some("0");
            if is_part {
                self.names
                    .insert(at, names::of(resource, !is_counted, &mut taken));
            }
        }
    }

    /// Who reaches whom.
    fn calls(&self, graph: &reach::Graph) -> Calls {
        let mut calls = Calls::new();
        let mut add = |from: usize, to: usize, known: Known| {
            let (from, to) = (self.stands_for[from], self.stands_for[to]);
            let both = self.names.contains_key(&from) && self.names.contains_key(&to);
            if from == to || !both || self.kind(from).row().link_to(self.kind(to)).is_none() {
                return;
            }
            if self.kind(from) == Kind::Database
                || self.kind(from) == Kind::Queue && self.kind(to) == Kind::Queue
            {
                return;
            }
            let best = calls.entry((from, to)).or_insert(known);
            *best = (*best).min(known);
        };
        for at in 0..self.plan.resources.len() {
            if !self.names.contains_key(&self.stands_for[at]) {
                continue;
            }
            let rule = if self.kind(at) == Kind::Server {
                Rule::Reference
            } else {
                Rule::TargetGroup
            };
            for (to, permits) in graph.reached(at) {
                let certainty = if permits {
                    Certainty::Guessed
                } else {
                    Certainty::Found
                };
                add(at, to, Known { rule, certainty });
            }
        }
        let parts = self
            .names
            .keys()
            .map(|at| (*at, graph.details(*at)))
            .collect();
        for (from, to) in gates::admitted(self.plan, &parts) {
            let lets_in = matches!(self.kind(to), Kind::Database | Kind::Cache | Kind::Queue)
                || self.kind(to) == Kind::LoadBalancer
                    && self.plan.resources[to]
                        .values
                        .get("internal")
                        .and_then(Json::bool)
                        == Some(true);
            if self.kind(from) == Kind::Server && lets_in {
                add(
                    from,
                    to,
                    Known {
                        rule: Rule::NetworkPolicy,
                        certainty: Certainty::Found,
                    },
                );
            }
        }
        // Who knows the address of its own balancer does not call itself through it.
        let back: Vec<(usize, usize)> = calls
            .keys()
            .copied()
            .filter(|(from, to)| from > to && calls.contains_key(&(*to, *from)))
            .collect();
        for (from, to) in back {
            let drop = if self.kind(from) == Kind::LoadBalancer || self.kind(from) == Kind::Queue {
                (to, from)
            } else {
                (from, to)
            };
            calls.remove(&drop);
        }
        calls
    }

    /// A name that should fail over and has no health check answers with its first address for ever: the others are not
    /// behind it, nor do users come in there.
    fn never_answered(&mut self, graph: &reach::Graph, calls: &mut Calls) {
        for at in self.names.keys().copied() {
            let Some(primary) = records::only_primary(self.plan, at, &self.stands_for) else {
                continue;
            };
            let reached = graph.reached(primary);
            let is_kept = |(from, to): &(usize, usize)| {
                *from != at || reached.keys().any(|target| self.stands_for[*target] == *to)
            };
            let gone = calls.keys().filter(|call| !is_kept(call));
            self.unanswered.extend(gone.map(|(_, to)| *to));
            calls.retain(|call, _| is_kept(call));
        }
    }

    /// What nothing in the file uses: machines behind nothing, buckets that nobody names.
    fn unused(&self, calls: &Calls) -> BTreeSet<usize> {
        let is_used = |at: &usize| calls.keys().any(|(from, to)| from == at || to == at);
        let has_entry = self
            .names
            .keys()
            .any(|at| matches!(self.kind(*at), Kind::LoadBalancer | Kind::Dns));
        let idle = self.names.keys().copied().filter(|at| {
            let resource = &self.plan.resources[*at];
            let is_public = resource
                .values
                .get("associate_public_ip_address")
                .and_then(Json::bool)
                == Some(true);
            match self.kind(*at) {
                Kind::Server => {
                    has_entry
                        && resource.row.is_some_and(|row| row.idles)
                        && !is_public
                        && !is_used(at)
                }
                Kind::Database => resource.row.is_some_and(|row| row.managed) && !is_used(at),
                Kind::Queue | Kind::Dns => !is_used(at),
                _ => false,
            }
        });
        idle.collect()
    }

    fn add_calls(&mut self, calls: &Calls, graph: &reach::Graph) {
        for ((from, to), known) in calls {
            let (Some(a), Some(b)) = (self.names.get(from), self.names.get(to)) else {
                continue;
            };
            let mut call = Call::found(a, b, self.source(graph.says(*from, *to)), known.rule);
            call.evidence.certainty = known.certainty;
            self.inventory.calls.push(call);
        }
    }

    /// Who registers with one target group can stand in for each other: they are nodes of one service.
    fn pools(&mut self, graph: &reach::Graph) {
        for (at, resource) in self.plan.resources.iter().enumerate() {
            if !resource.row.is_some_and(|row| row.pools) {
                continue;
            }
            let members: BTreeSet<usize> = graph
                .reached(at)
                .into_keys()
                .map(|to| self.stands_for[to])
                .collect();
            let members: Vec<usize> = members
                .into_iter()
                .filter(|to| self.names.contains_key(to) && self.kind(*to) == Kind::Server)
                .collect();
            if members.len() < 2 {
                continue;
            }
            let own: BTreeSet<&str> = members
                .iter()
                .map(|to| self.plan.resources[*to].name)
                .collect();
            let service = own
                .first()
                .filter(|_| own.len() == 1)
                .map_or_else(|| resource.name.to_owned(), |name| (*name).to_owned());
            let source = self.source(at);
            for part in self
                .inventory
                .parts
                .iter_mut()
                .filter(|part| members.iter().any(|to| self.names[to] == part.name))
            {
                part.service.get_or_insert_with(|| {
                    Stated::found(service.clone(), source.clone(), Rule::TargetGroup)
                });
            }
        }
    }

    /// A balancer of several services chooses by what is asked: it is drawn as a server that needs each of them.
    fn mixed_pools(&mut self) {
        let mut told = Vec::new();
        for at in 0..self.inventory.parts.len() {
            let part = &self.inventory.parts[at];
            if part
                .kind
                .as_ref()
                .is_none_or(|k| k.what != Kind::LoadBalancer)
            {
                continue;
            }
            let service = |name: &str| {
                let found = self.inventory.parts.iter().find(|p| p.name == name);
                found
                    .and_then(|p| p.service.as_ref())
                    .map_or_else(|| name.to_owned(), |s| s.what.clone())
            };
            let behind: BTreeSet<String> = self
                .inventory
                .calls
                .iter()
                .filter(|c| c.from == part.name)
                .map(|c| service(&c.to))
                .collect();
            if behind.len() > 1 {
                let names: Vec<&str> = behind.iter().map(String::as_str).collect();
                told.push((at, format!("{} sends to {} different services ({}), so it is drawn as a server that needs each of them.", part.name, behind.len(), names.join(", "))));
            }
        }
        for (at, text) in told {
            let part = &mut self.inventory.parts[at];
            part.kind = Some(Stated::guessed(
                Kind::Server,
                part.source.clone(),
                Rule::ResourceType,
            ));
            let (about, source) = (Some(part.name.clone()), Some(part.source.clone()));
            self.inventory.remarks.push(Remark {
                about,
                text,
                source,
                is_asked: false,
                if_told: None,
            });
        }
    }

    /// What is not drawn: each with its reason, types that no row names together.
    fn left_out(&mut self, unused: &BTreeSet<usize>) {
        for at in unused {
            let resource = &self.plan.resources[*at];
            let why = match self.kind(*at) {
                Kind::Server => "It is behind nothing, and calls nothing that is known.",
                _ => "Nothing in the file is known to use it.",
            };
            let left = LeftOut {
                name: resource.address.to_owned(),
                why: why.to_owned(),
                source: self.source(*at),
            };
            self.inventory.left_out.push(left);
        }
        let mut types: BTreeMap<&str, (usize, usize, &str)> = BTreeMap::new();
        for (at, resource) in self.plan.resources.iter().enumerate() {
            if resource.address.contains("data.") {
                continue;
            }
            let why = match resource.row.map(|row| row.is) {
                None => "Resources of this type are not drawn.",
                Some(Is::Aside(why)) => why,
                Some(_) => continue,
            };
            types.entry(resource.kind).or_insert((at, 0, why)).1 += 1;
        }
        for (kind, (first, count, why)) in types {
            let name = if count == 1 {
                self.plan.resources[first].address.to_owned()
            } else {
                format!("{kind}.*")
            };
            let left = LeftOut {
                name,
                why: why.to_owned(),
                source: self.source(first),
            };
            self.inventory.left_out.push(left);
        }
    }
}
