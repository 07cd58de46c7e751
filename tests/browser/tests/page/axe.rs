//! axe-core finds nothing, in every state of the page and however it is looked at; and nothing is too small to be hit.

use serde_json::{Value, json};
use topple_browser_tests::axe::findings;
use topple_browser_tests::browser::{Theme, Viewport};
use topple_browser_tests::engine::{Engine, left_out_in};
use topple_browser_tests::{Page, Visit};

use crate::hands::{card, command, components};
use crate::scenarios;

/// A state of the page: its name, and how one gets there from the page as it opens.
type State = (&'static str, fn(&Page));

const STATES: &[State] = &[
    ("start", |_| {}),
    ("empty", |page| {
        press(page, &command("new"));
        page.wait_until("it is empty", |page| components(page).is_empty());
    }),
    ("part", |page| {
        page.focus(&card("web-1"));
        page.wait_for("it is selected", |page| selected(page, 1));
    }),
    ("link", |page| {
        page.focus(&card("web-1"));
        page.press("n");
        page.wait_until("it is selected", |page| {
            page.count("#inspector .inspector-link") == 1
        });
    }),
    ("region", |page| {
        open(page, "two-regions");
        page.focus("[data-region='west'] .region-title");
        page.wait_until("it is selected", |page| {
            page.count("[data-region][data-selected='true']") == 1
        });
    }),
    ("several", |page| {
        page.focus(&card("web-1"));
        page.press("Control+a");
        page.wait_for("all are selected", |page| selected(page, 3));
    }),
    ("link being drawn", |page| {
        page.focus(&card("web-1"));
        page.press("l");
        page.wait_for_element("#canvas[data-gesture='link']");
    }),
    ("rename", |page| {
        page.focus(&card("web-1"));
        page.press("F2");
        page.wait_for_element(".rename");
    }),
    ("menu", |page| {
        page.focus(&card("web-1"));
        page.press("Shift+F10");
        page.wait_for_element(".menu");
    }),
    ("help", |page| dialog(page, &command("help"))),
    ("share", |page| dialog(page, &command("share"))),
    ("templates", |page| dialog(page, "[data-dialog='gallery']")),
    ("lessons", |page| dialog(page, "[data-dialog='lessons']")),
    ("my scenarios", |page| {
        page.focus(&card("web-1"));
        page.press("d");
        page.wait_until("it is saved", |page| page.address_bar().contains("#s="));
        dialog(page, &command("scenarios"));
        page.wait_for_element("dialog .scenario");
    }),
    ("finder", |page| {
        page.press("Control+k");
        page.wait_for_element("[data-find]");
    }),
    ("chaos", |page| {
        press(page, ".top-chaos");
        page.wait_for_element(".popover");
    }),
    ("lesson under way", |page| {
        dialog(page, "[data-dialog='lessons']");
        press(page, "[data-lesson-key='one-server']");
        page.wait_until("it has begun", |page| page.count("#lesson") == 1);
        press(page, "[data-hint]");
    }),
    ("lesson done", |page| {
        dialog(page, "[data-dialog='lessons']");
        press(page, "[data-lesson-key='one-server']");
        page.wait_until("it has begun", |page| page.count("#lesson") == 1);
        press(page, &power(&card("web-1")));
        page.wait_until("it is done", |page| page.count("[data-lesson-done]") == 1);
    }),
    ("dead system", |page| {
        for id in ["web-1", "db-1"] {
            press(page, &power(&card(id)));
        }
        page.focus(&card("web-1"));
        page.wait_until("the panel tells of it", |page| {
            page.count("#inspector [data-command='revive']") == 1
        });
    }),
    ("failover and its log", |page| {
        open(page, "standby");
        press(page, &power(&card("db-1")));
        page.wait_until("another is primary", |page| {
            page.texts("#log [data-log-about='db-2']").len() > 1
        });
    }),
    ("script", |page| {
        let mut scenario = scenarios::read("two-balancers");
        scenario["script"] = json!([
            { "at_s": 1, "do": "say", "text": "A balancer dies." },
            { "at_s": 1, "do": "kill", "target": "lb-1" },
        ]);
        scenarios::open_value(page, "script.json", &scenario);
        page.wait_until("it is dead", |page| {
            page.attribute(&card("lb-1"), "data-state").as_deref() == Some("dead")
        });
    }),
    ("make a lesson", |page| {
        dialog(page, &command("make-lesson"));
    }),
    ("an import", |page| {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../crates/import/tests/cases/compose/sock-shop.compose.yaml"
        );
        page.choose_file("#file", file.as_ref());
        page.wait_until("it is drawn", |page| components(page).len() > 10);
    }),
    ("a file that cannot be opened", |page| {
        let file = scenarios::written("broken-for-axe.json", "{");
        page.choose_file("input[type=file]", &file);
        page.wait_until("it is told", |page| {
            page.count("#messages [role='alert']") == 1
        });
    }),
    ("embed", |page| embed(page, "embed&autoplay")),
    ("embed that only shows", |page| {
        embed(page, "embed&readonly");
    }),
    ("verdicts as a sheet", |page| sheet(page, "verdicts")),
    ("inspector as a sheet", |page| sheet(page, "inspector")),
    ("log as a sheet", |page| sheet(page, "log")),
    ("palette as a sheet", |page| sheet(page, "add")),
    ("more", |page| {
        press(page, ".top-more-toggle");
        page.wait_until("it is open", |page| {
            page.count(".top-more[data-open='true']") == 1
        });
    }),
];

/// Presses a button wherever it is, seen or not: narrow screens keep some in a menu.
fn press(page: &Page, selector: &str) {
    page.wait_until(selector, |page| page.count(selector) > 0);
    let script = "document.querySelector(arguments[0]).click()";
    page.browser().run(script, &[json!(selector)]);
}

fn power(element: &str) -> String {
    format!("{element} [data-action='power']")
}

fn selected(page: &Page, count: u64) -> Option<()> {
    (page.count("[data-component][data-selected='true']") == count).then_some(())
}

fn dialog(page: &Page, button: &str) {
    press(page, button);
    page.wait_until("the dialog is open", |page| page.count("dialog[open]") == 1);
}

fn open(page: &Page, name: &str) {
    scenarios::open(page, name);
}

fn embed(page: &Page, query: &str) {
    open(page, "two-balancers");
    page.wait_until("there is a link", |page| page.address_bar().contains("#s="));
    let (_, fragment) = page.address_bar().split_once('#').map_or_else(
        || panic!("there is one"),
        |(address, fragment)| (address.to_owned(), fragment.to_owned()),
    );
    page.go(&format!("/?{query}#{fragment}"));
    page.wait_for_element(&card("db-1"));
}

fn sheet(page: &Page, name: &str) {
    page.focus(&card("web-1"));
    let tab = format!("[data-tab='{name}']");
    if page.shows(&tab) && page.attribute(&tab, "aria-pressed").as_deref() != Some("true") {
        press(page, &tab);
    }
}

/// What outside the drawing is smaller than 24 pixels along a side and can be pressed.
fn too_small(page: &Page) -> Vec<String> {
    let script = "
        const shown = e => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
        const all = document.querySelectorAll('button, input, select, textarea, summary, a[href], [role=button], [role=menuitem], [role=option], [role=slider], [role=tab]');
        return [...all].filter(e => shown(e) && !e.closest('#canvas') && e.type !== 'file').map(e => {
            const label = e.labels?.[0], own = e.getBoundingClientRect(), around = label?.contains(e) ? label.getBoundingClientRect() : own;
            return [Math.max(own.width, around.width), Math.max(own.height, around.height), e];
        }).filter(([width, height]) => Math.min(width, height) < 23.9)
          .map(([width, height, e]) => `too small, ${Math.round(width)} × ${Math.round(height)}: ${e.outerHTML.slice(0, 140)}`);";
    strings(&page.browser().run(script, &[]))
}

fn strings(value: &Value) -> Vec<String> {
    let all = value.as_array().into_iter().flatten();
    all.filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}

/// The page as on the first visit, in a browser that was here before.
fn afresh(page: &Page) {
    // A page that goes may leave something behind, so it is all forgotten from another of its site.
    page.go("/sw.js");
    let script = "
        const done = arguments[0];
        localStorage.clear();
        sessionStorage.clear();
        const gone = indexedDB.deleteDatabase('topple');
        gone.onsuccess = gone.onerror = gone.onblocked = () => done();";
    let body = json!({ "script": script, "args": [] });
    page.browser().session().post("/execute/async", &body);
    page.go("/");
    page.wait_until("the page stands", |page| {
        page.count("#inspector .panel-head") > 0 && page.shows("#canvas")
    });
}

/// Goes through all states and says what is found in which.
fn look(look: &str, visit: &Visit) {
    if left_out_in(
        &[Engine::Firefox],
        "axe reads markup and colours, which are the same in all engines",
    ) {
        return;
    }
    let only = std::env::var("TOPPLE_AXE_STATE").unwrap_or_default();
    let mut found: Vec<(String, Vec<&str>)> = Vec::new();
    visit.clone().run("/", |page| {
        for (state, get_there) in STATES.iter().filter(|(name, _)| name.contains(&only)) {
            afresh(page);
            get_there(page);
            // What is faded in is judged once it is there.
            std::thread::sleep(std::time::Duration::from_millis(400));
            let mut here = findings(page.browser());
            here.extend(too_small(page));
            for finding in here {
                match found.iter_mut().find(|(known, _)| *known == finding) {
                    Some((_, states)) => states.push(state),
                    None => found.push((finding, vec![state])),
                }
            }
        }
        // A site whose script is gone to as if it were a page lacks an icon.
        page.browser().forget_complaints();
    });
    let told: Vec<String> = found
        .iter()
        .map(|(finding, states)| format!("in {states:?}:\n  {finding}"))
        .collect();
    assert!(told.is_empty(), "{look}:\n{}", told.join("\n"));
}

#[test]
fn nothing_is_found_in_light() {
    look("in light", &Visit::default());
}

#[test]
fn nothing_is_found_in_dark() {
    look("in dark", &Visit::default().in_theme(Theme::Dark));
}

#[test]
fn nothing_is_found_in_forced_colours() {
    look("in forced colours", &Visit::default().in_forced_colours());
}

#[test]
fn nothing_is_found_at_320_pixels() {
    let narrow = Viewport {
        width: 320,
        height: 640,
        mobile: true,
    };
    look("at 320 pixels", &Visit::default().on(narrow));
}

#[test]
fn nothing_is_found_at_400_per_cent() {
    let zoomed = Viewport {
        width: 320,
        height: 256,
        mobile: false,
    };
    look("at 400 %", &Visit::default().on(zoomed).enlarged(4));
}
