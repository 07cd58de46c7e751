//! Numbers: those that files give, within what can be set, and careful ones where they give none.

use topple_model::{Dns, HealthCheck, LoadBalancer};

use crate::inventory::{Check, Part};
use crate::trades::Trade;

/// The settings of a balancer with so many members.
pub fn balancer(settings: &mut LoadBalancer, part: &Part, trade: Option<Trade>, members: u32) {
    let said = &part.balancer;
    settings.health_check = match &said.check {
        Some(check) => check.what.map(health_check),
        None => checks_by_itself(part, trade).then_some(HealthCheck::BALANCER),
    };
    let others = members.saturating_sub(1).min(20);
    settings.retries = match &said.retries {
        Some(retries) => retries.what.min(20),
        // What a cloud runs and has no probe passes on connections, and tries each once.
        None if settings.health_check.is_none() && part.managed => 0,
        None if settings.health_check.is_none() => others,
        None => settings.retries,
    };
    if let Some(timeout) = &said.connect_timeout_ms {
        settings.connect_timeout_ms = timeout.what.clamp(1.0, 3_600_000.0);
    }
    if let Some(algorithm) = &said.algorithm {
        settings.algorithm = algorithm.what;
    }
}

/// The settings of a name server.
pub fn name_server(settings: &mut Dns, part: &Part) {
    if let Some(policy) = &part.balancer.policy {
        settings.policy = policy.what;
    }
    if let Some(check) = &part.balancer.check {
        settings.health_check = check.what.map(health_check);
    }
}

/// Whether it asks its members how they are.
pub fn is_checking(part: &Part, trade: Option<Trade>) -> bool {
    let said = part
        .balancer
        .check
        .as_ref()
        .map(|check| check.what.is_some());
    said.unwrap_or_else(|| checks_by_itself(part, trade))
}

/// Whether it asks its members how they are when nobody says so: cloud balancers do, and proxies of databases. Open-source
/// nginx, Caddy and Traefik ask nobody, and go on to the next on a failed connect.
fn checks_by_itself(part: &Part, trade: Option<Trade>) -> bool {
    let asks = ["haproxy", "pgpool", "proxysql", "maxscale"];
    part.managed
        || (trade == Some(Trade::Proxy)
            && asks
                .iter()
                .any(|word| part.is_made_of(word) || part.name.contains(word)))
        || (trade.is_none() && part.kind.is_some())
}

fn health_check(check: Check) -> HealthCheck {
    HealthCheck {
        interval_s: check.interval_s.clamp(0.1, 3_600.0),
        timeout_s: check.timeout_s.clamp(0.0, 3_600.0),
        fall: check.fall.clamp(1, 20),
        rise: check.rise.clamp(1, 20),
        deep: false,
    }
}
