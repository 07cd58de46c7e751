//! Runs whose hashes are frozen: the same seed tells the same story on every machine, natively and in the browser.

use topple::engine::{Chaos, Micros, Run};
use topple::formats::json;
use topple::model::sketch::sketch;
use topple::model::{Action, Scenario};

const FROZEN: &str = include_str!("../golden_hashes.txt");

macro_rules! scenarios {
    ($($name:literal),*) => {
        &[$(($name, include_str!(concat!("../scenarios/", $name, ".json")))),*]
    };
}

const SCENARIOS: &[(&str, &str)] = scenarios![
    "one-server",
    "read-replica",
    "sharding",
    "standby",
    "two-balancers",
    "two-regions",
    "two-servers-one-balancer"
];

/// Something of everything: names, pools, caches, shards, replicas, loss, retries.
const EVERYTHING: &str = "
    users-1 -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 web-3
    users-2 -> web-4
    web-1 web-2 web-3 -> cache-1 cache-2
    web-1 web-2 web-3 -> db-1 db-3
    web-4 -> lb-3 -> cache-3
    web-4 -> db-1 db-3
    db-1 -> db-2
    db-1: shard=a
    db-2: shard=a role=standby
    db-3: shard=b
    lb-1: algorithm=two_choices
    lb-2: algorithm=least_connections
    dns-2: policy=weighted ttl_s=5
    users-1: rate_rps=200 retries=2
    web-2: service_distribution=lognormal service_cv=2
    web-4: service=files
    lb-1>web-1: loss=0.01
    west = lb-1 web-1 db-1
";

/// The name of every run, and its hash after 40 seconds.
pub fn hashes() -> Vec<(String, u64)> {
    let shared = SCENARIOS.iter().map(|(name, text)| {
        let scenario = json::read(text).expect("a sound scenario");
        let target = scenario.components[scenario.components.len() / 2].id;
        let mut run = Run::new(&scenario);
        run.advance(Micros::from_seconds(10.0), u64::MAX);
        run.act(Action::Crash(target));
        ((*name).to_owned(), finish(run))
    });
    let all = shared.chain(std::iter::once((
        "everything".to_owned(),
        finish(chaotic(&sketch(EVERYTHING))),
    )));
    all.collect()
}

fn chaotic(scenario: &Scenario) -> Run {
    let mut run = Run::new(scenario);
    run.set_chaos(Some(Chaos {
        mean_time_to_failure_s: 15.0,
        mean_time_to_repair_s: 5.0,
        seed: 4,
    }));
    run
}

/// Plays on in slices of odd length: how a run is sliced must not matter.
fn finish(mut run: Run) -> u64 {
    while run.now() < Micros::from_seconds(40.0) {
        let until = (run.now() + Micros(16_683)).min(Micros::from_seconds(40.0));
        run.advance(until, 777);
    }
    run.log_hash()
}

/// The hashes as the frozen file has them.
pub fn frozen() -> Vec<(String, u64)> {
    let line = |line: &str| {
        let (name, hash) = line.split_once(' ')?;
        Some((name.to_owned(), u64::from_str_radix(hash.trim(), 16).ok()?))
    };
    FROZEN
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(line)
        .collect()
}
