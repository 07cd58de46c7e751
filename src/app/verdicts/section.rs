//! A part of the panel that can be folded, and remembers whether it was.

use leptos::prelude::*;

use crate::app::browser::storage::{self, Key};
use crate::app::icon::{Icon, Sign};
use crate::app::state::{Derived, State, only_while};

/// A part of the panel.
#[component]
pub fn Section(
    /// The word that markup and the browser's memory use.
    key: &'static str,
    /// Its head.
    title: &'static str,
    /// What it comes to, in a few words beside the head.
    summary: Signal<String>,
    /// Whether that needs attention.
    #[prop(into)]
    alarming: Signal<bool>,
    /// Whether it is about everything as it is now; else it will be in a moment.
    fresh: Signal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    // Until it is folded or unfolded by hand, it is open where it needs attention.
    let chosen = State::new(was_open(key));
    let open = Derived::new(move || chosen.get().unwrap_or_else(|| alarming.get()));
    let toggle = move |_| {
        let now = !open.get_untracked();
        chosen.set(Some(now));
        remember(key, now);
    };
    let id = format!("findings-{key}");
    view! {
        <div
            class="findings"
            data-findings=key
            data-open=move || open.get().to_string()
            data-fresh=move || fresh.get().to_string()
            data-alarming=move || alarming.get().to_string()
        >
            <h3>
                <button
                    class="findings-head"
                    type="button"
                    aria-expanded=move || open.get().to_string()
                    aria-controls=id.clone()
                    on:click=toggle
                >
                    <Sign icon=Icon::ChevronDown small=true/>
                    <span class="findings-title">{title}</span>
                    <span class="findings-summary">{summary}</span>
                </button>
            </h3>
            <div class="findings-body" id=id>
                {only_while(move || open.get(), move || view! {{children()}}.into_any())}
            </div>
        </div>
    }
}

/// Whether it was open when it was last folded or unfolded; `None` if it never was.
fn was_open(key: &str) -> Option<bool> {
    let kept = storage::read(Key::Sections)?;
    let mut entries = kept.split(' ').filter_map(|entry| entry.split_once('='));
    entries
        .find(|(name, _)| *name == key)
        .map(|(_, state)| state == "open")
}

fn remember(key: &str, open: bool) {
    let kept = storage::read(Key::Sections).unwrap_or_default();
    let others = kept
        .split(' ')
        .filter(|entry| entry.split_once('=').is_some_and(|(name, _)| name != key));
    let now = format!("{key}={}", if open { "open" } else { "closed" });
    let all: Vec<&str> = others.chain([now.as_str()]).collect();
    storage::write(Key::Sections, &all.join(" "));
}
