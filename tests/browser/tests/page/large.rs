//! Large drawings: what is an element, what is painted, and what an idle page costs.

use serde_json::{Value, json};
use topple_browser_tests::action::{Point, Pointer};
use topple_browser_tests::{Page, visit};

use crate::hands::card;
use crate::scenarios;

/// Servers of the drawing, in rows of twenty.
const SERVERS: usize = 200;

/// Users, two balancers, and a pool behind both.
fn drawing() -> Value {
    let mut components = vec![
        json!({"id": "users", "kind": "client", "at": [-400, 0]}),
        json!({"id": "lb-1", "kind": "load_balancer", "at": [-200, -100]}),
        json!({"id": "lb-2", "kind": "load_balancer", "at": [-200, 100]}),
    ];
    let mut links = vec![
        json!({"from": "users", "to": "lb-1"}),
        json!({"from": "users", "to": "lb-2"}),
    ];
    for i in 0..SERVERS {
        let (id, row, column) = (format!("web-{i}"), i / 20, i % 20);
        // No two are alike: those would stand as one card.
        components.push(
            json!({"id": id, "kind": "server", "workers": 8 + i, "at": [column * 180, row * 120]}),
        );
        for balancer in ["lb-1", "lb-2"] {
            links.push(json!({"from": balancer, "to": id}));
        }
    }
    json!({"topple": 1, "title": "Large", "components": components, "links": links})
}

fn open(page: &Page) {
    page.wait_for_element("#canvas .card");
    let file = scenarios::written("large.json", &drawing().to_string());
    page.choose_file("input[type=file]", &file);
    page.wait_until("it is open", |page| page.count(".minimap") == 1);
}

fn zoom(page: &Page) -> f64 {
    let text = page.text(".view-zoom").unwrap_or_default();
    let number = text.trim_end_matches(['%', ' ', '\u{a0}']);
    number.parse().unwrap_or_else(|_| panic!("{text:?}"))
}

/// How many cards are elements, and how many of these can be seen.
fn cards(page: &Page) -> [u64; 2] {
    let counted = page.browser().run(
        "const canvas = document.getElementById('canvas').getBoundingClientRect();
        const cards = [...document.querySelectorAll('.card')].map(card => card.getBoundingClientRect());
        const seen = cards.filter(it => it.right > canvas.left && it.left < canvas.right
            && it.bottom > canvas.top && it.top < canvas.bottom);
        return [cards.length, seen.length];",
        &[],
    );
    [0, 1].map(|i| counted[i].as_u64().expect("a count"))
}

#[test]
fn of_a_large_drawing_the_cards_that_are_seen_and_can_be_read_are_elements() {
    visit("/", |page| {
        open(page);
        assert!(zoom(page) < 40.0, "all of it is seen");
        page.wait_until("cards from afar are painted", |page| cards(page)[0] <= 1);

        page.click(".view-zoom");
        page.wait_until("near ones are elements", |page| cards(page)[1] > 8);
        let [all, seen] = cards(page);
        assert!(all < 80 && seen > all / 3, "{all} elements, {seen} seen");

        let last = "return [...document.querySelectorAll('.card')].at(-1).dataset.component";
        let before = page.browser().run(last, &[]);
        let before = before.as_str().expect("a card");
        let middle = page.middle("#canvas");
        for _ in 0..4 {
            page.wheel(middle, 400);
        }
        page.wait_until("those that are out of sight are no elements", |page| {
            page.count(&card(before)) == 0
        });
    });
}

#[test]
fn a_card_that_is_painted_is_selected_by_a_click_and_killed_by_a_key() {
    visit("/", |page| {
        open(page);
        page.wait_until("cards from afar are painted", |page| cards(page)[0] <= 1);
        let seen = page.browser().run(
            "const style = new DOMMatrix(getComputedStyle(document.querySelector('.world')).transform);
            const canvas = document.getElementById('canvas').getBoundingClientRect();
            return [canvas.x + style.e + style.a * 5 * 180, canvas.y + style.f + style.d * 3 * 120];",
            &[],
        );
        let [x, y] = [0, 1].map(|i| seen[i].as_f64().expect("a place"));
        page.tap(Pointer::Mouse, Point { x, y });
        page.wait_for_element(&format!("{}[data-selected='true']", card("web-65")));
        page.press("k");
        page.wait_for_element(&format!("{}[data-state='dead']", card("web-65")));
    });
}

#[test]
fn a_page_that_rests_asks_for_no_frame() {
    visit("/", |page| {
        open(page);
        page.wait_until("the nines are found out", |page| {
            page.text("[data-findings='nines'] .findings-summary")
                .is_some_and(|text| text.ends_with('%') && !text.starts_with("looking"))
        });
        page.focus("#canvas");
        page.press(" ");
        page.browser().run(
            "window.frames_asked = 0;
            const ask = window.requestAnimationFrame.bind(window);
            window.requestAnimationFrame = draw => { window.frames_asked += 1; return ask(draw); };",
            &[],
        );
        let asked = |page: &Page| page.browser().run("return window.frames_asked", &[]);
        page.wait_until("the page comes to rest", |page| {
            let before = asked(page);
            std::thread::sleep(std::time::Duration::from_millis(600));
            before == asked(page)
        });
    });
}
