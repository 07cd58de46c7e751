//! Times so short that a run settles within seconds, and so many workers that nothing ever waits.

use topple_model::{HealthCheck, Scenario, Settings};

const CHECK: HealthCheck = HealthCheck {
    interval_s: 0.2,
    timeout_s: 0.1,
    fall: 2,
    rise: 2,
    deep: false,
};

/// Hurries everything up: short checks, names and promotions; long patience; work that never queues.
pub fn brisk(mut scenario: Scenario) -> Scenario {
    scenario.workload.keys = 40;
    for component in &mut scenario.components {
        hurry(&mut component.settings);
    }
    for link in &mut scenario.links {
        link.loss = 0.0;
        link.latency_ms = Some(0.1);
    }
    scenario
}

fn hurry(settings: &mut Settings) {
    match settings {
        Settings::Client(client) => {
            client.rate_rps = 100.0;
            client.timeout_ms = 600_000.0;
            // Longer than the round trip to an address in another region.
            client.connect_timeout_ms = 50.0;
        }
        Settings::Dns(dns) => {
            // So short that hardly two requests share an answer: shares come without lumps.
            dns.ttl_s = 0.02;
            hurry_check(&mut dns.health_check);
        }
        Settings::LoadBalancer(balancer) => {
            // Longer than the round trip to a primary in another region.
            balancer.connect_timeout_ms = 50.0;
            balancer.max_connections = 1_000_000;
            hurry_check(&mut balancer.health_check);
        }
        Settings::Server(server) => {
            server.workers = 1_000_000;
            server.service_ms = 1.0;
            server.dependency_timeout_ms = 300_000.0;
        }
        Settings::Database(database) => {
            database.workers = 1_000_000;
            (database.read_ms, database.write_ms) = (0.1, 0.1);
            (database.detect_s, database.promote_s) = (0.3, 0.1);
        }
        Settings::Cache(cache) => {
            cache.workers = 1_000_000;
            cache.read_ms = 0.1;
            cache.ttl_s = 0.1;
        }
        Settings::Queue(queue) => {
            queue.prefetch = 1_000_000;
            queue.write_ms = 0.1;
            // More than what is ever under way, less than what is published within a minute.
            queue.capacity = 150;
            queue.redeliver_s = 20.0;
        }
    }
}

fn hurry_check(check: &mut Option<HealthCheck>) {
    if let Some(check) = check {
        *check = HealthCheck {
            deep: check.deep,
            ..CHECK
        };
    }
}
