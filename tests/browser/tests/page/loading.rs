//! Before the program is there, without it, and without a network.

use std::fs;
use std::time::Duration;

use serde_json::json;
use topple_browser_tests::engine::{Engine, left_out_in};
use topple_browser_tests::page::built_folder;
use topple_browser_tests::site::Trouble;
use topple_browser_tests::{Page, Visit, visit};

use crate::hands::{card, command, components, power, wait_until_served};

const PROGRAM: &str = "_bg.wasm";
const REST: &str = "_rest.wasm";
const EVERYTHING: &str = "";
/// The version of a page that is not built.
const NEWER: &str = "0123456789abcdef";
/// What a page needs to keep itself, and more: it begins two seconds after it stands.
const TIME_TO_KEEP: Duration = Duration::from_secs(5);

fn arrived(page: &Page) -> f64 {
    let script = "return document.querySelector('#loading progress')?.value ?? -1";
    page.browser().run(script, &[]).as_f64().unwrap_or(-1.0)
}

fn told_with(trouble: Trouble, ending: &str) -> String {
    let mut told = String::new();
    Visit::default()
        .with_trouble(ending, trouble)
        .run("/", |page| {
            page.wait_for_element("#loading [role='alert']");
            told = page.text("#loading [role='alert']").unwrap_or_default();
            assert!(!page.shows("#loading progress"), "nothing is on its way");
            page.serve_everything();
            page.click("#loading button");
            wait_until_served(page);
        });
    told
}

/// Waits until the worker has kept this page.
fn wait_until_kept(page: &Page) {
    wait_until_served(page);
    page.wait_until("a worker keeps the page", |page| {
        state_of_worker(page, "active") == "activated"
    });
}

fn state_of_worker(page: &Page, which: &str) -> String {
    // Asked twice, for the look-up takes a moment; a promise that a reload cuts off would never be kept.
    let script = "
        navigator.serviceWorker.getRegistration().then(it => { window.registration = it; });
        return window.registration?.[arguments[0]]?.state ?? 'none';";
    page.browser().run(script, &[json!(which)]);
    std::thread::sleep(Duration::from_millis(50));
    let state = page.browser().run(script, &[json!(which)]);
    state.as_str().unwrap_or_default().to_owned()
}

/// Has the browser look for a new version now; by itself it does so when one comes to the page.
///
/// Chromium looks once its first page is at rest, or a minute after that was loaded. So the run is held.
fn look_for_newer(page: &Page) {
    page.click(&command("pause"));
    page.wait_for_element(&command("play"));
    let script = "navigator.serviceWorker.getRegistration().then(it => { it.update() })";
    page.browser().run(script, &[]);
}

fn version(page: &Page) -> String {
    page.attribute("script[data-version]", "data-version")
        .unwrap_or_default()
}

#[test]
fn while_it_loads_there_is_a_picture_and_how_much_has_arrived() {
    Visit::default()
        .with_trouble(PROGRAM, Trouble::Halting)
        .run("/", |page| {
            page.wait_until("half of it has arrived", |page| {
                (0.45..0.55).contains(&arrived(page))
            });
            assert_eq!(
                page.texts(".loading-card"),
                ["users", "web-1", "db-1"],
                "the first system"
            );
            page.serve_everything();
            wait_until_served(page);
            assert_eq!(page.count("#loading"), 0, "it is gone");
        });
}

#[test]
fn a_sentence_says_that_the_program_cannot_be_fetched() {
    let missing = told_with(Trouble::Missing, PROGRAM);
    assert!(missing.contains("could not be fetched"), "{missing}");
    let silence = told_with(Trouble::Silence, "_rest.js");
    assert!(silence.contains("could not be fetched"), "{silence}");
}

#[test]
fn a_sentence_says_that_the_program_did_not_arrive_whole() {
    for trouble in [Trouble::CutShort, Trouble::Text("<p>Log in".into())] {
        let told = told_with(trouble.clone(), PROGRAM);
        assert!(told.contains("did not arrive whole"), "{trouble:?}: {told}");
    }
}

#[test]
fn a_sentence_says_that_the_browser_cannot_run_it() {
    if left_out_in(
        &[Engine::Firefox],
        "the driver runs no script before those of the page",
    ) {
        return;
    }
    visit("/", |page| {
        wait_until_served(page);
        let script = "WebAssembly.instantiateStreaming = () => Promise.reject(new WebAssembly.CompileError('unknown'));";
        page.browser().before_every_page(script);
        page.reload();
        page.wait_for_element("#loading [role='alert']");
        let told = page.text("#loading [role='alert']").unwrap_or_default();
        assert!(told.contains("This browser cannot run"), "{told}");
        page.browser().forget_complaints();
    });
}

#[test]
fn without_javascript_a_sentence_asks_for_it() {
    visit("/", |page| {
        wait_until_served(page);
        page.browser().switch_scripts_off();
        page.reload();
        page.wait_for_element("#loading noscript p");
        let told = page.text("#loading noscript p").unwrap_or_default();
        assert!(told.contains("needs JavaScript"), "{told}");
        assert!(!page.shows("#loading progress"), "nothing is on its way");
    });
}

#[test]
fn what_stops_on_its_way_is_said_and_opens_once_it_comes() {
    Visit::default()
        .with_trouble("nothing", Trouble::Missing)
        .run("/#s=", |page| {
            page.trouble(&[(REST, Trouble::Halting)]);
            page.reload();
            page.wait_until("it is said", |page| page.shows("#loading .loading-late"));
            page.serve_everything();
            wait_until_served(page);
        });
}

#[test]
fn a_server_need_not_know_what_the_program_is() {
    Visit::default()
        .with_trouble(PROGRAM, Trouble::Untyped)
        .run("/", wait_until_served);
}

#[test]
fn the_page_keeps_a_strict_policy() {
    visit("/", |page| {
        // That nothing in the page breaks it shows on the console of every test; here, that it is in force.
        wait_until_served(page);
        let script = "
            window.stopped = [];
            addEventListener('securitypolicyviolation', e => stopped.push(e.effectiveDirective));
            const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            const style = document.createElement('style');
            style.textContent = 'body { opacity: 0 }';
            document.head.append(script, style);
            fetch('https://example.org/').catch(() => {});";
        page.browser().run(script, &[]);
        page.wait_until("all three are stopped", |page| {
            let script = "return ['script-src-elem', 'style-src-elem', 'connect-src'].every(kind => stopped.includes(kind)) && !window.ran";
            page.browser().run(script, &[]) == json!(true)
        });
        page.browser().forget_complaints();
    });
}

#[test]
fn what_was_visited_once_opens_without_a_network() {
    Visit::default()
        .under("/some/where/")
        .with_trouble("nothing", Trouble::Missing)
        .run("/", |page| {
            wait_until_kept(page);
            page.trouble(&[(EVERYTHING, Trouble::Silence)]);
            page.reload();
            wait_until_served(page);
            power(page, &card("db-1"));
            page.wait_for_element("#inspector .panel-head");
            page.go("/?embed&autoplay");
            wait_until_served(page);
        });
}

fn built(name: &str) -> String {
    fs::read_to_string(built_folder().join(name)).expect("it is built")
}

#[test]
fn a_new_version_is_offered_and_comes_when_it_is_wanted() {
    visit("/", |page| {
        wait_until_kept(page);
        page.reload();
        wait_until_kept(page);
        std::thread::sleep(TIME_TO_KEEP);
        assert_eq!(page.count("#new-version"), 0, "nothing changed");
        let before = components(page);
        let newer = |name| Trouble::Text(built(name).replace(&version(page), NEWER));
        page.trouble(&[("/", newer("index.html")), ("/sw.js", newer("sw.js"))]);
        look_for_newer(page);
        page.wait_for_element("#new-version");
        assert_ne!(version(page), NEWER, "it is not forced");
        assert_eq!(components(page), before);
        page.click("#new-version button");
        page.wait_until("the new version is there", |page| version(page) == NEWER);
        wait_until_kept(page);
        assert_eq!(page.count("#new-version"), 0);
    });
}

#[test]
fn a_worker_keeps_no_page_of_another_version() {
    let newer = built("sw.js").replacen("const VERSION = \"", "const VERSION = \"0", 1);
    Visit::default()
        .with_trouble("/sw.js", Trouble::Text(newer))
        .run("/", |page| {
            wait_until_served(page);
            std::thread::sleep(TIME_TO_KEEP);
            assert_eq!(state_of_worker(page, "active"), "none");
            page.serve_everything();
            page.reload();
            wait_until_kept(page);
        });
}

#[test]
fn an_embed_keeps_nothing() {
    visit("/?embed&autoplay", |page| {
        wait_until_served(page);
        std::thread::sleep(TIME_TO_KEEP);
        assert_eq!(state_of_worker(page, "active"), "none");
    });
}
