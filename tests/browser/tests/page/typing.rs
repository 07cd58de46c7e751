//! What is typed into fields.

use topple_browser_tests::action::{Pointer, typing};
use topple_browser_tests::{Page, visit};

use crate::hands::{card, command, components};
use crate::scenarios;

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

#[test]
fn what_is_typed_is_taken_where_its_field_goes() {
    let closed = |page: &Page| page.wait_until("it is closed", |page| !page.shows(".popover"));
    visit("/", |page| {
        open_chaos(page);
        write_over(page, LIVES, "77");
        page.press("Escape");
        closed(page);
        open_chaos(page);
        assert_eq!(page.value(LIVES).as_deref(), Some("77"), "Escape");
        write_over(page, LIVES, "88");
        page.tap(Pointer::Mouse, page.middle("#canvas").offset(0.0, 200.0));
        closed(page);
        open_chaos(page);
        assert_eq!(
            page.value(LIVES).as_deref(),
            Some("88"),
            "a press beside it"
        );
        write_over(page, LIVES, "1,000");
        page.press("Escape");
        closed(page);
        open_chaos(page);
        assert_eq!(page.value(LIVES).as_deref(), Some("88"), "a question");
    });
}

#[test]
fn what_is_typed_is_taken_as_one_goes_back_in_the_browser_or_opens_a_file() {
    const WORKERS: &str = "#inspector [data-setting='workers']";
    let has = |page: &Page, workers: &str| {
        page.wait_until("one's own work is back", |page| components(page).len() == 3);
        page.click(&card("web-1"));
        page.wait_for_element(WORKERS);
        page.wait_until(workers, |page| {
            page.value(WORKERS).as_deref() == Some(workers)
        });
    };
    // Saving it changes the address, and that may stop a way back which is just begun.
    let open = |page: &Page, key: &str| {
        scenarios::open(page, key);
        page.wait_until("it is saved", |page| {
            let state = page.browser().run("return history.state", &[]);
            !state.is_null()
        });
    };
    visit("/", |page| {
        page.click(&card("web-1"));
        page.wait_for_element(WORKERS);
        page.enter(WORKERS, "7");
        page.wait_until("it is saved", |page| page.address_bar().contains("#s="));
        open(page, "two-balancers");
        page.browser().run("history.back()", &[]);
        has(page, "7");
        write_over(page, WORKERS, "33");
        page.browser().run("history.forward()", &[]);
        page.wait_until("the file is there", |page| components(page).len() > 3);
        page.browser().run("history.back()", &[]);
        has(page, "33");
        write_over(page, WORKERS, "44");
        open(page, "two-regions");
        page.browser().run("history.back()", &[]);
        has(page, "44");
    });
}

#[test]
fn what_is_typed_is_taken_as_another_card_is_pressed() {
    let texts = [("workers", "55"), ("name", "Shop"), ("note", "Old disks")];
    visit("/", |page| {
        for (key, text) in texts {
            let field = format!("#inspector [data-setting='{key}']");
            page.click(&card("web-1"));
            page.wait_for_element(&field);
            write_over(page, &field, text);
            page.tap(
                Pointer::Mouse,
                page.middle(&card("db-1")).offset(-20.0, 5.0),
            );
            page.wait_until("the other is selected", |page| {
                page.value("#inspector [data-setting='service']").as_deref() == Some("db")
            });
            page.click(&card("web-1"));
            page.wait_until(text, |page| page.value(&field).as_deref() == Some(text));
        }
    });
}
