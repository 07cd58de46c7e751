//! Optional calls, calls of some requests alone, restarts, names for servers, panic thresholds, budgets, queues.

use topple_analysis::{Failed, Options, analyse, classes, mends_for, overloads, warnings};
use topple_model::sketch::sketch;

use crate::tables::{dead, expect};

const PARTS: Options = Options { links: false };

/// A shop whose pages show advertisements.
const SHOP: &str = "
    users -> lb-1 lb-2 -> web-1 web-2 -> ads-1 db-1
    db-1 -> db-2
    db-2: role=standby
    ads-1: service=ads
    ";

fn shop(more: &str) -> String {
    format!("{SHOP}{more}")
}

fn reason(system: &str, element: &str) -> String {
    let scenario = sketch(system);
    let report = analyse(&scenario, &Failed::nothing(), PARTS);
    let mut all = report
        .spofs
        .iter()
        .chain(&report.leaks)
        .chain(&report.degrades);
    let found = all.find(|v| v.element.to_string() == element);
    found.map_or(String::new(), |v| v.reason.to_string())
}

fn labels(system: &str, element: &str) -> Vec<String> {
    let scenario = sketch(system);
    let element = scenario.target(element).expect("it is there");
    let found = mends_for(&scenario, &Failed::nothing(), element);
    found.iter().map(|mend| mend.id.label(&scenario)).collect()
}

/// What is served of a class, and in full, with these dead.
#[track_caller]
fn shares(system: &str, failed: &str, class: &str) -> (f64, f64) {
    let scenario = sketch(system);
    let rows = classes(&scenario, &dead(&scenario, failed));
    let row = rows.iter().find(|row| row.class.to_string() == class);
    row.map(|row| (row.served, row.full)).expect("such a class")
}

const OPTIONAL: &str = "web-1>ads-1: required=off\nweb-2>ads-1: required=off\n";

#[test]
fn what_is_optional_is_missed_and_nothing_fails() {
    expect(
        &shop(OPTIONAL),
        "",
        PARTS,
        "degrade ads-1 1.000 users/read users/write without ads",
    );
    assert_eq!(
        reason(&shop(OPTIONAL), "ads-1"),
        "Without ads-1, every request is answered without ads. Nothing fails."
    );
    assert_eq!(shares(&shop(OPTIONAL), "ads-1", "users/read"), (1.0, 0.0));
    // Dead already, it is missed already, and nobody else is blamed.
    expect(&shop(OPTIONAL), "ads-1", PARTS, "");
}

#[test]
fn a_call_that_one_server_needs_makes_it_fail_there() {
    let half = shop("web-1>ads-1: required=off");
    expect(&half, "", PARTS, "leak ads-1 0.500 users/read users/write");
    assert_eq!(shares(&half, "ads-1", "users/read"), (0.5, 0.0));
}

#[test]
fn a_call_that_only_writes_make_is_missed_by_writes_alone() {
    let system = shop("users: reads=0.8\nweb-1>ads-1: on=writes\nweb-2>ads-1: on=writes");
    expect(&system, "", PARTS, "spof ads-1 0.200 users/write");
}

#[test]
fn a_call_that_is_needed_can_be_made_optional() {
    assert_eq!(
        labels(&shop(""), "ads-1"),
        [
            "Add another ads",
            "Add a second ads server and a balancer",
            "Make the call of all 2 to ads optional",
        ]
    );
    assert_eq!(
        labels(&shop(OPTIONAL), "ads-1"),
        ["Add another ads", "Add a second ads server and a balancer"]
    );
}

#[test]
fn a_client_does_without_what_it_does_not_need() {
    let system =
        "users -> web-1 chat-1\nchat-1: service=chat\nusers>chat-1: required=off\nusers: reads=1";
    expect(
        system,
        "",
        PARTS,
        "spof web-1 1.000 users/read\ndegrade chat-1 1.000 users/read without chat",
    );
}

#[test]
fn what_is_started_again_is_missed_for_that_long() {
    expect(
        "users -> web-1\nusers: reads=1\nweb-1: restart_s=30",
        "",
        PARTS,
        "spof web-1 1.000 users/read for 30 s",
    );
}

#[test]
fn a_server_that_looks_addresses_up_needs_a_name_server() {
    let system = "
        users -> lb-1 lb-2 -> web-1 web-2 -> dns-1 -> search-1 search-2
        search-1: service=search
        search-2: service=search
        users: reads=1
        ";
    expect(system, "", PARTS, "spof dns-1 1.000 users/read");
    assert_eq!(
        reason(system, "dns-1"),
        "Every read needs web-1, and web-1 asks a name server whom to call; dns-1 is the only one it can ask."
    );
    assert_eq!(labels(system, "dns-1")[0], "Add another name server");
    expect(
        &format!("{system}\nweb-1 web-2 -> dns-2 -> search-1 search-2"),
        "",
        PARTS,
        "",
    );
}

#[test]
fn a_balancer_that_panics_takes_all_members_to_be_in_rotation() {
    let system = "users -> lb-1 -> web-1 web-2 web-3 web-4\nlb-1: retries=0 panic_threshold=0.5";
    assert_eq!(shares(system, "web-1 web-2", "users/read"), (1.0, 1.0));
    assert_eq!(
        shares(system, "web-1 web-2 web-3", "users/read"),
        (0.25, 0.25)
    );
}

#[test]
fn a_client_with_a_budget_is_not_taken_to_try_again() {
    let system = "users -> lb-1 -> web-1 web-2\nlb-1: health_check=off retries=0\nusers: retries=1";
    assert_eq!(shares(system, "web-1", "users/read").0, 0.75);
    let budget = format!("{system} retry_budget=0.2");
    assert_eq!(shares(&budget, "web-1", "users/read").0, 0.5);
}

/// A server that publishes, and a worker that takes.
const JOBS: &str = "
    users -> web-1 -> queue-1 -> worker-1
    worker-1: service=worker workers=1
    users: reads=0
    ";

#[test]
fn a_queue_that_nobody_takes_from_refuses_in_the_end() {
    expect(
        JOBS,
        "",
        PARTS,
        "
        spof queue-1 1.000 users/write queue>worker
        spof web-1 1.000 users/write queue>worker
        spof worker-1 1.000 users/write queue>worker
        ",
    );
    assert_eq!(
        reason(JOBS, "worker-1"),
        "Every write publishes to queue-1. Without worker-1, nothing consumes its messages: it is full after 33 min at today's \
         rate, and from then on it refuses new ones."
    );
    let drops = format!("{JOBS}\nqueue-1: when_full=drop_oldest");
    expect(
        &drops,
        "",
        PARTS,
        "
        spof queue-1 1.000 users/write queue>worker
        spof web-1 1.000 users/write queue>worker
        spof worker-1 0.500 queue>worker
        ",
    );
}

#[test]
fn a_consumer_that_fails_its_deliveries_fills_no_queue() {
    // What is delivered in vain is a dead letter in the end: it makes room.
    let system = format!("{JOBS}\nworker-1 -> db-1");
    assert_eq!(shares(&system, "db-1", "users/write").0, 1.0);
    assert_eq!(shares(&system, "db-1", "queue>worker").0, 0.0);
}

#[test]
fn a_mirror_delivers_what_another_has_taken() {
    let system = "
        users -> web-1 -> queue-1
        queue-1 -> queue-2
        queue-2 -> worker-1
        worker-1: service=worker
        users: reads=0
        ";
    assert_eq!(shares(system, "", "queue>worker").0, 1.0);
    assert_eq!(shares(system, "queue-2", "queue>worker").0, 0.0);
    assert_eq!(shares(system, "queue-1>queue-2", "users/write").0, 0.0);
}

/// Two nodes of a queue that mirror each other, each with somebody who publishes and a worker of its own.
const EACH_ITS_OWN: &str = "
    users-1 -> web-1 -> queue-1 -> worker-1
    users-2 -> web-2 -> queue-2 -> worker-2
    queue-1 -> queue-2
    web-2: service=office
    worker-1: service=worker
    worker-2: service=worker
    users-1: reads=0
    users-2: reads=0
    ";

#[test]
fn what_nobody_takes_at_a_node_fills_those_that_mirror_it() {
    let without = |change: &str, failed: &str| {
        let system = format!("{EACH_ITS_OWN}{change}");
        ["users-1/write", "users-2/write"].map(|class| shares(&system, failed, class).0)
    };
    assert_eq!(without("", ""), [1.0, 1.0]);
    assert_eq!(without("", "worker-2"), [0.0, 0.0]);
    assert_eq!(without("", "worker-2 queue-1>queue-2"), [1.0, 0.0]);
    // The other delivers in the place of a dead node.
    assert_eq!(without("", "worker-2 queue-2"), [1.0, 0.0]);
    assert_eq!(
        reason(EACH_ITS_OWN, "worker-2"),
        "Every write publishes to queue-1. Without worker-2, nothing consumes the messages of queue-2, and queue-1, its mirror, \
         holds them too: queue-1 is full after 33 min at today's rate, and from then on it refuses new ones."
    );
    assert_eq!(labels(EACH_ITS_OWN, "worker-2"), ["Add another worker"]);
    // One that holds less refuses before the other is full.
    assert_eq!(without("queue-2: capacity=99999", "worker-2"), [1.0, 0.0]);
    assert_eq!(without("queue-2: capacity=100001", "worker-2"), [0.0, 0.0]);
    assert_eq!(
        without("queue-1: when_full=drop_oldest", "worker-2"),
        [1.0, 0.0]
    );
    // Nobody publishes to it.
    let silent = format!("{EACH_ITS_OWN}users-2: reads=1");
    assert_eq!(shares(&silent, "worker-2", "users-1/write").0, 1.0);
}

#[test]
fn queues_and_workers_are_doubled() {
    // Made optional, the call would still leave the worker without messages: that mends nothing.
    assert_eq!(labels(JOBS, "worker-1"), ["Add another worker"]);
    assert_eq!(
        labels(JOBS, "queue-1"),
        ["Add a mirror of queue-1", "Add another queue",]
    );
}

#[test]
fn a_queue_grows_where_those_who_are_left_take_too_little() {
    let scenario = sketch(&format!(
        "{JOBS}\nqueue-1 -> worker-2\nworker-2: service=worker workers=1\nusers: rate_rps=80"
    ));
    let found = overloads(&scenario, &Failed::nothing(), PARTS);
    assert!(found.now.is_empty() && found.growing.is_empty());
    let told: Vec<String> = found.verdicts.iter().map(ToString::to_string).collect();
    assert_eq!(
        told[0],
        "Without worker-1, its load moves to those that are left; worker-2 would need 160 % of its workers. queue-1 grows by \
         30 messages a second, and is full after 56 min."
    );
}

#[test]
fn a_rate_limit_is_what_a_balancer_can_do() {
    let scenario = sketch(
        "users -> lb-1 lb-2 -> web-1 web-2\nusers: rate_rps=100\nlb-1: rate_limit_rps=60\nlb-2: rate_limit_rps=60",
    );
    let found = overloads(&scenario, &Failed::nothing(), PARTS);
    let told: Vec<String> = found.verdicts.iter().map(ToString::to_string).collect();
    assert_eq!(
        told[0],
        "Without lb-1, its load moves to those that are left; lb-2 would get 167 % of its rate limit."
    );
}

#[test]
fn a_queue_that_is_never_taken_from_is_warned_of() {
    let found = warnings(&sketch("users -> web-1 -> queue-1\nusers: reads=0"));
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "Nothing consumes what is published to queue-1. It is full after 33 min, and then refuses new messages. Draw a link from \
             it to the servers that are to process its messages."
        ]
    );
}
