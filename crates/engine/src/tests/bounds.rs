use super::*;

#[test]
fn requests_are_conserved_after_every_single_event_by_the_public_numbers() {
    let mut run = run_of(
        "users-1 -> dns-1 -> lb-1 lb-2 -> web-1 web-2 -> cache-1 cache-2
         users-2 -> web-3
         web-1 web-2 web-3 -> db-1 -> db-2
         db-2: role=standby
         users-1: rate_rps=300 retries=2 timeout_ms=200
         users-2: rate_rps=100
         web-1: workers=2 queue=3
         lb-1>web-1: loss=0.05
         lb-2: max_connections=5",
    );
    let victims = ["web-2", "db-1", "lb-1", "cache-1", "dns-1", "web-3"];
    let parts: Vec<ComponentId> = run.scenario().components.iter().map(|c| c.id).collect();
    let balanced = |t: &crate::Totals| t.started == t.served + t.failed_in_all() + t.in_flight;
    for event in 0..30_000u64 {
        if event % 4_000 == 3_999 {
            let target = run.target(victims[(event / 4_000) as usize % victims.len()]);
            run.act(Action::Kill(target));
        }
        run.advance(Micros::NEVER, 1);
        let totals = run.totals();
        assert!(balanced(&totals), "{}: {totals:?}", run.now());
        let id = parts[event as usize % parts.len()];
        let numbers = run.snapshot_numbers(id).unwrap();
        assert!(
            balanced(&numbers.totals),
            "{id} at {}: {numbers:?}",
            run.now()
        );
    }
    let totals = run.totals();
    let reasons = totals.failed.iter().filter(|n| **n > 0).count();
    assert!(totals.served > 500 && reasons >= 5, "{totals:?}");
}

#[test]
fn an_hour_holds_no_more_memory_than_a_minute_but_for_its_rows() {
    let mut run = run_of(
        "users -> dns-1 -> lb-1 -> web-1 web-2 -> cache-1\nweb-1 web-2 -> db-1 -> db-2\ndb-2: role=standby\nusers: rate_rps=30",
    );
    run.set_sample_rate(20);
    run.to(60.0);
    let early = run.bytes();
    run.to(3_600.0);
    let rows = run.rows().len() * 4_096 + 8 * 3_600 * 64;
    assert!(run.bytes() < early + rows, "{early}, then {}", run.bytes());
    assert!(run.checkpoint_bytes() <= crate::SNAPSHOT_BYTES);
    assert!(run.hops_since(0).count() <= crate::HOPS);
}

#[test]
fn rows_of_a_long_run_are_merged_and_lose_nothing() {
    let mut run = run_of("users -> web-1\nusers: rate_rps=1");
    run.to(9_000.0);
    assert!(run.rows().len() <= 3_600);
    let (started, served) = run
        .rows()
        .fold((0, 0), |(a, b), r| (a + r.started, b + r.served));
    let totals = run.totals();
    assert_eq!((started, served), (totals.started, totals.served));
    assert_eq!(run.rows().last().unwrap().end, seconds(9_000.0));
}

#[test]
fn settings_at_their_limits_do_not_stop_the_clock_or_the_program() {
    for text in [
        "users -> web-1\nusers: rate_rps=0",
        "users -> web-1\nusers: rate_rps=100000 timeout_ms=0 connect_timeout_ms=0 retries=20",
        "users -> dns-1 -> web-1\ndns-1: ttl_s=0\nusers: timeout_ms=0",
        "users -> lb-1 -> web-1 -> db-1\nlb-1: connect_timeout_ms=0 max_connections=1\nweb-1: workers=1 queue=0 service_ms=0 dependency_timeout_ms=0",
        "users -> lb-1",
        "users -> dns-1",
        "users-1 users-2 -> web-1\nweb-1: service_ms=3600000",
        "db-1 -> db-2",
    ] {
        let mut run = run_of(text);
        run.advance(seconds(0.5), 300_000);
        for component in run.scenario().components.clone() {
            run.act(Action::Kill(Target::Component(component.id)));
            run.act(Action::Slow {
                target: component.id,
                factor: f64::NAN,
            });
            run.act(Action::SetRate {
                target: component.id,
                rate_rps: f64::NAN,
                over_s: 0.0,
            });
        }
        run.advance(seconds(1.0), 300_000);
        assert!(run.now() > seconds(0.0), "{text}");
    }
}

/// Whatever the rate was before, one at which no request starts in a lifetime starts none.
#[test]
fn rates_close_to_nothing_start_nothing_however_they_follow_each_other() {
    const RATES: [f64; 7] = [0.0, f64::MIN_POSITIVE, 5e-324, 1e-300, 1e-16, 1e-15, 1e-12];
    for before in RATES {
        for after in RATES {
            let mut run = run_of("users -> web-1\nusers: rate_rps=0");
            for (step, rate_rps) in [before, after, before, after].into_iter().enumerate() {
                run.act(Action::SetRate {
                    target: id("users"),
                    rate_rps,
                    over_s: 0.0,
                });
                run.to(20.0 * (step + 1) as f64);
            }
            assert_eq!(run.totals().started, 0, "{before:e}, then {after:e}");
        }
    }
}
