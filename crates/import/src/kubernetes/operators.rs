//! What operators run for objects of their own kinds: databases and queues of several nodes.

use topple_model::{Failover, Kind};

use super::cluster::{Cluster, Object};
use crate::evidence::{Rule, Stated};
use crate::inventory::{Call, Inventory, Part};
use crate::yaml::Node;

/// What an operator runs for a kind.
struct Row {
    /// How its `apiVersion` starts.
    group: &'static str,
    /// The kind.
    kind: &'static str,
    /// What it is.
    is: Kind,
    /// Where the number of nodes stands; a list is counted by its first entry.
    nodes: &'static [&'static str],
    /// Who promotes.
    failover: Failover,
    /// What the hosts are called beside its name.
    hosts: &'static [&'static str],
}

const fn row(
    group: &'static str,
    kind: &'static str,
    is: Kind,
    nodes: &'static [&'static str],
    failover: Failover,
    hosts: &'static [&'static str],
) -> Row {
    Row {
        group,
        kind,
        is,
        nodes,
        failover,
        hosts,
    }
}

const ROWS: [Row; 19] = [
    row(
        "postgresql.cnpg.io",
        "Cluster",
        Kind::Database,
        &["instances"],
        Failover::Automatic,
        &["-rw", "-ro", "-r", "-pooler"],
    ),
    row(
        "acid.zalan.do",
        "postgresql",
        Kind::Database,
        &["numberOfInstances"],
        Failover::Automatic,
        &["", "-repl", "-pooler"],
    ),
    row(
        "postgres-operator.crunchydata.com",
        "PostgresCluster",
        Kind::Database,
        &["instances", "replicas"],
        Failover::Automatic,
        &["-primary", "-replicas", "-ha", "-pgbouncer"],
    ),
    row(
        "pgv2.percona.com",
        "PerconaPGCluster",
        Kind::Database,
        &["instances", "replicas"],
        Failover::Automatic,
        &["-primary", "-replicas", "-ha", "-pgbouncer"],
    ),
    row(
        "pxc.percona.com",
        "PerconaXtraDBCluster",
        Kind::Database,
        &["pxc", "size"],
        Failover::Quorum,
        &["-pxc", "-haproxy", "-proxysql"],
    ),
    row(
        "ps.percona.com",
        "PerconaServerMySQL",
        Kind::Database,
        &["mysql", "size"],
        Failover::Quorum,
        &["-mysql", "-mysql-primary", "-haproxy", "-router"],
    ),
    row(
        "psmdb.percona.com",
        "PerconaServerMongoDB",
        Kind::Database,
        &["replsets", "size"],
        Failover::Quorum,
        &["-rs0", "-mongos"],
    ),
    row(
        "mongodbcommunity.mongodb.com",
        "MongoDBCommunity",
        Kind::Database,
        &["members"],
        Failover::Quorum,
        &["-svc"],
    ),
    row(
        "mongodb.com",
        "MongoDB",
        Kind::Database,
        &["members"],
        Failover::Quorum,
        &["-svc"],
    ),
    row(
        "databases.spotahome.com",
        "RedisFailover",
        Kind::Database,
        &["redis", "replicas"],
        Failover::Automatic,
        &["", "-master", "-slave"],
    ),
    row(
        "redis.redis.opstreelabs.in",
        "RedisReplication",
        Kind::Database,
        &["clusterSize"],
        Failover::Manual,
        &["", "-master", "-replica"],
    ),
    row(
        "mysql.oracle.com",
        "InnoDBCluster",
        Kind::Database,
        &["instances"],
        Failover::Quorum,
        &["", "-instances"],
    ),
    row(
        "k8s.mariadb.com",
        "MariaDB",
        Kind::Database,
        &["replicas"],
        Failover::Automatic,
        &["", "-primary", "-secondary", "-internal"],
    ),
    row(
        "crdb.cockroachlabs.com",
        "CrdbCluster",
        Kind::Database,
        &["nodes"],
        Failover::Quorum,
        &["", "-public"],
    ),
    row(
        "cassandra.datastax.com",
        "CassandraDatacenter",
        Kind::Database,
        &["size"],
        Failover::Quorum,
        &["-service", "-seed-service"],
    ),
    row(
        "elasticsearch.k8s.elastic.co",
        "Elasticsearch",
        Kind::Database,
        &["nodeSets", "count"],
        Failover::Quorum,
        &["-es-http", "-es-internal-http"],
    ),
    row(
        "etcd.database.coreos.com",
        "EtcdCluster",
        Kind::Database,
        &["size"],
        Failover::Quorum,
        &["", "-client"],
    ),
    row(
        "kafka.strimzi.io",
        "Kafka",
        Kind::Queue,
        &["kafka", "replicas"],
        Failover::Manual,
        &["-kafka-bootstrap", "-kafka-brokers"],
    ),
    row(
        "rabbitmq.com",
        "RabbitmqCluster",
        Kind::Queue,
        &["replicas"],
        Failover::Manual,
        &["", "-nodes"],
    ),
];

fn row_of(object: &Object<'_>) -> Option<&'static Row> {
    let version = object.node.text_at(&["apiVersion"]).unwrap_or_default();
    ROWS.iter()
        .find(|row| row.kind == object.kind && version.starts_with(row.group))
}

/// Whether an object is one that is drawn here.
pub fn is_known(object: &Object<'_>) -> bool {
    row_of(object).is_some() || is_pooler(object)
}

/// A pool of connections that `CloudNativePG` keeps before a cluster.
fn is_pooler(object: &Object<'_>) -> bool {
    let version = object.node.text_at(&["apiVersion"]).unwrap_or_default();
    object.kind == "Pooler" && version.starts_with("postgresql.cnpg.io")
}

/// The hosts of what operators run, which others name: `service.namespace`, and whose it is.
pub fn hosts(cluster: &Cluster<'_>) -> Vec<(String, String)> {
    let mut hosts = Vec::new();
    for object in &cluster.others {
        if is_pooler(object) {
            let host = format!("{}.{}", object.name, object.namespace).to_lowercase();
            hosts.push((host, name(cluster, object)));
        }
        let Some(row) = row_of(object) else {
            continue;
        };
        for ending in row.hosts {
            let prefixes: &[&str] = if row.kind == "RedisFailover" {
                &["rfs-", "rfr-", "rfrm-", "rfrs-"]
            } else {
                &[""]
            };
            hosts.extend(prefixes.iter().map(|prefix| {
                (
                    format!("{prefix}{}{ending}.{}", object.name, object.namespace).to_lowercase(),
                    name(cluster, object),
                )
            }));
        }
    }
    hosts
}

/// What its part is called.
fn name(cluster: &Cluster<'_>, object: &Object<'_>) -> String {
    let is_taken = cluster
        .workloads
        .iter()
        .any(|workload| workload.part == object.name);
    if is_taken {
        format!("{}.{}", object.name, object.kind.to_lowercase())
    } else {
        object.name.to_owned()
    }
}

/// Draws what operators run.
pub fn read(cluster: &Cluster<'_>, inventory: &mut Inventory) {
    for object in &cluster.others {
        if is_pooler(object) {
            pooler(cluster, object, inventory);
        }
        let Some(row) = row_of(object) else {
            continue;
        };
        let name = name(cluster, object);
        if inventory.part(&name).is_some() {
            continue;
        }
        let mut part = Part::new(&name, object.here());
        part.kind = Some(Stated::found(row.is, object.here(), Rule::ResourceType));
        part.restarts = true;
        part.networks = vec![object.namespace.to_owned()];
        let mut node = object.node.get("spec");
        for key in row.nodes {
            node = node.and_then(|node| node.items().first().unwrap_or(node).get(key));
        }
        part.nodes = node.and_then(|node| {
            Some(Stated::found(
                node.number()?,
                object.at(node, &format!("spec.{}", row.nodes.join("."))),
                Rule::Replicas,
            ))
        });
        if let Some(brokers) = Some(row)
            .filter(|row| row.group == "kafka.strimzi.io")
            .and_then(|_| brokers(cluster, object))
        {
            part.nodes = Some(brokers);
            let text = format!("The controllers of {name}, which keep its votes, are not drawn.");
            inventory.tell(Some(&name), text, Some(object.here()));
        }
        let several = part.nodes.as_ref().is_some_and(|nodes| nodes.what > 1);
        if row.is == Kind::Database && several {
            part.store.failover = Some(Stated::found(
                row.failover,
                object.here(),
                Rule::Replication,
            ));
        }
        let text = format!(
            "{name} is run by the operator of {}, which is not drawn.",
            row.kind
        );
        inventory.tell(Some(&name), text, Some(object.here()));
        inventory.parts.push(part);
    }
}

/// How many brokers the node pools of a Kafka have; `None`: it has no such pools.
fn brokers(cluster: &Cluster<'_>, kafka: &Object<'_>) -> Option<Stated<u32>> {
    let mut found: Option<Stated<u32>> = None;
    for pool in cluster.others.iter().filter(|object| {
        object.kind == "KafkaNodePool"
            && object.namespace == kafka.namespace
            && object
                .node
                .text_at(&["metadata", "labels", "strimzi.io/cluster"])
                == Some(kafka.name)
    }) {
        let roles = pool.node.at(&["spec", "roles"]).map(Node::items);
        let mut roles = roles.unwrap_or_default().iter().filter_map(Node::text);
        let replicas = pool.node.at(&["spec", "replicas"]);
        let count = replicas.and_then(Node::number);
        if let (true, Some(count), Some(node)) =
            (roles.any(|role| role == "broker"), count, replicas)
        {
            let source = pool.at(node, "spec.replicas");
            let before = found.as_ref().map_or(0, |found| found.what);
            found = Some(Stated::found(
                before.saturating_add(count),
                source,
                Rule::Replicas,
            ));
        }
    }
    found
}

/// A pool of connections: it passes on to the databases of its cluster.
fn pooler(cluster: &Cluster<'_>, object: &Object<'_>, inventory: &mut Inventory) {
    let name = name(cluster, object);
    if inventory.part(&name).is_some() {
        return;
    }
    let mut part = Part::new(&name, object.here());
    part.kind = Some(Stated::found(
        Kind::LoadBalancer,
        object.here(),
        Rule::ResourceType,
    ));
    part.restarts = true;
    part.networks = vec![object.namespace.to_owned()];
    part.nodes = object.node.at(&["spec", "instances"]).and_then(|node| {
        let source = object.at(node, "spec.instances");
        Some(Stated::found(node.number()?, source, Rule::Replicas))
    });
    inventory.parts.push(part);
    if let Some(node) = object.node.at(&["spec", "cluster", "name"]) {
        let source = object.at(node, "spec.cluster.name");
        let to = node.text().unwrap_or_default();
        inventory
            .calls
            .push(Call::found(&name, to, source, Rule::BalancerFile));
    }
}
