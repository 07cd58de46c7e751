//! From a phone to a wall, light and dark.

use topple_browser_tests::action::Pointer;
use topple_browser_tests::browser::{Theme, Viewport};
use topple_browser_tests::engine::{Engine, left_out_in};
use topple_browser_tests::{Page, Visit, visit};

use crate::hands::{command, components, flagged, power, served, wait_until_served};

const ALL: [Viewport; 3] = [Viewport::LAPTOP, Viewport::PHONE, Viewport::WALL];

#[test]
fn the_page_fits_every_screen_and_all_of_the_first_view_is_in_sight() {
    for viewport in ALL {
        Visit::default().on(viewport).run("/", |page| {
            page.wait_until("the first view", |page| {
                components(page).len() == 3 && flagged(page).len() == 2
            });
            let sideways = page.browser().run(
                "return document.documentElement.scrollWidth - innerWidth",
                &[],
            );
            assert!(
                sideways.as_i64().is_some_and(|pixels| pixels <= 0),
                "{viewport:?} scrolls sideways by {sideways}"
            );
            for id in components(page) {
                assert!(
                    in_sight(page, &format!("[data-component='{id}']")),
                    "{viewport:?}: {id} is out of sight or covered"
                );
            }
        });
    }
}

/// Whether a pointer can reach the middle of an element.
fn in_sight(page: &Page, selector: &str) -> bool {
    let script = "
        const element = document.querySelector(arguments[0]), r = element.getBoundingClientRect();
        const hit = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
        return !!hit && element.contains(hit) && r.left >= 0 && r.right <= innerWidth";
    page.browser()
        .run(script, &[selector.into()])
        .as_bool()
        .unwrap_or(false)
}

#[test]
fn a_finger_kills_on_a_phone_and_sees_what_came_of_it() {
    Visit::default().on(Viewport::PHONE).run("/", |page| {
        wait_until_served(page);
        page.tap(
            Pointer::Touch,
            page.middle("[data-kind='database'] [data-action='power']"),
        );
        page.wait_until("nothing is served any more", |page| {
            served(page).is_some_and(|per_cent| per_cent < 5.0)
        });
        power(page, "[data-kind='database']");
        wait_until_served(page);
    });
}

#[test]
fn the_theme_follows_the_system() {
    let background = |page: &Page| {
        let script = "return getComputedStyle(document.body).backgroundColor";
        let colour = page.browser().run(script, &[]);
        let numbers = colour
            .as_str()
            .unwrap_or_default()
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|n| n.parse::<u32>().ok());
        numbers.take(3).sum::<u32>()
    };
    let brightness = |theme| {
        let mut sum = 0;
        Visit::default().in_theme(theme).run("/", |page| {
            page.wait_for_element("#canvas");
            sum = background(page);
        });
        sum
    };
    let (light, dark) = (brightness(Theme::Light), brightness(Theme::Dark));
    assert!(light > 600 && dark < 200, "light {light}, dark {dark}");
}

#[test]
fn on_a_phone_one_line_tells_what_is_served_and_why_while_the_sheet_is_closed() {
    let line = |page: &Page| page.text("[data-now-line]").unwrap_or_default();
    let stage = |page: &Page| page.middle("#canvas");
    Visit::default().on(Viewport::PHONE).run("/", |page| {
        page.wait_until("all is as designed", |page| {
            line(page).starts_with("As designed")
        });
        assert!(!page.shows("[data-now-headline]"), "the sheet is closed");
        let before = stage(page);
        power(page, "[data-kind='database']");
        page.wait_until("it tells what is served, and why", |page| {
            let line = line(page);
            line.contains(" % served now") && line.contains(" is dead")
        });
        assert!(in_sight(page, "[data-now-line]"));
        assert_eq!(
            page.attribute("[data-now-line]", "data-now-line")
                .as_deref(),
            Some("bad")
        );
        assert_eq!(stage(page), before, "nothing jumps");
        page.tap(Pointer::Touch, page.middle("[data-now-line]"));
        page.wait_for_element("[data-now-headline]");
    });
    Visit::default().run("/", |page| {
        page.wait_for_element("[data-now-headline]");
        assert!(!page.shows("[data-now-line]"), "a laptop shows the panel");
    });
}

#[test]
fn on_a_sharper_monitor_what_is_painted_is_painted_anew_though_the_run_is_held() {
    if left_out_in(
        &[Engine::Firefox],
        "the driver runs no script before those of the page",
    ) {
        return;
    }
    visit("/", |page| {
        let listens_in = "
            const ask = window.matchMedia;
            window.asked = [];
            window.matchMedia = function (query) {
                const list = ask.call(window, query);
                window.asked.push(list);
                return list;
            };";
        page.browser().before_every_page(listens_in);
        page.reload();
        wait_until_served(page);
        page.click(&command("pause"));
        page.wait_for_element(&command("play"));
        // How many pixels of the screen each canvas has for one of the page; one that was never painted is left out.
        let densities = |page: &Page| {
            let script = "return [...document.querySelectorAll('canvas')]
                .filter(canvas => canvas.clientWidth > 0 && canvas.width !== 300)
                .map(canvas => Math.round(canvas.width / canvas.clientWidth * 10) / 10)";
            let densities = page.browser().run(script, &[]);
            let densities = densities.as_array().cloned().unwrap_or_default();
            assert!(densities.len() >= 2, "links and timeline: {densities:?}");
            densities
        };
        assert!(densities(page).iter().all(|density| *density == 1.0));
        page.browser().set_screen(Viewport::LAPTOP, 2);
        // A screen that is only played tells nobody that it is another.
        let tells = "for (const list of [...window.asked])
            if (list.media.includes('resolution')) list.dispatchEvent(new Event('change'));";
        page.browser().run(tells, &[]);
        page.wait_until("all are as sharp as the screen", |page| {
            densities(page).iter().all(|density| *density == 2.0)
        });
    });
}
