//! Files as public repositories have them, written for these tests: what each is drawn as, and all that is said of it.
//!
//! `UPDATE_EXPECT=1` writes the expected texts; read them as the engineer would whose system it is. What looks safer than
//! its file says is a defect.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use expect_test::expect_file;
use topple_analysis::{Failed, Options, Verdict, analyse, pairs};
use topple_import::{File, Import, import};
use topple_model::imported::How;
use topple_model::words::Choice as _;
use topple_model::{Scenario, Settings};

fn imported(names: &[&str]) -> Import {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/repositories");
    let texts: Vec<String> = names
        .iter()
        .map(|name| fs::read_to_string(folder.join(name)).expect(name))
        .collect();
    let files: Vec<File<'_>> = names
        .iter()
        .zip(&texts)
        .map(|(name, text)| File { name, text })
        .collect();
    let import = import(&files, &[]).unwrap_or_else(|problems| panic!("{names:?}: {problems:?}"));
    let told = format!("{import:?}");
    for secret in ["hunter2", "planted"] {
        assert!(!told.contains(secret), "{names:?}: {secret}");
    }
    import
}

/// A part in a line.
fn parts(scenario: &Scenario) -> String {
    let mut out = String::new();
    for component in &scenario.components {
        let _ = write!(out, "{} {}", component.id, component.kind().key());
        if let Some(database) = component.database() {
            let _ = write!(out, " {:?} {:?}", database.role, database.failover);
        }
        if let Settings::Dns(dns) = &component.settings {
            let checks = dns.health_check.map_or("no checks", |_| "checks");
            let _ = write!(out, " {:?} {checks}", dns.policy);
        }
        if let Settings::LoadBalancer(balancer) = &component.settings {
            let checks = balancer.health_check.map_or("no checks", |_| "checks");
            let _ = write!(out, " {checks} retries={}", balancer.retries);
        }
        if let Some(region) = component.region {
            let _ = write!(out, " in {region}");
        }
        let to: Vec<String> = scenario
            .links
            .iter()
            .filter(|link| link.id().from == component.id)
            .map(|link| link.id().to.to_string())
            .collect();
        let arrow = if to.is_empty() { "" } else { " > " };
        let _ = writeln!(out, "{arrow}{}", to.join(" "));
    }
    out
}

fn verdicts(import: &Import) -> String {
    let (nothing, options) = (Failed::nothing(), Options::default());
    let report = analyse(&import.scenario, &nothing, options);
    let list = |verdicts: &[Verdict]| {
        let texts = verdicts
            .iter()
            .map(|v| format!("{} {:.2}", v.element, v.impact));
        texts.collect::<Vec<_>>().join(", ")
    };
    let together: BTreeSet<String> = pairs(&import.scenario, &nothing, options)
        .iter()
        .map(|pair| pair.words(&|target| target.to_string()))
        .collect();
    let together: Vec<String> = together.into_iter().collect();
    format!(
        "spofs: {}\nleaks: {}\npairs: {}\n",
        list(&report.spofs),
        list(&report.leaks),
        together.join("; ")
    )
}

/// All of an import, but for what is found.
fn told(names: &[&str]) -> String {
    let import = imported(names);
    let mut rows = String::new();
    for row in import
        .imported
        .rows
        .iter()
        .filter(|row| row.how != How::Found)
    {
        let _ = writeln!(rows, "{}: {}", row.how.key(), row.text);
    }
    format!("{}\n{}\n{rows}", parts(&import.scenario), verdicts(&import))
}

#[test]
fn compose_files() {
    expect_file!["repositories/airflow.txt"].assert_eq(&told(&["airflow.yaml"]));
    expect_file!["repositories/kraft.txt"].assert_eq(&told(&["kraft.yaml"]));
    expect_file!["repositories/repmgr.txt"].assert_eq(&told(&["repmgr.yaml"]));
    expect_file!["repositories/elastic.txt"].assert_eq(&told(&["elastic.yaml"]));
    expect_file!["repositories/minio.txt"].assert_eq(&told(&["minio.yaml", "minio.nginx.conf"]));
    expect_file!["repositories/sentinels.txt"].assert_eq(&told(&["sentinels.yaml"]));
    expect_file!["repositories/swarm-stack.txt"].assert_eq(&told(&["swarm-stack.yaml"]));
    expect_file!["repositories/primary.txt"].assert_eq(&told(&["primary.yaml"]));
    expect_file!["repositories/elsewhere.txt"].assert_eq(&told(&["elsewhere.yaml"]));
    expect_file!["repositories/mastodon.txt"].assert_eq(&told(&["mastodon.yaml"]));
    expect_file!["repositories/nginx-folder.txt"].assert_eq(&told(&["nginx-folder.yaml"]));
}

#[test]
fn compose_files_with_gateways() {
    expect_file!["repositories/gateway.txt"].assert_eq(&told(&["gateway.yaml", "kong.yml"]));
    expect_file!["repositories/caddy.txt"].assert_eq(&told(&["caddy.yaml", "Caddyfile"]));
    expect_file!["repositories/traefik.txt"].assert_eq(&told(&["traefik.yaml", "dynamic.yml"]));
    let watchers = ["watchers.yaml", "watchers.nginx.conf"];
    expect_file!["repositories/watchers.txt"].assert_eq(&told(&watchers));
}

#[test]
fn clusters_of_compose() {
    expect_file!["repositories/multirole.txt"].assert_eq(&told(&["multirole.yaml"]));
    expect_file!["repositories/one-address.txt"].assert_eq(&told(&["one-address.yaml"]));
    expect_file!["repositories/sharded.txt"].assert_eq(&told(&["sharded.yaml"]));
    expect_file!["repositories/tasks.txt"].assert_eq(&told(&["tasks.yaml"]));
    expect_file!["repositories/exporter.txt"].assert_eq(&told(&["exporter.yaml"]));
    expect_file!["repositories/merged.txt"].assert_eq(&told(&["merged.yaml"]));
    let of_patroni = ["own-machine.yaml", "own-machine.cfg"];
    expect_file!["repositories/own-machine.txt"].assert_eq(&told(&of_patroni));
    expect_file!["repositories/brokers.txt"].assert_eq(&told(&["brokers.yaml"]));
}

#[test]
fn manifests() {
    expect_file!["repositories/release.txt"].assert_eq(&told(&["release.yaml"]));
    expect_file!["repositories/pod-address.txt"].assert_eq(&told(&["pod-address.yaml"]));
    expect_file!["repositories/rings.txt"].assert_eq(&told(&["rings.yaml"]));
    expect_file!["repositories/shares.txt"].assert_eq(&told(&["shares.yaml"]));
    expect_file!["repositories/pooler.txt"].assert_eq(&told(&["pooler.yaml"]));
    expect_file!["repositories/strimzi.txt"].assert_eq(&told(&["strimzi.yaml"]));
    expect_file!["repositories/outside.txt"].assert_eq(&told(&["outside.yaml"]));
    expect_file!["repositories/rollout.txt"].assert_eq(&told(&["rollout.yaml"]));
    expect_file!["repositories/cluster.txt"].assert_eq(&told(&["cluster.yaml"]));
    expect_file!["repositories/twice.txt"].assert_eq(&told(&["twice.yaml"]));
    expect_file!["repositories/bookinfo.txt"].assert_eq(&told(&["bookinfo.yaml"]));
    expect_file!["repositories/mysql.txt"].assert_eq(&told(&["mysql.yaml"]));
}

#[test]
fn plans() {
    expect_file!["repositories/ecs.txt"].assert_eq(&told(&["ecs.plan.json"]));
    expect_file!["repositories/gcp.txt"].assert_eq(&told(&["gcp.plan.json"]));
    expect_file!["repositories/azure.txt"].assert_eq(&told(&["azure.plan.json"]));
    expect_file!["repositories/failover.txt"].assert_eq(&told(&["failover.plan.json"]));
}

#[test]
fn diagrams_and_balancers() {
    expect_file!["repositories/shapes.txt"].assert_eq(&told(&["shapes.mmd"]));
    expect_file!["repositories/several.txt"].assert_eq(&told(&["several.md"]));
    expect_file!["repositories/local.txt"].assert_eq(&told(&["local.nginx.conf"]));
    expect_file!["repositories/galera.txt"].assert_eq(&told(&["galera.cfg"]));
}

#[test]
fn two_descriptions_of_one_system_are_not_drawn_together() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/repositories");
    let texts = ["mastodon.yaml", "twice.yaml"].map(|name| {
        let text = fs::read_to_string(folder.join(name)).expect(name);
        (name, text)
    });
    let files: Vec<File<'_>> = texts
        .iter()
        .map(|(name, text)| File { name, text })
        .collect();
    let problems = import(&files, &[]).expect_err("two systems");
    assert!(
        problems[0].text.contains("the same parts twice"),
        "{problems:?}"
    );
}
