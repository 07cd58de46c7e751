//! Files as people have them: each drawing is what an engineer would believe, and none looks safer than its file says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use topple_analysis::{Failed, Options, analyse};
use topple_import::{File, Import, import};
use topple_model::imported::{Answer, How, Says};
use topple_model::{Failover, Kind, Role};

fn read(name: &str) -> Import {
    answered(name, &[])
}

fn answered(name: &str, answers: &[Answer]) -> Import {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/realistic")
        .join(name);
    let text = fs::read_to_string(path).expect(name);
    import(&[File { name, text: &text }], answers)
        .unwrap_or_else(|problems| panic!("{name}: {problems:?}"))
}

fn answer(about: &str, says: Says) -> Answer {
    Answer {
        about: about.to_owned(),
        says,
    }
}

/// Single points of failure with their impact in hundredths.
fn spofs(import: &Import) -> Vec<String> {
    let report = analyse(&import.scenario, &Failed::nothing(), Options::default());
    assert!(report.leaks.is_empty(), "{:?}", report.leaks);
    let mut spofs: Vec<String> = report
        .spofs
        .iter()
        .map(|v| format!("{} {:.0}", v.element, v.impact * 100.0))
        .collect();
    spofs.sort();
    spofs
}

fn parts(import: &Import, kind: Kind) -> Vec<&'static str> {
    import
        .scenario
        .components
        .iter()
        .filter(|c| c.kind() == kind)
        .map(|c| c.id.as_str())
        .collect()
}

fn links(import: &Import) -> BTreeSet<String> {
    import
        .scenario
        .links
        .iter()
        .map(|link| link.id().to_string())
        .collect()
}

fn says(import: &Import, how: How, words: &[&str]) {
    let rows: Vec<&str> = import
        .imported
        .rows
        .iter()
        .filter(|row| row.how == how)
        .map(|row| row.text.as_str())
        .collect();
    assert!(
        rows.iter()
            .any(|text| words.iter().all(|word| text.contains(word))),
        "no {how:?} row says {words:?}: {rows:#?}"
    );
}

#[test]
fn wordpress_and_its_database_are_both_needed() {
    let import = read("wordpress.yaml");
    assert_eq!(spofs(&import), ["db 100", "wordpress 100"]);
    says(
        &import,
        How::LeftOut,
        &["phpmyadmin", "page for those who run"],
    );
    let all_restart = import
        .scenario
        .components
        .iter()
        .filter(|c| c.kind() != Kind::Client)
        .all(|c| c.restart_s == Some(30.0));
    assert!(all_restart, "`restart: always` starts again what died");
}

#[test]
fn a_node_that_nobody_calls_leaves_the_others_one_service() {
    let import = read("third-node-apart.yaml");
    assert_eq!(spofs(&import), ["db 100", "proxy 100"]);
    says(&import, How::Asked, &["Nobody calls web3"]);
    let service = |id: &str| {
        let id = topple_model::ComponentId::new(id).unwrap();
        import.scenario.component(id).unwrap().service.clone()
    };
    assert_eq!(service("web1"), service("web2"));
    assert_ne!(service("web1"), service("web3"));
}

#[test]
fn a_redis_that_holds_jobs_is_no_cache() {
    let import = read("django-celery.yaml");
    assert_eq!(
        spofs(&import),
        ["nginx 100", "postgres 100", "redis 100", "web 100"]
    );
    says(
        &import,
        How::Guessed,
        &["CELERY_BROKER_URL", "more than copies"],
    );
    says(
        &import,
        How::Told,
        &["nginx is given default.conf", "not among these files"],
    );
    for (left, why) in [
        ("worker", "background"),
        ("beat", "background"),
        ("migrate", "once"),
    ] {
        says(&import, How::LeftOut, &[left, why]);
    }
}

#[test]
fn two_pages_that_users_open_are_both_needed_until_said_otherwise() {
    let import = read("voting.yaml");
    assert_eq!(
        spofs(&import),
        ["db 100", "redis 100", "result 100", "vote 100"]
    );
    says(&import, How::Told, &["several services (result, vote)"]);
    let import = answered(
        "voting.yaml",
        &[answer("users > result", Says::Needed(false))],
    );
    assert_eq!(spofs(&import), ["redis 100", "vote 100"]);
}

#[test]
fn traefik_balances_what_its_labels_say() {
    let import = read("traefik.yaml");
    assert_eq!(spofs(&import), ["mariadb 100", "traefik 100"]);
    assert_eq!(parts(&import, Kind::LoadBalancer), ["traefik"]);
    let import = read("traefik-two.yaml");
    assert_eq!(
        spofs(&import),
        ["api 100", "mongo 100", "proxy 100", "web 100"]
    );
    says(
        &import,
        How::Told,
        &["passes on to several services (api, web)"],
    );
}

#[test]
fn what_takes_from_a_queue_is_left_out_and_drawn_by_one_answer() {
    let import = read("kafka.yaml");
    assert_eq!(spofs(&import), ["kafka 100", "orders 100", "orders-db 100"]);
    says(
        &import,
        How::LeftOut,
        &["invoices is not drawn", "takes from kafka"],
    );
    says(&import, How::LeftOut, &["zookeeper", "votes"]);
    says(
        &import,
        How::Asked,
        &[
            "Nobody calls invoices-db",
            "invoices does, and is not drawn",
        ],
    );
    let import = answered(
        "kafka.yaml",
        &[answer("kafka > invoices", Says::Calls(true))],
    );
    let links = links(&import);
    assert!(
        links.contains("kafka>invoices")
            && links.contains("invoices>invoices-db")
            && !links.contains("invoices>kafka"),
        "{links:?}"
    );
}

#[test]
fn a_replica_to_read_takes_no_writes() {
    let import = read("pg-replica.yaml");
    assert_eq!(spofs(&import), ["app 100", "pg-primary 10"]);
    says(
        &import,
        How::Told,
        &["Nothing promotes one of them when pg-primary dies"],
    );
}

#[test]
fn sentinels_promote_and_are_not_drawn() {
    let import = read("sentinel.yaml");
    assert_eq!(spofs(&import), ["api 100"]);
    says(&import, How::LeftOut, &["sentinel2", "promotes"]);
    says(&import, How::Told, &["while most of the sentinels live"]);
}

#[test]
fn a_replica_set_elects_by_most_of_its_nodes() {
    let import = read("mongo-rs.yaml");
    assert_eq!(spofs(&import), ["api 100"]);
    let failovers: Vec<_> = import
        .scenario
        .components
        .iter()
        .filter_map(|c| c.database())
        .map(|d| (d.role, d.failover))
        .collect();
    assert_eq!(
        failovers,
        [
            (Role::Primary, Failover::Quorum),
            (Role::Standby, Failover::Quorum),
            (Role::Standby, Failover::Quorum)
        ]
    );
    says(&import, How::LeftOut, &["mongo-init", "once"]);
}

#[test]
fn networks_say_who_could_call_the_only_store() {
    let import = read("mern.yaml");
    assert_eq!(spofs(&import), ["backend 100", "frontend 100", "mongo 100"]);
}

#[test]
fn a_swarm_service_has_as_many_nodes_as_it_says() {
    let import = read("swarm.yaml");
    assert_eq!(spofs(&import), ["db 100"]);
    assert_eq!(
        parts(&import, Kind::Server),
        ["web-1", "web-2", "web-3", "web-4"]
    );
    assert_eq!(parts(&import, Kind::LoadBalancer), ["lb-1", "lb-2"]);
    says(&import, How::Found, &["web calls db (DATABASE_HOST)"]);
}

#[test]
fn three_replicas_of_plain_postgres_are_not_taken_for_copies() {
    let import = read("plain-postgres.yaml");
    assert_eq!(
        spofs(&import),
        ["postgres-1 100", "postgres-2 100", "postgres-3 100"]
    );
    says(
        &import,
        How::Asked,
        &["Do the 3 nodes of postgres hold the same data?"],
    );
    says(&import, How::Told, &["Ingress web", "not in these files"]);
    let import = answered(
        "plain-postgres.yaml",
        &[answer("postgres", Says::Replicated(true))],
    );
    // Copies, but nothing promotes one of them.
    assert_eq!(spofs(&import), ["postgres-1 100"]);
}

#[test]
fn an_operator_promotes_and_a_scaler_keeps_its_least() {
    let import = read("cnpg.yaml");
    assert_eq!(spofs(&import), [""; 0]);
    assert_eq!(
        parts(&import, Kind::Server),
        ["api-1", "api-2", "api-3", "auth-1", "auth-2"]
    );
    let zones: BTreeSet<_> = import
        .scenario
        .components
        .iter()
        .filter_map(|c| c.region)
        .collect();
    assert_eq!(zones.len(), 3, "DoNotSchedule spreads over zones");
    says(
        &import,
        How::Told,
        &["pg is run by the operator of Cluster"],
    );
    says(&import, How::Told, &["auth, pg: in which zone"]);
}

#[test]
fn what_stands_in_a_secret_is_asked_about() {
    let import = read("ingress-two-hosts.json");
    assert_eq!(spofs(&import), ["admin 100"]);
    says(
        &import,
        How::Asked,
        &["Whom does api call?", "DATABASE_URL", "Secret"],
    );
    says(&import, How::Told, &["several services (admin, shop)"]);
    for left in ["report", "db-migrate", "node-exporter"] {
        says(&import, How::LeftOut, &[left]);
    }
    assert_eq!(
        parts(&import, Kind::Server),
        ["shop-1", "shop-2", "api-1", "api-2", "admin"],
        "what a Deployment owns is not drawn twice"
    );
}

#[test]
fn rendered_charts_are_read_by_their_labels() {
    let import = read("helm-redis-rabbit.yaml");
    assert_eq!(spofs(&import), ["shop-redis-master 100"]);
    says(
        &import,
        How::Told,
        &["DATABASE_URL of shop names mydb.abc123.eu-west-1.rds.amazonaws.com"],
    );
    says(
        &import,
        How::LeftOut,
        &["shop-mailer", "takes from shop-rabbitmq"],
    );
    says(&import, How::Guessed, &["any of its 3 nodes"]);
    says(&import, How::Told, &["only preferred"]);
}
