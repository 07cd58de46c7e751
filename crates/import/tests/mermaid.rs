//! Diagrams in Mermaid, against what an engineer would say that they mean.

#![allow(clippy::format_collect, reason = "files are made of lines")]

mod common;

use common::{case, outline};
use expect_test::expect;
use topple_import::mermaid;

fn read(text: &str) -> String {
    match mermaid::read(text, 0) {
        Ok(inventory) => outline(&inventory),
        Err(problem) => format!("{problem}\n"),
    }
}

#[test]
fn a_basic_web_application() {
    expect![[r#"
        U client
        LB load_balancer
        WS1 server service=web-server
        WS2 server service=web-server
        C cache
        DB database
        U > LB
        LB > WS1
        LB > WS2
        WS1 > C
        WS2 > C
        WS1 > DB
        WS2 > DB
        * Web Server 1, Web Server 2 are nodes of one service: the same word with a number, the same callers.
        * A diagram does not draw the checks of balancers: they are taken to be on.
    "#]].assert_eq(&read(&case("mermaid/basic-web-app.md")));
}

#[test]
fn workers_behind_a_queue_and_a_replica_that_nobody_reads() {
    expect![[r#"
        User client
        LB load_balancer
        App1 server service=app-server
        App2 server service=app-server
        App3 server service=app-server
        Cache cache
        DB database service=primary-database role=Primary
        Replica database service=primary-database role=ReadReplica copies=DB
        Queue queue
        User > LB
        LB > App1
        LB > App2
        LB > App3
        App1 > Cache
        App2 > Cache
        App3 > Cache
        App1 > DB
        App2 > DB
        App3 > DB
        DB ~ Replica
        App1 > Queue
        App2 > Queue
        App3 > Queue
        not Worker1: It works behind a queue, or is called only from there: not on a request's way.
        not Worker2: It works behind a queue, or is called only from there: not on a request's way.
        not Storage: It works behind a queue, or is called only from there: not on a request's way.
        * Message Queue is taken to be needed by every request that writes to it; Worker1, Worker2 behind it are not on a request's way.
        * App Server 1, App Server 2, App Server 3 are nodes of one service: the same word with a number, the same callers.
        * Read Replica is fed by Primary Database and read by nobody.
        * A diagram does not draw the checks of balancers: they are taken to be on.
        * The file holds 5 other diagrams besides the one at line 8: only that one is read. Give another in a file of its own.
    "#]].assert_eq(&read(&case("mermaid/sample-architecture.md")));
}

#[test]
fn twice_as_much_decoration_as_system() {
    expect![[r#"
        U1 client
        U2 client
        U3 client
        BS load_balancer nodes=2 managed
        VM1 server service=vm-instance in us-central1-b
        VM2 server service=vm-instance in us-central1-f
        U1 > BS
        U2 > BS
        U3 > BS
        BS > VM1
        BS > VM2
        zone us-central1-b
        zone us-central1-f
        not HC: It checks others; no request passes through it.
        not IGM: It names a group; its members are drawn.
        not IT: It names a group; its members are drawn.
        not HTML1: It is a text, not a part that runs.
        not HTML2: It is a text, not a part that runs.
        not VPC: It is network, not a part that serves.
        not SUB: It is network, not a part that serves.
        not FW1: It decides who may, and serves nothing.
        not FW2: It decides who may, and serves nothing.
        not FW3: It decides who may, and serves nothing.
        not SA: It decides who may, and serves nothing.
        * Static IP Address, Global Forwarding Rule, Target HTTP Proxy, URL Map and Backend Service are one balancer.
        * VM Instance 1, VM Instance 2 are nodes of one service: the same word with a number, the same callers.
        * Lines that say "Auto-healing Replace Unhealthy", "Health Check" carry no requests.
        * A diagram does not draw the checks of balancers: they are taken to be on.
    "#]].assert_eq(&read(&case("mermaid/gcp-two-zones.mmd")));
}

#[test]
fn lines_without_heads_in_architecture_beta() {
    expect![[r#"
        db database
        disk1 database
        disk2 database
        server server entry
        server > db ?
        server > disk1 ?
        * The line from Storage to Database is no call: a disk belongs to its database, and is no copy of it.
        * Lines without an arrowhead, or with two, do not say who calls whom: that is taken from the kinds.
        * Storage is storage: it is drawn as a database.
        * Storage is storage: it is drawn as a database.
        * No users are in the diagram: they are drawn before what nobody calls.
    "#]].assert_eq(&read(&case("mermaid/architecture-beta.mmd")));
}

#[test]
fn every_shape_line_and_text_of_a_flowchart() {
    let text = r##"
flowchart-elk LR
    %% a comment --> not an arrow
    a([Start user]) --> b[[API Gateway]] & c{{"Orders (v2) [beta]"}}
    b -- asks for --> d[(Orders DB)]
    c -. reads .-> d
    c ==>|"writes | all"| d
    c --- e@{ shape: cyl, label: "Sessions" }
    b <--> f((Search)):::hot
    f ~~~ g>A note]
    f e1@--> h[/"#quot;Mail#quot; &amp; more"/]
    h --x i(((Stripe))); h --o j("`**Ship** ping`")
    subgraph one [The first]
        direction TB
        subgraph two
            k[Worker 1]
        end
    end
    b --> one
    classDef hot fill:#f00,stroke:#333
    class a,b hot;
    style a fill:#fff
    linkStyle 0 stroke:red
    click b href "https://example.org" "tip"
    accTitle: All
    accDescr {
        Of it --> all
    }
"##;
    expect![[r#"
        a client
        b server
        c server
        d database
        e database
        f server
        h server
        i server
        j server
        k server
        a > b
        a > c
        b > d
        c > d
        c > e ?
        b > f ?
        f > h
        h > i ?
        h > j ?
        b > k ?
        not g: It is a text, not a part that runs.
        * Lines without an arrowhead, or with two, do not say who calls whom: that is taken from the kinds.
    "#]].assert_eq(&read(text));
}

#[test]
fn what_is_broken_is_told_with_its_line() {
    let cases = [
        "graph LR\n  a[Web --> b",
        "graph LR\n  a --> ",
        "graph LR\n  subgraph one\n  a --> b\n",
        "graph LR\n  a --> b\n  end\n",
        "graph LR\n  a b c\n",
        "graph LR\n  a -- says b\n",
        "graph LR\n  a@{ shape: cyl\n",
        "graph LR\n  a -->|says b\n",
        "sequenceDiagram\n  A->>B: hello\n",
        "# Text\n\n```mermaid\nerDiagram\n  A ||--o{ B : has\n```\n",
        "# Text without a diagram\n",
        "architecture-beta\n  service a(server)[A]\n  a:R --> L:b\n",
        "architecture-beta\n  service a(server[A]\n",
        "architecture-beta\n  group a(cloud)[A] in b\n",
    ];
    let told: String = cases.iter().map(|text| read(text)).collect();
    expect![[r#"
        line 2: The text of this box is not closed.
        line 2: Here the name of a box was expected.
        line 2: This subgraph has no end: the diagram stops within it.
        line 3: This end belongs to no subgraph.
        line 2: Here an arrow or the end of the line was expected.
        line 2: This line is not closed: a text stands on it, and no arrow behind that.
        line 2: What is said of this box in @{ } is not closed, or not a list of names and values.
        line 2: The text of this line is not closed by |.
        line 1: A sequence diagram tells one story, and not what there is of each part. Draw the parts as a flowchart or architecture-beta.
        line 4: A diagram of type erDiagram is not read: flowchart, graph and architecture-beta are.
        There is no Mermaid diagram in this file: neither at its head nor in a fence ```mermaid.
        line 3: There is no service "b" above this line.
        line 2: After service its name, (its icon) and [what it says] were expected.
        line 2: There is no group "b" above this line.
    "#]].assert_eq(&told);
}

#[test]
fn bombs_are_refused_and_cost_little() {
    let wide = format!(
        "graph LR\n{0} --> {0}\n",
        (0..1_000)
            .map(|n| format!("a{n}"))
            .collect::<Vec<_>>()
            .join(" & ")
    );
    let deep = "graph LR\n".to_owned() + &"subgraph a\n".repeat(100_000);
    let unclosed = "graph LR\n".to_owned() + &"a[\n".repeat(200_000);
    let groups: String = "architecture-beta\n".to_owned()
        + &(1..200)
            .map(|n| {
                format!(
                    "group g{n}(cloud)[G] {}\n",
                    if n > 1 {
                        format!("in g{}", n - 1)
                    } else {
                        String::new()
                    }
                )
            })
            .collect::<String>();
    let many = "graph LR\n".to_owned()
        + &(0..5_000)
            .map(|n| format!("b{n} --> c{n}\n"))
            .collect::<String>();
    let long = "graph LR\n".to_owned() + &"a".repeat(17 << 20);
    let told: String = [wide, deep, unclosed, groups, many, long]
        .iter()
        .map(|text| read(text))
        .collect();
    expect![[r#"
        line 2: More than the 100000 boxes and lines that are read of a diagram.
        line 66: Subgraphs lie within one another 64 deep, and no more are read.
        line 2: The text of this box is not closed.
        line 66: Groups lie within one another 64 deep, and no more are read.
        line 2002: More than the 4000 boxes that are read of a diagram.
        More than the 16 MiB that are read.
    "#]]
    .assert_eq(&told);
}

#[test]
fn what_grows_with_the_square_of_a_diagram_is_bounded() {
    // A chain behind a queue, drawn from its end; a frame that many lines lead to; many databases in a row.
    let chain: String = (1..3_900)
        .rev()
        .map(|n| format!("s{} --> s{n}\n", n - 1))
        .collect();
    let chain = format!("graph LR\n{chain}q[Queue] --> s0[Worker]\n");
    let boxes: String = (0..3_000).map(|n| format!("b{n}\n")).collect();
    let lines: String = (0..3_000).map(|n| format!("b{n} --> all\n")).collect();
    let frame = format!("graph LR\nsubgraph all\n{boxes}end\n{lines}");
    let row: String = (1..3_900)
        .map(|n| {
            format!(
                "d{}[(Replica {})] -->|copies| d{n}[(Replica {n})]\n",
                n - 1,
                n - 1
            )
        })
        .collect();
    let told =
        [chain, frame, format!("graph LR\n{row}")].map(|text| match mermaid::read(&text, 0) {
            Ok(read) => format!("{} parts, {} calls\n", read.parts.len(), read.calls.len()),
            Err(problem) => format!("{problem}\n"),
        });
    expect![[r#"
        3898 parts, 3896 calls
        line 3010: More than the 20000 lines that are read of a diagram.
        3900 parts, 3899 calls
    "#]]
    .assert_eq(&told.concat());
}

#[test]
fn a_cut_file_is_read_or_refused_and_never_a_panic() {
    for name in [
        "mermaid/gcp-two-zones.mmd",
        "mermaid/architecture-beta.mmd",
        "mermaid/sample-architecture.md",
    ] {
        let text = case(name);
        for end in (0..text.len().min(3_000))
            .step_by(5)
            .filter(|end| text.is_char_boundary(*end))
        {
            let _ = mermaid::read(&text[..end], 0);
        }
    }
}
