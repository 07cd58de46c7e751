//! The figures that `docs/haproxy/measure_deep.py` kept.

use std::fs;

use serde_json::Value;

use super::formula::Case;
use crate::measured::{number, raw};
use crate::statistics::mean;

/// What a fault did to one member, real or simulated; milliseconds after it began, or after it ended.
#[derive(Clone, Debug)]
pub struct Course {
    pub out_ms: f64,
    pub back_after_ms: f64,
}

/// One fault with its end.
#[derive(Clone, Debug)]
pub struct Passing {
    pub members: Vec<Course>,
    /// Requests that started until all it hit were out, by what became of them.
    pub exposed: f64,
    pub erred: f64,
    pub no_member: f64,
}

/// Spells in and out of rotation during one fault that lasts; of all members, in what `of` says.
#[derive(Clone, Debug, Default)]
pub struct Spells {
    pub inside: Vec<f64>,
    pub outside: Vec<f64>,
}

/// What `HAProxy` alone tells of a passing fault.
pub struct Witness {
    pub first_failure_ms: f64,
    pub first_success_after_ms: f64,
}

/// One member through a fault that lasts.
pub struct Lasting {
    /// When it was taken out (`false`) or back (`true`), in milliseconds after the fault began.
    pub changes: Vec<(f64, bool)>,
    /// When checks arrived at it.
    pub checks_ms: Vec<f64>,
}

impl Lasting {
    /// Spells between two changes, each measured.
    pub fn spells(&self, measure: impl Fn(f64, f64) -> f64) -> Spells {
        let mut spells = Spells::default();
        for pair in self.changes.windows(2) {
            let (begin, was_inside) = pair[0];
            let of_kind = if was_inside {
                &mut spells.inside
            } else {
                &mut spells.outside
            };
            of_kind.push(measure(begin, pair[1].0));
        }
        spells
    }
}

impl Spells {
    pub fn join(all: impl Iterator<Item = Self>) -> Self {
        all.fold(Self::default(), |mut sum, more| {
            sum.inside.extend(more.inside);
            sum.outside.extend(more.outside);
            sum
        })
    }
}

fn file(name: &str) -> Value {
    let text = fs::read_to_string(raw(&format!("deep-{name}"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn names(value: &Value) -> Vec<String> {
    let names = value.as_array().unwrap().iter();
    names
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

pub fn case(name: &str) -> Case {
    let file = file(name);
    let told = &file["case"];
    Case {
        name: name.to_owned(),
        inter_ms: number(told, "inter_ms"),
        fall: number(told, "fall") as u32,
        rise: number(told, "rise") as u32,
        check_timeout_ms: number(told, "check_timeout_ms"),
        hit: names(&told["hit"]),
        share: number(told, "share"),
        factor: number(told, "factor"),
        gone: told["gone"].as_bool().unwrap(),
        servers: names(&told["servers"]),
        workers: number(told, "workers") as u32,
        queue: number(told, "queue") as u32,
        work_ms: number(told, "work_ms"),
        rate_rps: number(told, "rate_rps"),
        good_ms: number(told, "work_ms"),
    }
}

/// Every fault of a case, and what `HAProxy` alone tells of each member.
pub fn passing(name: &str) -> Vec<(Passing, Vec<Witness>)> {
    let file = file(name);
    let runs = file["runs"].as_array().unwrap();
    runs.iter().map(read_passing).collect()
}

fn read_passing(run: &Value) -> (Passing, Vec<Witness>) {
    let outcome = |key: &str| run["outcomes"][key].as_f64().unwrap_or(0.0);
    let members = run["members"].as_object().unwrap();
    let courses = members.values().map(|member| Course {
        out_ms: number(member, "out_ms"),
        back_after_ms: number(member, "back_after_ms"),
    });
    let witnesses = members.values().map(|member| Witness {
        first_failure_ms: number(member, "first_failed_check_ms"),
        first_success_after_ms: number(member, "first_good_check_after_ms"),
    });
    let passing = Passing {
        members: courses.collect(),
        exposed: number(run, "requests_until_all_are_out"),
        erred: outcome("500"),
        no_member: outcome("503"),
    };
    (passing, witnesses.collect())
}

/// Every member of a case whose fault lasts.
pub fn lasting(name: &str) -> Vec<Lasting> {
    let file = file(name);
    let members = file["runs"][0]["members"].as_object().unwrap();
    let change = |change: &Value| (change[0].as_f64().unwrap(), change[1] == "UP");
    let all = members.values().map(|member| Lasting {
        changes: member["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(change)
            .collect(),
        checks_ms: member["checks_ms"]
            .as_array()
            .unwrap()
            .iter()
            .map(|at| at.as_f64().unwrap())
            .collect(),
    });
    all.collect()
}

/// How long a request held a worker in fact, on average over the members: its work, and what the machine needs for the rest.
pub fn worker_held_ms(name: &str) -> f64 {
    let file = file(name);
    let members = file["runs"][0]["members"].as_object().unwrap();
    mean(
        members
            .values()
            .map(|member| number(member, "worker_held_ms")),
    )
}

/// Shares of the requests of a lasting fault that an error, and that no member at all, was the answer to.
pub fn shares_that_failed(name: &str) -> (f64, f64) {
    let run = &file(name)["runs"][0];
    let share = |key: &str| run["outcomes"][key].as_f64().unwrap_or(0.0) / number(run, "requests");
    (share("500"), share("503"))
}
