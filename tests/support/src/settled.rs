//! The share of its requests that a run serves once everything that follows a failure has followed.

use topple_analysis::Failed;
use topple_engine::{Micros, Run};
use topple_model::{Action, Scenario, Target};

/// What ended of the requests that were started once the run had settled.
#[derive(Clone, Copy, Debug)]
pub struct Settled {
    /// Requests served.
    pub served: u64,
    /// Requests served or failed.
    pub ended: u64,
}

impl Settled {
    /// Whether the share that was measured is what chance makes of `share`: to five standard deviations, and exact
    /// where it is none or all.
    pub fn agrees_with(self, share: f64) -> bool {
        let ended = self.ended as f64;
        let deviation = (share * (1.0 - share) / ended).max(0.0).sqrt();
        (self.served as f64 / ended - share).abs() <= 5.0 * deviation + 1e-9
    }
}

/// Plays with these dead from the start: first until all has followed, then `measured_s` seconds that count.
pub fn settled(scenario: &Scenario, failed: &Failed, measured_s: u64) -> Settled {
    let mut run = Run::new(scenario);
    let components = failed
        .components
        .iter()
        .map(|id| Action::Kill(Target::Component(*id)));
    let regions = failed
        .regions
        .iter()
        .map(|id| Action::Kill(Target::Region(*id)));
    let links = failed.links.iter().map(|id| Action::Cut(*id));
    for action in components.chain(regions).chain(links) {
        run.act(action);
    }
    let start = Micros(settling_s(scenario) * Micros::SECOND.0);
    play(&mut run, start);
    let before = run.totals();
    play(&mut run, start + Micros(measured_s * Micros::SECOND.0));
    let after = run.totals();
    let served = after.served - before.served;
    Settled {
        served,
        ended: served + after.failed_in_all() - before.failed_in_all(),
    }
}

fn play(run: &mut Run, until: Micros) {
    while run.now() < until {
        run.advance(until, u64::MAX);
    }
}

/// Checks, promotions and what is remembered of names and keys have all run out by then, each once after the other.
fn settling_s(scenario: &Scenario) -> u64 {
    use topple_model::Settings;
    let mut longest = 10.0_f64;
    for component in &scenario.components {
        let check = component.health_check().map_or(0.0, |c| {
            (c.interval_s + c.timeout_s) * f64::from(c.fall + 1)
        });
        let own = match &component.settings {
            Settings::Dns(dns) => dns.ttl_s,
            Settings::Database(database) => database.detect_s + database.promote_s,
            Settings::Cache(cache) => cache.ttl_s,
            Settings::Queue(queue) => queue.redeliver_s,
            Settings::Client(_) | Settings::LoadBalancer(_) | Settings::Server(_) => 0.0,
        };
        longest = longest.max(check + own);
    }
    (2.0 * longest).ceil() as u64
}
