//! What is done to the run: slow, errors, crash, chaos, and the hand on the timeline.

use topple_browser_tests::action::Pointer;
use topple_browser_tests::{Page, visit};

use crate::hands::{card, wait_until_served};

fn state(page: &Page, id: &str) -> String {
    page.attribute(&card(id), "data-state").unwrap_or_default()
}

fn seconds(page: &Page) -> f64 {
    let clock = page.text("#transport [role='timer']").unwrap_or_default();
    let (minutes, seconds) = clock.split_once(':').unwrap_or(("0", "0"));
    minutes.parse::<f64>().unwrap_or(0.0) * 60.0 + seconds.parse::<f64>().unwrap_or(0.0)
}

#[test]
fn a_slow_server_is_slow_until_it_is_set_back() {
    visit("/", |page| {
        wait_until_served(page);
        page.click(&card("web-1"));
        page.enter("[data-setting='slow']", "40");
        page.wait_until("the card says so", |page| {
            page.text(&format!("{} .card-ailment", card("web-1")))
                .as_deref()
                == Some("40× slow")
        });
        page.wait_until("it is seen in the latency", |page| {
            page.text("[data-p99]")
                .is_some_and(|text| text.ends_with(" s"))
        });
        page.enter("[data-setting='slow']", "1");
        page.wait_until("the card is well again", |page| {
            page.text(&format!("{} .card-ailment", card("web-1")))
                .as_deref()
                == Some("")
        });
    });
}

#[test]
fn a_crash_is_told_apart_from_a_kill() {
    visit("/", |page| {
        wait_until_served(page);
        page.click(&card("db-1"));
        page.click("#inspector [data-command='crash']");
        page.wait_until("it has crashed", |page| {
            state(page, "db-1") == "dead"
                && page
                    .text(&card("db-1"))
                    .is_some_and(|text| text.contains("crashed"))
        });
    });
}

#[test]
fn chaos_kills_and_revives_until_it_is_turned_off() {
    visit("/", |page| {
        wait_until_served(page);
        page.click("[data-chaos]");
        page.enter("[data-setting='mean_time_to_failure_s']", "1");
        page.enter("[data-setting='mean_time_to_repair_s']", "1");
        page.click("[data-setting='chaos']");
        page.wait_until("chaos is on", |page| {
            page.attribute("[data-chaos]", "data-chaos").as_deref() == Some("on")
        });
        page.wait_until("something died and came back", |page| {
            let log = page.texts("#log .log-text").join("\n");
            log.contains("is killed") && log.contains("is back")
        });
        page.click("[data-setting='chaos']");
        page.wait_until("chaos is off", |page| {
            page.attribute("[data-chaos]", "data-chaos").as_deref() == Some("off")
        });
    });
}

#[test]
fn a_hand_on_the_timeline_takes_the_run_back() {
    visit("/", |page| {
        page.wait_until("some seconds have passed", |page| seconds(page) > 4.0);
        page.focus("[data-timeline]");
        let before = seconds(page);
        page.press("ArrowLeft");
        page.press("ArrowLeft");
        page.press("ArrowLeft");
        page.wait_until("keys take it back", |page| seconds(page) < before - 1.0);
        page.wait_until("and it goes on", |page| seconds(page) > 4.0);
        let middle = page.middle("[data-timeline]");
        let left = middle.offset(-timeline_width(page) / 2.0 + 3.0, 0.0);
        page.drag(Pointer::Mouse, &[middle, left]);
        page.wait_until("the hand takes it to the start", |page| seconds(page) < 3.0);
        wait_until_served(page);
    });
}

fn timeline_width(page: &Page) -> f64 {
    let script = "return document.querySelector('[data-timeline]').getBoundingClientRect().width";
    page.browser().run(script, &[]).as_f64().unwrap_or(0.0)
}
