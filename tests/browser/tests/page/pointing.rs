//! Wheels, fingers and buttons over the canvas.

use serde_json::json;
use topple_browser_tests::action::{Point, Pointer};
use topple_browser_tests::browser::Viewport;
use topple_browser_tests::site::Site;
use topple_browser_tests::{Page, Visit, visit};

use crate::hands::{card, components};
use crate::scenarios;

/// A course page, longer than the window, that embeds the scenario from its very corner on.
fn embed(page: &Page, width: u32) -> Site {
    scenarios::open(page, "two-balancers");
    let link = page.wait_for("the address holds the scenario", |page| {
        Some(page.address_bar()).filter(|url| url.contains("#s="))
    });
    let address = link.replacen("/#", "/?embed#", 1);
    let host = Site::of_page(&format!(
        "<!doctype html><title>A course</title><meta name='viewport' content='width=device-width'>\
         <link rel='icon' href='data:,'><body style='margin: 0; height: 4000px'>\
         <iframe src='{address}' width='{width}' height='500' style='border: 0; display: block'></iframe>"
    ));
    page.open_in_new_tab(&format!("http://localhost:{}/", host.port()));
    page.enter_frame("iframe");
    page.wait_for_element(&card("db-1"));
    page.wait_until("it has come to rest", |page| {
        let before = page.middle(&card("db-1"));
        std::thread::sleep(std::time::Duration::from_millis(200));
        page.middle(&card("db-1")) == before
    });
    host
}

fn scrolled(page: &Page) -> f64 {
    page.leave_frame();
    let y = page.browser().run("return scrollY", &[]);
    page.enter_frame("iframe");
    y.as_f64().unwrap_or_default()
}

/// How far apart two cards are, in pixels.
fn span(page: &Page, from: &str, to: &str) -> f64 {
    let (a, b) = (page.middle(&card(from)), page.middle(&card(to)));
    (a.x - b.x).hypot(a.y - b.y)
}

#[test]
fn the_wheel_scrolls_the_page_around_an_embed_and_with_control_zooms_the_drawing() {
    visit("/", |page| {
        let _host = embed(page, 900);
        let (place, far) = (page.middle("#canvas"), span(page, "users", "db-1"));
        let before = page.middle(&card("db-1"));
        page.wheel(place, 120);
        page.wait_until("the page around is scrolled", |page| scrolled(page) > 50.0);
        assert_eq!(page.middle(&card("db-1")), before, "the drawing stays");
        page.wait_until("and it is told how to zoom", |page| {
            page.text(".canvas-hint")
                .is_some_and(|hint| hint.contains("Ctrl"))
        });
        let down = scrolled(page);
        page.wheel_with("Control", place, -120);
        page.wait_until("it is larger", |page| {
            span(page, "users", "db-1") > far * 1.1
        });
        assert!((scrolled(page) - down).abs() < 1.0, "the page around stays");
    });
}

#[test]
fn one_finger_scrolls_the_page_around_an_embed() {
    Visit::default().on(Viewport::PHONE).run("/", |page| {
        let _host = embed(page, 390);
        let from = page.middle("#canvas").offset(0.0, 100.0);
        page.drag(Pointer::Touch, &[from, from.offset(0.0, -160.0)]);
        page.wait_until("the page around is scrolled", |page| scrolled(page) > 50.0);
    });
}

#[test]
fn two_fingers_zoom_the_drawing_of_an_embed() {
    Visit::default().on(Viewport::PHONE).run("/", |page| {
        let _host = embed(page, 390);
        let far = span(page, "users", "db-1");
        page.pinch(page.middle("#canvas"), 60.0, 180.0);
        page.wait_until("it is larger", |page| {
            span(page, "users", "db-1") > far * 1.5
        });
    });
}

#[test]
fn on_the_whole_page_the_wheel_moves_the_view() {
    visit("/", |page| {
        page.wait_for_element(&card("db-1"));
        let before = page.middle(&card("db-1"));
        page.wheel(page.middle("#canvas"), 60);
        page.wait_until("the drawing moves", |page| {
            (page.middle(&card("db-1")).y - before.y + 60.0).abs() < 1.0
        });
        assert_eq!(page.text(".canvas-hint"), None);
    });
}

#[test]
fn safaris_pinch_zooms_at_the_pointer() {
    visit("/", |page| {
        let ids = components(page);
        let (first, last) = (&ids[0], &ids[ids.len() - 1]);
        let (at, before) = (page.middle(&card(first)), span(page, first, last));
        let script = "
            const [x, y] = arguments;
            return [['gesturestart', 1], ['gesturechange', 1.5], ['gesturechange', 2], ['gestureend', 2]].map(([name, scale]) => {
                const event = new Event(name, { bubbles: true, cancelable: true });
                Object.assign(event, { scale, clientX: x, clientY: y });
                document.querySelector('#canvas').dispatchEvent(event);
                return event.defaultPrevented;
            });";
        let taken = page.browser().run(script, &[json!(at.x), json!(at.y)]);
        assert_eq!(taken, json!([true, true, true, true]));
        page.wait_until("twice as far apart", |page| {
            (span(page, first, last) / before - 2.0).abs() < 0.05
        });
        let now = page.middle(&card(first));
        assert!((now.x - at.x).abs() < 2.0 && (now.y - at.y).abs() < 2.0);
    });
}

#[test]
fn a_middle_click_pastes_nothing() {
    visit("/", |page| {
        page.wait_for_element(&card("db-1"));
        let at = page.middle("#canvas").offset(0.0, 160.0);
        page.browser().perform(&[Pointer::Mouse.middle_click(at)]);
        let script = "
            const data = new DataTransfer();
            data.setData('text/plain', 'what was highlighted elsewhere');
            const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
            document.body.dispatchEvent(event);
            return event.defaultPrevented;";
        let click = "
            const canvas = document.querySelector('#canvas');
            for (const name of ['mousedown', 'mouseup', 'auxclick'])
                canvas.dispatchEvent(new MouseEvent(name, { button: 1, bubbles: true, cancelable: true }));";
        let prevented = page.browser().run(&format!("{click}{script}"), &[]);
        assert_eq!(prevented, json!(true));
        std::thread::sleep(std::time::Duration::from_millis(300));
        assert!(!page.shows(".message"), "nothing is said of it");
    });
}

#[test]
fn control_and_a_click_open_the_menu_on_a_mac() {
    visit("/", |page| {
        page.wait_for_element(&card("db-1"));
        let script = "Object.defineProperty(navigator, 'platform', { get: () => 'MacIntel' })";
        page.browser().run(script, &[]);
        let at: Point = page.middle(&card("db-1")).offset(-20.0, 10.0);
        page.drag_with("Control", Pointer::Mouse, &[at]);
        page.wait_for_element(".menu");
        assert_eq!(
            page.attribute(&card("db-1"), "data-selected").as_deref(),
            Some("true")
        );
    });
}

fn is_selected(page: &Page, id: &str) -> bool {
    page.attribute(&card(id), "data-selected").as_deref() == Some("true")
}

#[test]
fn a_resting_finger_selects_and_taps_add_and_from_the_ground_it_spans_a_rectangle() {
    Visit::default().on(Viewport::PHONE).run("/", |page| {
        page.wait_for_element(&card("db-1"));
        let corner = |id: &str| page.middle(&card(id)).offset(-4.0, 3.0);
        let rest = Pointer::Touch.rest_and_drag(800, &[corner("web-1")]);
        page.browser().perform(&[rest]);
        page.wait_for_element(".menu");
        let ground = Point { x: 40.0, y: 160.0 };
        page.tap(Pointer::Touch, ground);
        page.wait_until("the menu is closed", |page| !page.shows(".menu"));
        page.tap(Pointer::Touch, corner("db-1"));
        page.wait_until("both are selected", |page| {
            is_selected(page, "web-1") && is_selected(page, "db-1")
        });
        let (users, web) = (page.middle(&card("users")), page.middle(&card("web-1")));
        page.tap(Pointer::Touch, ground);
        page.wait_until("none is", |page| !is_selected(page, "web-1"));
        let (left, right) = (users.x.min(web.x) - 120.0, users.x.max(web.x) + 120.0);
        let (top, bottom) = (users.y.min(web.y) - 60.0, users.y.max(web.y) + 20.0);
        let span = [
            Point { x: left, y: top },
            Point {
                x: right,
                y: bottom,
            },
        ];
        let rest = Pointer::Touch.rest_and_drag(800, &span);
        page.browser().perform(&[rest]);
        page.wait_until("the rectangle selects", |page| {
            is_selected(page, "web-1") && is_selected(page, "users")
        });
    });
}

#[test]
fn space_held_drags_the_view_and_tapped_it_plays() {
    visit("/", |page| {
        page.wait_for_element(&card("db-1"));
        page.wait_for_element("[data-command='pause']");
        let from = page.middle(&card("web-1")).offset(-20.0, 5.0);
        page.drag_with("Space", Pointer::Mouse, &[from, from.offset(60.0, 40.0)]);
        page.wait_until("the view moves", |page| {
            let now = page.middle(&card("web-1")).offset(-20.0, 5.0);
            (now.x - from.x - 60.0).abs() < 2.0 && (now.y - from.y - 40.0).abs() < 2.0
        });
        assert!(!is_selected(page, "web-1"), "it was not pressed");
        assert!(page.shows("[data-command='pause']"), "the run goes on");
        page.press("Space");
        page.wait_for_element("[data-command='play']");
    });
}

#[test]
fn a_space_bar_that_is_let_go_elsewhere_is_not_held_here() {
    visit("/", |page| {
        page.wait_for_element(&card("db-1"));
        let script = "
            document.querySelector('#canvas').dispatchEvent(new KeyboardEvent('keydown', { key: ' ', code: 'Space', bubbles: true }));
            const held = document.querySelectorAll('[data-space]').length;
            dispatchEvent(new Event('blur'));
            return [held, document.querySelectorAll('[data-space]').length];";
        assert_eq!(page.browser().run(script, &[]), json!([1, 0]));
    });
}

#[test]
fn a_menu_that_a_mouse_opens_has_the_keys_and_escape_closes_it_alone() {
    visit("/", |page| {
        page.wait_for_element(&card("db-1"));
        let at = page.middle(&card("web-1")).offset(-20.0, 5.0);
        let entry = |page: &Page| {
            let script = "return document.activeElement.closest('.menu') ? document.activeElement.dataset.command : null";
            page.browser().run(script, &[]).as_str().map(str::to_owned)
        };
        page.browser().perform(&[Pointer::Mouse.menu_click(at)]);
        page.wait_until("the first entry has the focus", |page| {
            entry(page).as_deref() == Some("kill")
        });
        page.press("ArrowDown");
        assert_eq!(entry(page).as_deref(), Some("crash"));
        page.press("Escape");
        page.wait_until("it is closed", |page| !page.shows(".menu"));
        assert!(is_selected(page, "web-1"), "it stays selected");
        let now = page.middle(&card("web-1")).offset(-20.0, 5.0);
        assert_eq!(now, at, "no card moved");
    });
}

#[test]
fn alt_drag_copies() {
    visit("/", |page| {
        page.wait_for_element(&card("db-1"));
        let from = page.middle(&card("web-1")).offset(-20.0, 5.0);
        page.drag_with("Alt", Pointer::Mouse, &[from, from.offset(0.0, 170.0)]);
        page.wait_for_element(&card("web-2"));
        let (old, new) = (page.middle(&card("web-1")), page.middle(&card("web-2")));
        assert!(new.y > old.y + 100.0);
    });
}

#[test]
fn a_link_dropped_on_the_ground_adds_what_is_chosen() {
    visit("/", |page| {
        page.wait_for_element(&card("db-1"));
        let port = page.middle(&format!("{} [data-port]", card("web-1")));
        page.drag(Pointer::Mouse, &[port, port.offset(40.0, 150.0)]);
        page.wait_for_element("[data-offer='cache']");
        let first = page.middle(".menu .menu-title");
        assert!(first.y > port.y, "it opens where the link was dropped");
        assert!(
            !page.shows("[data-offer='client']"),
            "nobody calls a client"
        );
        page.press("ArrowDown");
        page.press("Escape");
        page.wait_until("it is given up", |page| !page.shows("[data-offer]"));
        page.drag(Pointer::Mouse, &[port, port.offset(40.0, 150.0)]);
        page.click("[data-offer='cache']");
        page.wait_for_element(&card("cache-1"));
        page.press("Control+z");
        page.wait_until("one step takes both back", |page| {
            !page.shows(&card("cache-1"))
        });
        assert_eq!(components(page).len(), 3);
    });
}

#[test]
fn the_menu_of_the_top_bar_closes_by_escape_by_a_tap_beside_it_and_by_a_dialog() {
    const MORE: &str = ".top-more-toggle";
    const OPEN: &str = ".top-more[data-open='true']";
    Visit::default().on(Viewport::PHONE).run("/", |page| {
        page.wait_for_element(&card("db-1"));
        let closed = |page: &Page| page.count(OPEN) == 0;
        let has_focus = |page: &Page| {
            let script = "return document.activeElement.classList.contains('top-more-toggle')";
            page.browser().run(script, &[]) == json!(true)
        };
        page.click(MORE);
        page.wait_for_element(OPEN);
        page.press("Escape");
        page.wait_until("Escape closes it", closed);
        page.wait_until("the focus is back", has_focus);
        page.click(MORE);
        page.wait_for_element(OPEN);
        page.tap(Pointer::Touch, page.middle("#canvas").offset(0.0, 60.0));
        page.wait_until("a tap on the canvas closes it", closed);
        page.click(MORE);
        page.wait_for_element(OPEN);
        page.click(".top-more [data-command='help']");
        page.wait_for_element("dialog[open]");
        page.wait_until("an entry closes it", closed);
    });
}
