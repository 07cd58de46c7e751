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
