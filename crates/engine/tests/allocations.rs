//! Once warm, the engine allocates nothing per event; and what it holds does not grow with the length of a run.
#![cfg(not(target_arch = "wasm32"))]

use topple_engine::bench::Load;
use topple_engine::{Micros, Run, SNAPSHOT_BYTES};
use topple_model::sketch::sketch;

/// Plays most of the second after this one, and counts what is allocated meanwhile. At the end of a second a row is kept.
fn allocations_in_a_second(mut run: Run, after: f64) -> (u64, u64) {
    run.advance(Micros::from_seconds(after + 0.05), u64::MAX);
    let before = run.events_processed();
    let counted = allocation_counter::measure(|| {
        run.advance(Micros::from_seconds(after + 0.95), u64::MAX);
    });
    (counted.count_total, run.events_processed() - before)
}

#[test]
fn between_two_seconds_of_a_warm_run_nothing_is_allocated_however_many_events_there_are() {
    // Warm: queues, lanes and histograms have met their greatest lengths.
    for (load, warm) in [
        (Load::OneServer, 21.0),
        (Load::Standby, 21.0),
        (Load::Hundred, 21.0),
        (Load::Thousand, 6.0),
    ] {
        let (allocated, events) = allocations_in_a_second(load.run(), warm);
        assert!(events > 300, "{load:?}: {events}");
        // A new record length may still double a buffer, and the histograms of a thousand parts meet many of them.
        let most = 4.max(events / 10_000);
        assert!(
            allocated <= most,
            "{load:?}: {allocated} allocations in {events} events"
        );
    }
}

#[test]
fn neither_refusals_retries_timeouts_and_lost_messages_allocate() {
    let storm = sketch(
        "users -> lb-1 -> web-1 web-2 -> db-1
         users: rate_rps=2000 retries=3 timeout_ms=100
         web-1: workers=4 queue=8 service_ms=20
         web-2: workers=4 queue=8 service_ms=20
         lb-1>web-1: loss=0.02",
    );
    let (allocated, events) = allocations_in_a_second(Run::new(&storm), 31.0);
    assert!(events > 10_000, "{events}");
    assert!(allocated <= 4, "{allocated} allocations in {events} events");
}

#[test]
fn neither_brakes_ramps_nor_users_who_wait_allocate() {
    let braked = sketch(
        "users -> lb-1 -> web-1 web-2 web-3 -> db-1
         clients -> lb-1
         clients: arrivals=closed users=500 think_ms=200 retries=2 retry_budget=0.1
         users: arrivals=constant rate_rps=1000 retries=3 timeout_ms=100 retry_budget=0.2
         lb-1: rate_limit_rps=2500 eject_after=1000 panic_threshold=0.5
         web-1: workers=4 queue=8 service_ms=5 breaker_after=1000
         web-2: workers=4 queue=8 service_ms=5 breaker_after=1000
         web-3: workers=4 queue=8 service_ms=5 breaker_after=1000",
    );
    let mut run = Run::new(&braked);
    run.act(topple_model::Action::SetRate {
        target: topple_model::ComponentId::new("users").unwrap(),
        rate_rps: 3_000.0,
        over_s: 60.0,
    });
    let (allocated, events) = allocations_in_a_second(run, 31.0);
    assert!(events > 10_000, "{events}");
    assert!(allocated <= 4, "{allocated} allocations in {events} events");
}

/// Not what the engine says that it holds, but what the allocator gave and did not get back.
#[test]
fn an_hour_holds_no_more_than_its_first_minutes_but_for_its_rows() {
    let mut run = Load::Standby.run();
    run.advance(Micros::from_seconds(300.0), u64::MAX);
    let counted = allocation_counter::measure(|| {
        run.advance(Micros::from_seconds(3_600.0), u64::MAX);
    });
    // Rows of the whole and of nine parts, and as many snapshots as there may be.
    let rows = 3_600 * (1_024 + 9 * 64);
    assert!(run.checkpoint_bytes() <= SNAPSHOT_BYTES);
    let snapshots = run.checkpoint_bytes() as i64;
    assert!(
        counted.bytes_current < rows + 2 * snapshots,
        "{} bytes more than after five minutes; snapshots hold {snapshots}",
        counted.bytes_current
    );
}
