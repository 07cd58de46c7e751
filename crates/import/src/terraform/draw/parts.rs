//! The parts: their kinds, how many nodes, in which zones, how they are checked.

use std::collections::{BTreeMap, BTreeSet};

use topple_model::Kind;

use super::reach::Graph;
use super::{Calls, Drawing};
use crate::evidence::{Rule, Source, Stated};
use crate::inventory::{Check, Part, Zone};
use crate::terraform::json::Json;
use crate::terraform::table::Is;
use crate::terraform::{names, records, scaled, stores};

/// Attributes that say zones by their names.
const NAMED_ZONES: [&str; 3] = ["zone", "zones", "distribution_policy_zones"];

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
            } else if self.asks_nobody(at)
                && records::only_primary(plan, at, &self.stands_for).is_none()
            {
                part.balancer.check = Some(Stated::found(None, source.clone(), Rule::Check));
            }
            let answers = calls.keys().filter(|(from, _)| *from == at).count();
            if let Some(policy) = records::policy(plan, at, &self.stands_for, answers) {
                part.balancer.policy = Some(Stated::found(policy, source.clone(), Rule::Check));
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
        if attribute.starts_with("availability_zone") || NAMED_ZONES.contains(&attribute) {
            let mut texts = Vec::new();
            if let Some(value) = values.get(attribute) {
                value.texts(&mut texts);
            }
            // A zone may be an address that ends in its name, or a number.
            let names = texts.into_iter().filter_map(|text| text.rsplit('/').next());
            return names
                .filter(|name| !name.is_empty())
                .map(|name| {
                    if name.bytes().all(|b| b.is_ascii_digit()) {
                        format!("zone-{name}")
                    } else {
                        name.to_owned()
                    }
                })
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
        if resource.row.is_some_and(|row| row.counted) && counted > 1 {
            return Some(Stated::found(counted, source, Rule::Replicas));
        }
        if let Some(nodes) = stores::nodes(resource, &source) {
            return Some(nodes);
        }
        if let Some(count) = scaled::least(self.plan, at) {
            return Some(Stated::found(count.clamp(1, 1_000), source, Rule::Replicas));
        }
        let said = resource.row.and_then(|row| {
            row.count
                .iter()
                .find_map(|name| resource.values.get(name)?.number())
        });
        if let Some(count) = said {
            return Some(Stated::found(count.clamp(1, 1_000), source, Rule::Replicas));
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
        if self.unanswered.contains(&at) {
            return None;
        }
        let source = self.source(at);
        let says = |name: &str| resource.values.get(name).and_then(Json::bool);
        if row.is_open {
            return Some(Stated::found((), source, Rule::Published));
        }
        match (self.kind(at), says("associate_public_ip_address")) {
            (Kind::LoadBalancer, _) => match self.is_internal(at) {
                Some(true) => None,
                Some(false) => Some(Stated::found((), source, Rule::Published)),
                // Terraform's default, where the plan does not know it yet.
                None => Some(Stated::guessed((), source, Rule::Published)),
            },
            (Kind::Server, Some(true)) => Some(Stated::guessed((), source, Rule::Published)),
            _ => None,
        }
    }

    /// Whether a balancer serves its own network alone; `None`: it is not said.
    fn is_internal(&self, at: usize) -> Option<bool> {
        let resource = &self.plan.resources[at];
        match resource.kind {
            "aws_db_proxy" => Some(true),
            "google_compute_forwarding_rule" | "google_compute_global_forwarding_rule" => {
                let scheme = resource.values.get("load_balancing_scheme")?.text()?;
                Some(scheme.starts_with("INTERNAL"))
            }
            "azurerm_lb" | "azurerm_application_gateway" => {
                let is_public = |to: &usize| self.plan.resources[*to].kind == "azurerm_public_ip";
                let fronts = self.plan.targets(at, "frontend_ip_configuration");
                Some(!fronts.iter().any(is_public))
            }
            _ => resource.values.get("internal").and_then(Json::bool),
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
            .filter(|to| self.plan.resources[*to].row.is_some_and(|row| row.pools));
        std::iter::once(at)
            .chain(groups)
            .find_map(|at| self.check_of(at))
    }

    /// The health check that a balancer or a group says, or refers to.
    fn check_of(&self, at: usize) -> Option<Check> {
        let values = self.plan.resources[at].values;
        let referred = self.plan.targets(at, "health_checks").into_iter();
        let referred = referred.map(|to| self.plan.resources[to].values);
        let own = values
            .get("health_check")
            .and_then(|check| check.items().first());
        own.into_iter().chain(referred).find_map(|check| {
            let number = |names: [&str; 2]| {
                names
                    .iter()
                    .find_map(|name| check.get(name).and_then(Json::number))
            };
            let interval = number(["interval", "check_interval_sec"])?;
            let timeout = number(["timeout", "timeout_sec"]).unwrap_or(interval);
            let rise = check.get("healthy_threshold").and_then(Json::number);
            Some(Check {
                interval_s: f64::from(interval).clamp(0.1, 3_600.0),
                timeout_s: f64::from(timeout),
                fall: check.get("unhealthy_threshold")?.number()?.clamp(1, 20),
                rise: rise.unwrap_or(2).clamp(1, 20),
            })
        })
    }

    /// Whether it is said that nobody is asked: a name without health checks, a balancer of Azure without a probe.
    fn asks_nobody(&self, at: usize) -> bool {
        let plan = self.plan;
        if self.kind(at) == Kind::Dns {
            return records::asks_nobody(plan, at, &self.stands_for);
        }
        let probes = |other: usize| {
            plan.resources[other].kind == "azurerm_lb_probe"
                && plan.targets(other, "loadbalancer_id").contains(&at)
        };
        plan.resources[at].kind == "azurerm_lb" && !(0..plan.resources.len()).any(probes)
    }

    /// What a drawing does not show of a part.
    fn tell_of(&mut self, at: usize, part: &Part) {
        let resource = &self.plan.resources[at];
        let number = |name: &str| resource.values.get(name).and_then(Json::number);
        let address = resource.address;
        let mut told = Vec::new();
        if resource.row.is_some_and(|row| row.replaces) && resource.kind != "aws_autoscaling_group"
        {
            if part.nodes.is_none() {
                told.push(format!(
                    "How many {address} has is in no file: one is drawn."
                ));
            }
            told.push(format!("{address} replaces a dead machine by itself in minutes: what is dead here stays dead until it is revived."));
        }
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
            told.push(match part.zones.len() {
                0..=2 => {
                    format!("{address} is drawn as two nodes: its provider runs more than one.")
                }
                _ => format!("{address} has one node in each of its zones."),
            });
        }
        if self.kind(at) == Kind::Dns && self.asks_nobody(at) {
            told.push(match records::only_primary(self.plan, at, &self.stands_for) {
                Some(_) => format!(
                    "{address} has no health check: its secondary is never answered, and not drawn behind it."
                ),
                None => format!(
                    "{address} has no health check: its name is answered with addresses that are dead, too."
                ),
            });
        }
        let is_regional = resource.kind == "google_compute_region_instance_group_manager";
        if is_regional && part.zones.is_empty() {
            told.push(format!("{address} spreads over zones of its region. Which is not said: its machines are drawn in none."));
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
