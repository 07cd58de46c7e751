//! How fast the engine plays: `cargo bench --bench engine`. Four loads, each with the queue of events that the engine
//! has, and with a plain 4-ary heap in its place.

use std::time::{Duration, Instant};

use topple::engine::bench::Load;
use topple::engine::{Micros, Run};

/// Real time for which a load is played, and how often; the best of them counts.
const PLAYED: Duration = Duration::from_millis(1_500);
const TIMES: usize = 3;

fn main() {
    println!(
        "{:>16} {:>14} {:>14} {:>10} {:>22}",
        "load", "events/s", "requests/s", "ns/event", "requests/s on a heap"
    );
    for load in Load::ALL {
        let (events, requests) = best_of(|| load.run());
        let (_, on_a_heap) = best_of(|| load.run_on_a_heap());
        println!(
            "{:>16} {events:>14.0} {requests:>14.0} {:>10.1} {on_a_heap:>22.0}",
            load.key(),
            1e9 / events
        );
    }
}

fn best_of(run: impl Fn() -> Run) -> (f64, f64) {
    let all = (0..TIMES).map(|_| play(run()));
    all.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default()
}

/// Events and requests per second of real time, once warm.
fn play(mut run: Run) -> (f64, f64) {
    run.advance(Micros::from_seconds(5.0), 3_000_000);
    let (events, requests) = (run.events_processed(), run.totals().started);
    let start = Instant::now();
    while start.elapsed() < PLAYED {
        run.advance(Micros::NEVER, 100_000);
    }
    let per_second = |n: u64| n as f64 / start.elapsed().as_secs_f64();
    (
        per_second(run.events_processed() - events),
        per_second(run.totals().started - requests),
    )
}
