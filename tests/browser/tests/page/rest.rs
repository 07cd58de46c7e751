//! What is fetched after the first view: that the view does without, and what is said where it cannot be had.

use topple_browser_tests::action::{self, Pointer};
use topple_browser_tests::site::Trouble;
use topple_browser_tests::{Page, Visit, visit};

use crate::hands::{card, components, flagged, wait_until_served};

const REST: &str = "_rest.wasm";
const TRY_AGAIN: &str = "#inspector .later button";

fn without_the_rest(test: impl FnOnce(&Page)) {
    Visit::default().without(REST).run("/", test);
}

/// With the rest on its way until `Page::serve_everything`.
fn before_the_rest(test: impl FnOnce(&Page)) {
    let slow = Visit::default().with_trouble(REST, Trouble::Halting);
    slow.run("/", |page| {
        page.wait_until("the first view", |page| flagged(page).len() == 2);
        test(page);
    });
}

#[test]
fn the_rest_is_a_file_of_its_own_that_is_fetched_once() {
    visit("/", |page| {
        page.wait_for_element("#inspector .panel-head");
        page.click("[data-dialog='lessons']");
        page.wait_for_element("[data-lesson-key='one-server']");
        let script = "return performance.getEntriesByType('resource').filter(e => e.name.endsWith(arguments[0])).length";
        let fetched = page.browser().run(script, &[serde_json::json!(REST)]);
        assert_eq!(fetched, serde_json::json!(1));
    });
}

#[test]
fn without_the_rest_the_system_runs_and_its_single_points_of_failure_are_known() {
    without_the_rest(|page| {
        wait_until_served(page);
        page.wait_until("two flags", |page| flagged(page).len() == 2);
    });
}

#[test]
fn where_the_rest_cannot_be_fetched_a_sentence_says_so_and_it_can_be_tried_again() {
    without_the_rest(|page| {
        page.wait_for_element(TRY_AGAIN);
        let said = page.text("#inspector .later").unwrap_or_default();
        assert!(said.contains("could not be fetched"), "{said}");
        page.serve_everything();
        page.click(TRY_AGAIN);
        page.wait_for_element("#inspector .panel-head");
        page.wait_for_element("[data-findings='nines']");
    });
}

#[test]
fn a_dialog_that_waits_for_the_rest_says_so_in_its_place() {
    without_the_rest(|page| {
        page.wait_for_element(TRY_AGAIN);
        page.click("[data-dialog='lessons']");
        page.wait_for_element(".app > .later");
        page.serve_everything();
        page.click(".app > .later button");
        page.wait_for_element("[data-lesson-key='one-server']");
    });
}

#[test]
fn what_is_dragged_and_typed_before_the_rest_is_here_is_done_once_it_is() {
    before_the_rest(|page| {
        let start = page.middle(&card("users")).offset(100.0, -130.0);
        let end = page.middle(&card("db-1")).offset(120.0, 130.0);
        page.drag_with("Shift", Pointer::Mouse, &[start, end]);
        page.press("Delete");
        let place = page.middle(&card("web-1")).offset(0.0, 170.0);
        let entry = page.middle("[data-palette='cache']");
        page.drag(Pointer::Mouse, &[entry, place]);
        assert_eq!(components(page).len(), 3, "nothing is done yet");
        page.serve_everything();
        page.wait_until("two are deleted, and there is a cache", |page| {
            components(page).len() == 2 && page.count("[data-kind='cache']") == 1
        });
    });
}

#[test]
fn what_is_pressed_with_control_before_the_rest_is_here_is_not_left_to_the_browser() {
    before_the_rest(|page| {
        page.tap(Pointer::Mouse, page.middle(&card("web-1")));
        page.press("Control+d");
        page.serve_everything();
        page.wait_until("there is a second server", |page| {
            page.count("[data-kind='server']") == 2
        });
    });
}

#[test]
fn what_is_pointed_at_before_the_rest_is_here_lights_up_once_it_is() {
    before_the_rest(|page| {
        let verdict = page.resting_middle("[data-verdict-of='web-1'] .verdict-main");
        page.browser().perform(&[action::hover(verdict)]);
        page.serve_everything();
        page.wait_until("all that depends on it is highlighted", |page| {
            let highlight = |id| page.attribute(&card(id), "data-highlight");
            highlight("db-1").as_deref() == Some("down")
        });
    });
}
