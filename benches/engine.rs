//! How fast the engine plays: `cargo bench --bench engine`. Four loads, each with both queues of events. The page shows
//! the same of itself at `?bench`.

use std::time::{Duration, Instant};

use topple::engine::bench::{Load, Trial, Waiting};

/// Real time for which a load is played, and how often; the best of them counts.
const PLAYED: Duration = Duration::from_millis(1_500);
const TIMES: usize = 3;

fn main() {
    println!(
        "{:>16} {:>14} {:>14} {:>10} {:>22}",
        "load", "events/s", "requests/s", "ns/event", "requests/s on a heap"
    );
    for load in Load::ALL {
        let (events, requests) = best_of(load, Waiting::InLanes);
        let (_, on_a_heap) = best_of(load, Waiting::InAHeap);
        println!(
            "{:>16} {events:>14.0} {requests:>14.0} {:>10.1} {on_a_heap:>22.0}",
            load.key(),
            1e9 / events
        );
    }
}

fn best_of(load: Load, waiting: Waiting) -> (f64, f64) {
    let all = (0..TIMES).map(|_| play(Trial::new(load, waiting)));
    all.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default()
}

/// Events and requests per second of real time, once warm.
fn play(mut trial: Trial) -> (f64, f64) {
    while !trial.is_warm() {
        trial.play();
    }
    let start = Instant::now();
    while start.elapsed() < PLAYED {
        trial.play();
    }
    let seconds = start.elapsed().as_secs_f64();
    let played = trial.played();
    (
        played.events as f64 / seconds,
        played.requests as f64 / seconds,
    )
}
