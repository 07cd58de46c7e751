//! Records of names: how one of several addresses is chosen, and whether anybody asks how they are.

use std::collections::BTreeSet;

use topple_model::{Kind, Policy};

use super::json::Json;
use super::plan::Plan;
use super::table::Is;

/// The records of a name.
fn of(at: usize, stands_for: &[usize]) -> impl Iterator<Item = usize> {
    stands_for
        .iter()
        .enumerate()
        .filter(move |(_, first)| **first == at)
        .map(|(record, _)| record)
}

/// How one of so many answers is chosen; `None`: it is no name, or has one answer alone.
pub fn policy(plan: &Plan<'_>, at: usize, stands_for: &[usize], answers: usize) -> Option<Policy> {
    let is_name = plan.resources[at].row?.is == Is::Part(Kind::Dns);
    if !is_name || answers < 2 {
        return None;
    }
    of(at, stands_for).find_map(|record| {
        let values = plan.resources[record].values;
        let has = |name: &str| values.get(name).is_some_and(is_said);
        let method = values
            .get("traffic_routing_method")
            .and_then(Json::text)
            .unwrap_or_default();
        if has("failover_routing_policy") || method == "Priority" {
            Some(Policy::Failover)
        } else if has("weighted_routing_policy") || method == "Weighted" {
            Some(Policy::Weighted)
        } else if has("latency_routing_policy")
            || has("geolocation_routing_policy")
            || has("geoproximity_routing_policy")
            || matches!(method, "Performance" | "Geographic")
        {
            Some(Policy::Nearest)
        } else {
            None
        }
    })
}

fn is_said(value: &Json) -> bool {
    !value.items().is_empty() || !value.fields().is_empty()
}

/// The first of the records of a name that should fail over, where nobody asks how its addresses are, so that it never does.
pub fn only_primary(plan: &Plan<'_>, at: usize, stands_for: &[usize]) -> Option<usize> {
    let kind = |record: usize| {
        let policy = plan.resources[record]
            .values
            .get("failover_routing_policy")?;
        policy.items().first()?.get("type")?.text()
    };
    let primary = of(at, stands_for).find(|record| kind(*record) == Some("PRIMARY"))?;
    asks_nobody(plan, at, stands_for).then_some(primary)
}

/// Whether a name is answered whatever its addresses are like: no record has a health check, nor asks a balancer for its own.
/// A name for one balancer of a provider counts as checked, for that balancer's own name is.
pub fn asks_nobody(plan: &Plan<'_>, at: usize, stands_for: &[usize]) -> bool {
    if plan.resources[at].kind == "azurerm_traffic_manager_profile" {
        return false;
    }
    let is_asked = |record: usize| {
        let values = plan.resources[record].values;
        let check = values.get("health_check_id").and_then(Json::text);
        let by_reference = !plan.targets(record, "health_check_id").is_empty();
        let alias = values.get("alias").map_or(&[][..], Json::items);
        let mut alias = alias
            .iter()
            .filter_map(|alias| alias.get("evaluate_target_health").and_then(Json::bool));
        check.is_some_and(|id| !id.is_empty()) || by_reference || alias.any(|asks| asks)
    };
    let targets: BTreeSet<usize> = of(at, stands_for)
        .flat_map(|record| {
            let row = plan.resources[record].row;
            row.map_or(&[][..], |row| row.to)
                .iter()
                .flat_map(move |attribute| plan.targets(record, attribute))
        })
        .collect();
    let is_balancer = |to: &usize| {
        let row = plan.resources[*to].row;
        row.is_some_and(|row| row.managed && row.is == Is::Part(Kind::LoadBalancer))
    };
    let is_one_balancer = targets.len() == 1 && targets.iter().all(is_balancer);
    !is_one_balancer && !of(at, stands_for).any(is_asked)
}
