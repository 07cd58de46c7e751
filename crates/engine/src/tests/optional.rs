//! Calls that requests can do without, or that only some of them make.

use super::*;
use crate::MissingService;

const SHOP: &str = "
    users -> lb-1 -> web-1 web-2 -> db-1
    web-1 web-2 -> recs-1 recs-2
    recs-1: service=recs
    recs-2: service=recs
    web-1>recs-1: required=off
    web-1>recs-2: required=off
    web-2>recs-1: required=off
    web-2>recs-2: required=off
    users: rate_rps=100
    web-1: workers=200 dependency_timeout_ms=500
    web-2: workers=200 dependency_timeout_ms=500
";

/// What degraded answers lacked, as text.
fn missing(told: &[MissingService]) -> Vec<(String, u64)> {
    let name = |m: &MissingService| m.service.as_ref().map_or("others", |s| &s.label).to_owned();
    told.iter().map(|m| (name(m), m.answers)).collect()
}

/// Shares served and degraded of what finished between two seconds, both whole.
fn shares(run: &mut Run, from: f64, until: f64) -> [f64; 2] {
    run.to(until);
    let rows = run.rows();
    let rows = rows.filter(|r| r.end > seconds(from) && r.end <= seconds(until));
    let count = |all: [u64; 3], r: &crate::Row| {
        let ended = r.served + r.failed_in_all();
        [all[0] + r.served, all[1] + r.degraded, all[2] + ended]
    };
    let [served, degraded, ended] = rows.fold([0, 0, 0], count);
    [served, degraded].map(|n| n as f64 / ended.max(1) as f64)
}

#[test]
fn the_log_tells_once_when_answers_begin_to_lack_a_service_and_when_none_does_any_more() {
    let mut run = run_of(SHOP);
    run.to(5.0).kill("recs-1").kill("recs-2").to(15.0);
    run.revive("recs-1").revive("recs-2").to(30.0);
    let degraded = run.totals().degraded;
    assert!(degraded > 500);
    tells(&run, "answers are degraded: they come without recs");
    let end = format!("no answer lacks recs any more; {degraded} answers were degraded");
    tells(&run, &end);
    let story = run.story().join("\n");
    assert_eq!(story.matches("without recs").count(), 1, "{story}");
    assert_eq!(story.matches("lacks recs").count(), 1, "{story}");
    assert_eq!(run.failed(Reason::TimedOut), 0);
}

#[test]
fn what_is_missing_only_degrades_the_answer_however_it_fails() {
    type Do = fn(Target) -> Action;
    let recs = |run: &Run| [run.target("recs-1"), run.target("recs-2")];
    let ways: [Do; 4] = [
        Action::Kill,
        |t| match t {
            Target::Component(id) => Action::Crash(id),
            other => Action::Kill(other),
        },
        |t| match t {
            Target::Component(target) => Action::Errors {
                target,
                share: 1.0,
                fast: true,
            },
            other => Action::Kill(other),
        },
        // It answers after the dependency timeout.
        |t| match t {
            Target::Component(target) => Action::Slow {
                target,
                factor: 1_000.0,
            },
            other => Action::Kill(other),
        },
    ];
    for (number, way) in ways.into_iter().enumerate() {
        let mut run = run_of(&format!(
            "{SHOP}\nrecs-1: service_distribution=constant\nrecs-2: service_distribution=constant"
        ));
        assert_eq!(shares(&mut run, 0.0, 4.0), [1.0, 0.0]);
        let deeds: Vec<Action> = recs(&run).into_iter().map(way).collect();
        run.act_all(&deeds);
        assert_eq!(shares(&mut run, 6.0, 10.0), [1.0, 1.0], "way {number}");
        let totals = run.totals();
        let told = missing(&totals.missing);
        assert_eq!(told, [("recs".to_owned(), totals.degraded)]);
        // The two servers gave what the balancer passed on to the client.
        let part = |name| run.snapshot_numbers(id(name)).unwrap();
        let servers = part("web-1").totals.degraded + part("web-2").totals.degraded;
        assert_eq!(part("users").totals.degraded, totals.degraded);
        assert!(part("lb-1").totals.degraded >= totals.degraded && servers >= totals.degraded);
        assert_eq!(part("db-1").totals.degraded, 0);
        for target in recs(&run) {
            run.act(Action::Revive(target));
        }
        // What was slow has a backlog to work off.
        if number < 3 {
            assert_eq!(shares(&mut run, 14.0, 18.0), [1.0, 0.0], "way {number}");
        }
    }
}

#[test]
fn a_degraded_answer_makes_the_answer_around_it_degraded_without_the_same_services() {
    let mut run = run_of(
        "users -> lb-1 -> web-1 -> lb-2 -> shop-1 -> recs-1
         web-1 -> ads-1
         shop-1: service=shop
         recs-1: service=recs
         ads-1: service=ads
         shop-1>recs-1: required=off
         web-1>ads-1: required=off",
    );
    run.kill("recs-1");
    assert_eq!(shares(&mut run, 2.0, 6.0), [1.0, 1.0]);
    run.kill("ads-1").to(12.0);
    let told = missing(&run.totals().missing);
    let [(ads, ads_without), (recs, without)] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!((&**recs, &**ads), ("recs", "ads"));
    assert!(without > ads_without && *ads_without > 0);
    assert_eq!(run.totals().degraded, *without);
    let at_shop = run.snapshot_numbers(id("shop-1")).unwrap().totals;
    assert_eq!(missing(&at_shop.missing).len(), 1);
}

#[test]
fn what_an_optional_call_lacked_that_failed_in_the_end_is_not_missing_beside_it() {
    // Without images the recommendations are late for whoever asked for them, and so are missing themselves.
    let mut run = run_of(
        "users -> web-1 -> recs-1 -> img-1
         recs-1: service=recs dependency_timeout_ms=400
         img-1: service=img service_ms=5000 service_distribution=constant workers=1000
         web-1: dependency_timeout_ms=300 workers=100
         recs-1: workers=100
         web-1>recs-1: required=off
         recs-1>img-1: required=off",
    );
    assert_eq!(shares(&mut run, 2.0, 6.0), [1.0, 1.0]);
    let told = missing(&run.totals().missing);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, "recs");
}

#[test]
fn a_call_that_only_writes_make_fails_only_writes() {
    for (on, served) in [("writes", 0.7), ("reads", 0.3), ("all", 0.0)] {
        let mut run = run_of(&format!(
            "users -> web-1 -> db-1
             web-1 -> pay-1
             pay-1: service=pay
             users: reads=0.7 rate_rps=200
             web-1: workers=200
             web-1>pay-1: on={on}"
        ));
        assert_eq!(shares(&mut run, 0.0, 4.0), [1.0, 0.0]);
        let asked = run.snapshot_numbers(id("pay-1")).unwrap().totals.started;
        let started = run.totals().started as f64;
        assert!(
            (asked as f64 / started - (1.0 - served)).abs() < 0.06,
            "{on}"
        );
        run.kill("pay-1");
        let [share, degraded] = shares(&mut run, 8.0, 28.0);
        assert!((share - served).abs() < 0.03, "{on}: {share}");
        assert!(degraded <= 0.0);
    }
}

#[test]
fn one_of_the_links_that_a_request_takes_makes_a_service_needed() {
    // Reads may do without the index; what writes is told to it, and fails without.
    let mut run = run_of(
        "users -> web-1 -> idx-1 idx-2
         idx-1: service=idx
         idx-2: service=idx
         users: reads=0.5 rate_rps=200
         web-1: workers=200
         web-1>idx-1: on=reads required=off
         web-1>idx-2: on=writes",
    );
    run.kill("idx-1").kill("idx-2");
    let [served, degraded] = shares(&mut run, 4.0, 24.0);
    assert!((served - 0.5).abs() < 0.03, "{served}");
    assert_eq!(served, degraded);
}

#[test]
fn a_client_skips_a_service_that_it_can_do_without_after_its_last_address() {
    let text = "
        users -> web-1 ads-1 ads-2
        ads-1: service=ads
        ads-2: service=ads
        users: rate_rps=100 timeout_ms=1500
        users>ads-1: required=off
        users>ads-2: required=off
    ";
    let mut run = run_of(text);
    run.to(2.0).kill("ads-1");
    assert_eq!(shares(&mut run, 4.0, 8.0), [1.0, 0.0]);
    run.kill("ads-2");
    assert_eq!(shares(&mut run, 10.0, 14.0), [1.0, 1.0]);
    run.kill("web-1");
    assert_eq!(shares(&mut run, 20.0, 24.0), [0.0, 0.0]);
}

#[test]
fn a_client_whose_requests_of_one_sort_call_nobody_fails_those() {
    let mut run = run_of("users -> web-1\nusers>web-1: on=reads\nusers: reads=0.5 rate_rps=200");
    let [served, _] = shares(&mut run, 0.0, 20.0);
    assert!((served - 0.5).abs() < 0.03);
    assert!(run.failed(Reason::CannotResolve) > 1_000);
}

#[test]
fn a_client_that_calls_only_caches_can_do_without() {
    let mut run = run_of("users -> lb-1 -> cache-1");
    assert_eq!(shares(&mut run, 0.0, 4.0), [1.0, 0.0]);
    run.kill("lb-1");
    assert_eq!(shares(&mut run, 4.0, 8.0), [1.0, 0.0]);
    let mut run = run_of("users -> lb-1 -> cache-1\nusers>lb-1: required=on");
    run.kill("lb-1");
    assert_eq!(shares(&mut run, 4.0, 8.0), [0.0, 0.0]);
}

#[test]
fn a_database_that_was_skipped_fills_no_cache() {
    let mut run = run_of(
        "users -> web-1 -> cache-1
         web-1 -> db-1
         web-1>db-1: required=off
         users: reads=1 rate_rps=200
         web-1: workers=200",
    );
    run.kill("db-1");
    assert_eq!(shares(&mut run, 2.0, 6.0), [1.0, 1.0]);
    let keys = |run: &Run| run.snapshot_numbers(id("cache-1")).unwrap().keys;
    assert_eq!(keys(&run), Some(0));
    run.revive("db-1").to(10.0);
    assert!(keys(&run) > Some(100));
}

#[test]
fn a_deep_check_asks_only_for_what_some_request_needs() {
    let mut run = run_of(&format!("{SHOP}\nlb-1: health_check.deep=on"));
    run.to(2.0).kill("recs-1").kill("recs-2").to(20.0);
    let members = run.members(id("lb-1"));
    assert!(members.iter().all(|m| m.in_rotation), "{members:?}");
    run.kill("db-1").to(40.0);
    assert!(run.members(id("lb-1")).iter().all(|m| !m.in_rotation));
}

#[test]
fn a_deep_check_takes_a_service_as_a_whole_whichever_requests_take_its_links() {
    let mut run = run_of(
        "users -> lb-1 -> web-1 web-2
         web-1 -> pay-1 pay-2
         pay-1: service=pay
         pay-2: service=pay
         lb-1: health_check.deep=on
         web-1>pay-1: on=writes
         web-1>pay-2: on=reads required=off",
    );
    let out = |run: &Run| {
        run.members(id("lb-1"))
            .iter()
            .filter(|m| !m.in_rotation)
            .count()
    };
    run.to(2.0).kill("pay-1").to(20.0);
    assert_eq!(out(&run), 0, "some target of what writes need connects");
    run.kill("pay-2").to(40.0);
    assert_eq!(out(&run), 1);
}

#[test]
fn degraded_answers_are_laid_to_the_fault_at_once_and_counted_by_its_twin() {
    let mut run = run_of(SHOP);
    run.to(5.0).kill("recs-1").kill("recs-2").to(15.0);
    let live = run.fault_reports();
    let degraded = run.totals().degraded as i64;
    assert!(degraded > 900);
    assert_eq!(live[1].degraded, degraded);
    let costs = crate::Costs::of(&mut run);
    let reports = costs.reports(&run);
    // Either alone costs only what was under way in it: the other stands in.
    for report in &reports {
        assert!(
            (degraded - 20..=degraded).contains(&report.degraded),
            "{report:?}"
        );
    }
    assert_eq!(reports[0].lost, 0);
    assert_eq!(costs.together(&run).unwrap().degraded_in_all, degraded);
}

#[test]
fn services_that_are_optional_keep_their_names_through_edits() {
    let mut run = run_of(SHOP);
    run.kill("recs-1").kill("recs-2").to(5.0);
    let before = run.totals().degraded;
    let mut edited = run.scenario().clone();
    for link in &mut edited.links {
        link.required = None;
    }
    run.apply_scenario(&edited);
    assert_eq!(shares(&mut run, 10.0, 14.0), [0.0, 0.0]);
    let told = missing(&run.totals().missing);
    assert_eq!(told[0].0, "recs");
    assert!(told[0].1 >= before);
}

#[test]
fn more_services_than_there_are_bits_share_the_last() {
    let service =
        |i: u32| format!("web-1 -> x-{i}\nx-{i}: service=s{i}\nweb-1>x-{i}: required=off\n");
    let services: String = (0..70).map(service).collect();
    let text = format!(
        "users -> web-1
         web-1: dependency_timeout_ms=50 workers=500
         users: rate_rps=20 timeout_ms=60000
         {services}"
    );
    let mut run = run_of(&text);
    let all: Vec<Action> = (0..70)
        .map(|i| Action::Crash(id(&format!("x-{i}"))))
        .collect();
    run.act_all(&all);
    run.to(10.0);
    let totals = run.totals();
    assert!(totals.degraded > 100);
    assert_eq!(totals.missing.len(), 64);
    assert!(totals.missing.iter().all(|m| m.answers == totals.degraded));
    assert_eq!(totals.missing[63].service, None);
}
