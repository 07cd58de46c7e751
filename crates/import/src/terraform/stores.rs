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
pub fn of(
    plan: &Plan<'_>,
    at: usize,
    part: &mut Part,
    clusters: &BTreeMap<usize, (usize, usize)>,
    names: &BTreeMap<usize, String>,
) -> Vec<Remark> {
    let resource = &plan.resources[at];
    let mut store = Reading {
        plan,
        at,
        part,
        told: Vec::new(),
    };
    match resource.kind {
        _ if clusters.contains_key(&at) => store.of_a_cluster(clusters[&at]),
        "aws_db_instance" => {
            store.copy_of("replicate_source_db", names);
            store.standby("multi_az", store.is_true("multi_az"));
        }
        "google_sql_database_instance" => {
            store.copy_of("master_instance_name", names);
            let kind = store.nested("settings", "availability_type");
            store.standby("availability_type REGIONAL", kind == Some("REGIONAL"));
        }
        "google_alloydb_instance" => {
            let says = |name: &str| resource.values.get(name).and_then(Json::text);
            if says("instance_type") == Some("READ_POOL") {
                store.part.store.role = Some(store.found(Role::ReadReplica));
            } else {
                let is_regional = says("availability_type") == Some("REGIONAL");
                store.standby("availability_type REGIONAL", is_regional);
            }
        }
        "azurerm_postgresql_flexible_server" | "azurerm_mysql_flexible_server" => {
            store.copy_of("source_server_id", names);
            let mode = store.nested("high_availability", "mode");
            store.standby(
                "high_availability",
                mode.is_some_and(|mode| mode != "Disabled"),
            );
        }
        "azurerm_postgresql_server" | "azurerm_mysql_server" | "azurerm_mariadb_server" => {
            store.copy_of("creation_source_server_id", names);
            store.tell("is drawn as one node: how its provider replaces it is not read.");
        }
        "aws_elasticache_replication_group" => store.of_elasticache(),
        "google_redis_instance" | "azurerm_redis_cache"
            if nodes(resource, &store.part.source).is_some_and(|nodes| nodes.what > 1) =>
        {
            store.part.store.failover = Some(store.found(Failover::Automatic));
        }
        "aws_elasticache_serverless_cache" => {
            store.part.store.failover = Some(store.found(Failover::Automatic));
        }
        "aws_opensearch_domain" | "aws_elasticsearch_domain"
            if nodes(resource, &store.part.source).is_some_and(|nodes| nodes.what > 1) =>
        {
            // Each index has a copy on another node unless its settings, which are in no file, say otherwise.
            let source = store.part.source.clone();
            let failover = Stated::guessed(Failover::Quorum, source, Rule::Replication);
            store.part.store.failover = Some(failover);
        }
        "aws_memorydb_cluster"
        | "aws_opensearch_domain"
        | "aws_elasticsearch_domain"
        | "aws_redshift_cluster"
        | "google_bigtable_instance"
        | "google_filestore_instance" => {
            store.tell("is drawn as one node: how its copies take over is not read.");
        }
        _ => {}
    }
    let remarks = store.told;
    if part.managed && matches!(resource.row.map(|r| r.is), Some(Is::Part(Kind::Database))) {
        let source = part.source.clone();
        part.store.failover = Some(Stated::found(
            Failover::Automatic,
            source.clone(),
            Rule::Managed,
        ));
        part.store.hidden_standby = Some(Stated::found((), source, Rule::Managed));
    }
    remarks
}

/// A store of which its resource is being read.
struct Reading<'a, 'p> {
    plan: &'a Plan<'a>,
    at: usize,
    part: &'p mut Part,
    told: Vec<Remark>,
}

impl<'a> Reading<'a, '_> {
    fn resource(&self) -> &'a Resource<'a> {
        &self.plan.resources[self.at]
    }

    fn found<T>(&self, what: T) -> Stated<T> {
        Stated::found(what, self.part.source.clone(), Rule::Replication)
    }

    /// Says something of the resource, whose address stands before it.
    fn tell(&mut self, text: &str) {
        self.told.push(Remark {
            about: Some(self.part.name.clone()),
            text: format!("{} {text}", self.resource().address),
            source: Some(self.part.source.clone()),
            is_asked: false,
            if_told: None,
        });
    }

    fn is_true(&self, name: &str) -> bool {
        self.resource().values.get(name).and_then(Json::bool) == Some(true)
    }

    /// A text in the first of a block.
    fn nested(&self, block: &str, name: &str) -> Option<&'a str> {
        let block = self.resource().values.get(block)?.items().first()?;
        block.get(name)?.text()
    }

    /// It copies the resource that an attribute names, and is there to be read.
    fn copy_of(&mut self, attribute: &str, names: &BTreeMap<usize, String>) {
        let original = self
            .plan
            .targets(self.at, attribute)
            .into_iter()
            .find(|to| names.contains_key(to));
        let value = self.resource().values.get(attribute).and_then(Json::text);
        let says_copy = value.is_some_and(|text| !text.is_empty());
        if original.is_none() && !says_copy {
            return;
        }
        self.part.store.role = Some(self.found(Role::ReadReplica));
        match original.and_then(|original| names.get(&original)) {
            Some(original) => self.part.store.copies = Some(self.found(original.clone())),
            None => self.tell("is a read replica of a database that is not in the file."),
        }
    }

    /// Its provider keeps a standby that no file names, if this setting says so.
    fn standby(&mut self, setting: &str, there: bool) {
        if there {
            self.part.store.hidden_standby = Some(self.found(()));
            self.part.store.failover = Some(self.found(Failover::Automatic));
            self.tell(&format!(
                "has {setting}: a standby that no file names takes over by itself. The zones of both are not said."
            ));
        } else if self.part.store.role.is_none() {
            self.tell(&format!("has no {setting}: one node, nothing takes over."));
        }
    }

    /// An instance of a cluster: the first writes, the others take over.
    fn of_a_cluster(&mut self, (cluster, place): (usize, usize)) {
        let cluster = &self.plan.resources[cluster];
        let name = super::names::of(cluster, true, &mut BTreeSet::new());
        let role = if place == 0 {
            Role::Primary
        } else {
            Role::Standby
        };
        let source = self.part.source.clone();
        self.part.store.set = Some(self.found(mark(&name)));
        self.part.store.role = Some(Stated::guessed(role, source.clone(), Rule::Replication));
        self.part.store.failover = Some(self.found(Failover::Automatic));
        self.part.service = Some(Stated::found(name, source, Rule::Reference));
        if place == 0 {
            self.told.push(Remark {
                about: Some(self.part.name.clone()),
                text: format!(
                    "Which instance of {} writes is decided at run time: the first is drawn as it.",
                    cluster.address
                ),
                source: Some(self.part.source.clone()),
                is_asked: false,
                if_told: None,
            });
        }
    }

    /// A Redis with copies, in one shard or several.
    fn of_elasticache(&mut self) {
        if self.is_true("automatic_failover_enabled") {
            self.part.store.failover = Some(self.found(Failover::Automatic));
        }
        let shards = shards(self.resource());
        if shards > 1 {
            self.tell(&format!(
                "has {shards} shards with data of their own. One is drawn for all: what takes it down takes a part of the data."
            ));
        }
        if self.is_true("multi_az_enabled") {
            self.tell("has multi_az: the zones of its nodes are not said.");
        }
    }
}

/// Into how many shards a Redis of Amazon's is cut.
fn shards(resource: &Resource<'_>) -> u32 {
    let number = |from: &Json, name: &str| from.get(name).and_then(Json::number);
    let block = resource.values.get("cluster_mode");
    let block = block.and_then(|block| block.items().first());
    let said = number(resource.values, "num_node_groups");
    said.or_else(|| number(block?, "num_node_groups"))
        .unwrap_or(1)
        .max(1)
}

/// How many nodes a resource has by what its type says apart from a plain count.
pub fn nodes(resource: &Resource<'_>, source: &Source) -> Option<Stated<u32>> {
    let number = |name: &str| resource.values.get(name).and_then(Json::number);
    let count = match resource.kind {
        "aws_elasticache_replication_group" => {
            let block = resource.values.get("cluster_mode");
            let block = block.and_then(|block| block.items().first());
            let replicas = number("replicas_per_node_group")
                .or_else(|| block?.get("replicas_per_node_group")?.number());
            let all = number("num_cache_clusters").or_else(|| number("number_cache_clusters"));
            // Of several shards one is drawn: nodes of others hold other data.
            match (replicas, all) {
                (Some(replicas), _) => replicas + 1,
                (None, Some(all)) => all / shards(resource),
                (None, None) => return None,
            }
        }
        "aws_opensearch_domain" | "aws_elasticsearch_domain" => {
            let block = resource.values.get("cluster_config")?.items().first()?;
            block.get("instance_count")?.number()?
        }
        "google_redis_instance" => {
            let tier = resource.values.get("tier").and_then(Json::text);
            let copies = number("replica_count").unwrap_or(1).max(1);
            if tier == Some("STANDARD_HA") {
                1 + copies
            } else {
                1
            }
        }
        "azurerm_redis_cache" => {
            let tier = resource.values.get("sku_name").and_then(Json::text)?;
            if tier == "Basic" { 1 } else { 2 }
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
