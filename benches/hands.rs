//! What an edit, a kill and a drop cost in large drawings: `cargo bench --bench hands`. The page shows the same of itself
//! at `?bench`.

use std::time::{Duration, Instant};

use topple::editor::bench::{Task, Trial, quantile};

/// Real time for which a task is done again and again.
const MEASURED: Duration = Duration::from_millis(1_500);

fn main() {
    println!("{:>28} {:>10} {:>10}", "task", "p50, ms", "p95, ms");
    for parts in [100, 300, 1_000] {
        for task in Task::ALL {
            let mut trial = Trial::new(parts);
            let mut times_ms = Vec::new();
            let start = Instant::now();
            while start.elapsed() < MEASURED || times_ms.len() < 20 {
                trial.prepare(task);
                let begin = Instant::now();
                trial.finish(task);
                times_ms.push(begin.elapsed().as_secs_f64() * 1e3);
            }
            let [middle, high] = [0.5, 0.95].map(|share| quantile(times_ms.clone(), share));
            let name = format!("{}, {parts} parts", task.words());
            println!("{name:>28} {middle:>10.3} {high:>10.3}");
        }
    }
}
