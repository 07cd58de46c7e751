//! What is typed into fields.

use topple_browser_tests::action::typing;
use topple_browser_tests::{Page, visit};

use crate::hands::{card, command};

const RATE: &str = "#inspector [data-setting='rate_rps']";

#[test]
fn numbers_are_read_as_people_write_them() {
    visit("/", |page| {
        page.click(&card("users"));
        page.wait_for_element(RATE);
        for (typed, shown) in [
            ("2,5", "2.5"),
            ("0,5", "0.5"),
            ("1 000", "1000"),
            ("10k", "10000"),
            ("600/min", "10"),
        ] {
            page.enter(RATE, typed);
            page.wait_until(typed, |page| page.value(RATE).as_deref() == Some(shown));
        }
    });
}

#[test]
fn what_can_mean_two_things_stays_in_the_field_with_the_question() {
    visit("/", |page| {
        page.click(&card("users"));
        page.wait_for_element(RATE);
        page.enter(RATE, "42");
        page.enter(RATE, "1,000");
        page.wait_for_element("#inspector .setting-error");
        let why = page.text("#inspector .setting-error");
        assert_eq!(
            why.as_deref(),
            Some("1,000 can mean 1 or 1000: write 1 or 1000.")
        );
        assert_eq!(page.value(RATE).as_deref(), Some("1,000"));
        assert_eq!(
            page.attribute(RATE, "aria-describedby").as_deref(),
            Some("setting-rate_rps-error")
        );
        // The old value holds: another look at the part shows it.
        page.click(&card("db-1"));
        page.click(&card("users"));
        page.wait_until("42", |page| page.value(RATE).as_deref() == Some("42"));
        assert!(!page.shows("#inspector .setting-error"));
    });
}

#[test]
fn a_seed_is_read_alike_and_refused_in_its_place() {
    const SEED: &str = "[data-seed]";
    visit("/", |page| {
        page.enter(SEED, "12 345");
        page.wait_until("the seed", |page| {
            page.value(SEED).as_deref() == Some("12345")
        });
        page.enter(SEED, "1,000");
        page.wait_for_element(".transport-refusal");
        assert_eq!(page.value(SEED).as_deref(), Some("1,000"));
        page.enter(SEED, "7");
        page.wait_until("it is taken", |page| !page.shows(".transport-refusal"));
    });
}

#[test]
fn a_text_is_kept_without_leaving_its_field_and_is_one_step() {
    const TITLE: &str = ".top-title";
    const NOTE: &str = "#inspector [data-setting='note']";
    visit("/", |page| {
        let types = |text: &str| page.browser().perform(&[typing(text)]);
        let last_step = |page: &Page| {
            let undo = page.attribute(&command("undo"), "aria-label");
            undo.unwrap_or_default()
        };
        page.click(&card("db-1"));
        page.wait_for_element(NOTE);
        page.click(NOTE);
        types("Old ");
        page.wait_until("a pause commits it", |page| {
            last_step(page) == "Undo: Set note of db-1"
        });
        assert_eq!(page.value(NOTE).as_deref(), Some("Old "), "as it was typed");
        types("disks");
        page.click(TITLE);
        page.press("Control+a");
        types("My system");
        page.reload();
        page.wait_until("the title is there", |page| {
            page.value(TITLE).as_deref() == Some("My system")
        });
        page.click(&card("db-1"));
        page.wait_until("the note is there", |page| {
            page.value(NOTE).as_deref() == Some("Old disks")
        });
    });
}

/// The settings of chaos, whose values are read anew with every moment of the run.
const LIVES: &str = ".popover [data-setting='mean_time_to_failure_s']";

fn open_chaos(page: &Page) {
    page.click("[data-chaos]");
    page.wait_for_element(LIVES);
}

fn write_over(page: &Page, selector: &str, text: &str) {
    page.click(selector);
    page.press("Control+a");
    page.browser().perform(&[typing(text)]);
}

#[test]
fn a_run_that_goes_on_leaves_alone_what_one_types() {
    visit("/", |page| {
        open_chaos(page);
        let now = |page: &Page| {
            let now = page.attribute("[data-timeline]", "aria-valuenow");
            now.and_then(|now| now.parse::<f64>().ok())
        };
        let passes = |page: &Page| {
            let before = now(page);
            page.wait_until("the run goes on", |page| now(page) > before);
        };
        write_over(page, LIVES, "2");
        passes(page);
        page.browser().perform(&[typing(",5")]);
        passes(page);
        assert_eq!(page.value(LIVES).as_deref(), Some("2,5"), "as it was typed");
        page.press("Tab");
        page.wait_until("it is taken", |page| {
            page.value(LIVES).as_deref() == Some("2.5")
        });
        page.enter(LIVES, "0,01");
        page.wait_for_element(".popover .setting-error");
        passes(page);
        passes(page);
        let why = page.text(".popover .setting-error").unwrap_or_default();
        assert!(why.contains("\u{201c}0,01\u{201d} was not taken"), "{why}");
        assert_eq!(page.value(LIVES).as_deref(), Some("2.5"));
    });
}
