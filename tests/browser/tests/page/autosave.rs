//! Nothing is lost: links, files, and what one did last.

use topple_browser_tests::engine::{Engine, left_out_in};
use topple_browser_tests::{Page, visit};

use crate::hands::{card, command, components, flagged, wait_until_served};
use crate::scenarios;

/// Opens two balancers, and returns the page's address once it holds the scenario.
fn linked(page: &Page) -> String {
    scenarios::open(page, "two-balancers");
    page.wait_for("the address holds the scenario", |page| {
        Some(page.address_bar()).filter(|url| url.contains("#s="))
    })
}

fn complaint(page: &Page) -> String {
    page.wait_for_element("#messages [role='alert']");
    page.text("#messages [role='alert']").unwrap_or_default()
}

/// Where the parts lie, in pixels from the first: the view as a whole may be another.
fn places(page: &Page, parts: &[String]) -> Vec<[i64; 2]> {
    let first = page.middle(&card(&parts[0]));
    let from_first = |id: &String| {
        let at = page.middle(&card(id));
        [
            (at.x - first.x).round() as i64,
            (at.y - first.y).round() as i64,
        ]
    };
    parts.iter().map(from_first).collect()
}

#[test]
fn a_link_opens_the_same_in_a_new_tab() {
    visit("/", |page| {
        let link = linked(page);
        let (parts, flags) = (components(page), flagged(page));
        let places = places(page, &parts);
        page.open_in_new_tab(&link);
        page.wait_until("the same parts", |page| components(page) == parts);
        page.wait_until("the same flags", |page| flagged(page) == flags);
        assert_eq!(self::places(page, &parts), places, "at the same places");
        wait_until_served(page);
    });
}

#[test]
fn the_share_dialog_gives_the_link_of_the_address_bar() {
    visit("/", |page| {
        let link = linked(page);
        page.click(&command("share"));
        page.wait_for_element("[data-share='link']");
        assert_eq!(
            page.value("[data-share='link']").as_deref(),
            Some(link.as_str())
        );
    });
}

#[test]
fn a_damaged_link_is_told_and_leaves_the_work_in_hand() {
    visit("/", |page| {
        let link = linked(page);
        let parts = components(page);
        let damaged = format!("{}x!x", &link[..link.len() - link.len() / 4]);
        // Into the address bar of the page at hand, and then as one follows it from elsewhere.
        page.browser()
            .run("location.href = arguments[0]", &[damaged.clone().into()]);
        assert!(
            complaint(page).contains("link"),
            "it is told that the link is at fault"
        );
        assert_eq!(components(page), parts);
        page.open_in_new_tab(&damaged);
        assert!(complaint(page).contains("link"));
        page.wait_until("one's own last work is there", |page| {
            components(page) == parts
        });
    });
}

#[test]
fn a_broken_file_is_told_and_leaves_the_work_in_hand() {
    let broken = [
        (
            "cut.json",
            r#"{ "topple": 1, "components": [ { "id": "a""#,
            "",
        ),
        (
            "wrong.json",
            r#"{ "topple": 1, "components": [ { "id": "a", "kind": "server", "at": [0, 0], "workers": 0 }, { "id": "b", "kind": "toaster", "at": [0, 0] } ] }"#,
            "components[0].workers",
        ),
        ("picture.json", "\u{0}PNG\u{1}\u{2}", ""),
    ];
    for (name, text, named) in broken {
        visit("/", |page| {
            linked(page);
            let parts = components(page);
            page.choose_file("input[type=file]", &scenarios::written(name, text));
            let complaint = complaint(page);
            assert!(
                complaint.contains("file") && complaint.contains(named),
                "{name}: {complaint}"
            );
            assert_eq!(components(page), parts, "{name}");
            wait_until_served(page);
        });
    }
}

#[test]
fn a_link_that_is_pasted_opens_beside_ones_own_work() {
    if left_out_in(
        &[Engine::Firefox],
        "what a script of the driver pastes has no text in the page",
    ) {
        return;
    }
    visit("/", |page| {
        let link = linked(page);
        let parts = components(page);
        page.click(&command("new"));
        page.wait_until("the canvas is empty", |page| components(page).is_empty());
        let script = "
            const data = new DataTransfer();
            data.setData('text/plain', arguments[0]);
            document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
        let paste = |text: String| page.browser().run(script, &[text.into()]);
        paste(format!("Look at this: <{link}>, it falls over"));
        page.wait_until("it opens", |page| components(page) == parts);
        // Dragged here it is the same; a text that is dragged into a field is the field's.
        page.click(&command("new"));
        page.wait_until("the canvas is empty", |page| components(page).is_empty());
        let script = "
            const data = new DataTransfer();
            data.setData('text/plain', arguments[0]);
            return [document.querySelector('.top-title'), document.body].map(onto => {
                const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
                onto.dispatchEvent(event);
                return event.defaultPrevented;
            });";
        let taken = page.browser().run(script, &[link.as_str().into()]);
        assert_eq!(taken, serde_json::json!([false, true]));
        page.wait_until("it opens", |page| components(page) == parts);
        paste(format!("{}x!x", &link[..link.len() - link.len() / 4]));
        assert!(
            complaint(page).contains("link"),
            "what is wrong is the link"
        );
        assert_eq!(components(page), parts);
    });
}

#[test]
fn work_without_a_pause_is_saved_all_the_same() {
    visit("/", |page| {
        page.wait_for_element("#inspector .panel-head");
        page.focus(&card("web-1"));
        let before = page.address_bar();
        // Ten nudges a second: less than the rest after which one that pauses is saved.
        let nudging = "
            window.nudging = setInterval(() => document.activeElement.dispatchEvent(
                new KeyboardEvent('keydown', { key: 'ArrowRight', code: 'ArrowRight', altKey: true, bubbles: true, cancelable: true })), 100);";
        page.browser().run(nudging, &[]);
        page.wait_until("it is saved while it goes on", |page| {
            page.address_bar() != before
        });
        page.browser().run("clearInterval(nudging)", &[]);
    });
}

#[test]
fn where_the_program_falls_over_its_notice_gives_out_the_work_as_a_file() {
    if left_out_in(
        &[Engine::Firefox],
        "an error that a script of the driver makes is none of the page's",
    ) {
        return;
    }
    visit("/", |page| {
        linked(page);
        page.wait_until("it is saved", |page| {
            let last = "return localStorage.getItem('topple.last') !== null";
            page.browser().run(last, &[]) == serde_json::json!(true)
        });
        page.press("Control+k");
        page.wait_for_element("[data-find]");
        // What a browser tells the window where memory has run out.
        let script = "
            const make = URL.createObjectURL;
            URL.createObjectURL = blob => { blob.text().then(text => { window.rescued = text; }); return make(blob); };
            const error = new WebAssembly.RuntimeError('unreachable');
            dispatchEvent(new ErrorEvent('error', { message: `${error}`, error }));";
        page.browser().run(script, &[]);
        page.wait_for_element("#crash a[download]");
        let told = page.text("#crash").unwrap_or_default();
        assert!(
            told.contains("fell over") && told.contains("unreachable"),
            "{told}"
        );
        let script = "
            const file = document.querySelector('#crash a[download]'), { x, y, width, height } = file.getBoundingClientRect();
            const hit = document.elementFromPoint(x + width / 2, y + height / 2);
            return [hit === file, document.activeElement === file];";
        let reached = page.browser().run(script, &[]);
        assert_eq!(
            reached,
            serde_json::json!([true, true]),
            "by pointer, and by key"
        );
        page.wait_until("it is the scenario", |page| {
            let text = page.browser().run("return window.rescued ?? ''", &[]);
            text.as_str().is_some_and(|text| text.contains("\"lb-2\""))
        });
    });
}

#[test]
fn what_was_drawn_is_there_when_one_comes_back() {
    visit("/", |page| {
        linked(page);
        let parts = components(page);
        page.open_in_new_tab(&page.url("/"));
        page.wait_until("the last work is there", |page| components(page) == parts);
    });
}
