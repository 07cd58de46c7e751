//! What came of a run, as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Played, by_reason};
use crate::engine::{
    ComponentNumbers, Counting, FaultReport, Histogram, LogEvent, Micros, Reason, Row, Totals,
};
use crate::model::Scenario;

#[derive(Serialize)]
struct Json {
    seed: u64,
    log_hash: String,
    totals: JsonTotals,
    clients: BTreeMap<String, JsonTotals>,
    components: BTreeMap<String, JsonComponent>,
    rows: Vec<JsonRow>,
    events: Vec<JsonEvent>,
    faults: Vec<JsonFault>,
    #[serde(flatten)]
    together: Option<JsonTogether>,
}

/// What several faults cost.
#[derive(Serialize)]
struct JsonTogether {
    lost_in_all: i64,
    lost_together: i64,
}

#[derive(Serialize)]
struct JsonTotals {
    started: u64,
    served: u64,
    in_flight: u64,
    failed: BTreeMap<&'static str, u64>,
    lost_writes: u64,
    latency_ms: JsonLatency,
}

/// `null` where nothing was served.
#[derive(Serialize)]
struct JsonLatency {
    mean: Option<f64>,
    p50: Option<f64>,
    p95: Option<f64>,
    p99: Option<f64>,
    max: Option<f64>,
}

#[derive(Serialize)]
struct JsonComponent {
    utilisation: f64,
    queue_mean: f64,
    in_flight: u64,
    started: u64,
    served: u64,
    failed: u64,
    checks: u64,
    checks_failed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    hit_share: Option<f64>,
}

#[derive(Serialize)]
struct JsonRow {
    at_s: f64,
    started: u64,
    served: u64,
    failed: u64,
    p99_ms: Option<f64>,
}

#[derive(Serialize)]
struct JsonEvent {
    at_s: f64,
    by: Option<String>,
    about: Option<String>,
    what: &'static str,
    text: String,
}

#[derive(Serialize)]
struct JsonFault {
    at_s: f64,
    target: String,
    detected_after_s: Option<f64>,
    recovered_after_s: Option<f64>,
    lost: i64,
    lost_writes: i64,
    conflicting_writes: i64,
    counted: bool,
}

/// The run as JSON, in one line.
pub(super) fn text(played: &Played) -> serde_json::Result<String> {
    let run = &played.run;
    let scenario = run.scenario();
    let numbers = |clients: bool| {
        let of_interest = scenario
            .components
            .iter()
            .filter(move |c| c.kind().row().asks() == clients);
        of_interest.filter_map(|c| Some((c.id.to_string(), run.snapshot_numbers(c.id)?)))
    };
    let json = Json {
        seed: scenario.seed,
        log_hash: format!("{:016x}", run.log_hash()),
        totals: totals(&run.totals()),
        clients: numbers(true)
            .map(|(id, n)| (id, totals(&n.totals)))
            .collect(),
        components: numbers(false).map(|(id, n)| (id, component(&n))).collect(),
        rows: played.rows.iter().map(row).collect(),
        events: played.events.iter().map(|e| event(e, scenario)).collect(),
        faults: played.costs.reports(run).iter().map(fault).collect(),
        together: played.costs.together(run).map(|t| JsonTogether {
            lost_in_all: t.lost_in_all,
            lost_together: t.lost_together,
        }),
    };
    Ok(serde_json::to_string(&json)? + "\n")
}

fn totals(totals: &Totals) -> JsonTotals {
    JsonTotals {
        started: totals.started,
        served: totals.served,
        in_flight: totals.in_flight,
        failed: by_reason(&totals.failed, Reason::key),
        lost_writes: totals.lost_writes,
        latency_ms: latency(&totals.latency),
    }
}

fn latency(latency: &Histogram) -> JsonLatency {
    JsonLatency {
        mean: latency.mean_ms(),
        p50: latency.quantile_ms(0.5),
        p95: latency.quantile_ms(0.95),
        p99: latency.quantile_ms(0.99),
        max: latency.max_ms(),
    }
}

fn component(numbers: &ComponentNumbers) -> JsonComponent {
    JsonComponent {
        utilisation: numbers.utilisation_mean,
        queue_mean: numbers.queue_mean,
        in_flight: numbers.in_flight,
        started: numbers.totals.started,
        served: numbers.totals.served,
        failed: numbers.totals.failed_in_all(),
        checks: numbers.checks,
        checks_failed: numbers.checks_failed,
        hit_share: numbers.hit_share,
    }
}

fn row(row: &Row) -> JsonRow {
    JsonRow {
        at_s: row.end.as_seconds(),
        started: row.started,
        served: row.served,
        failed: row.failed_in_all(),
        p99_ms: row.latency.quantile_ms(0.99),
    }
}

fn event(event: &LogEvent, scenario: &Scenario) -> JsonEvent {
    JsonEvent {
        at_s: event.at.as_seconds(),
        by: event.by.map(|id| id.to_string()),
        about: event.about.map(|target| target.to_string()),
        what: event.what.key(),
        text: event.text(scenario),
    }
}

fn fault(fault: &FaultReport) -> JsonFault {
    JsonFault {
        at_s: fault.at.as_seconds(),
        target: fault.target.to_string(),
        detected_after_s: fault.detected_after.map(Micros::as_seconds),
        recovered_after_s: fault.recovered_after.map(Micros::as_seconds),
        lost: fault.lost,
        lost_writes: fault.lost_writes,
        conflicting_writes: fault.conflicting_writes,
        counted: matches!(fault.counting, Counting::Counted(_)),
    }
}
