//! What a report tells of a fault, in the cases that a person would ask about.

use super::*;
use crate::FaultReport;

/// A run in text: a sketch, then what is done to whom and when, `until`, and a line for every fault: who, when it was
/// noticed (`-`: never), when it was over (`-`: not), how many requests it cost; each a number or `from..to`.
fn holds(case: &str) {
    let (sketched, rest) = case.split_once("---").expect("a sketch, then inputs");
    let mut run = run_of(sketched);
    let mut expected = Vec::new();
    for line in rest.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            [at, "kill", who] => drop(run.to(number(at)).kill(who)),
            [at, "crash", who] => run.to(number(at)).act(Action::Crash(id(who))),
            [at, "revive", who] => drop(run.to(number(at)).revive(who)),
            [at, "slow", who] => run.to(number(at)).act(Action::Slow {
                target: id(who),
                factor: 20.0,
            }),
            ["until", at] => drop(run.to(number(at))),
            [_, "noticed", _, "over", _, "lost", _] => expected.push(line),
            _ => panic!("what is {line:?}?"),
        }
    }
    let reports = run.fault_reports();
    let told: Vec<String> = reports.iter().map(tell).collect();
    assert_eq!(told.len(), expected.len(), "{case}\n{told:#?}");
    for (report, line) in reports.iter().zip(expected) {
        assert!(fits(report, line), "{case}\n{line}\n{told:#?}");
    }
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

fn tell(r: &FaultReport) -> String {
    let after = |m: Option<Micros>| m.map_or("-".to_owned(), |m| m.as_seconds().to_string());
    format!(
        "{} noticed {} over {} lost {}",
        r.target,
        after(r.detected_after),
        after(r.recovered_after),
        r.lost
    )
}

fn fits(report: &FaultReport, line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let seconds = |m: Option<Micros>| m.map(Micros::as_seconds);
    report.target.to_string() == words[0]
        && within(seconds(report.detected_after), words[2])
        && within(seconds(report.recovered_after), words[4])
        && within(Some(report.lost as f64), words[6])
}

fn within(value: Option<f64>, range: &str) -> bool {
    match (value, range.split_once("..")) {
        (None, _) => range == "-",
        (Some(_), None) if range == "-" => false,
        (Some(value), None) => value == number(range),
        (Some(value), Some((from, to))) => (number(from)..=number(to)).contains(&value),
    }
}

#[test]
fn a_dead_server_is_noticed_after_three_checks_and_costs_what_it_held() {
    holds(
        "users -> lb-1 -> web-1 web-2
         web-2: service_ms=200
         ---
         10 kill web-2
         until 60
         web-2 noticed 7..9 over 0..3 lost 2..12",
    );
}

#[test]
fn without_checks_no_chooser_notices_and_retries_hide_it() {
    holds(
        "users -> lb-1 -> web-1 web-2
         lb-1: health_check=off retries=3
         web-2: service_ms=200
         ---
         10 crash web-2
         until 60
         web-2 noticed - over 0..1 lost 2..12",
    );
}

#[test]
fn a_fault_that_never_recovers_counts_to_the_end() {
    holds(
        "users -> web-1
         users: rate_rps=50
         ---
         10 crash web-1
         until 60
         web-1 noticed - over - lost 2300..2700",
    );
}

#[test]
fn one_address_from_names_costs_until_checks_and_remembered_answers_have_run_out() {
    holds(
        "users -> dns-1 -> lb-1 lb-2 -> web-1
         dns-1: policy=failover ttl_s=30
         users: rate_rps=50
         ---
         50 kill lb-1
         until 200
         lb-1 noticed 32..42 over 40..75 lost 1500..3750",
    );
}

#[test]
fn a_dead_name_server_does_its_harm_when_answers_run_out() {
    holds(
        "users -> dns-1 -> web-1
         dns-1: ttl_s=30 health_check=off
         users: rate_rps=50
         ---
         20 kill dns-1
         until 26
         dns-1 noticed - over 0 lost 0",
    );
    holds(
        "users -> dns-1 -> web-1
         dns-1: ttl_s=30 health_check=off
         users: rate_rps=50
         ---
         20 kill dns-1
         70 revive dns-1
         until 100
         dns-1 noticed - over 49..51 lost 1000..2500",
    );
}

#[test]
fn a_database_that_saturates_long_after_its_cache_died_counts_for_the_cache() {
    // 560 reads a second, of which the cache takes most; the database alone manages 500. The rest waits in its queue,
    // which takes longer than 3 seconds to outlast the callers' patience.
    let saturated = "users -> web-1 -> cache-1
         web-1 -> db-1
         users: rate_rps=560 reads=1 timeout_ms=20000
         web-1: workers=4000 queue=1000 service_ms=1 dependency_timeout_ms=1500
         cache-1: capacity_keys=9000
         db-1: workers=1 read_ms=2";
    holds(&format!(
        "{saturated}
         ---
         60 kill cache-1
         until 70
         cache-1 noticed - over 0 lost 0"
    ));
    holds(&format!(
        "{saturated}
         ---
         60 kill cache-1
         until 120
         cache-1 noticed - over - lost 1000..30000"
    ));
}

#[test]
fn faults_that_overlap_each_count_all_that_fails() {
    holds(
        "users -> web-1 web-2
         users: rate_rps=50 connect_timeout_ms=100
         ---
         20 crash web-1
         20.5 crash web-2
         40 revive web-2
         until 60
         web-1 noticed - over 19..20 lost 900..1100
         web-2 noticed - over 19..19.5 lost 900..1100",
    );
}

#[test]
fn a_fault_that_did_its_harm_is_not_blamed_for_what_the_next_one_does() {
    holds(
        "users -> lb-1 -> web-1 web-2
         users: rate_rps=50
         ---
         10 crash web-1
         40 crash web-2
         until 60
         web-1 noticed 4..6 over 0..1 lost 1..5
         web-2 noticed 4..6 over - lost 900..1100",
    );
}

#[test]
fn a_part_that_no_request_uses_costs_nothing_whatever_else_fails() {
    holds(
        "users -> web-1
         lb-9 -> web-9
         users: rate_rps=50
         ---
         10 kill web-9
         until 30
         web-9 noticed 7..9 over 0 lost 0",
    );
    // An overloaded server refuses two of five, with and without it.
    holds(
        "users -> web-1
         lb-9 -> web-9
         users: rate_rps=100
         web-1: workers=1 queue=4 service_ms=16
         ---
         30 kill web-9
         until 90
         web-9 noticed 7..9 over 0 lost 0",
    );
}

#[test]
fn an_overloaded_system_that_loses_more_than_usual_counts_the_difference() {
    // Half of 100 a second were served; of the two servers one is left, so 25 more fail each second, for 40 s.
    holds(
        "users -> lb-1 -> web-1 web-2
         users: rate_rps=200
         web-1 : workers=1 queue=4 service_ms=20
         web-2 : workers=1 queue=4 service_ms=20
         ---
         30 crash web-2
         70 revive web-2
         until 100
         web-2 noticed 4..6 over 40..46 lost 1700..2400",
    );
}

#[test]
fn a_promotion_is_what_notices_a_dead_primary_and_writes_are_lost_until_it_is_done() {
    holds(
        "users -> web-1 -> db-1
         db-1 -> db-2
         db-2: role=standby
         db-1: failover=automatic detect_s=5 promote_s=3
         users: rate_rps=50
         ---
         10 kill db-2
         20 revive db-2
         40 kill db-1
         until 80
         db-2 noticed - over 0 lost 0
         db-1 noticed 5 over 7.9..9.5 lost 300..450",
    );
}

#[test]
fn a_region_is_noticed_by_whatever_of_it_is_missed_first_and_by_nothing_else() {
    holds(
        "users -> lb-1 -> web-1 web-2
         west = web-1
         east = web-2
         ---
         10 kill web-2
         30 revive web-2
         40 kill west
         until 60
         web-2 noticed 7..9 over 0..3 lost 0..5
         west noticed 7..9 over 0..3 lost 0..5",
    );
    holds(
        "users -> lb-1 -> web-1 web-2
         west = lb-1
         east = web-2
         ---
         10 kill web-2
         11 kill east
         until 60
         web-2 noticed 7..9 over 0..3 lost 0..5
         east noticed 6..8 over 0..3 lost 0..5",
    );
}

#[test]
fn a_target_that_dies_twice_is_noticed_twice_and_one_that_is_slow_is_not() {
    holds(
        "users -> lb-1 -> web-1 web-2
         users: timeout_ms=300
         web-2: service_distribution=constant
         ---
         10 kill web-2
         11 revive web-2
         30 slow web-2
         50 revive web-2
         60 kill web-2
         until 80
         web-2 noticed - over 0..1 lost 0..5
         web-2 noticed - over 19..21 lost 400..600
         web-2 noticed 7..9 over 0..9 lost 0..20",
    );
}

#[test]
fn a_report_can_be_read_in_the_middle_of_a_second() {
    holds(
        "users -> web-1
         users: rate_rps=1000
         ---
         0.1 crash web-1
         until 0.6
         web-1 noticed - over - lost 400..600",
    );
}
