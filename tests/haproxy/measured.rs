//! The figures that `docs/haproxy/measure.py` kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::Value;

use crate::formula::{Death, RATE_RPS, SERVICE_MS, Setting};
use crate::statistics::mean;

/// Between two looks at the stats socket.
pub const POLL_MS: f64 = 50.0;

/// What one death did, real or simulated. Moments are milliseconds after the death, but `back_after_ms` after the return.
#[derive(Clone, Debug)]
pub struct Course {
    pub death: Death,
    pub out_ms: f64,
    pub back_after_ms: f64,
    /// Requests that started from the death until out of rotation.
    pub exposed: f64,
    /// Those of them that were sent to the dead server first.
    pub met_the_dead: f64,
    /// Those that failed because no connection came about: a 503.
    pub no_connection: f64,
    /// Those that failed with the server that had them: a broken answer, or none in time.
    pub lost_in_flight: f64,
}

/// What `HAProxy` alone tells.
#[derive(Clone, Copy, Debug)]
pub struct Witness {
    pub first_failure_ms: f64,
    pub out_seen_ms: f64,
    pub first_success_after_ms: f64,
    pub retried_there: f64,
}

pub struct Measured {
    pub setting: Setting,
    pub runs: Vec<(Course, Witness)>,
}

impl Measured {
    pub fn of(&self, death: Death) -> impl Iterator<Item = &(Course, Witness)> {
        self.runs
            .iter()
            .filter(move |(course, _)| course.death == death)
    }

    pub fn mean(&self, death: Death, what: impl Fn(&Course) -> f64) -> f64 {
        mean(self.of(death).map(|(course, _)| what(course)))
    }
}

/// Round robin, so that retries go to another server at once.
pub const ROUND_ROBIN: [&str; 3] = ["default", "brisk", "no-retries"];
/// Least connections; round robin with retries and without redispatch; a hash.
pub const FURTHER: [&str; 3] = ["least-connections", "no-redispatch", "hash"];
/// One check that decides, and checks that could wait for longer than lies between two of them.
pub const ODD: [&str; 2] = ["hair-trigger", "long-wait"];

pub fn raw(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.join("docs/haproxy/raw").join(format!("{name}.json"))
}

pub fn number(value: &Value, key: &str) -> f64 {
    value[key]
        .as_f64()
        .unwrap_or_else(|| panic!("{key} of {value} is a number"))
}

pub fn read(name: &str) -> Measured {
    let text = fs::read_to_string(raw(name)).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(number(&file, "rate_rps"), RATE_RPS);
    assert_eq!(number(&file, "service_ms"), SERVICE_MS);
    assert_eq!(number(&file, "poll_ms"), POLL_MS);
    let told = &file["setting"];
    let setting = Setting {
        name: name.to_owned(),
        inter_ms: number(told, "inter_ms"),
        fall: number(told, "fall") as u32,
        rise: number(told, "rise") as u32,
        retries: number(told, "retries") as u32,
        redispatch: told["redispatch"].as_bool().unwrap(),
        balance: told["balance"].as_str().unwrap().to_owned(),
        // The first series had the same for all.
        connect_timeout_ms: match &told["connect_timeout_ms"] {
            Value::Null => number(&file, "connect_timeout_ms"),
            ms => ms.as_f64().unwrap(),
        },
    };
    let runs = file["runs"].as_array().unwrap();
    let runs = runs.iter().map(read_run).collect();
    Measured { setting, runs }
}

pub fn read_run(run: &Value) -> (Course, Witness) {
    let failed = |outcome: &str| run["failed_by"][outcome].as_f64().unwrap_or(0.0);
    let revived = number(run, "revived_ms");
    let no_connection = failed("503");
    let course = Course {
        death: Death::ALL
            .into_iter()
            .find(|d| run["death"] == d.key())
            .unwrap(),
        out_ms: number(run, "down_ms"),
        back_after_ms: number(run, "up_ms") - revived,
        exposed: number(run, "requests_until_down"),
        met_the_dead: no_connection + number(run, "redispatched"),
        no_connection,
        lost_in_flight: failed("502") + failed("timeout"),
    };
    let failures: f64 = run["failed_by"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(Value::as_f64)
        .sum();
    assert_eq!(
        failures,
        course.no_connection + course.lost_in_flight,
        "every failure has a known outcome"
    );
    let witness = Witness {
        first_failure_ms: number(run, "first_failed_check_ms"),
        out_seen_ms: number(run, "down_seen_ms"),
        first_success_after_ms: number(run, "first_good_check_ms") - revived,
        retried_there: number(run, "retried_there"),
    };
    (course, witness)
}

pub static REAL: LazyLock<BTreeMap<String, Measured>> = LazyLock::new(|| {
    let names = ROUND_ROBIN.into_iter().chain(FURTHER).chain(ODD);
    names.map(|name| (name.to_owned(), read(name))).collect()
});

pub fn real(names: &[&str]) -> impl Iterator<Item = (&'static Measured, Death)> + use<> {
    let measured: Vec<_> = names.iter().map(|name| &REAL[*name]).collect();
    measured
        .into_iter()
        .flat_map(|m| Death::ALL.map(|death| (m, death)))
}

pub fn all() -> impl Iterator<Item = (&'static Measured, Death)> {
    real(&ROUND_ROBIN).chain(real(&FURTHER)).chain(real(&ODD))
}
