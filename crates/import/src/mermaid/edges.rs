//! What a line of a diagram carries.

use super::diagram::{Edge, Heads};
use super::words::say_one;

/// What goes along a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    /// Requests, from its beginning to its end.
    Requests,
    /// Requests; which way, the kinds tell.
    EitherWay,
    /// No requests: it checks, heals, watches, builds.
    Nothing,
}

const NO_REQUESTS: [&str; 37] = [
    "health check",
    "healthcheck",
    "health checks",
    "health",
    "probe",
    "probes",
    "heartbeat",
    "auto healing",
    "autohealing",
    "replace unhealthy",
    "monitor",
    "monitors",
    "monitoring",
    "metrics",
    "logs",
    "traces",
    "tracing",
    "telemetry",
    "scrape",
    "scrapes",
    "alerts",
    "deploy",
    "deploys",
    "provisions",
    "builds",
    "push image",
    "pull image",
    "pulls image",
    "backup",
    "backups",
    "snapshot",
    "scales",
    "manages",
    "ssh",
    "launches",
    "notifies ops",
    "auto scaling",
];

const COPIES: [&str; 14] = [
    "replication",
    "replicate",
    "replicates",
    "replica",
    "async replication",
    "sync replication",
    "streaming replication",
    "sync",
    "async",
    "wal",
    "binlog",
    "copies",
    "mirror",
    "mirrors",
];

const REPLIES: [&str; 8] = [
    "response",
    "responses",
    "reply",
    "replies",
    "returns",
    "result",
    "results",
    "http response",
];

/// What a line carries by what is written on it and how it is drawn.
pub fn flow(edge: &Edge) -> Flow {
    if say_one(&edge.label, &NO_REQUESTS) {
        return Flow::Nothing;
    }
    if edge.heads == Heads::End {
        Flow::Requests
    } else {
        Flow::EitherWay
    }
}

/// Whether it is an answer, where the question is drawn, too.
pub fn says_reply(edge: &Edge) -> bool {
    say_one(&edge.label, &REPLIES)
}

/// Whether it is written that data is copied.
pub fn says_copies(edge: &Edge) -> bool {
    say_one(&edge.label, &COPIES)
}
