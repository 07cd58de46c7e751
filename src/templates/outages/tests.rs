//! Each outage is played, and held to its account: who is served when, and what each change helps.

use std::ops::RangeInclusive;

use super::{ALL, Outage, find};
use crate::engine::{Micros, Run, Totals, What};
use crate::formats::json;
use crate::model::{Scenario, Target};

/// Seconds of the run, and the share of requests that were served in full or in part in them.
type Figure = (RangeInclusive<u32>, RangeInclusive<f64>);

/// The run of a scenario up to a second, and the share served in each of these spans.
fn play(scenario: &Scenario, spans: &[Figure], until_s: u32) -> (Run, Vec<f64>) {
    let mut run = Run::new(scenario);
    let mut totals: Vec<Totals> = vec![run.totals()];
    for second in 1..=until_s {
        run.advance(Micros::from_seconds(f64::from(second)), u64::MAX);
        totals.push(run.totals());
    }
    let share = |span: &RangeInclusive<u32>| {
        let (before, after) = (
            &totals[*span.start() as usize],
            &totals[*span.end() as usize],
        );
        let served = (after.served - before.served) as f64;
        let failed = (after.failed_in_all() - before.failed_in_all()) as f64;
        if served > 0.0 {
            served / (served + failed)
        } else {
            0.0
        }
    };
    let shares = spans.iter().map(|(span, _)| share(span)).collect();
    (run, shares)
}

#[track_caller]
fn holds(what: &str, scenario: &Scenario, figures: &[Figure]) -> Run {
    let until_s = figures.iter().map(|(span, _)| *span.end()).max();
    let (run, shares) = play(scenario, figures, until_s.unwrap_or(1));
    for ((span, wanted), share) in figures.iter().zip(shares) {
        assert!(
            wanted.contains(&share),
            "{what} in {span:?}: {share}, not {wanted:?}"
        );
    }
    run
}

fn outage(key: &str) -> &'static Outage {
    find(key).expect("there is this outage")
}

/// The outage with its change of this number.
fn helped(key: &str, number: usize) -> Scenario {
    outage(key).helps[number].applied_to(outage(key))
}

const ALL_SERVED: RangeInclusive<f64> = 0.99..=1.0;
const NOTHING: RangeInclusive<f64> = 0.0..=0.02;

#[test]
fn every_outage_is_saved_as_the_playground_saves_it_and_names_its_sources() {
    assert!(ALL.len() >= 8);
    for outage in ALL {
        let scenario = outage.scenario();
        assert_eq!(json::write(&scenario), outage.file, "{}", outage.key);
        assert_eq!(scenario.title, outage.title);
        assert!(
            scenario
                .notes
                .iter()
                .any(|n| n.text.contains("Source: ") && n.text.contains("Simplified: ")),
            "{}",
            outage.key
        );
        assert!((2..=3).contains(&outage.helps.len()), "{}", outage.key);
        let said = scenario.script.iter().filter(|e| e.action().is_none());
        assert!(said.count() >= 4, "{}", outage.key);
        for help in outage.helps {
            let changed = help.applied_to(outage);
            let problems = crate::model::validate::problems(&changed);
            assert!(problems.is_empty(), "{}: {problems:?}", help.title);
            assert_ne!(changed, scenario, "{}", help.title);
        }
    }
}

/// 85 % of the network returned errors, from 09:47 on, for 49 minutes. A second is a minute, and 09:47 is second 10.
#[test]
fn fastly_served_a_seventh_for_forty_nine_minutes() {
    let as_it_was = [
        (0..=10, ALL_SERVED),
        (11..=59, 0.12..=0.17),
        (60..=74, ALL_SERVED),
    ];
    let run = holds("it", &outage("fastly-2021").scenario(), &as_it_was);
    // Nobody was dead: all erred.
    assert!(run.faults().killed.is_empty());
    holds(
        "steps",
        &helped("fastly-2021", 0),
        &[(11..=59, 0.83..=0.88)],
    );
    holds(
        "checks",
        &helped("fastly-2021", 1),
        &[(30..=59, ALL_SERVED)],
    );
}

/// Unreachable for about six hours, from 15:39 to 21:50 UTC: 74 times five minutes.
#[test]
fn facebook_was_not_to_be_found_for_six_hours_though_every_server_was_alive() {
    let as_it_was = [
        (0..=10, ALL_SERVED),
        (12..=84, NOTHING),
        (92..=99, ALL_SERVED),
    ];
    holds("it", &outage("facebook-2021").scenario(), &as_it_was);
    holds(
        "one at a time",
        &helped("facebook-2021", 0),
        &[(12..=84, 0.95..=1.0)],
    );
    holds(
        "a way in",
        &helped("facebook-2021", 1),
        &[(12..=17, NOTHING), (25..=84, ALL_SERVED)],
    );
}

/// The name had no address from 11:48 PM to 2:25 AM: 157 minutes, 78.5 times two.
#[test]
fn the_store_was_well_and_nobody_found_it_for_157_minutes() {
    let as_it_was = [
        (0..=10, ALL_SERVED),
        (16..=88, NOTHING),
        (94..=103, ALL_SERVED),
    ];
    holds("it", &outage("aws-2025").scenario(), &as_it_was);
    holds(
        "kept answers",
        &helped("aws-2025", 0),
        &[(10..=103, ALL_SERVED)],
    );
    holds(
        "second region",
        &helped("aws-2025", 1),
        &[(30..=88, ALL_SERVED)],
    );
}

/// Down and up every five minutes from 11:20 on, then down until 14:30: three hours and ten minutes in all.
#[test]
fn cloudflare_went_down_and_up_before_it_stayed_down() {
    let as_it_was = [
        (0..=10, ALL_SERVED),
        (11..=13, 0.0..=0.1),
        (14..=16, 0.8..=1.0),
        (17..=19, 0.0..=0.1),
        (20..=22, 0.8..=1.0),
        (23..=73, NOTHING),
        (75..=88, ALL_SERVED),
    ];
    holds("it", &outage("cloudflare-2025").scenario(), &as_it_was);
    holds(
        "without the score",
        &helped("cloudflare-2025", 0),
        &[(10..=88, ALL_SERVED)],
    );
    holds(
        "one location first",
        &helped("cloudflare-2025", 1),
        &[(23..=73, 0.6..=0.72)],
    );
}

/// Cut off for 43 seconds; the west was promoted, and a few seconds' writes of the east were in no copy.
#[test]
fn github_was_promoted_across_the_country_and_lost_the_last_writes() {
    let as_it_was = [
        (0..=10, ALL_SERVED),
        (11..=17, 0.0..=0.1),
        (25..=53, ALL_SERVED),
        (60..=80, ALL_SERVED),
    ];
    let run = holds("it", &outage("github-2018").scenario(), &as_it_was);
    assert!(run.totals().lost_writes > 0);
    let promoted = |run: &Run| {
        let primaries = run.roles().primaries;
        primaries
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(promoted(&run), ["db-2"]);
    for number in [0, 1] {
        let cut = [(11..=53, 0.0..=0.1), (60..=80, ALL_SERVED)];
        let run = holds("helped", &helped("github-2018", number), &cut);
        assert_eq!(run.totals().lost_writes, 0);
        assert!(promoted(&run).is_empty() || promoted(&run) == ["db-1"]);
    }
}

/// After the repair writes of the east cross the country; with the primary where it was they do not.
#[test]
fn github_was_slower_after_the_promotion() {
    let slow_after = |scenario: &Scenario| {
        let mut run = Run::new(scenario);
        run.advance(Micros::from_seconds(80.0), u64::MAX);
        let rows: Vec<_> = run
            .rows()
            .filter(|r| r.end > Micros::from_seconds(65.0))
            .collect();
        let sum: f64 = rows.iter().filter_map(|r| r.latency.quantile_ms(0.5)).sum();
        sum / rows.len() as f64
    };
    let (was, would_be) = (
        slow_after(&outage("github-2018").scenario()),
        slow_after(&helped("github-2018", 0)),
    );
    assert!(was > 1.2 * would_be, "{was} ms, {would_be} ms");
}

/// 73 hours.
#[test]
fn roblox_was_down_for_73_hours_by_a_cluster_that_was_alive() {
    let as_it_was = [
        (0..=10, ALL_SERVED),
        (12..=83, NOTHING),
        (90..=98, ALL_SERVED),
    ];
    let scenario = outage("roblox-2021").scenario();
    let run = holds("it", &scenario, &as_it_was);
    assert!(run.faults().killed.is_empty());
    holds(
        "what is known",
        &helped("roblox-2021", 0),
        &[(20..=83, 0.9..=1.0)],
    );
    holds(
        "a cluster each",
        &helped("roblox-2021", 1),
        &[(20..=83, 0.28..=1.0)],
    );
}

/// The surge is over within minutes; the devices are congested from 7:30 AM to 2:22 PM, 82 times five minutes.
#[test]
fn retries_kept_the_border_of_aws_congested_for_seven_hours() {
    let as_it_was = [
        (0..=10, ALL_SERVED),
        (16..=76, NOTHING),
        (98..=107, 0.9..=1.0),
    ];
    holds("it", &outage("aws-2021").scenario(), &as_it_was);
    for number in [0, 1] {
        holds(
            "helped",
            &helped("aws-2021", number),
            &[(40..=76, 0.9..=1.0)],
        );
    }
}

/// 99 % at 6:57, unavailable from 7:00, usable by 9:15, normal at 10:40.
#[test]
fn slack_was_lost_to_a_network_that_lost_packets() {
    let as_it_was = [
        (0..=10, ALL_SERVED),
        (11..=29, 0.98..=0.999),
        (36..=55, 0.0..=0.15),
        (60..=75, 0.7..=0.95),
        (78..=103, 0.9..=0.99),
        (105..=118, ALL_SERVED),
    ];
    holds("it", &outage("slack-2021").scenario(), &as_it_was);
    holds(
        "a larger network",
        &helped("slack-2021", 0),
        &[(11..=103, ALL_SERVED)],
    );
    holds(
        "short waits",
        &helped("slack-2021", 1),
        &[(36..=55, 0.3..=1.0)],
    );
}

#[test]
fn what_the_script_says_fits_in_with_what_it_does() {
    for outage in ALL {
        let scenario = outage.scenario();
        let times: Vec<f64> = scenario.script.iter().map(|e| e.at_s).collect();
        assert!(times.is_sorted(), "{}", outage.key);
        for entry in scenario
            .script
            .iter()
            .filter_map(|e| Some((e.at_s, e.action()?)))
        {
            // Whatever is done was announced a moment before, or is told then.
            let (at_s, action) = entry;
            let mut told = scenario.script.iter().filter(|e| e.action().is_none());
            assert!(
                told.any(|e| (at_s - 7.0..=at_s + 7.0).contains(&e.at_s)),
                "{}: {at_s} s {}",
                outage.key,
                Target::to_string(&action.target())
            );
        }
    }
}

/// What the sentences of a change say: from each on, until the next or the end, such a share is served.
type Told = (f64, RangeInclusive<u32>, RangeInclusive<f64>);

/// Holds that a change says this much, and that it is so.
#[track_caller]
fn tells(key: &str, number: usize, told: &[Told]) -> Run {
    let scenario = helped(key, number);
    let mut said = scenario.script.iter().filter(|e| e.action().is_none());
    let times: Vec<f64> = said.by_ref().map(|e| e.at_s).collect();
    let of_told: Vec<f64> = told.iter().map(|(at_s, ..)| *at_s).collect();
    assert_eq!(
        times, of_told,
        "{key} {number}: each sentence is held to the run"
    );
    let figures: Vec<Figure> = told
        .iter()
        .map(|(_, span, share)| (span.clone(), share.clone()))
        .collect();
    for ((at_s, span, _), next) in told.iter().zip(of_told.iter().skip(1).chain([&f64::MAX])) {
        let within =
            f64::from(*span.start()) >= at_s.floor() && f64::from(*span.end()) <= next.ceil();
        assert!(
            within,
            "{key} {number}: {span:?} is not what {at_s} s is about"
        );
    }
    holds(&format!("{key} {number}"), &scenario, &figures)
}

#[test]
fn changes_of_cloudflare_and_amazon_say_what_their_own_runs_show() {
    let all = ALL_SERVED;
    let is_complete = |run: &Run, from_s: f64, until_s: f64| {
        let mut rows = run.rows().filter(|r| {
            r.end > Micros::from_seconds(from_s) && r.end <= Micros::from_seconds(until_s)
        });
        rows.all(|row| row.degraded == 0)
    };
    let before = || 1..=10;
    let run = tells(
        "cloudflare-2025",
        0,
        &[
            (1.0, before(), all.clone()),
            (10.0, 10..=13, all.clone()),
            (13.0, 13..=22, all.clone()),
            (22.0, 22..=73, all.clone()),
            (73.0, 73..=88, all.clone()),
        ],
    );
    assert_eq!(run.totals().failed_in_all(), 0);
    assert!(run.totals().degraded > 0 && is_complete(&run, 75.0, 88.0));
    tells(
        "cloudflare-2025",
        1,
        &[
            (1.0, before(), all.clone()),
            (10.0, 10..=13, 0.6..=0.75),
            (13.0, 14..=16, all.clone()),
            (22.0, 23..=73, 0.6..=0.72),
            (73.0, 74..=88, all.clone()),
        ],
    );
    for (number, second, least) in [(0, 16, 0.99), (1, 30, 0.2)] {
        tells(
            "aws-2025",
            number,
            &[
                (1.0, before(), all.clone()),
                (10.0, 10..=second - 1, least..=1.0),
                (f64::from(second), second..=88, all.clone()),
                (88.5, 89..=103, all.clone()),
            ],
        );
    }
    tells(
        "aws-2021",
        0,
        &[
            (1.0, before(), all.clone()),
            (10.0, 11..=14, 0.0..=0.5),
            (14.0, 18..=24, 0.7..=1.0),
            (24.0, 24..=76, all.clone()),
            (76.0, 76..=110, all.clone()),
        ],
    );
    tells(
        "aws-2021",
        1,
        &[
            (1.0, before(), all.clone()),
            (10.0, 10..=24, 0.1..=1.0),
            (24.0, 24..=76, all.clone()),
            (76.0, 76..=110, all.clone()),
        ],
    );
}

#[test]
fn changes_of_roblox_facebook_and_fastly_say_what_their_own_runs_show() {
    let all = ALL_SERVED;
    let before = || 1..=10;
    tells(
        "roblox-2021",
        0,
        &[
            (1.0, before(), all.clone()),
            (10.0, 10..=20, 0.0..=1.0),
            (20.0, 20..=83, 0.99..=1.0),
            (83.0, 83..=118, all.clone()),
        ],
    );
    tells(
        "roblox-2021",
        1,
        &[
            (1.0, before(), all.clone()),
            (10.0, 11..=20, 0.0..=0.9),
            (24.0, 24..=83, 0.28..=1.0),
            (83.0, 95..=118, all.clone()),
        ],
    );
    tells(
        "facebook-2021",
        0,
        &[
            (1.0, before(), all.clone()),
            (10.0, 10..=16, 0.9..=1.0),
            (16.0, 16..=84, 0.95..=1.0),
            (84.0, 84..=118, 0.95..=1.0),
        ],
    );
    tells(
        "facebook-2021",
        1,
        &[
            (1.0, before(), all.clone()),
            (10.0, 11..=13, NOTHING),
            (13.0, 13..=17, NOTHING),
            (17.0, 20..=25, 0.9..=1.0),
            (25.0, 25..=84, all.clone()),
        ],
    );
    tells(
        "fastly-2021",
        0,
        &[
            (1.0, before(), all.clone()),
            (10.0, 11..=50, 0.83..=0.88),
            (50.0, 50..=59, 0.8..=0.9),
            (59.0, 60..=74, all.clone()),
        ],
    );
    tells(
        "fastly-2021",
        1,
        &[
            (1.0, before(), all.clone()),
            (10.0, 11..=14, 0.1..=0.17),
            (16.0, 17..=21, 0.2..=0.8),
            (24.0, 24..=59, all.clone()),
            (59.0, 59..=74, all.clone()),
        ],
    );
}

#[test]
fn changes_of_slack_and_github_say_what_their_own_runs_show() {
    let all = ALL_SERVED;
    let before = || 1..=10;
    tells(
        "slack-2021",
        0,
        &[
            (1.0, 1..=30, all.clone()),
            (30.0, 30..=75, all.clone()),
            (75.0, 75..=118, all.clone()),
        ],
    );
    tells(
        "slack-2021",
        1,
        &[
            (1.0, before(), 0.98..=1.0),
            (10.0, 10..=30, 0.97..=0.999),
            (30.0, 32..=40, 0.25..=0.45),
            (40.0, 40..=55, 0.28..=0.42),
            (56.0, 58..=75, 0.74..=0.88),
            (78.0, 78..=103, 0.9..=0.99),
            (104.0, 105..=118, all.clone()),
        ],
    );
    for number in [0, 1] {
        let run = tells(
            "github-2018",
            number,
            &[
                (1.0, before(), all.clone()),
                (10.0, 11..=19, 0.0..=0.1),
                (19.0, 19..=53, NOTHING),
                (53.0, 54..=62, 0.9..=1.0),
                (62.0, 62..=118, all.clone()),
            ],
        );
        // The east was primary all the time: nobody was promoted.
        let is_promotion =
            |what: &What| matches!(what, What::Promoted | What::PromotionStarts { .. });
        assert!(!run.events_since(0).any(|e| is_promotion(&e.what)));
        assert_eq!(run.totals().lost_writes, 0);
    }
}

/// A change that keeps the sentences of the outage would tell what does not come.
#[test]
fn every_change_has_sentences_of_its_own() {
    for outage in ALL {
        let as_it_was = outage.scenario().script;
        for help in outage.helps {
            assert!(help.said.len() >= 3, "{}: {}", outage.key, help.title);
            let scenario = help.applied_to(outage);
            let mut said = scenario.script.iter().filter(|e| e.action().is_none());
            let last = said.next_back().expect("it says something");
            assert!(
                !as_it_was.contains(last) || last.at_s > 100.0,
                "{}: {}",
                outage.key,
                help.title
            );
        }
    }
}
