//! Databases of a plan: standbys that no file names, replicas, clusters.

use std::collections::{BTreeMap, BTreeSet};

use topple_model::{Failover, Kind, Role};

use super::json::Json;
use super::plan::{Plan, Resource};
use super::table::Is;
use crate::evidence::{Rule, Source, Stated};
use crate::inventory::{Part, Remark};
use crate::settings::mark;

/// What is said of a resource as a store. `clusters`: the cluster of each instance, with its place among the instances of it.
#[allow(clippy::too_many_lines, reason = "one arm for each type of resource")]
pub fn of(
    plan: &Plan<'_>,
    at: usize,
    part: &mut Part,
    clusters: &BTreeMap<usize, (usize, usize)>,
    names: &BTreeMap<usize, String>,
) -> Vec<Remark> {
    let resource = &plan.resources[at];
    let source = part.source.clone();
    let mut remarks = Vec::new();
    let mut tell = |text: String| {
        remarks.push(Remark {
            about: Some(part.name.clone()),
            text,
            source: Some(source.clone()),
            is_asked: false,
        });
    };
    let yes = |name: &str| resource.values.get(name).and_then(Json::bool) == Some(true);
    let found = |failover| Some(Stated::found(failover, source.clone(), Rule::Replication));
    let store = &mut part.store;
    match resource.kind {
        "aws_db_instance" => {
            let original = plan
                .targets(at, "replicate_source_db")
                .into_iter()
                .find(|to| names.contains_key(to));
            let says_copy = resource
                .values
                .get("replicate_source_db")
                .and_then(Json::text)
                .is_some_and(|t| !t.is_empty());
            if let Some(original) = original {
                store.copies = Some(Stated::found(
                    names[&original].clone(),
                    source.clone(),
                    Rule::Replication,
                ));
                store.role = Some(Stated::found(
                    Role::ReadReplica,
                    source.clone(),
                    Rule::Replication,
                ));
            } else if says_copy {
                store.role = Some(Stated::found(
                    Role::ReadReplica,
                    source.clone(),
                    Rule::Replication,
                ));
                tell(format!(
                    "{} is a read replica of a database that is not in the file.",
                    resource.address
                ));
            }
            if yes("multi_az") {
                store.hidden_standby = Some(Stated::found((), source.clone(), Rule::Replication));
                store.failover = found(Failover::Automatic);
                tell(format!(
                    "{} has multi_az: a standby that no file names takes over by itself. In which zone each is is not said.",
                    resource.address
                ));
            } else if store.role.is_none() {
                tell(format!(
                    "{} has no multi_az: one node, nothing takes over.",
                    resource.address
                ));
            }
        }
        _ if clusters.contains_key(&at) => {
            let (cluster, place) = clusters[&at];
            let name = super::names::of(&plan.resources[cluster], true, &mut BTreeSet::new());
            let role = if place == 0 {
                Role::Primary
            } else {
                Role::Standby
            };
            store.set = Some(Stated::found(
                mark(&name),
                source.clone(),
                Rule::Replication,
            ));
            store.role = Some(Stated::guessed(role, source.clone(), Rule::Replication));
            store.failover = found(Failover::Automatic);
            part.service = Some(Stated::found(name, source.clone(), Rule::Reference));
            if place == 0 {
                tell(format!(
                    "Which instance of {} writes is decided at run time: the first is drawn as it.",
                    plan.resources[cluster].address
                ));
            }
        }
        "aws_elasticache_replication_group" => {
            if yes("automatic_failover_enabled") {
                store.failover = found(Failover::Automatic);
            }
            if yes("multi_az_enabled") {
                tell(format!(
                    "{} has multi_az: in which zone each node is is not said.",
                    resource.address
                ));
            }
        }
        "aws_memorydb_cluster"
        | "aws_opensearch_domain"
        | "aws_elasticsearch_domain"
        | "aws_redshift_cluster" => {
            tell(format!(
                "{} is drawn as one node: how its copies take over is not read.",
                resource.address
            ));
        }
        _ => {}
    }
    if part.managed && matches!(resource.row.map(|r| r.is), Some(Is::Part(Kind::Database))) {
        part.store.failover = Some(Stated::found(
            Failover::Automatic,
            source.clone(),
            Rule::Managed,
        ));
        part.store.hidden_standby = Some(Stated::found((), source, Rule::Managed));
    }
    remarks
}

/// How many nodes a resource has by what its type says apart from a plain count.
pub fn nodes(resource: &Resource<'_>, source: &Source) -> Option<Stated<u32>> {
    let number = |name: &str| resource.values.get(name).and_then(Json::number);
    let count = match resource.kind {
        "aws_elasticache_replication_group" => {
            let replicas = number("replicas_per_node_group")?;
            (replicas + 1).saturating_mul(number("num_node_groups").unwrap_or(1).max(1))
        }
        "aws_mq_broker" => match resource
            .values
            .get("deployment_mode")
            .and_then(Json::text)?
        {
            "ACTIVE_STANDBY_MULTI_AZ" => 2,
            "CLUSTER_MULTI_AZ" => 3,
            _ => 1,
        },
        _ => return None,
    };
    Some(Stated::found(
        count.clamp(1, 1_000),
        source.clone(),
        Rule::Replicas,
    ))
}
