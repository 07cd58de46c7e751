//! The address bar: the scenario in the fragment, the options of an embed in the query.

use wasm_bindgen::JsValue;
use web_sys::{Event, PerformanceNavigation, UrlSearchParams};

use super::listen::Listener;
use super::theme::Theme;
use super::window;

/// What the query asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an option of the address"
)]
pub struct Options {
    /// `?embed`: canvas, transport and verdicts, without the editing chrome.
    pub embed: bool,
    /// `&readonly`: nothing can be changed; things can still be killed.
    pub readonly: bool,
    /// `&autoplay=off`: begin paused. A page of its own always begins running; an embed does with `&autoplay`.
    pub autoplay: bool,
    /// `&theme=light|dark`.
    pub theme: Option<Theme>,
    /// `&panel=none`: no verdicts beside an embedded canvas.
    pub panel: bool,
    /// `&timeline`: the timeline below it, too.
    pub timeline: bool,
    /// `&log`: the log, too.
    pub log: bool,
}

/// What the query says of `name`; empty where it only names it.
pub fn option(name: &str) -> Option<String> {
    let query = window().location().search().unwrap_or_default();
    UrlSearchParams::new_with_str(&query).ok()?.get(name)
}

/// Takes `name` out of the query in the address bar; the rest of the address stays.
pub fn forget_option(name: &str) {
    let query = window().location().search().unwrap_or_default();
    let Ok(params) = UrlSearchParams::new_with_str(&query) else {
        return;
    };
    params.delete(name);
    let query = String::from(params.to_string());
    let mark = if query.is_empty() { "" } else { "?" };
    let address = format!("{}{mark}{query}{}", bare(), fragment());
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        let _ = history.replace_state_with_url(&state, "", Some(&address));
    }
}

/// What the browser calls itself.
pub fn browser() -> String {
    window().navigator().user_agent().unwrap_or_default()
}

/// Reads the query of this page.
pub fn options() -> Options {
    let get = option;
    let on = |name: &str| get(name).map(|value| !matches!(value.as_str(), "0" | "off" | "false"));
    let embed = on("embed").unwrap_or(false);
    Options {
        embed,
        readonly: on("readonly").unwrap_or(false),
        autoplay: on("autoplay").unwrap_or(!embed),
        theme: get("theme").and_then(|key| Theme::from_key(&key)),
        panel: get("panel").is_none_or(|panel| panel != "none"),
        timeline: on("timeline").unwrap_or(false),
        log: on("log").unwrap_or(false),
    }
}

/// The fragment, with its `#`; empty where there is none.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// Puts this fragment, `#` and all, into the address bar, without an entry in the browser's history and without a
/// `hashchange`; and which scenario it is, for going back to it.
pub fn set_fragment(fragment: &str, id: Option<&str>) {
    let address = format!("{}{fragment}", without_fragment());
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&state(id), "", Some(&address));
    }
}

/// The same as a new entry of the browser's history: going back leads to what was in the address bar.
pub fn push_fragment(fragment: &str, id: Option<&str>) {
    let address = format!("{}{fragment}", without_fragment());
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&state(id), "", Some(&address));
    }
}

fn state(id: Option<&str>) -> JsValue {
    id.map_or(JsValue::NULL, JsValue::from_str)
}

/// Which scenario the entry of the browser's history shows, where it says so.
pub fn entry() -> Option<String> {
    window().history().ok()?.state().ok()?.as_string()
}

/// Whether this page was there before in this tab, and was loaded again.
pub fn is_reloaded() -> bool {
    let performance = window().performance();
    performance.is_some_and(|it| it.navigation().type_() == PerformanceNavigation::TYPE_RELOAD)
}

/// Loads the page again.
pub fn reload() {
    // A frame whose page forbids that stays as it is.
    let _ = window().location().reload();
}

/// The whole address of this page, but for its fragment.
pub fn without_fragment() -> String {
    let href = window().location().href().unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}

/// The address of this page without query and fragment.
pub fn bare() -> String {
    let href = without_fragment();
    href.split('?').next().unwrap_or_default().to_owned()
}

/// Leaves this page for another.
pub fn go_to(address: &str) {
    let _ = window().location().set_href(address);
}

/// Calls back when another fragment is put into the address bar.
pub fn on_fragment(mut changed: impl FnMut(String) + 'static) -> Listener {
    Listener::new(&window(), "hashchange", move |_: Event| changed(fragment()))
}

/// Calls back when the page is about to go: closed, left, or put away by a phone.
pub fn on_leaving(mut leaving: impl FnMut() + 'static) -> Listener {
    Listener::new(&window(), "pagehide", move |_: Event| leaving())
}

/// Calls back when one comes back to the page as it was left: the browser had put it aside.
pub fn on_coming_back(mut back: impl FnMut() + 'static) -> Listener {
    Listener::new(&window(), "pageshow", move |_: Event| back())
}

/// Calls back before [`on_leaving`] does, when the page is about to go or is put into the background, from where it may go
/// without another word.
pub fn before_leaving(leaving: impl Fn() + Clone + 'static) -> [Listener; 2] {
    let hidden = leaving.clone();
    [
        Listener::new(&window(), "beforeunload", move |_: Event| leaving()),
        Listener::new(&super::document(), "visibilitychange", move |_: Event| {
            if super::document().hidden() {
                hidden();
            }
        }),
    ]
}
