//! Servers that look addresses up.

use super::*;

const NAMED: &str = "
    users -> web-1 -> dns-1 dns-2 -> shop-1 shop-2
    shop-1: service=shop
    shop-2: service=shop
    dns-1: ttl_s=5
    dns-2: ttl_s=5
    users: rate_rps=100 timeout_ms=5000
    web-1: workers=200
";

fn answers(run: &Run, server: &str) -> Vec<String> {
    let numbers = run.snapshot_numbers(id(server)).unwrap();
    let answers = numbers.answers.iter().flat_map(|a| &a.addresses);
    answers.map(ToString::to_string).collect()
}

#[test]
fn a_server_asks_remembers_and_goes_through_the_addresses() {
    let mut run = run_of(NAMED);
    assert!(run.share(0.0, 20.0) >= 1.0);
    assert_eq!(answers(&run, "web-1"), ["shop-1", "shop-2"]);
    let asked = |run: &Run| {
        ["dns-1", "dns-2"].map(|dns| run.snapshot_numbers(id(dns)).unwrap().totals.started)
    };
    let [a, b] = asked(&run);
    assert!(
        (4..12).contains(&(a + b)),
        "once in five seconds: {a} + {b}"
    );
    let at = |run: &Run, s: &str| run.snapshot_numbers(id(s)).unwrap().totals.started as f64;
    let (one, two) = (at(&run, "shop-1"), at(&run, "shop-2"));
    assert!((one / (one + two) - 0.5).abs() < 0.05, "{one} {two}");
    // Its checks find out; until then the next address is tried.
    run.kill("shop-1");
    assert!(run.share(22.0, 70.0) >= 1.0);
    assert_eq!(answers(&run, "web-1"), ["shop-2"]);
}

#[test]
fn what_cannot_be_resolved_fails_as_soon_as_nothing_is_remembered() {
    let mut run = run_of(NAMED);
    run.to(11.0).kill("dns-1").kill("dns-2");
    assert!(run.share(11.0, 15.0) >= 1.0, "it is still remembered");
    assert!(run.share(18.0, 22.0) <= 0.0);
    assert!(run.failed(Reason::CannotResolve) > 300);
    tells(&run, "web-1 cannot resolve");
    run.revive("dns-2");
    assert!(run.share(25.0, 30.0) >= 1.0);
}

#[test]
fn an_answer_without_addresses_is_an_answer_and_soon_forgotten() {
    let mut run = run_of(NAMED);
    run.act_all(&[Action::Empty(id("dns-1")), Action::Empty(id("dns-2"))]);
    assert!(run.share(0.0, 5.0) <= 0.0);
    assert_eq!(
        run.totals().failed_in_all(),
        run.failed(Reason::CannotResolve)
    );
    let asked = run.snapshot_numbers(id("dns-1")).unwrap().totals.started
        + run.snapshot_numbers(id("dns-2")).unwrap().totals.started;
    assert!(asked < 12, "{asked}");
    run.revive("dns-1").revive("dns-2");
    assert!(run.share(7.0, 12.0) >= 1.0);
}

#[test]
fn an_optional_name_only_degrades() {
    let mut run = run_of(&format!(
        "{NAMED}\nweb-1>dns-1: required=off\nweb-1>dns-2: required=off"
    ));
    run.act_all(&[Action::Empty(id("dns-1")), Action::Empty(id("dns-2"))]);
    assert!(run.share(0.0, 5.0) >= 1.0);
    let totals = run.totals();
    assert_eq!(totals.degraded, totals.served);
    let missing = totals.missing[0].service.clone().unwrap();
    assert_eq!(missing.label, "shop");
}

#[test]
fn a_name_is_a_group_beside_what_is_linked_to_directly() {
    let mut run = run_of(
        "users -> web-1 -> dns-1 -> shop-1
         web-1 -> shop-2
         shop-1: service=shop
         shop-2: service=shop",
    );
    assert!(run.share(0.0, 5.0) >= 1.0);
    for name in ["shop-1", "shop-2"] {
        run.kill(name);
        let at = run.now().as_seconds();
        assert!(run.share(at + 4.0, at + 8.0) <= 0.0, "{name} is needed");
        run.revive(name);
        let at = run.now().as_seconds();
        assert!(run.share(at + 14.0, at + 18.0) >= 1.0);
    }
}

#[test]
fn policies_answer_a_server_as_they_answer_a_client() {
    let of = |policy: &str| {
        let mut run = run_of(&format!(
            "{NAMED}
             dns-1: policy={policy} ttl_s=1
             dns-2: policy={policy} ttl_s=1
             dns-1>shop-1: weight=3
             dns-2>shop-1: weight=3
             west = shop-1
             east = web-1 shop-2"
        ));
        assert!(run.share(0.0, 300.0) >= 1.0, "{policy}");
        let at = |s: &str| run.snapshot_numbers(id(s)).unwrap().totals.started as f64;
        at("shop-1") / (at("shop-1") + at("shop-2"))
    };
    assert!((of("multivalue") - 0.5).abs() < 0.02);
    assert!((of("weighted") - 0.75).abs() < 0.1);
    assert!(of("failover") >= 1.0);
    assert!(of("nearest") <= 0.0);
}

#[test]
fn a_name_reaches_no_address_across_a_border() {
    let mut run = run_of(&format!("{NAMED}\neast = shop-1 shop-2"));
    run.to(6.0);
    isolate(&mut run, "east");
    assert!(run.share(10.0, 14.0) <= 0.0);
    let mut run = run_of(&format!(
        "{NAMED}\neast = users\nwest = web-1 dns-1 dns-2 shop-1 shop-2"
    ));
    run.to(6.0);
    let before = run.snapshot_numbers(id("shop-1")).unwrap().totals;
    isolate(&mut run, "west");
    run.to(20.0);
    let after = run.snapshot_numbers(id("shop-1")).unwrap().totals;
    assert_eq!(after.failed_in_all(), before.failed_in_all());
}

#[test]
fn a_deep_check_asks_whether_some_address_connects() {
    let mut run = run_of(
        "users -> lb-1 -> web-1 web-2
         web-1 -> dns-1 -> shop-1
         web-2 -> shop-1
         shop-1: service=shop
         lb-1: health_check.deep=on",
    );
    run.to(2.0).kill("shop-1").to(20.0);
    assert!(run.members(id("lb-1")).iter().all(|m| !m.in_rotation));
    run.revive("shop-1").to(40.0);
    assert!(run.members(id("lb-1")).iter().all(|m| m.in_rotation));
    run.kill("dns-1").to(80.0);
    let in_rotation: Vec<bool> = run
        .members(id("lb-1"))
        .iter()
        .map(|m| m.in_rotation)
        .collect();
    assert_eq!(in_rotation, [false, true]);
}

#[test]
fn addresses_that_an_edit_removes_are_gone_and_others_keep_their_place() {
    let mut run = run_of(NAMED);
    run.to(6.0);
    let mut less = run.scenario().clone();
    less.take(less.removal_of(&[less.target("shop-1").unwrap()]))
        .unwrap();
    run.apply_scenario(&less);
    assert_eq!(answers(&run, "web-1"), ["shop-2"]);
    assert!(run.share(7.0, 12.0) >= 1.0);
    let mut none = less.clone();
    none.take(none.removal_of(&[none.target("shop-2").unwrap()]))
        .unwrap();
    run.apply_scenario(&none);
    assert!(run.share(13.0, 16.0) <= 0.0);
    run.apply_scenario(&less);
    assert!(run.share(19.0, 22.0) >= 1.0, "{:?}", run.story());
}

#[test]
fn caches_behind_a_name_hold_what_their_server_has_read() {
    let mut run = run_of(
        "users -> web-1 -> dns-1 -> lb-1 -> cache-1 cache-2
         web-1 -> db-1
         web-1>dns-1: required=off
         lb-1: algorithm=source_hash",
    );
    run.to(20.0);
    let hits = |c: &str| run.snapshot_numbers(id(c)).unwrap().hit_share.unwrap();
    assert!(hits("cache-1") > 0.1 && hits("cache-2") > 0.1);
    assert_eq!(run.totals().degraded, 0);
}
