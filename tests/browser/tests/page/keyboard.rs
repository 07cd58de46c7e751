//! The page by keyboard alone.

use serde_json::json;
use topple_browser_tests::{Page, visit};

use crate::hands::{card, command, components, is_the_test_system};

/// The id of the part whose card has the focus; else what has it, by its selector's best word.
fn focused(page: &Page) -> String {
    let script = "
        const e = document.activeElement;
        return e.dataset.component ?? e.closest('[data-region]')?.dataset.region ?? e.id ?? e.tagName";
    let focused = page.browser().run(script, &[]);
    focused.as_str().unwrap_or_default().to_owned()
}

fn wait_for_focus(page: &Page, on: &str) {
    page.wait_until(&format!("the focus is on {on}"), |page| focused(page) == on);
}

/// Waits for what is fetched after the first view: keys mean nothing before.
fn ready(page: &Page) {
    page.wait_for_element("#inspector .panel-head");
}

fn state(page: &Page, id: &str) -> String {
    page.attribute(&card(id), "data-state").unwrap_or_default()
}

fn is_selected(page: &Page, id: &str) -> bool {
    page.attribute(&card(id), "data-selected").as_deref() == Some("true")
}

/// A key as another keyboard sends it; whether the page took it.
fn types(page: &Page, key: &str, code: &str, more: &serde_json::Value) -> bool {
    let script = "
        const event = new KeyboardEvent('keydown', { key: arguments[0], code: arguments[1], bubbles: true, cancelable: true, ...arguments[2] });
        document.activeElement.dispatchEvent(event);
        return event.defaultPrevented";
    let taken = page
        .browser()
        .run(script, &[json!(key), json!(code), more.clone()]);
    taken.as_bool() == Some(true)
}

#[test]
fn shortcuts_work_where_the_keyboard_types_no_latin_letters() {
    visit("/", |page| {
        ready(page);
        page.focus(&card("web-1"));
        for (key, after) in [("л", "dead"), ("κ", "alive"), ("ל", "dead"), ("ن", "alive")] {
            assert!(types(page, key, "KeyK", &json!({})), "{key}");
            page.wait_until(key, |page| state(page, "web-1") == after);
        }
        // A held key acts once.
        assert!(types(page, "k", "KeyK", &json!({})));
        for _ in 0..5 {
            assert!(types(page, "k", "KeyK", &json!({ "repeat": true })));
        }
        page.wait_until("it was killed once", |page| state(page, "web-1") == "dead");
        // On AZERTY `q` stands where `a` is elsewhere: that is not Ctrl+A.
        assert!(!types(page, "q", "KeyA", &json!({ "ctrlKey": true })));
        // `[` with AltGr, which says that Control and Alt are held.
        let speed = page.text(".transport-speed output");
        let alt_graph = json!({ "ctrlKey": true, "altKey": true, "modifierAltGraph": true });
        assert!(types(page, "[", "Digit8", &alt_graph));
        page.wait_until("it is slower", |page| {
            page.text(".transport-speed output") != speed
        });
    });
}

#[test]
fn controls_and_fields_keep_only_the_keys_that_they_need() {
    visit("/", |page| {
        ready(page);
        page.focus(&card("web-1"));
        let list = "#inspector [data-setting='service_distribution']";
        page.focus(list);
        page.press("k");
        page.wait_until("it is dead", |page| state(page, "web-1") == "dead");
        page.focus("#inspector [data-setting='name']");
        page.press("k");
        assert_eq!(state(page, "web-1"), "dead", "one types");
        assert!(types(page, "s", "KeyS", &json!({ "ctrlKey": true })));
        assert!(!types(page, "z", "KeyZ", &json!({ "ctrlKey": true })));
        assert!(!types(page, "ArrowLeft", "ArrowLeft", &json!({})));
    });
}

#[test]
fn saving_and_finding_are_for_the_page_in_fields_and_dialogs_on_every_layout() {
    let control = json!({ "ctrlKey": true });
    visit("/", |page| {
        ready(page);
        page.focus(&card("web-1"));
        page.focus("#inspector [data-setting='workers']");
        assert!(types(page, "ы", "KeyS", &control), "saves");
        assert!(!types(page, "я", "KeyZ", &control), "the field's own");
        page.click(&command("help"));
        page.wait_for_element("dialog[open]");
        assert!(types(page, "σ", "KeyS", &control), "saves");
        assert!(types(page, "л", "KeyK", &control), "finds");
        page.wait_for_element("[data-find]");
        page.press("Escape");
        page.wait_until("it is closed", |page| page.count("dialog") == 0);
        assert_ne!(focused(page), "BODY");
    });
}

#[test]
fn a_key_of_a_word_that_is_composed_is_nobody_elses() {
    visit("/", |page| {
        ready(page);
        let composing = json!({ "isComposing": true });
        // Safari tells of the key that ends a word once it is ended.
        let ending = json!({ "keyCode": 229 });
        page.focus(&card("web-1"));
        page.press("Control+k");
        page.wait_until("one can type", |page| {
            let script = "return document.activeElement.hasAttribute('data-find')";
            page.browser().run(script, &[]) == json!(true)
        });
        for how in [&composing, &ending] {
            assert!(!types(page, "Enter", "Enter", how));
            assert!(!types(page, "ArrowDown", "ArrowDown", how));
            assert!(page.shows("[data-find]"), "nothing is chosen");
        }
        page.press("Escape");
        page.wait_until("it is closed", |page| !page.shows("[data-find]"));
        page.focus(&card("web-1"));
        page.press("F2");
        page.wait_for_element(".rename");
        for how in [&composing, &ending] {
            assert!(!types(page, "Enter", "Enter", how));
            assert!(!types(page, "Escape", "Escape", how));
            assert!(page.shows(".rename"), "one is still writing");
        }
    });
}

#[test]
fn a_held_key_presses_a_button_once() {
    visit("/", |page| {
        ready(page);
        let held = json!({ "repeat": true });
        for button in [
            format!("{} [data-action='power']", card("web-1")),
            "[data-palette='server']".to_owned(),
            command("share"),
        ] {
            page.focus(&button);
            assert!(!types(page, "Enter", "Enter", &json!({})), "{button}");
            assert!(types(page, "Enter", "Enter", &held), "{button}");
        }
        // In a text a held Enter goes on.
        page.focus(&card("web-1"));
        page.focus("#inspector [data-setting='note']");
        assert!(!types(page, "Enter", "Enter", &held));
    });
}

#[test]
fn what_has_the_focus_is_what_is_selected_and_what_keys_act_on() {
    visit("/", |page| {
        ready(page);
        assert_eq!(
            page.count("#canvas[tabindex='0'], #canvas [tabindex='0']"),
            1
        );
        page.focus(&card("users"));
        for id in ["web-1", "db-1"] {
            page.press("ArrowRight");
            wait_for_focus(page, id);
            assert!(is_selected(page, id));
            assert_eq!(page.count("[data-component][data-selected='true']"), 1);
        }
        assert_eq!(
            page.count("#canvas[tabindex='0'], #canvas [tabindex='0']"),
            1
        );
        page.press("Shift+ArrowLeft");
        wait_for_focus(page, "web-1");
        assert_eq!(page.count("[data-component][data-selected='true']"), 2);
        // A copy is selected, and so it has the focus.
        page.press("ArrowRight");
        wait_for_focus(page, "db-1");
        page.press("ArrowLeft");
        wait_for_focus(page, "web-1");
        page.press("d");
        wait_for_focus(page, "web-2");
        page.press("k");
        page.wait_until("the copy is dead", |page| state(page, "web-2") == "dead");
        page.press("Delete");
        page.wait_until("the copy is gone", |page| components(page).len() == 3);
        wait_for_focus(page, "canvas");
    });
}

#[test]
fn a_link_is_drawn_and_gone_through_by_keys() {
    visit("/", |page| {
        ready(page);
        page.focus(&card("web-1"));
        page.press("d");
        wait_for_focus(page, "web-2");
        page.press("n");
        page.wait_for_element("#inspector .inspector-link");
        page.press("k");
        page.wait_until("it is cut", |page| {
            page.text("#inspector [data-command='revive']").as_deref() == Some("Mend")
        });
        assert_eq!(
            page.attribute("#inspector [data-command='revive']", "aria-label"),
            None,
            "its name is what is written on it"
        );
    });
}

#[test]
fn the_menu_opens_by_key_is_walked_and_gives_the_focus_back() {
    visit("/", |page| {
        ready(page);
        page.focus(&card("web-1"));
        page.press("Shift+F10");
        page.wait_for_element(".menu");
        let entry = |page: &Page| {
            let script = "return document.activeElement.closest('.menu') ? document.activeElement.dataset.command : null";
            page.browser().run(script, &[]).as_str().map(str::to_owned)
        };
        page.wait_until("the first entry has the focus", |page| {
            entry(page).as_deref() == Some("kill")
        });
        let at = page.middle(&card("web-1"));
        page.press("ArrowDown");
        page.wait_until("the next", |page| entry(page).as_deref() == Some("crash"));
        page.press("End");
        let last = entry(page);
        page.press("ArrowDown");
        assert_eq!(entry(page).as_deref(), Some("kill"), "after {last:?}");
        page.press("r");
        page.wait_until("by letter", |page| entry(page).as_deref() == Some("rename"));
        page.press("Escape");
        page.wait_until("it is closed", |page| !page.shows(".menu"));
        wait_for_focus(page, "web-1");
        assert_eq!(page.middle(&card("web-1")), at);
        assert!(is_selected(page, "web-1"));
        page.press("Shift+F10");
        page.wait_for_element(".menu");
        page.press("Enter");
        page.wait_until("it is dead", |page| state(page, "web-1") == "dead");
        wait_for_focus(page, "web-1");
    });
}

#[test]
fn nothing_is_cut_that_was_not_copied() {
    visit("/", |page| {
        ready(page);
        page.browser().run(
            "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true }); document.execCommand = () => false",
            &[],
        );
        page.focus(&card("web-1"));
        page.press("Control+x");
        page.wait_until("it is told", |page| {
            page.text("#messages")
                .is_some_and(|text| text.contains("nothing was cut"))
        });
        assert_eq!(components(page).len(), 3);
        // Plain HTTP: no clipboard, and another way.
        page.browser().run("delete document.execCommand", &[]);
        page.focus(&card("web-1"));
        page.press("Control+x");
        page.wait_until("it is cut", |page| components(page).len() == 2);
        page.click(&command("share"));
        page.click("[data-copy='link']");
        page.wait_until("above the dialog", |page| {
            page.text("dialog .dialog-messages")
                .is_some_and(|text| text.contains("Copied."))
        });
    });
}

#[test]
fn highlighted_words_are_what_is_copied() {
    visit("/", |page| {
        ready(page);
        page.focus(&card("web-1"));
        let script = "getSelection().selectAllChildren(document.querySelector('.verdict-why')); return String(getSelection())";
        let words = page.browser().run(script, &[]);
        assert!(!words.as_str().unwrap_or_default().is_empty());
        assert!(!types(page, "x", "KeyX", &json!({ "ctrlKey": true })));
        assert!(!types(page, "c", "KeyC", &json!({ "ctrlKey": true })));
        assert_eq!(components(page).len(), 3);
        let selectable = page.browser().run(
            "return getComputedStyle(document.querySelector('.verdict-why')).userSelect + !!document.querySelector('.verdict-why').closest('button')",
            &[],
        );
        assert_ne!(selectable.as_str(), Some("nonefalse"));
        assert!(selectable.as_str().unwrap_or_default().ends_with("false"));
    });
}

#[test]
fn anything_is_found_by_its_name() {
    visit("/", |page| {
        ready(page);
        page.press("Control+k");
        page.wait_for_element("[data-find]");
        page.wait_until("one can type", |page| {
            page.browser()
                .run(
                    "return document.activeElement.hasAttribute('data-find')",
                    &[],
                )
                .as_bool()
                == Some(true)
        });
        types_text(page, "web-1");
        page.press("Enter");
        wait_for_focus(page, "web-1");
        assert!(is_selected(page, "web-1"));
        page.press("Control+k");
        page.wait_for_element("[data-find]");
        types_text(page, "queue");
        page.press("Enter");
        wait_for_focus(page, "setting-queue");
        page.press("Control+k");
        page.wait_for_element("[data-find]");
        page.press("Escape");
        page.wait_until("it is closed", |page| !page.shows("[data-find]"));
        wait_for_focus(page, "setting-queue");
    });
}

fn types_text(page: &Page, text: &str) {
    for key in text.chars() {
        page.press(&key.to_string());
    }
}

#[test]
fn settings_of_several_parts_are_set_at_once() {
    const WORKERS: &str = "#inspector [data-setting='workers']";
    visit("/", |page| {
        ready(page);
        page.focus(&card("web-1"));
        page.press("d");
        wait_for_focus(page, "web-2");
        page.wait_for_element(WORKERS);
        page.enter(WORKERS, "7");
        page.focus(&card("web-2"));
        page.press("ArrowUp");
        wait_for_focus(page, "web-1");
        page.press("Shift+ArrowDown");
        page.wait_until("both are selected", |page| {
            page.count("[data-component][data-selected='true']") == 2
        });
        page.wait_until("they differ", |page| {
            page.attribute(WORKERS, "placeholder").as_deref() == Some("mixed")
                && page.value(WORKERS).as_deref() == Some("")
        });
        page.enter(WORKERS, "9");
        page.wait_until("they are alike", |page| {
            page.attribute(WORKERS, "placeholder").as_deref() == Some("")
                && page.value(WORKERS).as_deref() == Some("9")
        });
        page.click(&command("undo"));
        page.wait_until("one step took back both", |page| {
            page.attribute(WORKERS, "placeholder").as_deref() == Some("mixed")
        });
    });
}

#[test]
fn the_focus_never_falls_to_the_page() {
    visit("/", |page| {
        ready(page);
        page.focus(".top-chaos");
        page.press("Enter");
        page.wait_for_element(".popover");
        page.press("Escape");
        page.wait_until("it is closed", |page| !page.shows(".popover"));
        page.focus("[data-dialog='gallery']");
        page.press("Enter");
        page.wait_for_element("[data-template]");
        page.focus("[data-template]");
        page.press("Enter");
        page.wait_until("it is begun", |page| !page.shows("[data-template]"));
        let nowhere = "return document.activeElement === document.body";
        page.wait_until("something has the focus", |page| {
            page.browser().run(nowhere, &[]).as_bool() == Some(false)
        });
    });
}

/// Presses keys and counts them.
struct Counted<'a> {
    page: &'a Page,
    presses: usize,
}

impl Counted<'_> {
    fn press(&mut self, keys: &str) {
        self.page.press(keys);
        self.presses += 1;
    }

    /// Finds something by name and takes the answer that stands so far down.
    fn find(&mut self, name: &str, down: usize, take: &str) {
        self.press("Control+k");
        self.page.wait_until("one can type", |page| {
            page.browser()
                .run(
                    "return document.activeElement.hasAttribute('data-find')",
                    &[],
                )
                .as_bool()
                == Some(true)
        });
        for key in name.chars() {
            self.press(&key.to_string());
        }
        for _ in 0..down {
            self.press("ArrowDown");
        }
        self.press(take);
        self.page
            .wait_until("it is taken", |page| !page.shows("[data-find]"));
    }

    /// The same, and waits until this part has the focus.
    fn come_to(&mut self, name: &str, down: usize, take: &str, id: &str) {
        self.find(name, down, take);
        wait_for_focus(self.page, id);
    }

    fn duplicate(&mut self, id: &str) {
        self.press("d");
        wait_for_focus(self.page, id);
    }

    fn frame(&mut self, regions: u64) {
        self.press("Control+g");
        self.page.wait_until("it is framed", |page| {
            page.count("[data-region]") == regions
        });
    }
}

#[test]
fn the_test_system_is_built_with_at_most_150_presses() {
    visit("/", |page| {
        ready(page);
        let mut hand = Counted { page, presses: 0 };
        hand.find("new", 0, "Enter");
        page.wait_until("it is empty", |page| components(page).is_empty());
        // A chain, each part linked from the one before.
        hand.come_to("cl", 0, "Enter", "users-1");
        hand.come_to("dn", 0, "Shift+Enter", "dns-1");
        hand.come_to("load", 0, "Shift+Enter", "lb-1");
        hand.come_to("ser", 0, "Shift+Enter", "web-1");
        hand.come_to("cac", 0, "Shift+Enter", "cache-1");
        hand.come_to("web", 0, "Enter", "web-1");
        hand.come_to("dat", 0, "Shift+Enter", "db-1");
        // Copies keep the links; of a database it is a standby.
        hand.duplicate("db-2");
        hand.come_to("db", 0, "Enter", "db-1");
        hand.duplicate("db-3");
        hand.find("rol", 0, "Enter");
        wait_for_focus(page, "setting-role");
        hand.press("ArrowDown");
        hand.come_to("dn", 0, "Enter", "dns-1");
        hand.press("d");
        page.wait_until("a second name server", |page| {
            page.count("[data-kind='dns']") == 2
        });
        hand.come_to("lb", 0, "Enter", "lb-1");
        hand.duplicate("lb-2");
        hand.come_to("web", 0, "Enter", "web-1");
        hand.duplicate("web-2");
        hand.duplicate("web-3");
        // Two regions, each with a zone.
        for (down, regions) in [(0, 1), (1, 3)] {
            let number = down + 1;
            hand.come_to("web", down, "Enter", &format!("web-{number}"));
            hand.come_to("db", down, "Shift+Enter", &format!("db-{number}"));
            hand.frame(regions);
            hand.frame(regions + 1);
        }
        is_the_test_system(page);
        assert!(hand.presses <= 150, "{} presses", hand.presses);
    });
}
