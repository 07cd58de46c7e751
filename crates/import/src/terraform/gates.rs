//! Security groups: who lets whom in. In Terraform they are often all that is written of who reaches a database.

use std::collections::{BTreeMap, BTreeSet};

use super::json::Json;
use super::plan::Plan;

/// Attributes that name the security groups of a resource.
const OWN: [&str; 7] = [
    "security_groups",
    "vpc_security_group_ids",
    "security_group_ids",
    "network_configuration",
    "vpc_config",
    "network_interfaces",
    "network_interface",
];

/// Which resources may reach which: pairs of places, from one whose security group another's lets in. `parts`: with each part
/// the details (launch templates) that speak for it.
pub fn admitted(plan: &Plan<'_>, parts: &BTreeMap<usize, Vec<usize>>) -> BTreeSet<(usize, usize)> {
    let is_group = |at: &usize| plan.resources[*at].kind == "aws_security_group";
    let mut members: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (part, details) in parts {
        for at in std::iter::once(part).chain(details) {
            for attribute in OWN {
                for group in plan.targets(*at, attribute).into_iter().filter(is_group) {
                    members.entry(group).or_default().insert(*part);
                }
            }
        }
    }
    let mut doors: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (at, resource) in plan.resources.iter().enumerate() {
        let is_in = resource.values.get("type").and_then(Json::text) != Some("egress");
        let (groups, sources) = match resource.kind {
            "aws_security_group" => (BTreeSet::from([at]), plan.targets(at, "ingress")),
            "aws_security_group_rule" if is_in => (
                plan.targets(at, "security_group_id"),
                plan.targets(at, "source_security_group_id"),
            ),
            "aws_vpc_security_group_ingress_rule" => (
                plan.targets(at, "security_group_id"),
                plan.targets(at, "referenced_security_group_id"),
            ),
            _ => continue,
        };
        for to in groups.iter().copied().filter(is_group) {
            doors.extend(
                sources
                    .iter()
                    .copied()
                    .filter(is_group)
                    .map(|from| (from, to)),
            );
        }
    }
    let empty = BTreeSet::new();
    let mut pairs = BTreeSet::new();
    for (from, to) in doors {
        for a in members.get(&from).unwrap_or(&empty) {
            for b in members.get(&to).unwrap_or(&empty) {
                if a != b && pairs.len() < crate::limits::NODES {
                    pairs.insert((*a, *b));
                }
            }
        }
    }
    pairs
}
