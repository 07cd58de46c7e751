//! What `topple simulate --json` reports, against closed forms: a file is played and its report read.
//! Twenty seeds each; theory must lie in the 99.9 % confidence interval of their mean, and that must reach no further
//! than 2 % to either side. A run starts empty, and what is reported counts from there: runs are so long that it does
//! not show.
//!
//! The rows that are quick run with every test; the others by `cargo test --profile sweep --test engine_reported -- --ignored`.
#![cfg(not(target_arch = "wasm32"))]

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Independent runs per row, and the 99.95 % quantile of Student's t with one degree of freedom less.
const RUNS: u64 = 20;
const STUDENT: f64 = 3.883;

/// Plays a scenario with every seed. `numbers` are a path in the report, or two with ` / ` between, each with its theory.
fn reports(mut scenario: Value, seconds: f64, numbers: &[(&str, f64)]) {
    let runs: Vec<Value> = (1..=RUNS)
        .map(|seed| {
            scenario["seed"] = json!(seed);
            simulate(&scenario, seconds)
        })
        .collect();
    for (path, theory) in numbers {
        let samples: Vec<f64> = runs.iter().map(|run| number(run, path)).collect();
        holds(path, &samples, *theory);
    }
}

fn simulate(scenario: &Value, seconds: f64) -> Value {
    let mut topple = Command::new(env!("CARGO_BIN_EXE_topple"))
        .args(["simulate", "-", "--json", "--seconds", &seconds.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let text = scenario.to_string();
    topple
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let output = topple.wait_with_output().unwrap();
    assert!(output.status.success());
    let run: Value = serde_json::from_slice(&output.stdout).unwrap();
    let totals = &run["totals"];
    let failed: u64 = totals["failed"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(Value::as_u64)
        .sum();
    let count = |key: &str| totals[key].as_u64().unwrap();
    assert_eq!(
        count("started"),
        count("served") + failed + count("in_flight")
    );
    run
}

fn number(run: &Value, path: &str) -> f64 {
    match path.split_once(" / ") {
        Some((part, whole)) => number(run, part) / number(run, whole),
        None => run
            .pointer(path)
            .and_then(Value::as_f64)
            .unwrap_or_else(|| panic!("no {path}")),
    }
}

fn holds(what: &str, samples: &[f64], theory: f64) {
    let n = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / n;
    let variance = samples.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    let half = STUDENT * (variance / n).sqrt();
    assert!(
        2.0 * half < 0.04 * theory,
        "{what}: {mean} ± {half} is too wide to tell anything"
    );
    assert!(
        (mean - theory).abs() <= half,
        "{what}: {mean} ± {half}, theory says {theory}"
    );
}

fn users(rate_rps: f64, more: Value) -> Value {
    with(
        json!({ "id": "users", "kind": "client", "rate_rps": rate_rps, "reads": 1, "timeout_ms": 3_600_000 }),
        more,
    )
}

fn server(id: &str, workers: u32, queue: u32, service_ms: f64, more: Value) -> Value {
    let server = json!({ "id": id, "kind": "server", "workers": workers, "queue": queue, "service_ms": service_ms,
        "service_distribution": "exponential", "dependency_timeout_ms": 3_600_000 });
    with(server, more)
}

fn with(mut component: Value, more: Value) -> Value {
    component["at"] = json!([0, 0]);
    if let (Some(all), Value::Object(more)) = (component.as_object_mut(), more) {
        all.extend(more);
    }
    component
}

/// A scenario whose links, given as `from>to`, cost no time.
fn scenario(components: &[Value], links: &[&str]) -> Value {
    let link = |text: &&str| {
        let (from, to) = text.split_once('>').unwrap();
        json!({ "from": from, "to": to, "latency_ms": 0 })
    };
    json!({ "topple": 1, "components": components, "links": links.iter().map(link).collect::<Vec<_>>() })
}

/// One station of `workers` workers and `queue` places at `offered` arrivals per mean service time of 10 ms.
fn station(workers: u32, queue: u32, offered: f64, more: Value) -> Value {
    let parts = [
        users(offered * 100.0, json!({})),
        server("web", workers, queue, 10.0, more),
    ];
    scenario(&parts, &["users>web"])
}

const MEAN: &str = "/totals/latency_ms/mean";
const P50: &str = "/totals/latency_ms/p50";
const P95: &str = "/totals/latency_ms/p95";
const P99: &str = "/totals/latency_ms/p99";
const REFUSED: &str = "/totals/failed/overloaded / /totals/started";
const BUSY: &str = "/components/web/utilisation";
const WAITING: &str = "/components/web/queue_mean";

/// Probability that all of `c` workers are busy at load `a` with no queue (Erlang B), by its recursion.
fn erlang_b(c: u32, a: f64) -> f64 {
    (1..=c).fold(1.0, |b, k| a * b / (f64::from(k) + a * b))
}

/// M/M/c/K: share refused, mean number of busy workers, mean number that waits.
fn places(c: u32, k: u32, a: f64) -> (f64, f64, f64) {
    let mut p = vec![1.0];
    for n in 1..=k {
        p.push(p[n as usize - 1] * a / f64::from(n.min(c)));
    }
    let all: f64 = p.iter().sum();
    let mean = |f: &dyn Fn(u32) -> u32| {
        (0..=k)
            .map(|n| f64::from(f(n)) * p[n as usize] / all)
            .sum::<f64>()
    };
    (
        p[k as usize] / all,
        mean(&|n| n.min(c)),
        mean(&|n| n.saturating_sub(c)),
    )
}

/// A station with `k` places in all reports these, whatever they are.
fn station_with_places(c: u32, k: u32, a: f64, seconds: f64) {
    let (refused, busy, waiting) = places(c, k, a);
    let mean = (busy + waiting) / (a * (1.0 - refused)) * 10.0;
    let mut numbers = vec![
        (REFUSED, refused),
        (BUSY, busy / f64::from(c)),
        (MEAN, mean),
    ];
    if k > c {
        numbers.push((WAITING, waiting));
    }
    reports(station(c, k - c, a, json!({})), seconds, &numbers);
}

#[test]
fn two_workers_without_a_queue() {
    station_with_places(2, 2, 1.5, 200.0);
}

#[test]
fn sixty_four_workers_almost_full() {
    station_with_places(64, 64, 60.0, 60.0);
}

#[test]
fn three_workers_with_four_places_at_a_third_too_much() {
    station_with_places(3, 7, 4.0, 150.0);
}

#[test]
#[ignore = "long"]
fn other_stations_with_places() {
    for (c, k, a) in [
        (1, 1, 2.0),
        (10, 10, 7.0),
        (16, 20, 15.0),
        (5, 30, 6.0),
        (1, 3, 0.6),
    ] {
        station_with_places(c, k, a, 3_000.0 / a);
    }
}

#[test]
fn a_latency_of_links_is_there_twice_and_percentiles_are_exponential() {
    let mut scenario = station(1, 100_000, 0.3, json!({}));
    scenario["links"][0]["latency_ms"] = json!(5);
    let at = |share: f64| 10.0 - 10.0 / 0.7 * f64::ln(1.0 - share);
    let numbers = [
        (MEAN, 10.0 + 10.0 / 0.7),
        (P50, at(0.5)),
        (P95, at(0.95)),
        (P99, at(0.99)),
        (BUSY, 0.3),
    ];
    reports(scenario, 1_200.0, &numbers);
}

#[test]
#[ignore = "long"]
fn a_lone_worker_at_sixty_per_cent() {
    let at = |share: f64| -25.0 * f64::ln(1.0 - share);
    let numbers = [
        (MEAN, 25.0),
        (P50, at(0.5)),
        (P95, at(0.95)),
        (P99, at(0.99)),
        (BUSY, 0.6),
        (WAITING, 0.9),
    ];
    reports(station(1, 100_000, 0.6, json!({})), 8_000.0, &numbers);
}

/// Erlang's formula depends on the mean of the service time alone.
#[test]
fn how_long_work_takes_is_all_the_same_to_erlang_b() {
    for distribution in [
        json!({ "service_distribution": "constant" }),
        json!({ "service_distribution": "lognormal", "service_cv": 1 }),
    ] {
        let refused = erlang_b(10, 7.0);
        let numbers = [(REFUSED, refused), (BUSY, 0.7 * (1.0 - refused))];
        reports(station(10, 0, 7.0, distribution), 250.0, &numbers);
    }
}

/// Pollaczek and Khinchine: mean wait ρ (1 + cv²) / (2 (1 − ρ)).
fn general_service(cv: f64, load: f64, seconds: f64) {
    let distribution = if cv == 0.0 {
        json!({ "service_distribution": "constant" })
    } else {
        json!({ "service_distribution": "lognormal", "service_cv": cv })
    };
    let wait = load * (1.0 + cv * cv) / (2.0 * (1.0 - load));
    let numbers = [
        (MEAN, 10.0 + 10.0 * wait),
        (WAITING, load * wait),
        (BUSY, load),
    ];
    reports(station(1, 1_000_000, load, distribution), seconds, &numbers);
}

#[test]
fn constant_work_at_seventy_per_cent() {
    general_service(0.0, 0.7, 1_600.0);
}

#[test]
#[ignore = "long"]
fn lognormal_work_of_other_spreads() {
    general_service(0.5, 0.7, 6_000.0);
    general_service(1.5, 0.6, 30_000.0);
}

/// An Erlang C queue at a database, behind a server with workers to spare.
#[test]
#[ignore = "long"]
fn reads_and_writes_wait_for_a_databases_workers() {
    let (c, a) = (4.0, 3.2);
    let b = erlang_b(4, a);
    let waits = b / (1.0 - a / c * (1.0 - b));
    for (work, reads) in [("read_ms", 1), ("write_ms", 0)] {
        let database = with(
            json!({ "id": "db", "kind": "database", "workers": 4, work: 10 }),
            json!({}),
        );
        let parts = [
            users(a * 100.0, json!({ "reads": reads })),
            server("web", 1_000_000, 0, 0.0, json!({})),
            database,
        ];
        let numbers = [
            (MEAN, 10.0 + 10.0 * waits / (c - a)),
            ("/components/db/utilisation", a / c),
            ("/components/db/queue_mean", waits * a / (c - a)),
        ];
        reports(
            scenario(&parts, &["users>web", "web>db"]),
            3_000.0,
            &numbers,
        );
    }
}

/// Overload climbs upstream: a worker is held while the database works, so Erlang B sees both times together.
#[test]
fn a_server_holds_its_worker_while_the_database_works() {
    let database = with(
        json!({ "id": "db", "kind": "database", "workers": 10_000, "read_ms": 20 }),
        json!({}),
    );
    let parts = [
        users(200.0, json!({})),
        server("web", 8, 0, 10.0, json!({})),
        database,
    ];
    let refused = erlang_b(8, 6.0);
    let numbers = [(REFUSED, refused), (BUSY, 6.0 * (1.0 - refused) / 8.0)];
    reports(scenario(&parts, &["users>web", "web>db"]), 300.0, &numbers);
}

#[test]
fn a_balancers_connections_are_places_too() {
    let balancer = json!({ "id": "lb", "kind": "load_balancer", "health_check": false, "max_connections": 10 });
    let parts = [
        users(700.0, json!({})),
        with(balancer, json!({})),
        server("web", 1_000, 0, 10.0, json!({})),
    ];
    reports(
        scenario(&parts, &["users>lb", "lb>web"]),
        150.0,
        &[(REFUSED, erlang_b(10, 7.0))],
    );
}

fn two_behind(algorithm: &str) -> Value {
    let balancer = json!({ "id": "lb", "kind": "load_balancer", "health_check": false, "max_connections": 1_000_000, "algorithm": algorithm });
    let web = |id| server(id, 1, 1_000_000, 10.0, json!({}));
    let parts = [
        users(140.0, json!({})),
        with(balancer, json!({})),
        web("web"),
        web("other"),
    ];
    scenario(&parts, &["users>lb", "lb>web", "lb>other"])
}

/// In turn, each of two gets every second arrival: E₂/M/1, whose σ solves σ = (2λ / (2λ + μ (1 − σ)))².
#[test]
#[ignore = "long"]
fn turns_of_two_make_arrivals_more_even() {
    let sigma = (0..10_000).fold(0.5, |s: f64, _| (1.4 / (1.4 + 1.0 - s)).powi(2));
    reports(
        two_behind("round_robin"),
        5_000.0,
        &[(MEAN, 10.0 / (1.0 - sigma)), (BUSY, 0.7)],
    );
}

/// With weights 3 and 1, at random: two queues of their own, at loads 0.75 and 0.25.
#[test]
#[ignore = "long"]
fn weights_split_the_load() {
    let mut scenario = two_behind("random");
    scenario["components"][0]["rate_rps"] = json!(100);
    scenario["links"][1]["weight"] = json!(3);
    let mean = 0.75 * 10.0 / 0.25 + 0.25 * 10.0 / 0.75;
    let numbers = [
        (MEAN, mean),
        (BUSY, 0.75),
        ("/components/other/utilisation", 0.25),
    ];
    reports(scenario, 8_000.0, &numbers);
}

/// A message is lost on the way there or back; each of three tries is a draw of its own.
#[test]
fn retries_of_lost_messages_fail_as_often_as_all_of_them_are_lost() {
    for (retries, loss) in [(0, 0.1), (2, 0.3)] {
        let parts = [
            users(200.0, json!({ "timeout_ms": 100, "retries": retries })),
            server("web", 1_000, 0, 1.0, json!({})),
        ];
        let mut scenario = scenario(&parts, &["users>web"]);
        scenario["links"][0]["loss"] = json!(loss);
        let lost = f64::powi(1.0 - (1.0 - loss) * (1.0 - loss), retries + 1);
        reports_share_of_ended(&scenario, 500.0, lost);
    }
}

/// What has not ended by the end is no failure yet: the share is of those that ended.
fn reports_share_of_ended(scenario: &Value, seconds: f64, theory: f64) {
    let mut scenario = scenario.clone();
    let samples: Vec<f64> = (1..=RUNS)
        .map(|seed| {
            scenario["seed"] = json!(seed);
            let run = simulate(&scenario, seconds);
            let lost = number(&run, "/totals/failed/link_lost");
            lost / (lost + number(&run, "/totals/served"))
        })
        .collect();
    holds("lost", &samples, theory);
}

/// A cache that forgets after its TTL and never for want of room: key i is found with probability λᵢT / (1 + λᵢT).
#[test]
#[ignore = "long"]
fn a_ttl_alone_decides_what_a_large_cache_still_has() {
    let (keys, skew, ttl, rate) = (1_000, 0.9, 2.0, 500.0);
    let weight = |i: u32| f64::from(i).powf(-skew);
    let all: f64 = (1..=keys).map(weight).sum();
    let found = (1..=keys).map(|i| {
        let share = weight(i) / all;
        share * share * rate * ttl / (1.0 + share * rate * ttl)
    });
    let cache = json!({ "id": "cache", "kind": "cache", "capacity_keys": keys, "ttl_s": ttl, "read_ms": 0, "workers": 100_000 });
    let parts = [
        users(rate, json!({})),
        server("web", 1_000_000, 0, 0.0, json!({})),
        with(cache, json!({})),
        with(
            json!({ "id": "db", "kind": "database", "read_ms": 0, "workers": 10_000 }),
            json!({}),
        ),
    ];
    let mut scenario = scenario(&parts, &["users>web", "web>cache", "web>db"]);
    scenario["workload"] = json!({ "keys": keys, "skew": skew });
    reports(
        scenario,
        600.0,
        &[("/components/cache/hit_share", found.sum())],
    );
}
