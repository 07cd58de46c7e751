use super::*;

const TWO_WEBS: &str = "users -> lb-1 -> web-1 web-2 -> db-1";

#[test]
fn a_system_without_faults_serves_everything() {
    let mut run = run_of(TWO_WEBS);
    run.to(60.0);
    let totals = run.totals();
    assert!(
        (2_700..3_300).contains(&totals.started),
        "{}",
        totals.started
    );
    assert_eq!(totals.failed_in_all(), 0);
    assert_eq!(totals.started, totals.served + totals.in_flight);
    assert!(run.story().is_empty(), "{:?}", run.story());
}

#[test]
fn a_killed_server_leaves_rotation_after_three_failed_checks_and_nothing_is_lost() {
    let mut run = run_of(TWO_WEBS);
    run.to(10.0).kill("web-2").to(30.0);
    let story = run.story();
    assert_eq!(story[0], "10.0 s: web-2 is killed");
    assert!(
        story
            .iter()
            .any(|l| l.ends_with("lb-1 takes web-2 out of rotation, 3 checks failed")),
        "{story:#?}"
    );
    let detected = run.fault_reports()[0].detected_after.unwrap();
    // The first probe leaves within an interval of 2 s; three time out after 1 s each, with an interval between them.
    assert!(
        (seconds(7.0)..=seconds(9.0)).contains(&detected),
        "{detected}"
    );
    // What it held when it died is lost; what came later was tried elsewhere after a connect timeout.
    assert!(
        run.totals().failed_in_all() < 10,
        "{:?}",
        run.totals().failed
    );
    assert_eq!(run.share(20.0, 30.0), 1.0);
}

#[test]
fn a_revived_server_comes_back_after_two_good_checks() {
    let mut run = run_of(TWO_WEBS);
    run.to(10.0).kill("web-2").to(30.0).revive("web-2").to(40.0);
    let story = run.story();
    assert!(
        story
            .iter()
            .any(|l| l.ends_with("lb-1 takes web-2 back into rotation, 2 checks succeeded")),
        "{story:#?}"
    );
    assert!(
        run.snapshot_numbers(id("lb-1"))
            .unwrap()
            .members
            .iter()
            .all(|m| m.in_rotation)
    );
}

#[test]
fn the_only_server_dead_means_connect_timeouts_and_a_crashed_one_refuses() {
    let mut run = run_of("users -> web-1");
    run.to(5.0).kill("web-1").to(10.0);
    assert!(run.failed(Reason::ConnectTimeout) > 150);
    let mut run = run_of("users -> web-1");
    run.act(Action::Crash(id("web-1")));
    run.to(5.0);
    assert!(run.failed(Reason::Refused) > 150);
    assert_eq!(run.totals().served, 0);
}

#[test]
fn a_balancer_without_members_in_rotation_has_no_healthy_backend() {
    let mut run = run_of("users -> lb-1 -> web-1\nlb-1: retries=0");
    run.to(1.0).kill("web-1").to(20.0);
    assert!(run.failed(Reason::NoHealthyBackend) > 500);
    assert_eq!(run.share(15.0, 20.0), 0.0);
}

#[test]
fn of_two_balancers_behind_names_the_dead_one_is_tried_and_passed_over() {
    let mut run = run_of("users -> dns-1 -> lb-1 lb-2 -> web-1 web-2");
    run.to(5.0).kill("lb-1").to(120.0);
    assert!(
        run.totals().failed_in_all() < 10,
        "{:?}",
        run.totals().failed
    );
    assert!(
        run.story()
            .iter()
            .any(|l| l.contains("dns-1 stops answering with lb-1, 3 checks failed"))
    );
}

#[test]
fn without_trying_the_next_address_half_is_lost_until_the_name_changes_and_its_ttl_runs_out() {
    let mut run = run_of("users -> dns-1 -> lb-1 lb-2 -> web-1\nusers: tries_next_address=off");
    run.to(5.0).kill("lb-1");
    let early = run.share(10.0, 20.0);
    assert!((0.35..0.65).contains(&early), "{early}");
    assert_eq!(run.share(90.0, 120.0), 1.0);
}

#[test]
fn a_dead_name_server_hurts_only_when_the_ttl_has_run_out() {
    let mut run = run_of("users -> dns-1 -> web-1\ndns-1: ttl_s=20");
    run.to(10.0).kill("dns-1");
    assert_eq!(run.share(10.0, 18.0), 1.0);
    assert_eq!(run.share(35.0, 50.0), 0.0);
    assert!(run.failed(Reason::CannotResolve) > 500);
}

#[test]
fn names_fail_open() {
    let mut run = run_of("users -> dns-1 -> web-1 -> db-1\ndns-1: ttl_s=1");
    run.to(10.0).kill("db-1").to(120.0).revive("db-1").to(125.0);
    assert!(
        run.story()
            .iter()
            .any(|l| l.contains("answers with all of them")),
        "{:#?}",
        run.story()
    );
    // The only address is still out of rotation, and served nevertheless.
    assert!(!run.snapshot_numbers(id("dns-1")).unwrap().members[0].in_rotation);
    assert!(run.share(123.0, 125.0) > 0.9);
}

#[test]
fn a_dead_region_takes_all_in_it_and_the_other_serves() {
    let mut run = run_of(
        "users -> dns-1 -> lb-1 lb-2\nlb-1 -> web-1\nlb-2 -> web-2\nwest = lb-1 web-1\neast = lb-2 web-2",
    );
    run.to(5.0).kill("west");
    assert_eq!(run.share(70.0, 90.0), 1.0);
    assert_eq!(run.faults().dead(run.scenario()).len(), 2);
    run.revive("west").to(91.0);
    assert!(run.faults().is_empty());
}

#[test]
fn a_cut_link_is_as_good_as_a_dead_target() {
    let mut run = run_of(TWO_WEBS);
    run.to(5.0).kill("lb-1>web-1");
    assert_eq!(run.share(20.0, 30.0), 1.0);
    assert!(!run.snapshot_numbers(id("lb-1")).unwrap().members[0].in_rotation);
}

#[test]
fn a_request_needs_every_service_and_a_write_needs_the_database() {
    let mut run = run_of("users -> web-1 -> db-1\nweb-1 -> search-1\nsearch-1: service=search");
    run.to(5.0).kill("search-1");
    assert_eq!(run.share(10.0, 20.0), 0.0);
    assert!(run.failed(Reason::DependencyFailed) > 100);
    run.revive("search-1");
    assert_eq!(run.share(25.0, 30.0), 1.0);
}

#[test]
fn a_client_that_retries_starts_again_at_the_next_address() {
    let text = "users -> web-1 web-2\nusers: retries=1 tries_next_address=off";
    let mut run = run_of(text);
    run.kill("web-1");
    assert_eq!(run.share(3.0, 10.0), 1.0);
}

#[test]
fn one_too_many_is_refused_by_a_full_server_and_a_full_balancer() {
    let mut run = run_of("users -> web-1\nweb-1: workers=1 queue=0 service_ms=1000");
    run.to(10.0);
    assert!(run.failed(Reason::Overloaded) > 300);
    let mut run = run_of("users -> lb-1 -> web-1\nlb-1: max_connections=1\nweb-1: service_ms=1000");
    run.to(10.0);
    assert!(run.failed(Reason::Overloaded) > 300);
}

#[test]
fn a_slow_server_times_out_and_an_erring_one_fails_its_share() {
    let mut run = run_of("users -> web-1");
    run.act(Action::Slow {
        target: id("web-1"),
        factor: 500.0,
    });
    run.to(20.0);
    assert!(run.failed(Reason::TimedOut) > 100);
    let mut run = run_of("users -> web-1");
    run.act(Action::Errors {
        target: id("web-1"),
        share: 0.3,
        fast: false,
    });
    let share = run.share(0.0, 100.0);
    assert!((share - 0.7).abs() < 0.03, "{share}");
}

#[test]
fn lost_messages_are_noticed_by_timeout_alone() {
    let mut scenario = sketch("users -> web-1");
    scenario.links[0].loss = 0.2;
    let mut run = Run::new(&scenario);
    let share = run.share(10.0, 100.0);
    assert!((share - 0.64).abs() < 0.03, "{share}");
    assert_eq!(run.failed(Reason::LinkLost), run.totals().failed_in_all());
}
