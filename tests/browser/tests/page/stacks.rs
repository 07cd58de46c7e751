//! Parts that are alike behind one card: opened and closed by a click, each a light that is killed by one.

use serde_json::json;
use topple_browser_tests::{Page, visit};

use crate::hands::{card, components};
use crate::scenarios;

const SERVERS: [&str; 3] = ["web-1", "web-2", "web-3"];

/// Users, a balancer, three servers that are alike, and a database.
fn open(page: &Page) {
    page.wait_for_element("#canvas .card");
    let mut components = vec![
        json!({"id": "users", "kind": "client", "at": [-400, 0]}),
        json!({"id": "lb-1", "kind": "load_balancer", "at": [-200, 0]}),
        json!({"id": "db-1", "kind": "database", "at": [200, 0]}),
    ];
    let mut links = vec![json!({"from": "users", "to": "lb-1"})];
    for (i, id) in SERVERS.iter().enumerate() {
        components.push(json!({"id": id, "kind": "server", "at": [0, i * 120]}));
        links.push(json!({"from": "lb-1", "to": id}));
        links.push(json!({"from": id, "to": "db-1"}));
    }
    let drawing = json!({"topple": 1, "title": "Pool", "components": components, "links": links});
    let file = scenarios::written("pool.json", &drawing.to_string());
    page.choose_file("input[type=file]", &file);
    page.wait_for_element(&card("web-3"));
}

fn lights(page: &Page) -> Vec<bool> {
    let script = "return [...document.querySelectorAll('[data-light]')].map(e => e.dataset.alive === 'true')";
    let lights = page.browser().run(script, &[]);
    let lights = lights.as_array().into_iter().flatten();
    lights.filter_map(serde_json::Value::as_bool).collect()
}

#[test]
fn a_click_puts_what_is_alike_behind_one_card_whose_lights_are_killed_one_by_one() {
    visit("/", |page| {
        open(page);
        let button = format!("{} [data-action='stack']", card("web-1"));
        page.focus(&card("web-1"));
        page.click(&button);
        page.wait_until("three are one", |page| components(page).len() == 4);
        assert_eq!(lights(page), [true; 3]);
        assert_eq!(
            page.text(&format!("{} .card-times", card("web-1")))
                .as_deref()
                .map(str::trim),
            Some("×3")
        );

        page.click("[data-light='web-2']");
        page.wait_until("its light is out", |page| {
            lights(page) == [true, false, true]
        });
        let state = |page: &Page| page.attribute(&card("web-1"), "data-state");
        assert_eq!(state(page).as_deref(), Some("alive"), "two live");
        let said = page.attribute(&card("web-1"), "aria-label");
        let said = said.unwrap_or_default();
        assert!(said.contains("stack of 3, 2 of them alive"), "{said}");

        page.click(&format!("{} [data-action='power']", card("web-1")));
        page.wait_until("all are dead", |page| {
            state(page).as_deref() == Some("dead") && lights(page) == [false; 3]
        });

        page.click(&button);
        page.wait_until("they stand apart", |page| components(page).len() == 6);
        assert_eq!(
            page.count(&format!("{}[data-state='dead']", "[data-kind='server']")),
            3
        );
    });
}

#[test]
fn the_keyboard_closes_and_opens_a_stack_and_keeps_its_focus() {
    visit("/", |page| {
        open(page);
        page.focus(&card("web-2"));
        page.wait_for_element(&format!("{}[data-selected='true']", card("web-2")));
        page.press("s");
        page.wait_until("three are one", |page| components(page).len() == 4);
        let focused = |page: &Page, id: &str| {
            let script = "return document.activeElement?.dataset?.component ?? ''";
            page.browser().run(script, &[]).as_str() == Some(id)
        };
        page.wait_until("it has the focus", |page| focused(page, "web-1"));
        page.press("k");
        page.wait_until("all are dead", |page| lights(page) == [false; 3]);
        page.press("s");
        page.wait_until("they stand apart", |page| components(page).len() == 6);
        page.wait_until("the first has the focus", |page| focused(page, "web-1"));
    });
}
