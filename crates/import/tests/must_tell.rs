//! What the answers worked out by hand demand to be told: every sentence of every case, by the facts in it.

mod common;

use std::collections::BTreeSet;

use common::{case, expected, import_cases, tells};
use topple_import::{File, import};

/// A sentence that must be told, and the words of the rows that tell it: those of each list stand together in one row.
type Demand = (&'static str, &'static [&'static [&'static str]]);

/// A case: its answers, its files, and each of its sentences.
struct Case {
    answers: &'static str,
    files: &'static [&'static str],
    demands: &'static [Demand],
}

const CASES: &[Case] = &[
    Case {
        answers: "compose/nextcloud.expect.json",
        files: &["compose/nextcloud.compose.yaml"],
        demands: &[
            (
                "redis is drawn as a cache, a shortcut past db: if nc cannot do without it, tick required",
                &[&[
                    "Guessed",
                    "redis is drawn as a cache",
                    "nc has a database",
                    "do without",
                ]],
            ),
            (
                "links are known from MYSQL_HOST and REDIS_HOST",
                &[
                    &["nc calls db", "MYSQL_HOST"],
                    &["nc calls redis", "REDIS_HOST"],
                ],
            ),
        ],
    },
    Case {
        answers: "compose/patroni.expect.json",
        files: &["compose/patroni.compose.yaml"],
        demands: &[
            (
                "patroni1..3 are one set (PATRONI_SCOPE demo); who is primary is not in the file, so the first is drawn as it",
                &[&["one set", "the first is drawn as it"]],
            ),
            (
                "failover is automatic only while etcd has a majority; etcd1..3 are not drawn: Topple has no store of votes",
                &[
                    &["LeftOut", "etcd1", "no store of votes", "most of them live"],
                    &["LeftOut", "etcd2"],
                    &["LeftOut", "etcd3"],
                ],
            ),
            (
                "the image is a variable with a default: ${PATRONI_TEST_IMAGE:-patroni}",
                &[&["variable", "PATRONI_TEST_IMAGE", "default"]],
            ),
        ],
    },
    Case {
        answers: "compose/sock-shop.expect.json",
        files: &["compose/sock-shop.compose.yaml"],
        demands: &[
            (
                "nothing is behind edge-router: no request is served, so nothing can be judged",
                &[&["Asked", "edge-router", "serves no request", "can be judged"]],
            ),
            (
                "nobody calls front-end, catalogue, carts, orders, shipping, payment, user, rabbitmq: draw who does",
                &[
                    &["Asked: Nobody calls front-end:", "Draw who does"],
                    &["Asked: Nobody calls catalogue:"],
                    &["Asked: Nobody calls carts:"],
                    &["Asked: Nobody calls orders:"],
                    &["Asked: Nobody calls shipping:"],
                    &["Asked: Nobody calls payment:"],
                    &["Asked: Nobody calls user:"],
                    &["Asked: Nobody calls rabbitmq:"],
                ],
            ),
            (
                "user > user-db is known from MONGO_HOST, the other three are guessed from the names X and X-db",
                &[
                    &["Found: user calls user-db", "MONGO_HOST"],
                    &["Guessed: carts is taken to call carts-db", "names"],
                    &["Guessed: catalogue is taken to call catalogue-db", "names"],
                    &["Guessed: orders is taken to call orders-db", "names"],
                ],
            ),
            (
                "user-sim stands for the users (command -h edge-router)",
                &[&["user-sim stands for the users", "calls edge-router"]],
            ),
        ],
    },
    Case {
        answers: "compose/nginx-two-web-redis.expect.json",
        files: &["compose/nginx-two-web-redis.compose.yaml"],
        demands: &[
            (
                "web-1 and web-2 (web1, web2: one build, one upstream) are taken for two nodes of one service",
                &[&["web1, web2", "made of the same", "nodes of one service"]],
            ),
            (
                "redis is the only store of web, so it is drawn as a database, not as a cache",
                &[&["redis is the only store of web", "database, not as a cache"]],
            ),
            (
                "web is linked to redis by guess: nothing in the file says so, but web is the only service that could",
                &[&[
                    "Guessed",
                    "web is taken to call redis",
                    "nothing in the files says so",
                    "only one that could",
                ]],
            ),
            (
                "nginx asks nobody how its servers are; on a failed connect it goes on to the next (proxy_next_upstream)",
                &[&[
                    "nginx asks nobody",
                    "a connect fails",
                    "goes on to the next",
                ]],
            ),
            (
                "all of this runs on one machine under plain compose; the machine is not drawn",
                &[&["one machine", "machine is not drawn"]],
            ),
        ],
    },
    Case {
        answers: "kubernetes/guestbook.expect.json",
        files: &["kubernetes/guestbook.yaml"],
        demands: &[
            (
                "redis is the only store, so it is drawn as a database with two read replicas (labels role: master, role: replica)",
                &[
                    &["redis is the only store of frontend", "drawn as a database"],
                    &["redis has copies to be read", "labels"],
                ],
            ),
            (
                "frontend is linked to redis by guess: the file says only GET_HOSTS_FROM=dns",
                &[&[
                    "Guessed: frontend is taken to call redis",
                    "nothing in the files says so",
                ]],
            ),
            (
                "nothing promotes a replica: Redis without Sentinel",
                &[&["Nothing promotes one of them when redis-master dies"]],
            ),
            (
                "Service frontend (NodePort) is in every machine and is not drawn",
                &[&["Service frontend (NodePort)", "every machine", "not drawn"]],
            ),
            (
                "three replicas may land on one machine: nothing spreads them",
                &[&["frontend", "nothing spreads their nodes", "one machine"]],
            ),
        ],
    },
    Case {
        answers: "kubernetes/online-boutique.expect.json",
        files: &["kubernetes/online-boutique.yaml"],
        demands: &[
            (
                "no replicas are said: one of each",
                &[&[
                    "adservice is drawn as a server",
                    "One is drawn: no number is said",
                ]],
            ),
            (
                "the cloud's balancer (Service frontend-external) is drawn as two: its provider runs more than one",
                &[&[
                    "cloud's balancer (Service frontend-external)",
                    "drawn as two",
                    "provider runs more than one",
                ]],
            ),
            (
                "redis-cart is the only store of cartservice, so it is drawn as a database",
                &[&[
                    "redis-cart is the only store of cartservice",
                    "drawn as a database",
                ]],
            ),
            (
                "SHOPPING_ASSISTANT_SERVICE_ADDR names shoppingassistantservice, which is not in the file",
                &[&[
                    "SHOPPING_ASSISTANT_SERVICE_ADDR",
                    "names shoppingassistantservice",
                    "not in these files",
                ]],
            ),
            (
                "every request is taken to need every service that its servers call; adservice or emailservice may not be needed",
                &[&[
                    "Every request is taken to need every service that its servers call",
                    "works without one, say so",
                ]],
            ),
        ],
    },
    Case {
        answers: "kubernetes/patroni.expect.json",
        files: &["kubernetes/patroni.yaml"],
        demands: &[
            (
                "who is primary is decided at run time: the first is drawn as it",
                &[&[
                    "Who is primary is decided as they run",
                    "the first is drawn as it",
                ]],
            ),
            (
                "failover is automatic while the Kubernetes API answers",
                &[&[
                    "promoted when the first dies",
                    "as long as what decides that answers",
                ]],
            ),
            (
                "nothing in the file calls the database: draw who uses it",
                &[&["Asked: Nobody calls patronidemo:", "Draw who does"]],
            ),
            (
                "the data lies in emptyDir: a pod that moves loses it",
                &[&["lies in emptyDir", "moves to another machine loses it"]],
            ),
        ],
    },
    Case {
        answers: "kubernetes/argocd-ha.expect.json",
        files: &["kubernetes/argocd-ha.yaml"],
        demands: &[
            (
                "no Service is open to the outside: argocd-server is taken for the entry, the only one that nobody calls and that serves 80 and 443",
                &[&[
                    "Guessed: Users are taken to come in at argocd-server",
                    "no file opens anything",
                    "nobody else calls it",
                ]],
            ),
            (
                "calls are known from network policies, and argocd-server > haproxy from redis.server in ConfigMap argocd-cmd-params-cm",
                &[
                    &["argocd-server calls argocd-repo-server", "network policy"],
                    &["Found: argocd-server calls argocd-redis-ha-haproxy"],
                ],
            ),
            (
                "redis runs with Sentinel in the same pods: quorum",
                &[&["Sentinel in the same pods", "as long as most of them live"]],
            ),
            (
                "zones are only preferred (anti-affinity preferred), machines are required to differ",
                &[
                    &["argocd-server", "different zones are only preferred"],
                    &["argocd-redis-ha-haproxy", "machines are required to differ"],
                ],
            ),
            (
                "argocd-dex-server is needed for signing in only, if at all",
                &[&["argocd-dex-server may be needed for signing in alone"]],
            ),
        ],
    },
    Case {
        answers: "kubernetes/sock-shop.expect.json",
        files: &[
            "kubernetes/sock-shop.yaml",
            "kubernetes/sock-shop.network-policies.yaml",
        ],
        demands: &[
            (
                "policy cart-access selects name: cart, and carts-db-access lets name: cart in: no pod has that label (the Deployment says carts)",
                &[
                    &["NetworkPolicy cart-access", "no pod of these files has"],
                    &["NetworkPolicy carts-db-access", "no pod of these files has"],
                ],
            ),
            (
                "nobody is known to call carts or session-db: they are not judged",
                &[
                    &["Asked: Nobody calls carts: it is not judged"],
                    &["Asked: Nobody calls session-db: it is not judged"],
                ],
            ),
            (
                "carts > carts-db is guessed from the names",
                &[&["Guessed: carts is taken to call carts-db, by their names"]],
            ),
            (
                "zipkin.jaeger.svc.cluster.local is not in the file",
                &[&["zipkin.jaeger.svc.cluster.local", "not in these files"]],
            ),
        ],
    },
    Case {
        answers: "terraform/elb-asg.expect.json",
        files: &["terraform/elb-asg.plan.json"],
        demands: &[
            (
                "min_size 2 is drawn; max_size is 10",
                &[&["min_size 2 of", "is drawn", "max_size is 10"]],
            ),
            (
                "the balancer has one node in each of its zones",
                &[&["aws_elb.example has one node in each of its zones"]],
            ),
            (
                "the group replaces a dead instance by itself in minutes: what is dead here stays dead until revived",
                &[&[
                    "replaces a dead instance by itself in minutes",
                    "stays dead until it is revived",
                ]],
            ),
            (
                "aws_instance.web[0] is behind nothing",
                &[&["LeftOut", "aws_instance.web[0]", "behind nothing"]],
            ),
        ],
    },
    Case {
        answers: "mermaid/basic-web-app.expect.json",
        files: &["mermaid/basic-web-app.md"],
        demands: &[
            (
                "WS1 and WS2 are nodes of one service: the same word with a number, the same callers",
                &[&[
                    "Web Server 1, Web Server 2",
                    "nodes of one service",
                    "the same word with a number, the same callers",
                ]],
            ),
            (
                "checks of the balancer are not drawn in a diagram: taken to be on",
                &[&["does not draw the checks of balancers", "taken to be on"]],
            ),
        ],
    },
    Case {
        answers: "mermaid/sample-architecture.expect.json",
        files: &["mermaid/sample-architecture.md"],
        demands: &[
            (
                "Replica is fed by DB and read by nobody",
                &[&["Replica", "read by nobody"]],
            ),
            (
                "Queue is taken to be needed by every request; the workers behind it are not on a request's way",
                &[&[
                    "Queue is taken to be needed by every request",
                    "not on a request's way",
                ]],
            ),
        ],
    },
    Case {
        answers: "mermaid/architecture-beta.expect.json",
        files: &["mermaid/architecture-beta.mmd"],
        demands: &[
            (
                "lines without arrowheads: who calls whom is taken from the kinds",
                &[&["Lines without an arrowhead", "taken from the kinds"]],
            ),
            (
                "no users in the diagram: added before server",
                &[&["Users are taken to come in at server"]],
            ),
            (
                "disk1 and disk2 are storage: drawn as databases, or left out",
                &[
                    &["disk1 is drawn as a database"],
                    &["disk2 is drawn as a database"],
                ],
            ),
        ],
    },
    Case {
        answers: "mermaid/gcp-two-zones.expect.json",
        files: &["mermaid/gcp-two-zones.mmd"],
        demands: &[
            (
                "what is neither users, names, balancer, server, database nor cache is left out, each with its name",
                &[
                    &["LeftOut", "HTML1"],
                    &["LeftOut", "HTML2"],
                    &["LeftOut", "VPC"],
                    &["LeftOut", "SUB"],
                    &["LeftOut", "FW1"],
                    &["LeftOut", "FW2"],
                    &["LeftOut", "FW3"],
                    &["LeftOut", "SA"],
                    &["LeftOut", "HC"],
                    &["LeftOut", "IT"],
                ],
            ),
            (
                "dotted arrows (Health Check, Auto-healing, Load Balance Decision) carry no requests, but BS -.-> VM says who is behind the balancer",
                &[
                    &["carry no requests", "Health Check"],
                    &["carry no requests", "Auto-healing"],
                ],
            ),
        ],
    },
    Case {
        answers: "haproxy/patroni.expect.json",
        files: &["haproxy/patroni.cfg"],
        demands: &[
            (
                "option httpchk with expect status 200 on port 8008 lets only the primary pass (Patroni): the two are a primary and a standby",
                &[&[
                    "The check of batman lets only the primary pass",
                    "a primary and who may take over",
                ]],
            ),
            (
                "no option redispatch: retries go to the same server until it is taken out",
                &[&[
                    "batman has no option redispatch",
                    "same server until it is taken out",
                ]],
            ),
            ("listen stats is left out", &[&["LeftOut", "stats"]]),
        ],
    },
];

/// Cases whose files are refused, with the words of the refusal: what they demand is known once that is done.
const REFUSED: &[(&str, &[&str], &[&str])] = &[
    (
        "terraform/alb-rds-redis.expect.json",
        &["terraform/alb-rds-redis.v3.tfstate.json"],
        &["version 3", "Terraform 0.11", "terraform show -json"],
    ),
    (
        "terraform/rds-replica-postgres.expect.json",
        &["terraform/rds-replica-postgres.tf"],
        &["terraform show -json"],
    ),
    (
        "terraform/two-tier.expect.json",
        &["terraform/two-tier.tf"],
        &["terraform show -json"],
    ),
    (
        "terraform/webserver-cluster.expect.json",
        &[
            "terraform/webserver-cluster.prod.tf",
            "terraform/webserver-cluster.module.tf",
        ],
        &["terraform show -json"],
    ),
];

#[test]
fn every_sentence_that_must_be_told_is() {
    for Case {
        answers,
        files,
        demands,
    } in CASES
    {
        let wanted = expected(answers);
        let wanted: BTreeSet<&str> = wanted["import"]["must_tell"]
            .as_array()
            .expect("sentences")
            .iter()
            .map(|text| text.as_str().expect("a text"))
            .collect();
        let looked_for: BTreeSet<&str> = demands.iter().map(|(text, _)| *text).collect();
        assert_eq!(looked_for, wanted, "{answers}: each sentence is looked for");
        let import = import_cases(files);
        for (_, rows) in *demands {
            tells(answers, &import, rows);
        }
    }
}

#[test]
fn what_is_refused_says_what_to_run() {
    for (answers, files, words) in REFUSED {
        assert!(expected(answers)["import"]["must_tell"].is_array());
        for name in *files {
            let text = case(name);
            let problems = import(&[File { name, text: &text }], &[]).expect_err(name);
            let told = problems[0].to_string();
            assert!(
                words.iter().all(|word| told.contains(word)),
                "{name}: {told}"
            );
        }
    }
}

#[test]
fn no_case_is_forgotten() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut there = BTreeSet::new();
    for folder in std::fs::read_dir(&root).expect("the cases") {
        let folder = folder.expect("a folder").path();
        for file in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = file.expect("a file").path();
            let name = path
                .strip_prefix(&root)
                .expect("within")
                .to_string_lossy()
                .replace('\\', "/");
            if name.ends_with(".expect.json") {
                there.insert(name);
            }
        }
    }
    let here = CASES.iter().map(|case| case.answers);
    let here: BTreeSet<String> = here
        .chain(REFUSED.iter().map(|(answers, ..)| *answers))
        .map(str::to_owned)
        .collect();
    assert_eq!(here, there);
}
