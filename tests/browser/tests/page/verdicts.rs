//! The verdicts panel: pointing highlights, mends mend, and what is found out in its own time appears.

use serde_json::json;
use topple_browser_tests::action::{self, Point, Pointer};
use topple_browser_tests::browser::Viewport;
use topple_browser_tests::{Page, Visit, visit};

use crate::hands::{card, command, components, flagged};
use crate::scenarios;

fn verdict(id: &str) -> String {
    format!("[data-verdict-of='{id}']")
}

fn highlight(page: &Page, id: &str) -> String {
    page.attribute(&card(id), "data-highlight")
        .unwrap_or_default()
}

/// Moves the mouse over an element and leaves it there.
fn point_at(page: &Page, selector: &str) {
    page.wait_for_element(selector);
    page.browser()
        .perform(&[action::hover(page.middle(selector))]);
}

fn open(page: &Page, section: &str) {
    let head = format!("[data-findings='{section}'] .findings-head");
    let is_open = |page: &Page| page.attribute(&head, "aria-expanded").as_deref() == Some("true");
    page.wait_for_element(&head);
    page.wait_until("the section is open", |page| {
        if !is_open(page) {
            page.click(&head);
        }
        is_open(page)
    });
}

#[test]
fn a_mend_takes_its_flag_away_and_undo_brings_it_back() {
    visit("/", |page| {
        let mend = format!("{} .mend", verdict("web-1"));
        page.wait_for_element(&mend);
        assert_eq!(page.text(&mend).as_deref(), Some("Add another web"));
        page.click(&mend);
        page.wait_until("the server is no single point of failure", |page| {
            flagged(page) == ["db-1"]
        });
        assert_eq!(components(page).len(), 4);
        assert_eq!(
            page.attribute(&card("web-2"), "data-selected").as_deref(),
            Some("true"),
            "what was added is shown"
        );
        page.click(&command("undo"));
        page.wait_until("all is as it was", |page| {
            components(page).len() == 3 && flagged(page) == ["db-1", "web-1"]
        });
    });
}

#[test]
fn the_keyboard_alone_reaches_a_mend_and_takes_it() {
    visit("/", |page| {
        let mend = format!("{} .mend", verdict("db-1"));
        page.focus(&format!("{} .verdict-main", verdict("db-1")));
        page.wait_until("its loss is highlighted", |page| {
            highlight(page, "db-1") == "cause"
        });
        page.wait_for_element(&mend);
        page.press("ArrowDown");
        page.wait_until("what it would change is told", |page| {
            page.text("[data-preview]")
                .is_some_and(|text| text.contains("No longer flagged: db-1"))
        });
        page.press("Enter");
        page.wait_until("there is a standby", |page| flagged(page) == ["web-1"]);
    });
}

#[test]
fn pointing_at_a_verdict_highlights_what_it_would_take_down() {
    visit("/", |page| {
        point_at(page, &format!("{} .verdict-main", verdict("web-1")));
        page.wait_until("it and all that depends on it is highlighted", |page| {
            highlight(page, "web-1") == "cause"
                && highlight(page, "db-1") == "down"
                && highlight(page, "users") == "down"
        });
        point_at(page, "[data-headline]");
        page.wait_until("nothing is highlighted any more", |page| {
            components(page)
                .iter()
                .all(|id| highlight(page, id) == "none")
        });
    });
}

#[test]
fn pointing_at_a_mend_tells_what_it_would_change_before_anything_is_drawn() {
    visit("/", |page| {
        point_at(page, &format!("{} .mend", verdict("web-1")));
        page.wait_until("it tells", |page| {
            let told = page.text("[data-preview]").unwrap_or_default();
            told.contains("No longer flagged: web-1") && told.contains("→")
        });
        assert_eq!(highlight(page, "web-1"), "relieved");
        assert_eq!(components(page).len(), 3);
    });
}

#[test]
fn pairs_are_told_and_light_up() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        open(page, "pairs");
        let pair = "[data-kind='cut'][data-about='lb-1 lb-2']";
        point_at(page, pair);
        page.wait_until("both are highlighted, and what they take down", |page| {
            highlight(page, "lb-1") == "cause"
                && highlight(page, "lb-2") == "cause"
                && highlight(page, "web-1") == "down"
        });
    });
}

#[test]
fn the_nines_and_who_buys_the_most_are_told() {
    visit("/", |page| {
        page.wait_until("the nines are found out", |page| {
            page.text("[data-findings='nines'] .findings-summary")
                .is_some_and(|text| text.ends_with('%') && !text.starts_with("looking"))
        });
        open(page, "nines");
        page.wait_until("who buys the most is told", |page| {
            page.text("[data-findings='nines']")
                .is_some_and(|text| text.contains("db-1 and web-1 buy the most"))
        });
        assert!(page.count("[data-kind='worth']") >= 2);
    });
}

#[test]
fn who_is_overloaded_is_told_and_flagged_by_a_sign_of_its_own() {
    visit("/", |page| {
        let mut scenario = scenarios::read("one-server");
        scenario["components"][0]["rate_rps"] = json!(5_000);
        scenarios::open_value(page, "overloaded.json", &scenario);
        page.wait_until("the panel tells of it", |page| {
            page.text("[data-findings='overloads']")
                .is_some_and(|text| text.contains("1 now") && text.contains("as much to do"))
        });
        assert!(page.count("[data-kind='saturated']") >= 1);
    });
}

#[test]
fn links_count_once_they_are_switched_on() {
    visit("/", |page| {
        page.wait_until("all mends stand there", |page| page.count(".mend") == 3);
        page.click("[data-links-too]");
        page.wait_for_element(&verdict("users>web-1"));
        assert_eq!(
            page.text("#verdicts [data-headline]").as_deref(),
            Some("4 single points of failure")
        );
        page.click("[data-links-too]");
        page.wait_until("links do not count", |page| {
            page.count("[data-verdict-of]") == 2
        });
    });
}

#[test]
fn what_was_folded_stays_folded() {
    visit("/", |page| {
        open(page, "nines");
        page.wait_until("it is open", |page| {
            page.attribute("[data-findings='nines']", "data-open")
                .as_deref()
                == Some("true")
        });
        page.reload();
        page.wait_until("it is open again", |page| {
            page.attribute("[data-findings='nines']", "data-open")
                .as_deref()
                == Some("true")
        });
    });
}

#[test]
fn a_finger_mends_on_a_phone() {
    Visit::default().on(Viewport::PHONE).run("/", |page| {
        page.wait_for_element("[data-tab='verdicts']");
        page.tap(Pointer::Touch, page.middle("[data-tab='verdicts']"));
        let mend = format!("{} .mend", verdict("db-1"));
        page.wait_for_element(&mend);
        let at: Point = page.middle(&mend);
        page.tap(Pointer::Touch, at);
        page.wait_until("there is a standby", |page| flagged(page) == ["web-1"]);
    });
}
