//! What came of a run, as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Played, by_reason};
use crate::engine::{
    ComponentNumbers, Counting, DeliveryNumbers, FaultReport, Histogram, LogEvent, Micros,
    QueueNumbers, Reason, Row, Totals,
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
    /// Of those served, how many lacked something.
    degraded: u64,
    /// How many lacked each service.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    without: BTreeMap<String, u64>,
    lost_writes: u64,
    conflicting_writes: u64,
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
    degraded: u64,
    checks: u64,
    checks_failed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    hit_share: Option<f64>,
    /// Of a node of a queue: what it holds, and what came of its messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<JsonMessages>,
}

#[derive(Serialize)]
struct JsonMessages {
    depth: u64,
    depth_mean: f64,
    oldest_s: Option<f64>,
    published: u64,
    delivered: u64,
    redelivered: u64,
    dropped: u64,
    dead_letters: u64,
    services: BTreeMap<String, JsonDeliveries>,
}

/// What came of the messages for one service, in all nodes that mirrors tie together.
#[derive(Serialize)]
struct JsonDeliveries {
    waiting: u64,
    under_way: u64,
    delivered: u64,
    redelivered: u64,
    dead_letters: u64,
    dropped: u64,
}

#[derive(Serialize)]
struct JsonRow {
    at_s: f64,
    started: u64,
    served: u64,
    failed: u64,
    degraded: u64,
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
    degraded: i64,
    dead_letters: i64,
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
        degraded: totals.degraded,
        without: without(totals),
        lost_writes: totals.lost_writes,
        conflicting_writes: totals.conflicting_writes,
        latency_ms: latency(&totals.latency),
    }
}

/// Degraded answers by the service that they lack.
fn without(totals: &Totals) -> BTreeMap<String, u64> {
    let missing = totals.missing.iter();
    missing.map(|m| (m.name(), m.answers)).collect()
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
        degraded: numbers.totals.degraded,
        checks: numbers.checks,
        checks_failed: numbers.checks_failed,
        hit_share: numbers.hit_share,
        messages: numbers.messages.as_ref().map(messages),
    }
}

fn messages(messages: &QueueNumbers) -> JsonMessages {
    let of = |d: &DeliveryNumbers| JsonDeliveries {
        waiting: d.waiting,
        under_way: d.under_way,
        delivered: d.delivered,
        redelivered: d.redelivered,
        dead_letters: d.dead_letters,
        dropped: d.dropped,
    };
    let services = messages.services.iter();
    JsonMessages {
        depth: messages.depth,
        depth_mean: messages.depth_mean,
        oldest_s: messages.oldest.map(Micros::as_seconds),
        published: messages.published,
        delivered: messages.delivered,
        redelivered: messages.redelivered,
        dropped: messages.dropped,
        dead_letters: messages.dead_letters,
        services: services.map(|d| (d.service.to_string(), of(d))).collect(),
    }
}

fn row(row: &Row) -> JsonRow {
    JsonRow {
        at_s: row.end.as_seconds(),
        started: row.started,
        served: row.served,
        failed: row.failed_in_all(),
        degraded: row.degraded,
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
        degraded: fault.degraded,
        dead_letters: fault.dead_letters,
        counted: matches!(fault.counting, Counting::Counted(_)),
    }
}
