//! Shared fates, optional calls and queues, as a person sees them.

use serde_json::{Value, json};
use topple_browser_tests::action::Pointer;
use topple_browser_tests::browser::Viewport;
use topple_browser_tests::{Page, Visit, visit};

use crate::hands::{card, command, served, wait_until_served};
use crate::scenarios;

/// A template's file, with this done to it at a moment.
fn template(name: &str, script: &Value) -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../src/templates/");
    let text = std::fs::read_to_string(format!("{path}{name}.json")).expect("a template");
    let mut scenario: Value = serde_json::from_str(&text).expect("a file");
    scenario["script"] = script.clone();
    scenario
}

fn log_says(page: &Page, words: &str) -> bool {
    page.texts("#log li")
        .iter()
        .any(|line| line.contains(words))
}

#[test]
fn parts_in_different_places_share_a_fate_that_is_flagged_and_killed() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        wait_until_served(page);
        page.click(&format!("{} .card-name", card("lb-1")));
        page.browser()
            .run("document.querySelector('#canvas').focus()", &[]);
        page.press("Control+a");
        page.press("Control+Shift+g");
        page.wait_for_element("#inspector [data-setting='name'][placeholder='fate-1']");
        let is_fated = |page: &Page, id: &str| {
            page.attribute(&card(id), "data-fated").as_deref() == Some("true")
        };
        page.wait_until("its parts are marked", |page| {
            is_fated(page, "lb-1") && is_fated(page, "db-1") && !is_fated(page, "users")
        });
        page.wait_for_element("[data-verdict-of='fate-1'][data-kind='spof']");
        page.click(&format!("#inspector {}", command("kill")));
        page.wait_until("nothing is served", |page| {
            served(page).is_some_and(|per_cent| per_cent < 5.0)
        });
        assert!(
            log_says(page, "fate-1 is killed"),
            "{:?}",
            page.texts("#log li")
        );
    });
}

#[test]
fn the_chip_of_a_shared_fate_kills_it_by_pointer_by_finger_and_by_key() {
    const CHIP: &str = "[data-fate-chip='release']";
    let is_dead = |page: &Page| page.attribute(CHIP, "data-state").as_deref() == Some("dead");
    let kill = format!("{CHIP} [data-action='power']");
    visit("/?lesson=one-release", |page| {
        page.wait_for_element(&kill);
        page.click(&kill);
        page.wait_until("it is dead", is_dead);
        page.click(&kill);
        page.wait_until("it is back", |page| !is_dead(page));
        page.click(&format!("{CHIP} .fate-chip-name"));
        page.wait_until("its name selects it", |page| {
            page.attribute(CHIP, "data-selected").as_deref() == Some("true")
        });
        page.browser()
            .run("document.querySelector('#canvas').focus()", &[]);
        page.press("k");
        page.wait_until("K kills what is selected", is_dead);
    });
    Visit::default()
        .on(Viewport::PHONE)
        .run("/?lesson=one-release", |page| {
            page.wait_for_element(&kill);
            page.tap(Pointer::Touch, page.middle(&kill));
            page.wait_until("a finger kills it", is_dead);
        });
}

#[test]
fn without_what_is_optional_all_is_served_and_the_blue_share_is_told() {
    visit("/", |page| {
        let script = json!([{ "at_s": 2, "do": "kill", "target": "recommend-1" }]);
        scenarios::open_value(page, "shop", &template("shop", &script));
        page.wait_for_element("[data-verdict-of='recommend-1'][data-kind='degrades']");
        page.wait_until("answers are degraded", |page| {
            let told = page.text("[data-degraded]").unwrap_or_default();
            told.contains("degraded")
        });
        assert_eq!(served(page), Some(100.0));
        page.wait_until("that is no failure", |page| {
            let now = page.text("#verdicts .headline-text").unwrap_or_default();
            now.starts_with("All is served, without ") || now.contains("under way")
        });
    });
}

#[test]
fn a_queue_fills_while_its_worker_is_dead() {
    visit("/", |page| {
        let script = json!([{ "at_s": 2, "do": "kill", "target": "work-1" }]);
        scenarios::open_value(page, "orders", &template("orders-queue", &script));
        page.wait_until("messages wait", |page| {
            let waiting = page.text(&format!("{} .card-queue", card("queue-1")));
            let number = waiting.unwrap_or_default();
            let number = number.split(' ').next().unwrap_or_default().to_owned();
            number.parse::<u32>().is_ok_and(|waiting| waiting > 20)
        });
        assert_eq!(served(page), Some(100.0), "orders are taken all the same");
        page.click(&format!("{} .card-name", card("queue-1")));
        page.wait_until("the inspector tells what it holds", |page| {
            let held = page.text("[data-live='held'] .live-value");
            held.and_then(|held| held.parse::<u32>().ok())
                .is_some_and(|held| held > 20)
        });
    });
}
