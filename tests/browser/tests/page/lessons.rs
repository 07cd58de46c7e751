//! The lessons, as a student takes them.

use topple_browser_tests::action::Pointer;
use topple_browser_tests::browser::Viewport;
use topple_browser_tests::{Visit, visit};

use crate::hands::{card, power, wait_until_served};

#[test]
fn the_first_lesson_is_done_by_killing_the_server_and_leads_to_the_next() {
    visit("/", |page| {
        wait_until_served(page);
        page.click("[data-dialog='lessons']");
        page.click("[data-lesson-key='one-server']");
        page.wait_for_element("#lesson [data-standing='open']");
        page.click("[data-hint]");
        page.wait_for_element(".lesson-hint");
        power(page, &card("web-1"));
        page.wait_for_element("[data-lesson-done]");
        page.click("[data-next-lesson]");
        page.wait_until("the next lesson is there", |page| {
            page.attribute("#lesson", "data-lesson").as_deref() == Some("another-node")
        });
        page.click("[aria-label='Leave the lesson']");
        page.wait_until("the panel is gone", |page| page.count("#lesson") == 0);
        page.click("[data-dialog='lessons']");
        page.wait_until("what was done is kept", |page| {
            page.attribute("[data-lesson-key='one-server']", "data-done")
                .as_deref()
                == Some("true")
        });
    });
}

#[test]
fn a_lesson_has_its_sheet_on_a_phone() {
    Visit::default().on(Viewport::PHONE).run("/", |page| {
        wait_until_served(page);
        page.tap(Pointer::Touch, page.middle("[data-dialog='lessons']"));
        page.wait_for_element("[data-lesson-key='one-server']");
        page.tap(
            Pointer::Touch,
            page.middle("[data-lesson-key='one-server']"),
        );
        page.wait_for_element("#lesson .lesson-task");
        page.wait_for_element("[data-tab='lesson']");
        // The server is in sight above the sheet.
        power(page, &card("web-1"));
        page.wait_for_element("[data-lesson-done]");
    });
}

#[test]
fn what_one_expects_is_drawn_over_what_comes_and_the_way_on_is_always_there() {
    visit("/?lesson=one-server", |page| {
        page.wait_for_element("#lesson [data-answer='2']");
        assert!(
            page.shows("[data-next-lesson]"),
            "the way on is in sight from the start"
        );
        page.click("[data-answer='2']");
        page.wait_until("the answer is chosen", |page| {
            page.attribute("[data-answer='2']", "aria-pressed")
                .as_deref()
                == Some("true")
        });
        power(page, &card("web-1"));
        page.wait_until("it has come", |page| {
            page.text(".lesson-then")
                .is_some_and(|text| text.starts_with("Dashed"))
        });
        page.wait_for_element("[data-lesson-banner]");
        page.reload();
        page.wait_for_element("#lesson");
        page.click("[data-dialog='lessons']");
        page.wait_for_element("[data-continue]");
    });
}

#[test]
fn what_is_missing_is_said_and_mends_are_not_offered_before_a_lesson_is_done() {
    visit("/?lesson=standby", |page| {
        page.wait_for_element("#lesson .goal-missing");
        assert_eq!(page.count("[data-palette='cache']:not([hidden])"), 0);
        assert_eq!(page.count("[data-palette='database']:not([hidden])"), 1);
        page.wait_until("mends are found", |page| page.count("#verdicts .mend") > 0);
        assert!(!page.shows("#verdicts .mend"));
        page.click("[data-previous-lesson]");
        page.wait_until("the one before is there", |page| {
            page.attribute("#lesson", "data-lesson").as_deref() == Some("balancer-checks")
        });
    });
}

#[test]
fn an_outage_is_played_and_told() {
    visit("/", |page| {
        wait_until_served(page);
        page.click("[data-dialog='outages']");
        page.click("[data-outage='fastly-2021'] .outage-play");
        page.wait_until("the first sentence is said", |page| {
            page.text("[data-said]")
                .is_some_and(|text| text.contains("June 8, 2021"))
        });
    });
}

#[test]
fn an_outage_in_which_a_hand_did_something_says_that_its_sentences_are_of_the_original() {
    visit("/", |page| {
        wait_until_served(page);
        page.click("[data-dialog='outages']");
        page.click("[data-outage='fastly-2021'] .outage-play");
        page.wait_for_element("[data-said]");
        power(page, "[data-fate-chip]");
        page.wait_until("the next is marked", |page| {
            let log = page.texts("#log .log-text").join("\n");
            log.contains("This has been changed. In the original: ")
        });
    });
}

#[test]
fn on_a_phone_a_lesson_has_its_legend_and_a_link_is_begun_with_its_targets_in_sight() {
    Visit::default()
        .on(Viewport::PHONE)
        .run("/?lesson=who-spreads-the-load", |page| {
            page.wait_for_element("#lesson .lesson-foot");
            assert!(page.shows(".legend"), "what the dots mean is in sight");
            page.tap(Pointer::Touch, page.middle("[data-tab='inspector']"));
            let name = format!("{} .card-name", card("users"));
            page.tap(Pointer::Touch, page.middle(&name));
            page.wait_for_element("#inspector [data-command='link']");
            page.tap(
                Pointer::Touch,
                page.middle("#inspector [data-command='link']"),
            );
            page.wait_until("the sheet is out of the way", |page| {
                !page.shows("#inspector")
                    && page.attribute("#canvas", "data-gesture").as_deref() == Some("link")
            });
        });
}
