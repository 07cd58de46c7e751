//! Plays small systems and holds what is measured against theory.

use super::closed::repairmen;
use topple_engine::{Histogram, Micros, Reason, Run};
use topple_model::sketch::sketch;
use topple_model::{ComponentId, Scenario};

/// Independent runs per row.
const RUNS: usize = 20;
/// The 99.95 % quantile of Student's t with 19 degrees of freedom: 99.9 % lie within so many standard errors.
const STUDENT: f64 = 3.883;
/// Mean service time: ten thousand units of time, so that rounding to whole ones does not show.
const SERVICE_MS: f64 = 10.0;
/// Part of each run that is thrown away at its start.
const WARM_UP: f64 = 0.1;

/// How service times are spread.
#[derive(Clone, Copy)]
pub enum Service {
    Exponential,
    Constant,
    /// Lognormal with a coefficient of variation of 2.
    Lognormal2,
}

/// A single station.
pub struct Queue {
    pub workers: u32,
    pub places: u32,
    /// Arrivals per mean service time.
    pub offered: f64,
    pub service: Service,
}

/// What is measured of a station.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Measured {
    Sojourn,
    P99,
    InSystem,
    Refused,
    /// Served per mean service time.
    Throughput,
    /// Share of the workers' time.
    Busy,
}

/// Users who wait for a station of these workers. Thinking in mean service times.
pub struct Population {
    pub users: u32,
    pub workers: u32,
    pub think: f64,
}

/// A closed population against the machine-repairman model. `width`: of the confidence intervals, at most.
pub fn population(of: &Population, requests: u64, width: f64) {
    let Population {
        users,
        workers,
        think,
    } = *of;
    let scenario = plain(&format!(
        "users -> web-1
         users: arrivals=closed users={users} think_ms={} timeout_ms=3600000
         web-1: workers={workers} queue=1000000 service_ms={SERVICE_MS}",
        think * SERVICE_MS,
    ));
    let theory = repairmen(users, workers, think);
    let seconds = requests as f64 / theory.throughput * SERVICE_MS / 1e3;
    let runs: Vec<Window> = (0..RUNS).map(|i| play_for(&scenario, i, seconds)).collect();
    for (measured, expected) in [
        (Measured::Throughput, theory.throughput),
        (Measured::Busy, theory.utilisation),
        (Measured::Sojourn, theory.sojourn),
    ] {
        let samples: Vec<f64> = runs.iter().map(|w| w.value(measured)).collect();
        let what = format!("{measured:?} of {users} users at {workers} workers");
        holds_within(&what, &samples, expected, width);
    }
}

/// One worker, and requests a gap apart.
pub fn evenly(load: f64, expected: f64, requests: u64, width: f64) {
    let scenario = plain(&format!(
        "users -> web-1
         users: arrivals=constant rate_rps={} timeout_ms=3600000
         web-1: workers=1 queue=1000000 service_ms={SERVICE_MS}",
        load * 1e3 / SERVICE_MS,
    ));
    let runs = (0..RUNS).map(|i| play(&scenario, i, requests));
    let samples: Vec<f64> = runs.map(|w| w.value(Measured::Sojourn)).collect();
    holds_within(&format!("D/M/1 at {load}"), &samples, expected, width);
}

/// Plays a station and holds what is measured against theory.
pub fn check(queue: &Queue, theory: &[(Measured, f64)], requests: u64) {
    let service = match queue.service {
        Service::Exponential => "exponential",
        Service::Constant => "constant",
        Service::Lognormal2 => "lognormal service_cv=2",
    };
    let scenario = plain(&format!(
        "users -> web-1
         users>web-1: latency_ms=0
         users: rate_rps={} timeout_ms=3600000
         web-1: workers={} queue={} service_ms={SERVICE_MS} service_distribution={service}",
        queue.offered * 1e3 / SERVICE_MS,
        queue.workers,
        queue.places,
    ));
    let runs: Vec<Window> = (0..RUNS).map(|i| play(&scenario, i, requests)).collect();
    for &(measured, expected) in theory {
        let samples: Vec<f64> = runs.iter().map(|w| w.value(measured)).collect();
        holds(&format!("{measured:?}"), &samples, expected);
    }
}

/// So many servers behind a balancer: the sojourn at this load per server.
pub fn choices(algorithm: &str, count: usize, load: f64, expected: f64, requests: u64) {
    let servers: Vec<String> = (1..=count).map(|i| format!("web-{i}")).collect();
    let stations = servers
        .iter()
        .map(|s| format!("{s}: workers=1 queue=1000000 service_ms={SERVICE_MS}\n"));
    let text = format!(
        "users -> lb-1 -> {}
         users: rate_rps={} timeout_ms=3600000
         lb-1: algorithm={algorithm} max_connections=1000000 health_check=off\n{}",
        servers.join(" "),
        load * count as f64 * 1e3 / SERVICE_MS,
        stations.collect::<String>(),
    );
    let scenario = plain(&text);
    let samples: Vec<f64> = (0..RUNS)
        .map(|i| play(&scenario, i, requests).value(Measured::Sojourn))
        .collect();
    holds(algorithm, &samples, expected);
}

/// Two stations of one worker each, called one after the other by a server that never makes a call wait: a tandem.
pub fn tandem(expected: f64, requests: u64) {
    // Rates 1 and 0.8 at arrivals 0.6, per ten milliseconds. A worker is held while the next station works, so the
    // stations stand side by side, called one after the other.
    let scenario = plain(
        "users -> web-1 -> one-1 two-1
         one-1: service=one workers=1 queue=1000000 service_ms=10
         two-1: service=two workers=1 queue=1000000 service_ms=12.5
         web-1: workers=1000000 service_ms=0 dependency_timeout_ms=3600000
         users: rate_rps=60 timeout_ms=3600000",
    );
    let samples: Vec<f64> = (0..RUNS)
        .map(|i| play(&scenario, i, requests).value(Measured::Sojourn))
        .collect();
    holds("tandem", &samples, expected);
}

/// A queue before so many consumers of one worker, each with one message at a time: how long a message takes from when it is
/// taken until it is answered, and how many are held, by Little's law.
pub fn messages(consumers: usize, offered: f64, sojourn: f64, requests: u64) {
    let consumers: Vec<String> = (1..=consumers).map(|i| format!("work-{i}")).collect();
    let settings = consumers
        .iter()
        .map(|c| format!("{c}: service=work workers=1 service_ms={SERVICE_MS}\n"));
    let scenario = plain(&format!(
        "users -> web-1 -> queue-1 -> {}
         users: rate_rps={} reads=0
         web-1: workers=1000000 service_ms=0
         queue-1: write_ms=0 prefetch=1 capacity=1000000 redeliver_s=3600
         {}",
        consumers.join(" "),
        offered * 1e3 / SERVICE_MS,
        settings.collect::<String>(),
    ));
    let runs: Vec<(f64, f64)> = (0..RUNS)
        .map(|i| play_messages(&scenario, i, requests))
        .collect();
    let (took, held): (Vec<f64>, Vec<f64>) = runs.into_iter().unzip();
    holds("sojourn of a message", &took, sojourn);
    holds("depth", &held, offered * sojourn);
}

/// Mean time that a message took, in mean service times, and mean number held.
fn play_messages(scenario: &Scenario, index: usize, requests: u64) -> (f64, f64) {
    let scenario = Scenario {
        seed: 1_000 + index as u64,
        ..scenario.clone()
    };
    let rate = scenario.components[0].client().unwrap().rate_rps;
    let length = requests as f64 / rate;
    let queue = ComponentId::new("queue-1").unwrap();
    let tally = |run: &Run| {
        let told = run.snapshot_numbers(queue).unwrap().messages.unwrap();
        let latency = &told.deliveries.latency;
        let served = told.delivered as f64;
        let time = latency.mean_ms().unwrap_or_default() * served;
        [served, time, told.depth_mean * run.now().as_seconds()]
    };
    let mut run = Run::new(&scenario);
    let start = Micros::from_seconds((length * WARM_UP).ceil());
    run.advance(start, u64::MAX);
    let before = tally(&run);
    run.advance(start + Micros::from_seconds(length.ceil()), u64::MAX);
    let after = tally(&run);
    let [served, time, area] = [0, 1, 2].map(|i| after[i] - before[i]);
    let seconds = (run.now() - start).as_seconds();
    (time / served / SERVICE_MS, area / seconds)
}

/// The share of look-ups that find their key: Che's approximation is within half a per cent of a real LRU.
pub fn hit_share(skew: f64, capacity: u32, expected: f64) {
    let mut scenario = plain(&format!(
        "users -> web-1 -> cache-1
         web-1 -> db-1
         users: rate_rps=20000 reads=1
         cache-1: capacity_keys={capacity} ttl_s=3600 workers=1000000 read_ms=0
         web-1: workers=1000000 service_ms=0
         db-1: workers=1000000 read_ms=0"
    ));
    scenario.workload.skew = skew;
    let mut run = Run::new(&scenario);
    let cache = ComponentId::new("cache-1").unwrap();
    run.advance(Micros::from_seconds(5.0), u64::MAX);
    let lookups = |run: &Run| {
        let rows = run.component_rows(cache);
        rows.fold((0, 0), |(h, m), r| {
            (h + u64::from(r.hits), m + u64::from(r.misses))
        })
    };
    let before = lookups(&run);
    run.advance(Micros::from_seconds(35.0), u64::MAX);
    let after = lookups(&run);
    let (hits, misses) = (after.0 - before.0, after.1 - before.1);
    let share = hits as f64 / (hits + misses) as f64;
    assert!(
        (share - expected).abs() < 0.005,
        "skew {skew}, {capacity} places: {share} for {expected}"
    );
}

/// A scenario whose links cost no time.
fn plain(text: &str) -> Scenario {
    let mut scenario = sketch(text);
    for link in &mut scenario.links {
        link.latency_ms = Some(0.0);
    }
    scenario
}

/// What came of a run after its warm-up.
struct Window {
    sojourn: f64,
    p99: f64,
    in_system: f64,
    refused: f64,
    throughput: f64,
    busy: f64,
}

impl Window {
    fn value(&self, measured: Measured) -> f64 {
        match measured {
            Measured::Sojourn => self.sojourn,
            Measured::P99 => self.p99,
            Measured::InSystem => self.in_system,
            Measured::Refused => self.refused,
            Measured::Throughput => self.throughput,
            Measured::Busy => self.busy,
        }
    }
}

fn play(scenario: &Scenario, index: usize, requests: u64) -> Window {
    let rate: f64 = scenario
        .components
        .iter()
        .filter_map(|c| c.client())
        .map(|c| c.rate_rps)
        .sum();
    play_for(scenario, index, requests as f64 / rate)
}

fn play_for(scenario: &Scenario, index: usize, length: f64) -> Window {
    let scenario = Scenario {
        seed: 1_000 + index as u64,
        ..scenario.clone()
    };
    let mut run = Run::new(&scenario);
    let start = Micros::from_seconds((length * WARM_UP).ceil());
    run.advance(start, u64::MAX);
    let before = tally(&run);
    run.advance(start + Micros::from_seconds(length.ceil()), u64::MAX);
    let after = tally(&run);
    let mut latency = Histogram::default();
    run.rows()
        .filter(|r| r.end > start)
        .for_each(|r| latency.merge(&r.latency));
    let seconds = (run.now() - start).as_seconds();
    Window {
        sojourn: (after.time - before.time) / (after.served - before.served) / SERVICE_MS,
        p99: latency.quantile_ms(0.99).unwrap_or_default() / SERVICE_MS,
        in_system: (after.area - before.area) / seconds,
        refused: (after.refused - before.refused) / (after.started - before.started),
        throughput: (after.served - before.served) / seconds * SERVICE_MS / 1e3,
        busy: (after.busy - before.busy) / seconds,
    }
}

struct Tally {
    started: f64,
    served: f64,
    refused: f64,
    /// Milliseconds that the served ones took in all.
    time: f64,
    /// Requests in the first server × seconds.
    area: f64,
    /// Share of its workers that were busy × seconds.
    busy: f64,
}

fn tally(run: &Run) -> Tally {
    let totals = run.totals();
    let server = ComponentId::new("web-1")
        .and_then(|id| run.snapshot_numbers(id))
        .unwrap();
    let mean = server.queue_mean + server.utilisation_mean * f64::from(server.workers);
    Tally {
        started: totals.started as f64,
        served: totals.served as f64,
        refused: totals.failed[Reason::Overloaded.index()] as f64,
        time: totals.latency.mean_ms().unwrap_or_default() * totals.served as f64,
        area: mean * run.now().as_seconds(),
        busy: server.utilisation_mean * run.now().as_seconds(),
    }
}

/// Theory lies in the confidence interval, and that is narrow enough to tell.
fn holds(what: &str, samples: &[f64], expected: f64) {
    holds_within(what, samples, expected, 0.02);
}

/// The same, where the interval must be narrower than this share of the value.
fn holds_within(what: &str, samples: &[f64], expected: f64, width: f64) {
    let n = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / n;
    let variance = samples.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    let half = STUDENT * (variance / n).sqrt();
    assert!(
        2.0 * half < width * expected,
        "{what}: {mean} ± {half} is too wide to tell anything"
    );
    assert!(
        (mean - expected).abs() <= half,
        "{what}: {mean} ± {half}, theory says {expected}"
    );
}
