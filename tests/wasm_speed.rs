//! How fast the engine plays in the browser: `cargo test --release --target wasm32-unknown-unknown --test wasm_speed --
//! --ignored --nocapture`, with `CHROMEDRIVER` set to a driver. The loads and the release profile are those of the page.
#![cfg(target_arch = "wasm32")]

use topple::engine::bench::Load;
use topple::engine::{Micros, Run};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Milliseconds for which a load is played, and how often; the best of them counts.
const PLAYED_MS: f64 = 1_500.0;
const TIMES: usize = 3;

#[wasm_bindgen_test]
#[ignore]
fn events_and_requests_per_second_of_the_four_loads() {
    for load in Load::ALL {
        let all = (0..TIMES).map(|_| play(load.run()));
        let (events, requests) = all
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .expect("each load was played");
        console_log!(
            "{:>16} {events:>12.0} events/s {requests:>12.0} requests/s",
            load.key()
        );
    }
}

/// Events and requests per second of real time, once warm.
fn play(mut run: Run) -> (f64, f64) {
    run.advance(Micros::from_seconds(5.0), 3_000_000);
    let (events, requests) = (run.events_processed(), run.totals().started);
    let start = js_sys::Date::now();
    while js_sys::Date::now() - start < PLAYED_MS {
        run.advance(Micros::NEVER, 100_000);
    }
    let seconds = (js_sys::Date::now() - start) / 1e3;
    let per_second = |n: u64| n as f64 / seconds;
    (
        per_second(run.events_processed() - events),
        per_second(run.totals().started - requests),
    )
}
