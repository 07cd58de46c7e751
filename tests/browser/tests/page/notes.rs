//! Notes on the canvas, colours, labels of links.

use serde_json::json;
use topple_browser_tests::action::{self, Point, Pointer};
use topple_browser_tests::{Page, visit};

use crate::hands::card;
use crate::scenarios;

const NOTE: &str = "[data-note='note-1']";

fn types(page: &Page, text: &str) {
    page.wait_for_element(".note-field");
    page.browser().perform(&[action::typing(text)]);
}

fn says(page: &Page) -> String {
    page.text(&format!("{NOTE} .note-text")).unwrap_or_default()
}

#[test]
fn a_double_click_on_the_ground_writes_a_note_there_and_it_outlives_a_reload() {
    visit("/", |page| {
        page.wait_for_element(&card("web-1"));
        let beside = page.middle(&card("web-1"));
        let at = Point {
            x: beside.x,
            y: beside.y + 160.0,
        };
        // On a busy machine two taps may be too far apart to be one double click.
        page.wait_until("a note is written", |page| {
            if !page.shows(".note-field") {
                page.browser().perform(&[Pointer::Mouse.double_tap(at)]);
                std::thread::sleep(std::time::Duration::from_millis(500));
            }
            page.shows(".note-field")
        });
        types(page, "Down every Sunday");
        page.press("Enter");
        page.browser().perform(&[action::typing("at four")]);
        page.press("Escape");
        page.wait_until("it is written", |page| says(page).contains("at four"));
        assert!(says(page).starts_with("Down every Sunday"));
        assert!(!page.shows(".note-field"));
        let middle = page.middle(NOTE);
        assert!((middle.y - at.y).abs() < 60.0, "{middle:?} {at:?}");
        page.reload();
        page.wait_until("it is there", |page| says(page).contains("at four"));
    });
}

#[test]
fn a_note_about_a_part_by_key_moves_with_it_and_is_undone_in_one_step() {
    visit("/", |page| {
        page.wait_for_element(&card("web-1"));
        page.click(&format!("{} .card-name", card("web-1")));
        page.press("t");
        types(page, "Ours");
        page.press("Control+Enter");
        page.wait_until("it is written", |page| says(page) == "Ours");
        let label = page.attribute(NOTE, "aria-label");
        assert_eq!(label.as_deref(), Some("Note about web-1: Ours"));
        let (part, note) = (page.middle(&card("web-1")), page.middle(NOTE));
        let to = Point {
            x: part.x + 40.0,
            y: part.y - 80.0,
        };
        page.drag(Pointer::Mouse, &[part, to]);
        let (moved, with) = (page.middle(&card("web-1")), page.middle(NOTE));
        assert!((moved.y - part.y).abs() > 20.0);
        assert!((with.y - note.y - (moved.y - part.y)).abs() < 1.5);
        page.press("Control+z");
        page.press("Control+z");
        page.wait_until("it was never there", |page| !page.shows(NOTE));
    });
}

#[test]
fn what_is_written_is_there_when_the_page_is_loaded_again_at_once() {
    visit("/", |page| {
        let mut written = Vec::new();
        for word in ["One", "Two", "Three", "Four", "Five"] {
            page.wait_for_element("#inspector .panel-head");
            page.click(&format!("{} .card-name", card("web-1")));
            page.press("t");
            types(page, word);
            page.press("Control+Enter");
            page.reload();
            written.push(word);
            page.wait_until(word, |page| page.texts(".note-text") == written);
        }
    });
}

#[test]
fn a_note_is_of_plain_text() {
    visit("/", |page| {
        let mut scenario = scenarios::read("two-balancers");
        scenario["notes"] =
            json!([{ "at": [0, -300], "text": "<b id='bold'>bold</b> & <img src=x>" }]);
        scenarios::open_value(page, "notes", &scenario);
        page.wait_until("it is shown", |page| says(page).contains("<b id="));
        assert_eq!(page.count("#bold, .note img"), 0);
    });
}

#[test]
fn colours_are_chosen_in_the_inspector_and_in_the_menu_and_are_told() {
    visit("/", |page| {
        page.wait_for_element(&card("web-1"));
        page.click(&format!("{} .card-name", card("web-1")));
        page.click("#inspector [data-command='colour_teal']");
        let colour = |page: &Page, id: &str| page.attribute(&card(id), "data-colour");
        page.wait_until("it is teal", |page| {
            colour(page, "web-1").as_deref() == Some("teal")
        });
        let pressed = page.attribute("#inspector [data-command='colour_teal']", "aria-pressed");
        assert_eq!(pressed.as_deref(), Some("true"));
        let label = page
            .attribute(&card("web-1"), "aria-label")
            .unwrap_or_default();
        assert!(label.contains("teal"), "{label}");
        page.press("Control+a");
        page.press("Shift+F10");
        page.click(".menu [data-command='colour_pink']");
        for id in ["users", "web-1", "db-1"] {
            page.wait_until("it is pink", |page| {
                colour(page, id).as_deref() == Some("pink")
            });
        }
        page.press("Control+z");
        page.wait_until("it is teal again", |page| {
            colour(page, "web-1").as_deref() == Some("teal")
        });
    });
}

#[test]
fn a_label_is_written_on_the_link_whole_and_above_the_cards() {
    visit("/", |page| {
        let mut scenario = scenarios::read("two-balancers");
        scenario["links"][0]["label"] = "Everything that anybody asks for, today".into();
        scenario["links"][0]["color"] = "violet".into();
        scenarios::open_value(page, "labels", &scenario);
        page.click(".view-zoom");
        page.wait_for_element(".link-label");
        let script = "const label = document.querySelector('.link-label');
            const place = label.getBoundingClientRect();
            const cards = [...document.querySelectorAll('.card')].map(c => c.getBoundingClientRect());
            return {
                whole: label.scrollWidth <= label.clientWidth + 1,
                covered: cards.some(c => c.left < place.right && place.left < c.right
                    && c.top < place.bottom && place.top < c.bottom),
                text: label.textContent,
            }";
        let label = page.browser().run(script, &[]);
        assert_eq!(
            label,
            json!({ "whole": true, "covered": false, "text": "Everything that anybody asks for, today" })
        );
    });
}
