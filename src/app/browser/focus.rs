//! The keyboard's focus: where it is, where it goes, and where it comes back to when what had it is gone.

use std::cell::RefCell;

use leptos::task::{spawn_local, tick};
use wasm_bindgen::JsCast;
use web_sys::{
    Element, FocusOptions, HtmlElement, KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition,
};

use super::document;
use super::keys::find;

const CANVAS: &str = "#canvas";
/// What on the canvas the keys act on: what is selected, or the end of the link that is drawn.
const STOP: &str = "#canvas [data-selected='true'][tabindex='0'], #canvas [data-selected='true'] > [tabindex='0'], #canvas[data-gesture='link'] [tabindex='0']";

thread_local! {
    /// What had the focus before each thing that is open now, the first opened first.
    static BEFORE: RefCell<Vec<Option<HtmlElement>>> = const { RefCell::new(Vec::new()) };
}

/// Something opens that takes the focus: remembers who has it.
pub fn remember() {
    let before = focused();
    BEFORE.with_borrow_mut(|all| all.push(before));
}

/// It closes: who had the focus gets it back, or the canvas where that is gone; unless somebody else has it by then.
pub fn give_back() {
    let before = BEFORE.with_borrow_mut(Vec::pop).flatten();
    spawn_local(async move {
        tick().await;
        if focused().is_none() {
            match before.filter(|element| element.is_connected()) {
                Some(element) if !is_within_canvas(&element) => on_element(&element),
                Some(_) | None => on_stop(),
            }
        }
    });
}

/// Something that has the focus may be gone after this event: then the canvas gets it, never the page.
pub fn keep_in_page() {
    if focused().is_some() {
        never_nowhere();
    }
}

/// Keys act on something while nothing has the focus: that gets it, once this event is over.
pub fn never_nowhere() {
    spawn_local(async {
        tick().await;
        if focused().is_none() {
            on_stop();
        }
    });
}

/// Moves it to what the keys act on, once this event is over.
pub fn on_stop_soon() {
    spawn_local(async {
        tick().await;
        on_stop();
    });
}

fn on_stop() {
    match find(STOP).or_else(|| find(CANVAS)) {
        Some(element) if focused().as_ref() != Some(&element) => on_element(&element),
        Some(_) | None => {}
    }
}

/// Whether the canvas has it, or something on it.
pub fn is_on_canvas() -> bool {
    focused().is_some_and(|element| is_within_canvas(&element))
}

fn is_within_canvas(element: &HtmlElement) -> bool {
    element.closest(CANVAS).ok().flatten().is_some()
}

/// Moves it to the first element of this selector, once this event is over; nothing is scrolled.
pub fn on_soon(selector: String) {
    spawn_local(async move {
        tick().await;
        on(&selector);
    });
}

/// Moves it to the first element of this selector.
fn on(selector: &str) {
    if let Some(element) = find(selector) {
        on_element(&element);
    }
}

/// Shows the first element of this selector from its top: what was scrolled in it showed something else.
pub fn scroll_to_top(selector: &str) {
    if let Some(element) = find(selector) {
        element.set_scroll_top(0);
    }
}

/// Scrolls what it lies in just so far that the first element of this selector is seen.
pub fn scroll_to(selector: &str) {
    if let Some(element) = find(selector) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Moves it within a menu or a list, by the keys that do so: arrows go round, Home and End to its ends, letters to the next
/// entry that begins so. Whether this was such a key.
pub fn walk(event: &KeyboardEvent, list: &HtmlElement, entries: &str) -> bool {
    let Ok(found) = list.query_selector_all(entries) else {
        return false;
    };
    let entries: Vec<HtmlElement> = (0..found.length())
        .filter_map(|i| found.item(i)?.dyn_into().ok())
        .collect();
    let now = focused().and_then(|focused| entries.iter().position(|entry| *entry == focused));
    let count = entries.len();
    let key = event.key();
    let after = |from: usize| (0..count).map(move |i| (from + i) % count.max(1));
    let next = match key.as_str() {
        "ArrowDown" | "ArrowRight" => now.map_or(0, |now| now + 1) % count.max(1),
        "ArrowUp" | "ArrowLeft" => {
            now.map_or(count, |now| now + count).saturating_sub(1) % count.max(1)
        }
        "Home" | "PageUp" => 0,
        "End" | "PageDown" => count.saturating_sub(1),
        letter
            if letter.chars().count() == 1
                && letter != " "
                && !event.ctrl_key()
                && !event.meta_key() =>
        {
            let begins = |i: &usize| {
                let text = entries[*i].text_content().unwrap_or_default();
                super::lowercase(&text).starts_with(&super::lowercase(letter))
            };
            let Some(next) = after(now.map_or(0, |now| now + 1)).find(begins) else {
                return true;
            };
            next
        }
        _ => return false,
    };
    if let Some(entry) = entries.get(next) {
        let _ = entry.focus();
    }
    true
}

/// Walks the rows of a list that is one stop of the keyboard's way, and what can be pressed in them: arrows, Home, End.
pub fn walk_rows(event: &KeyboardEvent) {
    let key = event.key();
    let is_arrow = matches!(&*key, "ArrowDown" | "ArrowUp" | "Home" | "End");
    let list = event.current_target().and_then(|list| list.dyn_into().ok());
    if let (true, Some(list)) = (is_arrow, list)
        && walk(event, &list, "button, [role=button]")
    {
        event.prevent_default();
    }
}

/// The parts of the page, in the order in which one reads them.
const PANELS: &str = ".top-bar, #lesson, #canvas, #palette, #verdicts, #inspector, #transport, #log, .tab-bar, #messages";
/// What can have the focus by the Tab key.
const STOPS: &str = "button:not(:disabled):not([tabindex='-1']), input:not(:disabled):not([type=file]), select, textarea, a[href], [tabindex='0']";

/// Moves it to the next panel that is shown and has something to come to, or to the one before; round and round.
pub fn next_panel(back: bool) {
    let all = |within: &Element, selector: &str| {
        let found = within.query_selector_all(selector).ok();
        let elements = found.map(|found| {
            let elements = (0..found.length()).filter_map(|i| found.item(i)?.dyn_into().ok());
            elements.collect::<Vec<HtmlElement>>()
        });
        elements.unwrap_or_default()
    };
    let is_shown = |element: &HtmlElement| element.get_bounding_client_rect().width() > 0.0;
    let Some(root) = document().document_element() else {
        return;
    };
    let panels: Vec<(HtmlElement, HtmlElement)> = all(&root, PANELS)
        .into_iter()
        .filter(is_shown)
        .filter_map(|panel| {
            let own = (panel.tab_index() == 0).then(|| panel.clone());
            let first = own.or_else(|| all(&panel, STOPS).into_iter().find(is_shown))?;
            Some((panel, first))
        })
        .collect();
    let holds = |panel: &HtmlElement| focused().is_some_and(|it| panel.contains(Some(&it)));
    let now = panels.iter().position(|(panel, _)| holds(panel));
    let count = panels.len();
    let next = match (now, back) {
        (Some(now), false) => now + 1,
        (Some(now), true) => now + count - 1,
        (None, false) => 0,
        (None, true) => count.saturating_sub(1),
    };
    if let Some((_, first)) = panels.get(next % count.max(1)) {
        let _ = first.focus();
    }
}

/// Whether a key presses what has the focus: Enter, or the space bar.
pub fn presses(event: &KeyboardEvent) -> bool {
    matches!(event.key().as_str(), "Enter" | " ") && !event.repeat()
}

fn on_element(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// What has the focus; `None` where that is the page as a whole.
fn focused() -> Option<HtmlElement> {
    let element = document()
        .active_element()?
        .dyn_into::<HtmlElement>()
        .ok()?;
    (element.tag_name() != "BODY").then_some(element)
}
