//! Where the Tab key leads, in the main states: `stops.txt` beside this is read as a person would walk it. A panel is few
//! stops, and their number does not grow with the drawing.

use std::fmt::Write as _;

use expect_test::expect_file;
use serde_json::json;
use topple_browser_tests::engine::{Engine, left_out_in};
use topple_browser_tests::{Page, visit};

use crate::hands::{card, command, components};
use crate::scenarios;

/// More than any state may have.
const MOST: usize = 90;

/// Where the focus is, in a few words: the panel, and what the thing is called.
fn here(page: &Page) -> String {
    let script = "
        const e = document.activeElement;
        if (!e || e === document.body) return 'the page';
        const panel = e.closest('dialog, .menu, .top-bar, #lesson, #canvas, #palette, #verdicts, #inspector, #transport, #log, .view-controls, .minimap, #messages');
        const name = e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || e.title || e.placeholder || '';
        const where = panel ? (panel.id || panel.tagName === 'DIALOG' && 'dialog' || panel.className.split(' ')[0]) : '-';
        return `${where}: ${e.tagName.toLowerCase()} ${name.split(/\\n/)[0].replace(/\\d+([.,:]\\d+)*(\\s*(%|s|ms)\\b)?/g, '#').slice(0, 60).trim()}`;";
    let here = page.browser().run(script, &[]);
    here.as_str().unwrap_or_default().to_owned()
}

/// Walks from the top of the page until it comes round.
fn walk(page: &Page) -> Vec<String> {
    let script = "
        document.activeElement.blur();
        const first = document.createElement('span');
        first.tabIndex = -1;
        document.body.prepend(first);
        first.focus();
        window.walkBegins = first;";
    if page.count("dialog[open], .menu") == 0 {
        page.browser().run(script, &[]);
    }
    let mut stops: Vec<String> = Vec::new();
    loop {
        page.press("Tab");
        let seen = page.browser().run(
            "const e = document.activeElement; const seen = e === document.body || e.dataset.walked === 'yes'; if (e !== document.body) e.dataset.walked = 'yes'; return seen",
            &[],
        );
        if seen == json!(true) {
            return stops;
        }
        stops.push(here(page));
        assert!(stops.len() < MOST, "it goes on and on: {stops:#?}");
    }
}

fn ready(page: &Page) {
    page.wait_for_element("#inspector .panel-head");
    page.wait_for_element("[data-findings='nines']");
    page.press("Space");
    page.wait_for_element("[data-command='play']");
}

type State = (&'static str, fn(&Page));

const STATES: &[State] = &[
    ("the first view, paused", ready),
    ("a server is selected", |page| {
        ready(page);
        page.focus(&card("web-1"));
        page.wait_for_element("#inspector [data-setting='workers']");
    }),
    ("all parts are selected", |page| {
        ready(page);
        page.focus(&card("web-1"));
        page.press("Control+a");
        page.wait_until("they are", |page| {
            page.count("[data-component][data-selected='true']") == 3
        });
    }),
    ("nothing is drawn", |page| {
        ready(page);
        page.click(&command("new"));
        page.wait_until("it is empty", |page| components(page).is_empty());
    }),
    ("a lesson", |page| {
        ready(page);
        page.click("[data-dialog='lessons']");
        page.click("[data-lesson-key='one-server']");
        page.wait_for_element("#lesson");
        page.focus("#canvas");
        page.press("Space");
        page.wait_for_element("[data-command='play']");
    }),
    ("the dialog for sharing", |page| {
        ready(page);
        page.click(&command("share"));
        page.wait_for_element("dialog[open]");
    }),
];

#[test]
fn the_way_of_the_tab_key_is_short_and_known() {
    if left_out_in(
        &[Engine::Firefox],
        "which elements are stops is a setting of these engines",
    ) {
        return;
    }
    let mut all = String::new();
    for (state, get_there) in STATES {
        visit("/", |page| {
            get_there(page);
            let stops = walk(page);
            let _ = writeln!(all, "── {state}: {} stops", stops.len());
            for stop in stops {
                let _ = writeln!(all, "{stop}");
            }
            all.push('\n');
        });
    }
    expect_file!["stops.txt"].assert_eq(&all);
}

#[test]
fn the_number_of_stops_does_not_grow_with_the_drawing() {
    let mut counts = Vec::new();
    for name in ["two-balancers", "five-times"] {
        visit("/", |page| {
            page.wait_for_element("#inspector .panel-head");
            scenarios::open(page, "two-balancers");
            if name == "five-times" {
                for _ in 0..2 {
                    page.focus("#canvas [tabindex='0']");
                    page.press("Control+a");
                    page.press("Control+d");
                }
                page.wait_until("there are many", |page| components(page).len() > 24);
            }
            page.focus("#canvas [tabindex='0']");
            page.press("Control+a");
            page.wait_for_element("[data-findings='nines']");
            let stops = walk(page);
            let of_drawing = |stop: &&String| {
                ["canvas", "verdicts", "log"]
                    .iter()
                    .any(|panel| stop.starts_with(panel))
            };
            counts.push(stops.iter().filter(of_drawing).count());
        });
    }
    assert!(counts[1] <= counts[0] + 2, "{counts:?}");
}

#[test]
fn f6_goes_from_panel_to_panel() {
    visit("/", |page| {
        page.wait_for_element("#inspector .panel-head");
        page.focus(&card("web-1"));
        let mut panels = Vec::new();
        for _ in 0..7 {
            page.press("F6");
            let here = here(page);
            panels.push(here.split(':').next().unwrap_or_default().to_owned());
        }
        assert_eq!(
            panels,
            [
                "palette",
                "verdicts",
                "inspector",
                "transport",
                "log",
                "top-bar",
                "canvas"
            ]
        );
        page.press("Shift+F6");
        assert!(here(page).starts_with("top-bar"), "{}", here(page));
    });
}

#[test]
fn a_list_beside_the_canvas_is_one_stop_and_arrows_walk_it() {
    visit("/", |page| {
        page.wait_for_element("[data-verdict-of='db-1'] .mend");
        page.focus(".verdict-list");
        page.press("ArrowDown");
        let at = |page: &Page| {
            let script = "const e = document.activeElement; return e.className + ' ' + (e.closest('[data-verdict-of]')?.dataset.verdictOf ?? '')";
            let at = page.browser().run(script, &[]);
            at.as_str().unwrap_or_default().to_owned()
        };
        let first = at(page);
        assert!(first.starts_with("verdict-main"), "{first}");
        page.press("ArrowDown");
        assert!(at(page).starts_with("mend"), "{}", at(page));
        page.press("End");
        page.press("ArrowDown");
        assert_eq!(at(page), first, "it goes round");
        page.press("Enter");
        page.wait_until("it is shown on the canvas", |page| {
            page.count("[data-component][data-selected='true']") == 1
        });
    });
}
