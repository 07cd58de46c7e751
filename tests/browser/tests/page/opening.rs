//! The first ten seconds.

use serde_json::json;
use topple_browser_tests::{Page, Visit, visit};

use crate::hands::{components, flagged, served, wait_until_served};
use crate::scenarios;

#[test]
fn the_first_view_is_a_small_system_with_two_red_flags() {
    visit("/", |page| {
        page.wait_until("users, a server and a database", |page| {
            ["client", "server", "database"]
                .iter()
                .all(|kind| page.shows(&format!("[data-component][data-kind='{kind}']")))
        });
        assert_eq!(components(page).len(), 3);
        page.wait_until("two flags", |page| flagged(page).len() == 2);
        assert_eq!(
            page.text("#verdicts [data-headline]").as_deref(),
            Some("2 single points of failure")
        );
        assert_eq!(page.count("#verdicts [data-verdict-of]"), 2);
        assert!(
            page.text("body")
                .is_some_and(|text| text.contains("Kill something.")),
            "one line invites"
        );
        for id in flagged(page) {
            let card = page
                .text(&format!("[data-component='{id}']"))
                .unwrap_or_default()
                .to_lowercase();
            assert!(
                card.contains("single point of failure"),
                "the flag of {id} is in words: {card}"
            );
        }
    });
}

#[test]
fn requests_move_and_are_served_from_the_start() {
    visit("/", |page| {
        wait_until_served(page);
        let first = traffic(page);
        page.wait_until("the picture of the traffic changes", |page| {
            traffic(page) != first
        });
        assert!(served(page).is_some_and(|per_cent| per_cent > 99.0));
    });
}

/// What is painted in the layer of moving requests.
fn traffic(page: &Page) -> String {
    let script = "return [...document.querySelectorAll('#canvas canvas')].at(-1).toDataURL()";
    page.browser()
        .run(script, &[])
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn nothing_is_fetched_from_elsewhere() {
    visit("/", |page| {
        wait_until_served(page);
        let script = "return performance.getEntriesByType('resource').map(e => e.name).filter(name => !name.startsWith(location.origin) && !name.startsWith('data:'))";
        let foreign = page.browser().run(script, &[]);
        assert_eq!(foreign, serde_json::json!([]));
    });
}

#[test]
fn the_built_folder_works_under_any_path() {
    Visit::default()
        .under("/some/where/else/")
        .run("/", wait_until_served);
}

#[test]
fn the_invitation_lies_beside_the_palette_and_goes_with_the_first_fault() {
    visit("/", |page| {
        let scenario = json!({
            "topple": 2,
            "components": [
                { "id": "web-1", "kind": "server", "at": [0, 0] },
                { "id": "web-2", "kind": "server", "at": [900, 0] },
                { "id": "db-1", "kind": "database", "at": [900, 400] },
            ],
            "links": [{ "from": "web-1", "to": "db-1" }],
            "script": [{ "at_s": 3, "do": "cut", "target": "web-1>db-1" }],
        });
        scenarios::open_value(page, "left.json", &scenario);
        page.wait_for_element(".invitation");
        let script = "
            const left = document.querySelector('.invitation').getBoundingClientRect().left;
            return left - document.querySelector('#palette').getBoundingClientRect().right";
        let gap = page.browser().run(script, &[]);
        assert!(gap.as_f64().is_some_and(|gap| gap > 0.0), "{gap}");
        page.wait_until("a link is cut", |page| page.count(".invitation") == 0);
    });
}
