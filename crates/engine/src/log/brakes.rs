//! What brakes do, and where a rate goes, as sentences.

use super::plural;

pub(super) fn ramps(users: &str, from_rps: f64, to_rps: f64, over_s: f64) -> String {
    let from = (from_rps * 10.0).round() / 10.0;
    format!("{users} go from {from} to {to_rps} req/s in {over_s} s")
}

pub(super) fn opens(server: &str, service: &str, failures: u32) -> String {
    let calls = in_a_row(failures, "call");
    format!("{server} opens its breaker to {service}, {calls} failed")
}

pub(super) fn closes(server: &str, service: &str) -> String {
    format!("{server} closes its breaker to {service}, the call that it let through succeeded")
}

pub(super) fn sends_to_all(balancer: &str, healthy: u32, of: u32) -> String {
    let healthy = match healthy {
        0 => "none is healthy".to_owned(),
        1 => "only 1 is healthy".to_owned(),
        more => format!("only {more} are healthy"),
    };
    format!("{balancer} sends to all {of} of its members, as {healthy}")
}

pub(super) fn sends_to_healthy(balancer: &str, healthy: u32, of: u32) -> String {
    format!("{balancer} sends to its healthy members alone again, {healthy} of {of}")
}

pub(super) fn ejected(balancer: &str, member: &str, failures: u32, for_s: f64) -> String {
    let requests = in_a_row(failures, "request");
    format!("{balancer} puts {member} aside for {for_s} s, {requests} failed")
}

pub(super) fn is_back(balancer: &str, member: &str) -> String {
    format!("{balancer} takes {member} back into rotation, its time aside is over")
}

fn in_a_row(count: u32, noun: &str) -> String {
    let row = if count == 1 { "" } else { " in a row" };
    format!("{count} {}{row}", plural(u64::from(count), noun))
}
