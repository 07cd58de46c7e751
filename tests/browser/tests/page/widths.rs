//! From a phone to a wall: at every width everything is there, nothing is cut off, nothing lies over anything.

use topple_browser_tests::action::Pointer;
use topple_browser_tests::browser::{Theme, Viewport};
use topple_browser_tests::{Page, Visit};

use crate::hands::{card, command, components, drop_part, power, wait_until_served};

const fn screen(width: u32, height: u32, mobile: bool) -> Viewport {
    Viewport {
        width,
        height,
        mobile,
    }
}

/// Phones upright and on their sides, a laptop at 200 % and at 400 %, tablets, laptops, large screens.
const SCREENS: [Viewport; 12] = [
    screen(320, 568, true),
    screen(360, 640, true),
    screen(390, 844, true),
    screen(667, 375, true),
    screen(844, 390, true),
    screen(320, 256, false),
    screen(640, 400, false),
    screen(768, 1024, true),
    screen(1024, 768, false),
    screen(1280, 800, false),
    screen(2560, 1440, false),
    screen(3840, 2160, false),
];

/// Ways to bring the page into a state, each a script; the next begins with what Escape leaves of the one before.
const STATES: [(&str, &str); 17] = [
    ("as it opens", ""),
    ("the verdicts", "press('[data-tab=verdicts]')"),
    (
        "a part in the inspector",
        "press('[data-tab=inspector]'); document.querySelector('[data-kind=database]').focus()",
    ),
    ("the log", "press('[data-tab=log]')"),
    ("the palette", "press('[data-tab=add]')"),
    ("no sheet", "press('[data-tab=add]')"),
    ("speed and seed", "press('.transport-more-toggle')"),
    (
        "the menu at the top",
        "press('.transport-more-toggle'); press('.top-more-toggle')",
    ),
    ("chaos", "press('.top-more-toggle'); press('.top-chaos')"),
    (
        "the menu of a part",
        "press('.popover-veil', 'pointerdown'); document.querySelector('[data-kind=server]').focus(); key('F10', true)",
    ),
    (
        "sharing",
        "press('.menu-veil', 'pointerdown'); press('[data-command=share]')",
    ),
    ("a message in a dialog", "press('[data-copy=link]')"),
    ("the gallery", "shut(); press('[data-dialog=gallery]')"),
    ("the lessons", "shut(); press('[data-dialog=lessons]')"),
    ("the scenarios", "shut(); press('[data-command=scenarios]')"),
    ("the help", "shut(); press('[data-command=help]')"),
    ("finding", "shut(); key('k', false, true)"),
];

const HANDS: &str = "
    const press = (selector, event) => {
        const element = document.querySelector(selector);
        if (event) element?.dispatchEvent(new PointerEvent(event, { bubbles: true }));
        else element?.click();
    };
    const key = (key, shiftKey = false, ctrlKey = false) =>
        (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, ctrlKey, bubbles: true, cancelable: true }));
    const shut = () => document.querySelector('dialog[open]')?.close();
";

/// What is wrong with the page as it stands, once it stands still.
fn wrong(page: &Page) -> Vec<String> {
    let look = |page: &Page| -> Vec<String> {
        let found = page.browser().run(include_str!("widths.js"), &[]);
        let found = found.as_array().cloned().unwrap_or_default();
        found
            .iter()
            .filter_map(|sentence| sentence.as_str().map(str::to_owned))
            .collect()
    };
    // What glides in is looked at where it comes to lie.
    let mut found = look(page);
    for _ in 0..20 {
        if found.is_empty() {
            break;
        }
        std::thread::yield_now();
        found = look(page);
    }
    found
}

fn do_in_page(page: &Page, script: &str) {
    page.browser().run(&format!("{HANDS} {script}"), &[]);
}

fn begin_lesson(page: &Page, key: &str) {
    page.wait_for_element("#canvas");
    do_in_page(page, "press('[data-dialog=lessons]')");
    page.wait_until("the lessons are there", |page| {
        page.count(&format!("[data-lesson-key='{key}']")) == 1
    });
    do_in_page(page, &format!("press('[data-lesson-key={key}]')"));
    page.wait_for_element("#lesson .lesson-task");
}

#[test]
fn nothing_is_cut_off_or_covered_in_any_state_on_any_screen() {
    let mut all = Vec::new();
    Visit::default().run("/", |page| {
        for viewport in SCREENS {
            let mut look = |state: &str| {
                let found = wrong(page);
                all.extend(found.iter().map(|sentence| {
                    format!(
                        "{}×{}, {state}: {sentence}",
                        viewport.width, viewport.height
                    )
                }));
            };
            page.browser().set_viewport(viewport);
            page.go("/");
            page.wait_until("the rest is there", |page| {
                page.count("[data-heard-now]") == 1
            });
            wait_until_served(page);
            for (state, script) in STATES {
                do_in_page(page, script);
                look(state);
            }
            do_in_page(page, "shut()");
            page.browser().set_theme(Theme::Dark, false);
            begin_lesson(page, "standby");
            do_in_page(page, "press('[data-kind=server] [data-action=power]')");
            look("a lesson in the dark");
            page.browser().set_theme(Theme::Light, false);
            do_in_page(page, "localStorage.clear(); sessionStorage.clear()");
        }
    });
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// How large the letters of each name on the canvas are seen, of cards whose middle is in sight, in pixels.
fn names(page: &Page) -> Vec<f64> {
    let script = "
        const ground = document.querySelector('#canvas').getBoundingClientRect();
        return [...document.querySelectorAll('.card')].flatMap(card => {
            const r = card.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;
            const name = card.querySelector('.card-name');
            const inside = x > ground.left && x < ground.right && y > ground.top && y < ground.bottom;
            return inside && name.checkVisibility({ visibilityProperty: true })
                ? [parseFloat(getComputedStyle(name).fontSize) * r.width / card.offsetWidth] : [];
        });";
    let sizes = page.browser().run(script, &[]);
    let sizes = sizes.as_array().cloned().unwrap_or_default();
    sizes.iter().filter_map(serde_json::Value::as_f64).collect()
}

#[test]
fn a_phone_held_upright_opens_lessons_and_templates_with_names_one_can_read() {
    for viewport in [
        screen(390, 844, true),
        screen(360, 640, true),
        screen(320, 568, true),
    ] {
        Visit::default().on(viewport).run("/", |page| {
            wait_until_served(page);
            let legible = |page: &Page, what: &str, at_least: usize| {
                let names = names(page);
                assert!(
                    names.len() >= at_least && names.iter().all(|size| *size >= 11.9),
                    "{viewport:?}, {what}: {names:?}"
                );
            };
            legible(page, "the first view", 3);
            begin_lesson(page, "standby");
            page.wait_until("its parts are there", |page| components(page).len() > 4);
            legible(page, "a lesson", 4);
            // Requests go down where there is room for that, and across where names come out larger so.
            let (users, database) = (page.middle(&card("users")), page.middle(&card("db-1")));
            let (down, across) = (database.y - users.y, database.x - users.x);
            assert!(
                down > 150.0 || (viewport.height < 800 && across > 150.0),
                "{viewport:?}"
            );
            do_in_page(page, "press('[data-dialog=gallery]')");
            page.wait_until("the gallery is there", |page| {
                page.count("[data-template]") > 3
            });
            do_in_page(page, "press('[data-template]:nth-of-type(2)')");
            page.wait_until("the dialog is closed", |page| page.count("dialog") == 0);
            legible(page, "a template", 2);
        });
    }
}

#[test]
fn a_small_laptop_opens_a_lesson_large_enough_and_folds_its_panel() {
    Visit::default().on(screen(1024, 768, false)).run("/", |page| {
        wait_until_served(page);
        begin_lesson(page, "standby");
        page.wait_until("its parts are there", |page| components(page).len() > 4);
        let zoom = |page: &Page| {
            let script = "const c = document.querySelector('.card'); return c.getBoundingClientRect().width / c.offsetWidth";
            page.browser().run(script, &[]).as_f64().unwrap_or_default()
        };
        let beside = zoom(page);
        assert!(beside >= 0.6, "{beside}");
        page.click("[data-tab='lesson']");
        page.wait_until("the panel is folded, and the drawing larger", |page| {
            !page.shows("#lesson") && zoom(page) > beside
        });
        page.click("[data-tab='verdicts']");
        page.wait_for_element("[data-now-headline]");
    });
}

#[test]
fn the_whole_transport_is_at_every_width() {
    for viewport in [
        screen(320, 568, true),
        screen(844, 390, true),
        screen(640, 400, false),
    ] {
        Visit::default().on(viewport).run("/", |page| {
            wait_until_served(page);
            page.click(&command("pause"));
            let moment = |page: &Page| {
                let now = page.attribute("[data-timeline]", "aria-valuenow");
                now.and_then(|now| now.parse::<f64>().ok()).unwrap_or_default()
            };
            page.wait_until("the run has gone on for a while", |page| {
                do_in_page(page, "press('[data-command=step]')");
                moment(page) >= 4.0
            });
            // A finger takes the timeline back to the beginning.
            let at = page.middle("[data-timeline]");
            let script = "return document.querySelector('[data-timeline]').getBoundingClientRect().left";
            let left = page.browser().run(script, &[]).as_f64().unwrap_or_default();
            let pointer = if viewport.mobile { Pointer::Touch } else { Pointer::Mouse };
            let start = topple_browser_tests::action::Point { x: left + 12.0, y: at.y };
            page.drag(pointer, &[start, start.offset(-11.0, 0.0)]);
            page.wait_until("the run is at its beginning", |page| moment(page) < 1.0);
            page.click(".transport-more-toggle");
            page.enter("[data-seed]", "42");
            assert_eq!(page.value("[data-seed]").as_deref(), Some("42"));
            do_in_page(
                page,
                "const speed = document.querySelector('.transport-speed input'); speed.value = 0; speed.dispatchEvent(new Event('input', { bubbles: true }))",
            );
            page.wait_until("the button tells the speed", |page| {
                page.text(".transport-more-toggle").as_deref() == Some("0.1×")
            });
            page.click(".transport-speed input");
            page.press("Escape");
            page.wait_until("it is closed", |page| !page.shows("[data-seed]"));
        });
    }
}

#[test]
fn a_large_screen_has_larger_text_and_fits_larger() {
    let measured = |viewport| {
        let mut measured = (0.0, 0.0);
        Visit::default().on(viewport).run("/", |page| {
            wait_until_served(page);
            let script = "
                const card = document.querySelector('.card');
                return [parseFloat(getComputedStyle(document.body).fontSize), card.getBoundingClientRect().width / card.offsetWidth]";
            let found = page.browser().run(script, &[]);
            measured = (
                found[0].as_f64().unwrap_or_default(),
                found[1].as_f64().unwrap_or_default(),
            );
        });
        measured
    };
    let (laptop, wall) = (
        measured(Viewport::LAPTOP),
        measured(screen(3840, 2160, false)),
    );
    assert!(
        (laptop.0 - 13.0).abs() < 0.1 && laptop.1 <= 1.25 + 1e-6,
        "{laptop:?}"
    );
    assert!(wall.0 >= 18.0 && wall.1 >= 2.0, "{wall:?}");
}

#[test]
fn presenting_makes_all_larger_folds_the_panels_and_is_kept() {
    Visit::default().run("/", |page| {
        wait_until_served(page);
        let letters = |page: &Page| {
            let script = "return parseFloat(getComputedStyle(document.querySelector('.transport-clock')).fontSize)";
            page.browser().run(script, &[]).as_f64().unwrap_or_default()
        };
        let shown = |page: &Page| page.shows("#verdicts") && page.shows("#palette");
        assert!(shown(page));
        page.focus("#canvas");
        page.press("b");
        page.wait_until("the panels are folded", |page| {
            !shown(page) && page.shows("[data-tab='verdicts']")
        });
        let large = letters(page);
        assert!(large >= 19.0, "{large}");
        assert_eq!(wrong(page), Vec::<String>::new());
        page.click("[data-tab='verdicts']");
        page.wait_for_element("[data-now-headline]");
        assert_eq!(wrong(page), Vec::<String>::new());
        page.go("/");
        page.wait_until("it is kept", |page| page.shows("[data-tab='verdicts']"));
        page.wait_until("the rest is there", |page| page.count("[data-heard-now]") == 1);
        page.focus("#canvas");
        page.press("b");
        page.wait_until("all is as it was", shown);
    });
}

#[test]
fn a_drawing_that_was_not_moved_stays_whole_when_the_screen_is_turned() {
    Visit::default().on(screen(390, 844, true)).run("/", |page| {
        wait_until_served(page);
        page.browser().set_viewport(screen(1024, 768, true));
        let inside = |page: &Page| {
            let script = "
                const ground = document.querySelector('#canvas').getBoundingClientRect();
                return [...document.querySelectorAll('.card')].every(card => {
                    const r = card.getBoundingClientRect();
                    return r.left >= ground.left && r.right <= ground.right && r.top >= ground.top && r.bottom <= ground.bottom;
                })";
            page.browser().run(script, &[]).as_bool() == Some(true)
        };
        page.wait_until("all cards are in sight", |page| {
            components(page).len() == 3 && inside(page)
        });
    });
}

#[test]
fn what_was_copied_is_said_in_front_of_the_dialog() {
    for viewport in [Viewport::LAPTOP, Viewport::PHONE] {
        Visit::default().on(viewport).run("/", |page| {
            page.wait_for_element("#canvas");
            page.click(&command("share"));
            page.click("[data-copy='link']");
            page.wait_for_element(".dialog-messages .message");
            let script = "
                const message = document.querySelector('.dialog-messages .message');
                const r = message.getBoundingClientRect();
                return message.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2))";
            assert_eq!(page.browser().run(script, &[]), true);
        });
    }
}

#[test]
fn what_is_served_is_heard_once_and_not_with_every_second_that_runs_down() {
    Visit::default().run("/", |page| {
        wait_until_served(page);
        let live = "return document.querySelector('[data-now-headline]').closest('[aria-live], [role=status]') === null";
        assert_eq!(page.browser().run(live, &[]), true);
        page.wait_until("it is heard", |page| {
            page.text("[data-heard-now]").is_some_and(|said| said.starts_with("As designed"))
        });
        power(page, "[data-kind='database']");
        page.wait_until("what came of it is heard", |page| {
            page.text("[data-heard-now]").is_some_and(|said| said.contains("db-1 is dead"))
        });
    });
}

#[test]
fn a_finger_draws_on_a_phone_of_any_size() {
    for viewport in [screen(320, 568, true), screen(667, 375, true)] {
        Visit::default().on(viewport).run("/", |page| {
            wait_until_served(page);
            page.click("[data-tab='add']");
            let at = page.middle("#canvas").offset(-90.0, -40.0);
            drop_part(page, Pointer::Touch, "server", at);
            assert_eq!(components(page).len(), 4);
        });
    }
}
