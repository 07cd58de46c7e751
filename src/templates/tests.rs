//! Every template is what its sentence promises: its verdicts, and what is served once the part is knocked over.

use super::*;
use crate::analysis::{Failed, Options, analyse};
use crate::engine::{Micros, Run, What};
use crate::formats::json;
use crate::model::{Action, Rect, Scenario, Settings};

/// What the analysis finds in each: single points of failure, then what they are once the part to knock over is dead.
const VERDICTS: [(&str, &str, &str); 24] = [
    ("one-server", "db-1 web-1", ""),
    ("static-site", "", "web-2"),
    ("three-tiers", "dns-1 lb-1 lb-2", ""),
    ("two-balancers", "", "lb-2"),
    ("two-regions", "", "db-2 lb-2 us-east"),
    ("cache-aside", "", ""),
    ("sharded-store", "db-b db-c", "db-c"),
    ("microservices", "payment-1 cache-1", ""),
    (
        "quorum-database",
        "us-west",
        "db-2 db-3 lb-2 us-west web-2 zone-b zone-c",
    ),
    ("shop", "", ""),
    ("orders-queue", "work-1", ""),
    ("one-edge", "edge", ""),
    ("short-links", "", ""),
    ("search", "", "db-b"),
    ("payments", "bank-1", ""),
    ("news-feed", "", ""),
    ("chat", "", ""),
    ("tenants", "", ""),
    ("mobile-api", "", "db-2"),
    ("upload", "", "resize-2"),
    ("log-pipeline", "alert-1", "alert-1 index-2"),
    ("name-servers", "", "dns-2 vendor-b"),
    ("launch", "queue-1 work-1", "queue-1 work-1"),
    ("flash-crowd", "", ""),
];

fn spofs(scenario: &Scenario, failed: &Failed) -> String {
    let report = analyse(scenario, failed, Options::default());
    let mut found: Vec<_> = report
        .spofs
        .iter()
        .map(|verdict| verdict.element.to_string())
        .collect();
    if *failed != Failed::nothing() {
        found.sort();
    }
    found.join(" ")
}

#[test]
fn every_template_is_saved_as_the_playground_saves_it_and_bears_its_title() {
    for template in all() {
        let scenario = template.scenario();
        assert_eq!(json::write(&scenario), template.file, "{}", template.key);
        assert_eq!(scenario.title, template.title);
        assert_eq!(find(template.key), Some(template));
    }
}

#[test]
fn every_template_shows_what_its_sentence_promises() {
    assert_eq!(all().count(), VERDICTS.len());
    for (key, before, after) in VERDICTS {
        let template = find(key).expect("the table speaks of templates");
        let scenario = template.scenario();
        assert_eq!(spofs(&scenario, &Failed::nothing()), before, "{key}");
        let target = scenario
            .target(template.knock_over)
            .expect("it is there to be knocked over");
        assert_eq!(
            spofs(&scenario, &Failed::nothing().with(target)),
            after,
            "{key}"
        );
    }
}

/// The share served in a run from a minute after the part to knock over was killed, over 20 seconds.
fn share_afterwards(template: &Template) -> f64 {
    let scenario = template.scenario();
    let target = scenario
        .target(template.knock_over)
        .expect("it is there to be knocked over");
    let mut run = Run::new(&scenario);
    let second = |s| Micros::from_seconds(s);
    run.advance(second(15.0), u64::MAX);
    run.act(Action::Kill(target));
    run.advance(second(75.0), u64::MAX);
    let before = run.totals();
    run.advance(second(95.0), u64::MAX);
    let after = run.totals();
    let served = (after.served - before.served) as f64;
    served / (served + (after.failed_in_all() - before.failed_in_all()) as f64)
}

#[test]
fn knocking_over_what_a_template_says_shows_what_it_says() {
    for (key, served) in [
        ("one-server", 0.0..=0.0),
        ("static-site", 1.0..=1.0),
        ("three-tiers", 0.0..=0.0),
        ("two-balancers", 1.0..=1.0),
        ("two-regions", 1.0..=1.0),
        ("cache-aside", 0.5..=0.95),
        ("sharded-store", 0.6..=0.73),
        ("microservices", 0.0..=0.0),
        ("quorum-database", 1.0..=1.0),
        ("shop", 1.0..=1.0),
        ("orders-queue", 1.0..=1.0),
        ("one-edge", 0.0..=0.0),
        ("short-links", 0.65..=0.85),
        ("search", 1.0..=1.0),
        ("payments", 0.75..=0.85),
        ("news-feed", 0.99..=1.0),
        ("chat", 1.0..=1.0),
        ("tenants", 0.99..=1.0),
        ("mobile-api", 0.99..=1.0),
        ("upload", 1.0..=1.0),
        ("log-pipeline", 1.0..=1.0),
        ("name-servers", 1.0..=1.0),
        ("launch", 0.9..=1.0),
        ("flash-crowd", 0.95..=1.0),
    ] {
        let share = share_afterwards(find(key).expect("the table speaks of templates"));
        assert!(served.contains(&share), "{key}: {share}");
    }
}

#[test]
fn no_card_of_a_template_crowds_another() {
    for template in all() {
        let scenario = template.scenario();
        for (i, one) in scenario.components.iter().enumerate() {
            for other in &scenario.components[i + 1..] {
                let (x, y) = ((one.at.x - other.at.x).abs(), (one.at.y - other.at.y).abs());
                assert!(
                    x >= 160.0 || y >= 110.0,
                    "{}: {} and {}",
                    template.key,
                    one.id,
                    other.id
                );
            }
        }
    }
}

#[test]
fn every_frame_of_a_template_encloses_its_own_and_nothing_else() {
    for template in all() {
        let scenario = template.scenario();
        for region in &scenario.regions {
            for component in &scenario.components {
                let card = Rect::card(component.at);
                if component.region == Some(region.id) {
                    assert!(
                        region.frame.encloses(card.framed()),
                        "{}: {}",
                        template.key,
                        component.id
                    );
                } else if !scenario.lies_in(component, region.id) {
                    assert!(
                        !region.frame.touches(card),
                        "{}: {}",
                        template.key,
                        component.id
                    );
                }
            }
            for other in scenario.regions.iter().filter(|r| r.id != region.id) {
                let within = scenario.enclosing(other.parent).contains(&region.id);
                let around = scenario.enclosing(region.parent).contains(&other.id);
                if within {
                    assert!(
                        region.frame.encloses(other.frame.framed()),
                        "{}: {}",
                        template.key,
                        other.id
                    );
                } else if !around {
                    assert!(
                        !region.frame.touches(other.frame),
                        "{}: {}",
                        template.key,
                        other.id
                    );
                }
            }
        }
    }
}

/// What the run does by itself, after so many seconds.
fn played(key: &str, seconds: f64) -> Run {
    let mut run = Run::new(&find(key).expect("a template").scenario());
    run.advance(Micros::from_seconds(seconds), u64::MAX);
    run
}

#[test]
fn a_flash_crowd_floods_servers_until_balancers_send_to_all() {
    let run = played("flash-crowd", 60.0);
    let mut events = run.events_since(0);
    assert!(events.any(|e| matches!(e.what, What::SendsToAll { .. })));
}

#[test]
fn a_launch_turns_some_away_and_serves_whom_it_lets_in() {
    let (before, crowded) = (played("launch", 20.0), played("launch", 70.0));
    assert_eq!(before.totals().failed_in_all(), 0);
    let turned_away = crowded.totals().failed_in_all();
    assert!(turned_away > 500, "{turned_away}");
    assert!(crowded.totals().served > 4 * turned_away);
}

#[test]
fn a_bank_that_does_not_answer_is_no_longer_asked() {
    let mut run = played("payments", 15.0);
    let bank = run.scenario().target("bank-1").expect("it is there");
    run.act(Action::Kill(bank));
    run.advance(Micros::from_seconds(30.0), u64::MAX);
    let mut events = run.events_since(0);
    assert!(events.any(|e| matches!(e.what, What::BreakerOpens { .. })));
}

#[test]
fn a_retry_budget_ends_what_retries_without_one_keep_going() {
    let served_after = |budget: Option<f64>| {
        let mut scenario = find("mobile-api").expect("a template").scenario();
        for component in &mut scenario.components {
            if let Settings::Client(phones) = &mut component.settings {
                assert_eq!(phones.retry_budget, Some(0.1));
                phones.retry_budget = budget;
            }
        }
        let mut run = Run::new(&scenario);
        run.advance(Micros::from_seconds(15.0), u64::MAX);
        let primary = scenario.target("db-1").expect("it is there");
        run.act(Action::Kill(primary));
        run.advance(Micros::from_seconds(60.0), u64::MAX);
        let before = run.totals();
        run.advance(Micros::from_seconds(90.0), u64::MAX);
        let after = run.totals();
        let served = (after.served - before.served) as f64;
        served / (after.started - before.started) as f64
    };
    assert!(served_after(Some(0.1)) > 0.99);
    assert!(served_after(None) < 0.05);
}

#[test]
fn people_who_wait_for_their_answers_ask_no_more_than_they_are() {
    let run = played("chat", 60.0);
    // Two hundred people, an answer and three seconds of thought each.
    let asked = run.totals().started;
    assert!((3_500..=4_100).contains(&asked), "{asked}");
}

#[test]
fn a_tenant_that_grows_makes_the_other_wait() {
    let slow = |seconds| {
        let run = played("tenants", seconds);
        let row = run.rows().next_back().expect("a second has passed").clone();
        row.latency.quantile_ms(0.99).unwrap_or_default()
    };
    assert!(slow(58.0) > 2.0 * slow(38.0));
}
