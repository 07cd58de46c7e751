//! Real files, and the drawings that they must give: verdicts with their shares, pairs, kinds, what is left out, what is told.

mod common;

use common::{expected, import_cases, tells};
use serde_json::Value;
use topple_import::Import;
use topple_model::Target;

fn imported(folder: &str, names: &[&str]) -> Import {
    let paths: Vec<String> = names
        .iter()
        .map(|name| format!("{folder}/{name}"))
        .collect();
    import_cases(&paths.iter().map(String::as_str).collect::<Vec<_>>())
}

fn holds(case: &str, import: &Import, expect: &Value) {
    common::holds(case, import, expect, &[]);
}

#[test]
fn nextcloud_has_a_cache_that_it_may_do_without() {
    let import = imported("compose", &["nextcloud.compose.yaml"]);
    holds(
        "nextcloud",
        &import,
        &expected("compose/nextcloud.expect.json"),
    );
    tells(
        "nextcloud",
        &import,
        &[
            &["Guessed: redis is drawn as a cache", "nc has a database"],
            &["Found: nc calls db (MYSQL_HOST)"],
            &["Found: nc calls redis (REDIS_HOST)"],
        ],
    );
}

#[test]
fn two_web_servers_behind_nginx_share_the_only_store() {
    let import = imported("compose", &["nginx-two-web-redis.compose.yaml"]);
    holds(
        "nginx",
        &import,
        &expected("compose/nginx-two-web-redis.expect.json"),
    );
    tells(
        "nginx",
        &import,
        &[
            &["web1, web2", "nodes of one service"],
            &["redis is the only store of web", "database, not as a cache"],
            &[
                "Guessed: web is taken to call redis",
                "nothing in the files says so",
            ],
            &["nginx asks nobody", "goes on to the next"],
            &["one machine"],
        ],
    );
}

#[test]
fn three_patroni_nodes_behind_haproxy_are_one_set() {
    let import = imported("compose", &["patroni.compose.yaml"]);
    holds("patroni", &import, &expected("compose/patroni.expect.json"));
    tells(
        "patroni",
        &import,
        &[
            &["one set", "the first is drawn"],
            &["etcd1", "votes"],
            &["variable", "PATRONI_TEST_IMAGE", "default"],
        ],
    );
}

#[test]
fn a_file_without_wiring_is_asked_about_and_never_looks_safe() {
    let import = imported("compose", &["sock-shop.compose.yaml"]);
    holds(
        "sock shop",
        &import,
        &expected("compose/sock-shop.expect.json"),
    );
    tells(
        "sock shop",
        &import,
        &[
            &["Asked", "edge-router", "nothing behind it can be judged"],
            &["Found: user calls user-db (MONGO_HOST)"],
            &["Guessed: carts is taken to call carts-db"],
            &["user-sim stands for the users"],
        ],
    );
    for name in [
        "front-end",
        "catalogue",
        "carts",
        "orders",
        "shipping",
        "payment",
        "user",
        "rabbitmq",
    ] {
        tells(
            "sock shop",
            &import,
            &[&[&format!("Asked: Nobody calls {name}:")]],
        );
    }
    assert!(
        import
            .scenario
            .component(topple_model::ComponentId::new("edge-router").expect("an id"))
            .is_some()
    );
    let about = import.imported.rows.iter().filter_map(|row| row.about);
    assert!(
        about
            .clone()
            .any(|target| matches!(target, Target::Link(_)))
            && about
                .clone()
                .any(|target| matches!(target, Target::Component(_)))
    );
}

#[test]
fn the_guestbook_writes_to_one_redis() {
    let import = imported("kubernetes", &["guestbook.yaml"]);
    holds(
        "guestbook",
        &import,
        &expected("kubernetes/guestbook.expect.json"),
    );
    tells(
        "guestbook",
        &import,
        &[
            &["redis is the only store of frontend", "drawn as a database"],
            &["Guessed: frontend is taken to call redis"],
            &[
                "redis has copies to be read",
                "Nothing promotes one of them",
            ],
            &["Service frontend (NodePort)", "not drawn"],
            &["frontend", "nothing spreads their nodes", "one machine"],
        ],
    );
}

#[test]
fn the_boutique_needs_each_of_its_services() {
    let import = imported("kubernetes", &["online-boutique.yaml"]);
    holds(
        "boutique",
        &import,
        &expected("kubernetes/online-boutique.expect.json"),
    );
    tells(
        "boutique",
        &import,
        &[
            &["Service frontend-external", "drawn as two"],
            &["redis-cart is the only store of cartservice", "database"],
            &[
                "SHOPPING_ASSISTANT_SERVICE_ADDR of frontend names shoppingassistantservice",
                "not in these files",
            ],
            &["Every request is taken to need every service"],
            &[
                "Found: adservice is drawn as a server",
                "One is drawn: no number is said",
            ],
            &["Found: checkoutservice calls emailservice (EMAIL_SERVICE_ADDR)"],
        ],
    );
    let works_without = import
        .imported
        .rows
        .iter()
        .flat_map(|row| &row.choices)
        .any(|choice| choice.text == "checkoutservice works without it");
    assert!(
        works_without,
        "each call has the answer that it may be missing"
    );
}

#[test]
fn the_sock_shop_is_wired_by_its_policies() {
    let import = imported(
        "kubernetes",
        &["sock-shop.yaml", "sock-shop.network-policies.yaml"],
    );
    holds(
        "sock shop",
        &import,
        &expected("kubernetes/sock-shop.expect.json"),
    );
    tells(
        "sock shop",
        &import,
        &[
            &["NetworkPolicy cart-access", "no pod"],
            &["NetworkPolicy carts-db-access", "no pod"],
            &["Asked: Nobody calls carts:", "carts-db"],
            &["Asked: Nobody calls session-db:"],
            &["Guessed: carts is taken to call carts-db"],
            &["zipkin.jaeger.svc.cluster.local", "not in these files"],
            &["LeftOut: queue-master", "takes from rabbitmq"],
        ],
    );
}

#[test]
fn argo_cd_is_redundant_but_for_dex() {
    let import = imported("kubernetes", &["argocd-ha.yaml"]);
    holds(
        "argo",
        &import,
        &expected("kubernetes/argocd-ha.expect.json"),
    );
    tells(
        "argo",
        &import,
        &[
            &["Guessed: Users are taken to come in at argocd-server"],
            &["Found: argocd-server calls argocd-redis-ha-haproxy"],
            &["Sentinel in the same pods", "most of them live"],
            &["argocd-server", "different zones are only preferred"],
            &["argocd-dex-server may be needed for signing in alone"],
            &["argocd-redis-ha-haproxy", "machines are required to differ"],
            &["Found: argocd-server calls argocd-dex-server"],
        ],
    );
}

#[test]
fn three_patroni_pods_are_one_set_that_nobody_calls() {
    let import = imported("kubernetes", &["patroni.yaml"]);
    let databases: Vec<_> = import
        .scenario
        .components
        .iter()
        .filter_map(|c| {
            Some((
                c.service.clone(),
                c.database()?.role,
                c.database()?.failover,
            ))
        })
        .collect();
    let expect = expected("kubernetes/patroni.expect.json");
    assert_eq!(
        databases.len() as u64,
        expect["import"]["nodes"]["database"]
            .as_u64()
            .expect("a number")
    );
    let roles: Vec<&str> = databases
        .iter()
        .map(|(_, role, _)| {
            if *role == topple_model::Role::Primary {
                "primary"
            } else {
                "standby"
            }
        })
        .collect();
    let wanted: Vec<&str> = expect["import"]["roles"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(roles, wanted);
    assert!(
        databases
            .iter()
            .all(|(service, _, failover)| *service == databases[0].0
                && *failover == topple_model::Failover::Automatic)
    );
    assert_eq!(import.scenario.components.len(), 3, "no users are made up");
    tells(
        "patroni",
        &import,
        &[
            &[
                "Who is primary is decided as they run",
                "the first is drawn as it",
            ],
            &["as long as what decides that answers"],
            &["Asked: Nobody calls patronidemo:", "not judged"],
            &["lies in emptyDir", "loses it"],
        ],
    );
}
