//! Names, regions, and the way back to what is drawn.

use topple_browser_tests::action::{self, Point, Pointer};
use topple_browser_tests::{Page, visit};

use crate::hands::{card, command, components, drop_part, power, region, wait_until_served};
use crate::scenarios;

/// Two clicks in a row in the middle of an element.
fn double_click(page: &Page, selector: &str) {
    let at = page.middle(selector);
    page.browser().perform(&[Pointer::Mouse.double_tap(at)]);
}

fn name(page: &Page, id: &str) -> String {
    page.text(&format!("{} .card-name", card(id)))
        .unwrap_or_default()
}

fn types(page: &Page, text: &str) {
    page.wait_for_element(".rename");
    page.press("Control+a");
    page.browser().perform(&[action::typing(text)]);
}

#[test]
fn a_name_is_edited_on_the_card_enter_keeps_it_and_escape_gives_it_up() {
    visit("/", |page| {
        page.wait_for_element(&card("web-1"));
        double_click(page, &format!("{} .card-name", card("web-1")));
        types(page, "Shop");
        page.press("Enter");
        page.wait_until("it has the name", |page| name(page, "web-1") == "Shop");
        assert!(!page.shows(".rename"));
        page.press("F2");
        types(page, "Something else");
        page.press("Escape");
        page.wait_until("the field is gone", |page| !page.shows(".rename"));
        assert_eq!(name(page, "web-1"), "Shop");
    });
}

#[test]
fn an_unfinished_name_is_kept_when_the_page_goes_away() {
    visit("/", |page| {
        page.wait_for_element(&card("web-1"));
        double_click(page, &format!("{} .card-name", card("web-1")));
        types(page, "Half done");
        page.reload();
        page.wait_until("it has the name", |page| name(page, "web-1") == "Half done");
    });
}

#[test]
fn names_are_whole_on_every_card() {
    visit("/", |page| {
        let long = "Checkout and payment service of the north";
        for key in ["two-regions", "two-balancers"] {
            let mut scenario = scenarios::read(key);
            scenario["components"][1]["name"] = long.into();
            scenario["components"][2]["name"] = "Unbreakably-long-hostname.example.org".into();
            scenarios::open_value(page, key, &scenario);
            page.click(&command("fit"));
            // Large letters stand in lines of their own height, and reach a little beyond them.
            let script = "return [...document.querySelectorAll('.card-name')]
                .filter(e => e.scrollWidth > e.clientWidth + 1
                    || e.scrollHeight > e.clientHeight + 1 + 0.3 * parseFloat(getComputedStyle(e).fontSize)
                    || e.getBoundingClientRect().bottom > e.closest('.card').getBoundingClientRect().bottom)
                .map(e => e.textContent)";
            let cut = page.browser().run(script, &[]);
            assert_eq!(cut, serde_json::json!([]), "{key}");
        }
    });
}

#[test]
fn a_drawing_out_of_sight_has_a_way_back() {
    visit("/", |page| {
        page.wait_for_element(&card("web-1"));
        assert!(!page.shows("[data-action='back']"));
        for _ in 0..4 {
            page.wheel(page.middle("#canvas"), 600);
        }
        page.click("[data-action='back']");
        page.wait_until("it is seen", |page| {
            let at = page.middle(&card("web-1"));
            at.y > 60.0 && at.y < 700.0
        });
        page.wait_until("the button goes", |page| {
            !page.shows("[data-action='back']")
        });
    });
}

#[test]
fn a_region_dropped_beside_a_card_pushes_it_out_of_its_frame() {
    visit("/", |page| {
        page.wait_for_element(&card("web-1"));
        let at: Point = page.middle(&card("web-1")).offset(0.0, 150.0);
        let entry = page.middle("[data-palette='region']");
        page.drag(Pointer::Mouse, &[entry, at]);
        page.wait_for_element(&region("region-1"));
        let script = "
            const frame = document.querySelector(\"[data-region='region-1']\").getBoundingClientRect();
            return [...document.querySelectorAll('.card')].filter(card => {
                const r = card.getBoundingClientRect();
                return r.left < frame.right && r.right > frame.left && r.top < frame.bottom && r.bottom > frame.top;
            }).length";
        page.wait_until("no card is in it", |page| {
            page.browser().run(script, &[]) == 0
        });
        let _ = drop_part(
            page,
            Pointer::Mouse,
            "server",
            page.middle(&region("region-1")),
        );
        assert_eq!(page.browser().run(script, &[]), 1, "but its own");
    });
}

#[test]
fn a_large_drawing_has_a_minimap_that_moves_the_view() {
    visit("/", |page| {
        page.wait_for_element(&card("web-1"));
        assert!(!page.shows(".minimap"), "three parts need none");
        // Three times doubled: over twenty parts.
        for _ in 0..3 {
            page.press("Control+a");
            page.press("Control+d");
        }
        page.wait_for_element(".minimap");
        page.press("f");
        page.wait_until("all is in sight, and no way to be shown", |page| {
            !page.shows(".minimap")
        });
        page.press("Control+0");
        page.wait_until("the minimap is there", |page| page.shows(".minimap"));
        let before = page.middle(&card("web-1"));
        let corner = page.middle(".minimap").offset(-70.0, -40.0);
        page.drag(Pointer::Mouse, &[corner, corner.offset(140.0, 80.0)]);
        page.wait_until("the view moves", |page| {
            let now = page.middle(&card("web-1"));
            (now.x - before.x).hypot(now.y - before.y) > 50.0
        });
    });
}

#[test]
fn a_locked_drawing_stays_as_it_is_and_says_so_and_parts_are_killed_all_the_same() {
    visit("/", |page| {
        wait_until_served(page);
        let (before, lock) = (components(page), command("lock"));
        let at = |page: &Page| page.middle(&card("web-1"));
        let place = at(page);
        page.click(&format!(".view-controls {lock}"));
        page.drag(Pointer::Mouse, &[place, place.offset(90.0, 60.0)]);
        let says_so = |page: &Page| {
            let told = page.texts("#messages [role='status']");
            told.iter().any(|told| told.contains("is locked"))
        };
        page.wait_until("it is said", says_so);
        // The view has moved, and all of the drawing with it.
        page.wait_until("the view moves", |page| at(page) != place);
        page.enter(".top-title", "Another");
        page.wait_until("the title is as it was", |page| {
            page.value(".top-title").as_deref() != Some("Another")
        });
        power(page, &card("web-1"));
        page.wait_until("it is dead", |page| {
            page.attribute(&card("web-1"), "data-state").as_deref() == Some("dead")
        });
        page.press("Control+Shift+l");
        page.wait_until("nothing is locked", |page| !says_so(page));
        let free = page.middle(&card("web-1")).offset(0.0, 170.0);
        let new = drop_part(page, Pointer::Mouse, "server", free);
        assert_eq!(components(page), [before, vec![new]].concat());
    });
}
