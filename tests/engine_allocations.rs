//! Once warm, the engine allocates nothing per event.
#![cfg(not(target_arch = "wasm32"))]

use topple::engine::Micros;
use topple::engine::bench::Load;

#[test]
fn between_two_seconds_of_a_warm_run_nothing_is_allocated_however_many_events_there_are() {
    for load in [Load::OneServer, Load::Standby, Load::Hundred] {
        let mut run = load.run();
        // Warm: queues, lanes and histograms have met their greatest lengths. At the end of a second a row is kept.
        run.advance(Micros::from_seconds(21.05), u64::MAX);
        let before = run.events_processed();
        let counted = allocation_counter::measure(|| {
            run.advance(Micros::from_seconds(21.95), u64::MAX);
        });
        let events = run.events_processed() - before;
        assert!(events > 300, "{load:?}: {events}");
        // A new record length may still double a buffer.
        assert!(
            counted.count_total <= 4,
            "{load:?}: {} allocations in {events} events",
            counted.count_total
        );
    }
}
