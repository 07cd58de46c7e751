//! The parts: their kinds, how many nodes, in which zones, how they are checked.

use std::collections::{BTreeMap, BTreeSet};

use topple_model::Kind;

use super::reach::Graph;
use super::{Calls, Drawing};
use crate::evidence::{Rule, Source, Stated};
use crate::inventory::{Check, Part, Zone};
use crate::terraform::json::Json;
use crate::terraform::table::Is;
use crate::terraform::{names, stores};

impl Drawing<'_> {
    /// Draws what has a name.
    pub(super) fn parts(&mut self, graph: &Graph, calls: &Calls) {
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for (at, name) in self.names.clone() {
            let plan = self.plan;
            let resource = &plan.resources[at];
            let Some(row) = resource.row else { continue };
            let source = self.source(at);
            let mut part = Part::new(name, source.clone());
            part.hosts.push(resource.address.to_owned());
            match row.is {
                Is::Redis => self.of_memory(at, &mut part),
                _ => {
                    part.kind = Some(Stated::found(
                        self.kind(at),
                        source.clone(),
                        Rule::ResourceType,
                    ));
                }
            }
            part.managed = row.managed;
            part.restarts = row.restarts;
            self.zones(at, &mut part, &mut places);
            part.nodes = self.nodes(at, &part);
            part.entry = self.entry(at, calls);
            if let Some(check) = self.check(at, graph) {
                part.balancer.check = Some(Stated::found(Some(check), source.clone(), Rule::Check));
            }
            let remarks = stores::of(plan, at, &mut part, &self.clusters, &self.names);
            self.inventory.remarks.extend(remarks);
            self.tell_of(at, &part);
            self.inventory.parts.push(part);
        }
        if self.inventory.parts.iter().all(|p| p.entry.is_none())
            && !self.inventory.parts.is_empty()
        {
            self.tell(
                None,
                "No users come in anywhere in this file: nothing is judged until they are drawn."
                    .to_owned(),
            );
        }
    }

    /// A cache of memcached is one; of a Redis only its caller can tell.
    fn of_memory(&self, at: usize, part: &mut Part) {
        let engine = self.plan.resources[at]
            .values
            .get("engine")
            .and_then(Json::text)
            .unwrap_or("redis");
        if engine == "memcached" {
            part.kind = Some(Stated::found(
                Kind::Cache,
                part.source.clone(),
                Rule::ResourceType,
            ));
        } else {
            part.image = Some(Stated::found(
                "redis".to_owned(),
                part.source.clone(),
                Rule::ResourceType,
            ));
        }
    }

    /// The zones of a part, as places in the inventory: those that it names, or those of its subnets.
    fn zones(&mut self, at: usize, part: &mut Part, places: &mut BTreeMap<String, usize>) {
        let plan = self.plan;
        let members: Vec<usize> = (0..plan.resources.len())
            .filter(|other| self.stands_for[*other] == at)
            .collect();
        let mut found: Vec<String> = Vec::new();
        for member in members {
            let mut own = BTreeSet::new();
            let Some(row) = plan.resources[member].row else {
                continue;
            };
            for attribute in row.zones {
                own.extend(self.zones_of(member, attribute));
                if !own.is_empty() {
                    break;
                }
            }
            found.extend(own);
        }
        for name in found {
            let zone = if let Some(zone) = places.get(&name) {
                *zone
            } else {
                let parent = names::region(&name)
                    .map(|region| self.zone(region.to_owned(), None, &part.source, places));
                self.zone(name, parent, &part.source, places)
            };
            part.zones.push(zone);
        }
        if part.managed {
            part.zones.dedup();
        }
    }

    fn zone(
        &mut self,
        name: String,
        parent: Option<usize>,
        source: &Source,
        places: &mut BTreeMap<String, usize>,
    ) -> usize {
        if let Some(zone) = places.get(&name) {
            return *zone;
        }
        let place = self.inventory.zones.len();
        places.insert(name.clone(), place);
        self.inventory.zones.push(Zone {
            name,
            parent,
            source: source.clone(),
        });
        place
    }

    /// The names of zones that an attribute says, directly or by subnets. A subnet whose zone is not known is one itself.
    fn zones_of(&self, at: usize, attribute: &str) -> Vec<String> {
        let values = self.plan.resources[at].values;
        if attribute.starts_with("availability_zone") {
            let mut texts = Vec::new();
            if let Some(value) = values.get(attribute) {
                value.texts(&mut texts);
            }
            return texts
                .into_iter()
                .filter(|t| !t.is_empty())
                .map(str::to_owned)
                .collect();
        }
        let subnets = self.plan.targets(at, attribute).into_iter();
        let subnets = subnets.filter(|to| {
            matches!(
                self.plan.resources[*to].kind,
                "aws_subnet" | "aws_default_subnet"
            )
        });
        let names = subnets.map(|subnet| {
            let resource = &self.plan.resources[subnet];
            let zone = resource
                .values
                .get("availability_zone")
                .and_then(Json::text);
            let index = resource
                .index
                .as_deref()
                .map(|i| format!("-{i}"))
                .unwrap_or_default();
            zone.map_or_else(|| format!("subnet-{}{index}", resource.name), str::to_owned)
        });
        let names: BTreeSet<String> = names.collect();
        names.into_iter().collect()
    }

    /// How many nodes: what is said, of what its provider runs one in each zone known, else two.
    fn nodes(&self, at: usize, part: &Part) -> Option<Stated<u32>> {
        let resource = &self.plan.resources[at];
        let source = part.source.clone();
        let counted = self.stands_for.iter().filter(|first| **first == at).count() as u32;
        let is_instance = matches!(resource.kind, "aws_instance" | "aws_spot_instance_request");
        if is_instance && counted > 1 {
            return Some(Stated::found(counted, source, Rule::Replicas));
        }
        let said = resource.row.and_then(|row| {
            row.count
                .iter()
                .find_map(|name| resource.values.get(name)?.number())
        });
        if let Some(count) = said {
            return Some(Stated::found(count.clamp(1, 1_000), source, Rule::Replicas));
        }
        if let Some(nodes) = stores::nodes(resource, &source) {
            return Some(nodes);
        }
        if part.managed && self.kind(at) != Kind::Database {
            let zones: BTreeSet<usize> = part.zones.iter().copied().collect();
            return Some(Stated::found(
                zones.len().max(2) as u32,
                source,
                Rule::Managed,
            ));
        }
        None
    }

    /// Whether users come in here: what is open to the world, unless another open one is before it.
    fn entry(&self, at: usize, calls: &Calls) -> Option<Stated<()>> {
        let resource = &self.plan.resources[at];
        let row = resource.row?;
        if calls
            .keys()
            .any(|(from, to)| *to == at && self.names.contains_key(from))
        {
            return None;
        }
        let source = self.source(at);
        let says = |name: &str| resource.values.get(name).and_then(Json::bool);
        if row.is_open {
            return Some(Stated::found((), source, Rule::Published));
        }
        let is_balancer = matches!(resource.kind, "aws_lb" | "aws_alb" | "aws_elb");
        match (
            is_balancer,
            says("internal"),
            says("associate_public_ip_address"),
        ) {
            (true, Some(false), _) => Some(Stated::found((), source, Rule::Published)),
            // Terraform's default, where the plan does not know it yet.
            (true, None, _) => Some(Stated::guessed((), source, Rule::Published)),
            (false, _, Some(true)) if self.kind(at) == Kind::Server => {
                Some(Stated::guessed((), source, Rule::Published))
            }
            _ => None,
        }
    }

    /// The health check of a balancer: its own, or that of the target group behind it.
    fn check(&self, at: usize, graph: &Graph) -> Option<Check> {
        if self.kind(at) != Kind::LoadBalancer {
            return None;
        }
        let groups = graph
            .through(at)
            .into_iter()
            .filter(|to| self.plan.resources[*to].kind.ends_with("target_group"));
        std::iter::once(at).chain(groups).find_map(|at| {
            let check = self.plan.resources[at]
                .values
                .get("health_check")?
                .items()
                .first()?;
            let number = |name: &str| check.get(name).and_then(Json::number);
            let interval = number("interval")?;
            Some(Check {
                interval_s: f64::from(interval).clamp(0.1, 3_600.0),
                timeout_s: f64::from(number("timeout").unwrap_or(interval)),
                fall: number("unhealthy_threshold")?.clamp(1, 20),
                rise: number("healthy_threshold").unwrap_or(2).clamp(1, 20),
            })
        })
    }

    /// What a drawing does not show of a part.
    fn tell_of(&mut self, at: usize, part: &Part) {
        let resource = &self.plan.resources[at];
        let number = |name: &str| resource.values.get(name).and_then(Json::number);
        let address = resource.address;
        let mut told = Vec::new();
        if resource.kind == "aws_autoscaling_group" {
            let drawn = part.nodes.as_ref().map_or(1, |nodes| nodes.what);
            let said = if number("desired_capacity").is_some() {
                "desired_capacity"
            } else {
                "min_size"
            };
            let most = number("max_size")
                .map(|most| format!("; max_size is {most}"))
                .unwrap_or_default();
            told.push(match number(said) {
                Some(_) => format!("{said} {drawn} of {address} is drawn{most}."),
                None => format!(
                    "How many {address} has is known only after the plan is applied: one is drawn."
                ),
            });
            told.push(format!("{address} replaces a dead instance by itself in minutes: what is dead here stays dead until it is revived."));
        }
        if matches!(resource.kind, "aws_lb" | "aws_alb" | "aws_elb") {
            told.push(match part.zones.len() {
                0 | 1 => {
                    format!("{address} is drawn as two nodes: its provider runs more than one.")
                }
                _ => format!("{address} has one node in each of its zones."),
            });
        }
        if part.managed && !matches!(resource.kind, "aws_lb" | "aws_alb" | "aws_elb") {
            told.push(format!(
                "{address} is drawn as two nodes: its provider runs more than one."
            ));
        }
        let subnets = part
            .zones
            .iter()
            .filter(|zone| self.inventory.zones[**zone].name.starts_with("subnet-"))
            .count();
        if subnets > 0 {
            told.push(format!(
                "Each subnet of {address} is drawn as a zone; which zone it is in is not said."
            ));
        }
        for text in told {
            self.tell(Some(at), text);
        }
    }
}
