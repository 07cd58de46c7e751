//! What people do on this page, in its own words.

use topple_browser_tests::Page;
use topple_browser_tests::action::{Point, Pointer};

/// The selector of a component's card.
pub fn card(id: &str) -> String {
    format!("[data-component='{id}']")
}

/// The selector of a region.
pub fn region(id: &str) -> String {
    format!("[data-region='{id}']")
}

/// The selector of a command's button.
pub fn command(name: &str) -> String {
    format!("[data-command='{name}']")
}

/// The ids of all components, in the page's order.
pub fn components(page: &Page) -> Vec<String> {
    attributes(page, "[data-component]", "data-component")
}

/// The ids of the components that are flagged as single points of failure, sorted.
pub fn flagged(page: &Page) -> Vec<String> {
    let mut flagged = attributes(
        page,
        "[data-component][data-verdict='single-point-of-failure']",
        "data-component",
    );
    flagged.sort();
    flagged
}

fn attributes(page: &Page, selector: &str, name: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll(arguments[0])].map(e => e.getAttribute(arguments[1]))";
    let values = page.browser().run(script, &[selector.into(), name.into()]);
    values
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

/// The per cent that the transport shows as served.
pub fn served(page: &Page) -> Option<f64> {
    page.text("[data-served]")?
        .replace(['%', '\u{a0}', ' '], "")
        .trim()
        .parse()
        .ok()
}

/// Waits until the run goes well: everything asked for is served.
pub fn wait_until_served(page: &Page) {
    page.wait_until("everything is served", |page| {
        served(page).is_some_and(|per_cent| per_cent >= 99.5)
    });
}

/// Drags a palette entry to a place of the view, and returns the id of the component that came of it.
pub fn drop_part(page: &Page, pointer: Pointer, kind: &str, at: Point) -> String {
    let before = components(page);
    let entry = page.middle(&format!("[data-palette='{kind}']"));
    page.drag(pointer, &[entry, at]);
    page.wait_for("a component appears where it was dropped", |page| {
        components(page).into_iter().find(|id| !before.contains(id))
    })
}

/// Drags from one card's port to another card.
pub fn link(page: &Page, pointer: Pointer, from: &str, to: &str) {
    let port = page.middle(&format!("{} [data-port]", card(from)));
    page.drag(pointer, &[port, page.middle(&card(to))]);
}

/// Selects the link between two cards, by a click where its curve passes half way.
pub fn select_link(page: &Page, from: &str, to: &str) {
    let (a, b) = (page.middle(&card(from)), page.middle(&card(to)));
    page.tap(
        Pointer::Mouse,
        Point {
            x: f64::midpoint(a.x, b.x),
            y: f64::midpoint(a.y, b.y),
        },
    );
}

/// Presses the power button of a card or region.
pub fn power(page: &Page, element: &str) {
    page.click(&format!("{element} [data-action='power']"));
}

/// Shows all of the canvas, as the button for that does.
pub fn fit(page: &Page) {
    page.click(&command("fit"));
}

/// The parts as who listens is told of them, a line each.
pub fn listed(page: &Page) -> String {
    let script = "return [...document.querySelectorAll('[aria-label=\"The parts as a list\"] li')].map(e => e.textContent).join('\\n')";
    let list = page.browser().run(script, &[]);
    list.as_str().unwrap_or_default().to_owned()
}

/// What was drawn is the test system: that of the tests which count presses and actions.
///
/// # Panics
/// When it is not.
pub fn is_the_test_system(page: &Page) {
    let kinds = [
        "client",
        "dns",
        "load_balancer",
        "server",
        "cache",
        "database",
    ];
    let counts = kinds.map(|kind| page.count(&format!("[data-kind='{kind}']")));
    assert_eq!(counts, [1, 2, 2, 3, 1, 3]);
    assert_eq!(page.count("[data-region]"), 4);
    let list = listed(page);
    for (from, to) in [
        ("users-1", "dns-1, dns-2"),
        ("dns-2", "lb-1, lb-2"),
        ("lb-2", "web-1, web-2, web-3"),
        ("web-3", "cache-1"),
    ] {
        let line = list
            .lines()
            .find(|line| line.starts_with(&format!("{from},")));
        assert!(
            line.is_some_and(|line| line.contains(&format!("Links to {to}"))),
            "{from} to {to}: {list}"
        );
    }
}
