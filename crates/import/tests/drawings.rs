//! Diagrams, configurations of balancers and plans, as drawings with their verdicts.

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use common::{case, expected};
use expect_test::expect;
use topple_analysis::{Failed, Options, Verdict, analyse, pairs};
use topple_import::{File, Import, import};
use topple_model::imported::How;

fn imported(name: &str) -> Import {
    common::import_cases(&[name])
}

/// The verdicts, in a few lines.
fn verdicts(import: &Import) -> String {
    let report = analyse(&import.scenario, &Failed::nothing(), Options::default());
    let mut out = String::new();
    let list = |verdicts: &[Verdict]| {
        let mut texts: Vec<String> = verdicts
            .iter()
            .map(|v| format!("{} {:.3}", v.element, v.impact))
            .collect();
        texts.sort();
        texts.join(", ")
    };
    let _ = writeln!(out, "spofs: {}", list(&report.spofs));
    let _ = writeln!(out, "leaks: {}", list(&report.leaks));
    let pairs = pairs(&import.scenario, &Failed::nothing(), Options::default());
    let pairs: BTreeSet<String> = pairs
        .iter()
        .map(|p| {
            p.elements
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("+")
        })
        .collect();
    let _ = writeln!(
        out,
        "pairs: {}",
        pairs.into_iter().collect::<Vec<_>>().join(", ")
    );
    let open: Vec<&str> = import
        .imported
        .rows
        .iter()
        .filter(|r| matches!(r.how, How::Asked | How::Guessed))
        .map(|r| r.text.as_str())
        .collect();
    for text in open {
        let _ = writeln!(out, "? {text}");
    }
    out
}

fn holds(name: &str, expect: &str, renamed: &[(&str, &str)]) {
    common::holds(name, &imported(name), &expected(expect), renamed);
}

#[test]
fn a_basic_web_application_has_the_verdicts_expected() {
    let renamed = [("web-server-1", "ws1"), ("web-server-2", "ws2")];
    holds(
        "mermaid/basic-web-app.md",
        "mermaid/basic-web-app.expect.json",
        &renamed,
    );
}

#[test]
fn a_web_application_with_a_queue_has_the_verdicts_expected() {
    let renamed = [
        ("app-server-1", "app1"),
        ("app-server-2", "app2"),
        ("app-server-3", "app3"),
    ];
    holds(
        "mermaid/sample-architecture.md",
        "mermaid/sample-architecture.expect.json",
        &renamed,
    );
}

#[test]
fn a_balancer_and_a_group_over_six_zones_have_the_verdicts_expected() {
    holds(
        "terraform/elb-asg.plan.json",
        "terraform/elb-asg.expect.json",
        &[],
    );
}

#[test]
fn the_others_are_judged_as_an_engineer_would() {
    let names = [
        "mermaid/gcp-two-zones.mmd",
        "mermaid/architecture-beta.mmd",
        "haproxy/patroni.cfg",
        "haproxy/shop.cfg",
        "haproxy/two-doors.cfg",
        "haproxy/edge.nginx.conf",
        "terraform/alb-asg-rds.plan.json",
        "terraform/ecs-aurora-sqs.plan.json",
        "terraform/sites.plan.json",
        "terraform/serverless.plan.json",
        "terraform/three-tier.state.json",
    ];
    let mut told = String::new();
    for name in names {
        let _ = writeln!(told, "{name}\n{}", verdicts(&imported(name)));
    }
    expect![[r#"
        mermaid/gcp-two-zones.mmd
        spofs: 
        leaks: 
        pairs: bs-1+bs-2, vm1+vm2

        mermaid/architecture-beta.mmd
        spofs: db 1.000, disk1 1.000, server 1.000
        leaks: 
        pairs: 
        ? Nobody calls disk2: it is not judged. Draw who does.
        ? Users are taken to come in at server: no file opens anything to the outside, and nobody else calls it.
        ? server calls db (an arrow).
        ? server calls disk1 (an arrow).

        haproxy/patroni.cfg
        spofs: haproxy 1.000
        leaks: 
        pairs: postgresql-127-0-0-1-5432+postgresql-127-0-0-1-5433

        haproxy/shop.cfg
        spofs: cdn 1.000, haproxy 1.000
        leaks: 
        pairs: 

        haproxy/two-doors.cfg
        spofs: haproxy 1.000
        leaks: 
        pairs: 

        haproxy/edge.nginx.conf
        spofs: auth 1.000, nginx 1.000, search 1.000
        leaks: 
        pairs: 

        terraform/alb-asg-rds.plan.json
        spofs: eu-west-1 1.000
        leaks: 
        pairs: main-db+main-db-standby
        ? sessions-cache is drawn as a cache, because web-asg has a database, too. Can it do without sessions-cache?

        terraform/ecs-aurora-sqs.plan.json
        spofs: admin 0.500, us-east-1 1.000
        leaks: 
        pairs: edge-lb-1+edge-lb-2, files-bucket+files-bucket-standby, jobs-queue-1+jobs-queue-2, main-db-0+main-db-1, worker-lambda-1+worker-lambda-2, www-1+www-2
        ? cache-redis is drawn as a cache, because api has a database, too. Can it do without cache-redis?
        ? edge-lb is drawn as a server (as the file says). It has 2 nodes.
        ? worker-lambda calls files-bucket (worker).

        terraform/sites.plan.json
        spofs: shared-db 1.000
        leaks: eu-west-1 0.500, site-lb-eu-1 0.250, site-lb-eu-2 0.250, site-lb-us-1 0.250, site-lb-us-2 0.250, us-west-1 0.500
        pairs: eu-west-1+us-west-1, site-1+site-2

        terraform/serverless.plan.json
        spofs: 
        leaks: 
        pairs: http-api-1+http-api-2, mail-lambda-1+mail-lambda-2, mail-queue-1+mail-queue-2, orders-lambda-1+orders-lambda-2, orders-table+orders-table-standby

        terraform/three-tier.state.json
        spofs: eu-central-1 1.000
        leaks: 
        pairs: app-a+app-b, front-lb-1+front-lb-2, main-db+main-db-standby

    "#]].assert_eq(&told);
}

#[test]
#[allow(clippy::too_many_lines, reason = "it is the expected text")]
fn diagrams_of_readmes_are_drawn_as_an_engineer_would() {
    let names = [
        "aws-two-zones.mmd",
        "microservices.md",
        "kubernetes.mmd",
        "aws.architecture.mmd",
        "two-regions.mmd",
        "login-flow.mmd",
    ];
    let mut told = String::new();
    for name in names {
        let name = format!("mermaid/{name}");
        let inventory = topple_import::mermaid::read(&case(&name), 0).expect("it is read");
        let _ = writeln!(
            told,
            "{name}\n{}{}",
            common::outline(&inventory),
            verdicts(&imported(&name))
        );
    }
    expect![[r#"
        mermaid/aws-two-zones.mmd
        users client
        r53 dns nodes=2 managed
        cf load_balancer nodes=2 managed
        alb load_balancer nodes=2 managed
        web1 server service=ec2-web in us-east-1a
        db1 database service=rds-postgresql in us-east-1a role=Primary failover=Automatic
        web2 server service=ec2-web in us-east-1b
        db2 database service=rds-postgresql in us-east-1b role=Standby copies=db1 failover=Automatic
        redis cache
        users > r53
        r53 > cf
        cf > alb
        alb > web1
        alb > web2
        web1 > db1
        web2 > db1
        db1 ~ db2
        web1 > redis
        web2 > redis
        zone us-east-1a
        zone us-east-1b
        not igw: It is network, not a part that serves.
        not nat1: It is network, not a part that serves.
        not cw: It observes; no request passes through it.
        * EC2 Web 1, EC2 Web 2 are nodes of one service: the same word with a number, the same callers.
        * A diagram does not draw the checks of balancers: they are taken to be on.
        spofs: 
        leaks: 
        pairs: alb-1+alb-2, cf-1+cf-2, db1+db2, r53-1+r53-2, web1+web2
        ? The 2 nodes of rds-postgresql are one set. Who is primary is decided as they run, so the first is drawn as it. One is promoted when the first dies, as long as what decides that answers.

        mermaid/microservices.md
        Web client
        Mobile client
        GW server
        Orders server nodes=3
        Users server
        Catalog server
        OrdersDB database
        UsersDB database
        ES database
        Redis ? image=redis
        Kafka queue
        Mail server
        SES server
        Stripe server
        Web > GW
        Mobile > GW
        GW > Orders
        GW > Users
        GW > Catalog
        Orders > OrdersDB
        Users > UsersDB
        Catalog > ES
        Catalog > Redis
        Orders > Kafka
        Kafka > Mail
        Mail > SES
        Orders > Stripe
        not Prom: It observes; no request passes through it.
        not Grafana: It observes; no request passes through it.
        not GH: It builds and delivers the programs; no request passes through it.
        not Analytics: It works behind a queue, or is called only from there: not on a request's way.
        not DWH: It works behind a queue, or is called only from there: not on a request's way.
        * Kafka is taken to be needed by every request that writes to it; Analytics behind it is not on a request's way.
        * Lines that say "deploys" carry no requests.
        spofs: catalog 0.500, es 0.500, gw 1.000, kafka 1.000, mail 1.000, ordersdb 1.000, ses 0.500, stripe 0.500, users 0.500, usersdb 0.500
        leaks: 
        pairs: 
        ? Redis is drawn as a cache, because Catalog has a database, too. Can it do without Redis?

        mermaid/kubernetes.mmd
        Internet client
        Ingress load_balancer
        Svc server
        Pod1 server service=frontend-pod
        Pod2 server service=frontend-pod
        API server nodes=3
        PG database
        Internet > Ingress
        Ingress > Svc
        Svc > Pod1
        Svc > Pod2
        Pod1 > API
        Pod2 > API
        API > PG
        not Secrets: It is asked when a program starts; no request passes through it.
        not HPA: It is a setting of others, not a part that runs.
        not Backup: It is a copy that nobody reads.
        * Frontend Pod 1, Frontend Pod 2 are nodes of one service: the same word with a number, the same callers.
        * Lines that say "scales" carry no requests.
        * A diagram does not draw the checks of balancers: they are taken to be on.
        spofs: ingress 1.000, pg 1.000, svc 1.000
        leaks: 
        pairs: pod1+pod2

        mermaid/aws.architecture.mmd
        users client
        edge load_balancer nodes=2 managed
        lb load_balancer in us-east-1
        web1 server service=web-server in us-east-1
        web2 server service=web-server in us-east-1
        cache cache in us-east-1
        db database in us-east-1
        users > edge
        edge > lb
        web1 > db
        web2 > db
        web1 > cache ?
        web2 > cache ?
        lb > web1 ?
        lb > web2 ?
        zone us-east-1
        * Lines without an arrowhead, or with two, do not say who calls whom: that is taken from the kinds.
        * Web Server 1, Web Server 2 are nodes of one service: the same word with a number, the same callers.
        * A diagram does not draw the checks of balancers: they are taken to be on.
        spofs: db 1.000, lb 1.000, us-east-1 1.000
        leaks: 
        pairs: edge-1+edge-2, web1+web2
        ? web-server calls cache (an arrow).
        ? lb calls web-server (an arrow).

        mermaid/two-regions.mmd
        U client
        DNS dns
        LBE load_balancer in EU Region
        AE1 server service=app-eu in EU Region
        AE2 server service=app-eu in EU Region
        DBE database service=mysql-master in EU Region role=Primary
        LBU load_balancer in US Region
        AU1 server service=app-us in US Region
        AU2 server service=app-us in US Region
        DBU database service=mysql-master in US Region role=ReadReplica copies=DBE
        U > DNS
        LBE > AE1
        LBE > AE2
        AE1 > DBE
        AE2 > DBE
        LBU > AU1
        LBU > AU2
        AU1 > DBU
        AU2 > DBU
        DNS > LBE
        DNS > LBU
        DBE ~ DBU
        zone EU Region
        zone US Region
        * App EU 1, App EU 2 are nodes of one service: the same word with a number, the same callers.
        * App US 1, App US 2 are nodes of one service: the same word with a number, the same callers.
        * A diagram does not draw the checks of balancers: they are taken to be on.
        spofs: dbe 0.500, dns 0.950, eu-region 0.050, lbe 0.050
        leaks: dbu 0.450
        pairs: ae1+ae2, dbe+dbu, dbe+lbu, dbu+lbe, lbe+lbu

        mermaid/login-flow.mmd
        A client
        C server
        D server
        A > C ?
        A > D ?
        D > C ?
        not B: It is a decision of a program, not a part that runs.
        not E: It is a decision of a program, not a part that runs.
        * The diagram has decisions (diamonds): it may tell how a program goes on rather than what runs where.
        spofs: c 1.000, d 1.000
        leaks: 
        pairs: 
        ? A calls C (an arrow).
        ? A calls D (an arrow).
        ? D calls C (an arrow).

    "#]].assert_eq(&told);
}

/// Values that no inventory, drawing or message may hold.
const PLANTED: [&str; 6] = [
    "PLANTED",
    "Sup3rSecret",
    "S3cretHash",
    "hunter2",
    "planted",
    "ops password",
];

#[test]
fn no_value_of_a_setting_leaves_a_reader() {
    let files = [
        "haproxy/shop.cfg",
        "haproxy/edge.nginx.conf",
        "terraform/alb-asg-rds.plan.json",
        "terraform/ecs-aurora-sqs.plan.json",
        "terraform/sites.plan.json",
        "terraform/three-tier.state.json",
    ];
    for name in files {
        let text = case(name);
        assert!(
            PLANTED.iter().any(|secret| text.contains(secret)),
            "{name} has something to hide"
        );
        let import = imported(name);
        let told = format!("{import:?}");
        for secret in PLANTED {
            assert!(!told.contains(secret), "{name}: {secret}");
        }
        // Nor do the messages about a file that is cut, or has a wrong sign anywhere.
        for end in (0..text.len())
            .step_by(53)
            .filter(|end| text.is_char_boundary(*end))
        {
            for broken in [text[..end].to_owned(), format!("{}\u{1}{{[;", &text[..end])] {
                let read = import_of(name, &broken);
                for secret in PLANTED {
                    assert!(!read.contains(secret), "{name} cut at {end}: {secret}");
                }
            }
        }
    }
}

/// What is told of a text, read or refused.
fn import_of(name: &str, text: &str) -> String {
    match import(&[File { name, text }], &[]) {
        Ok(import) => format!("{import:?}"),
        Err(problems) => format!("{problems:?}"),
    }
}
