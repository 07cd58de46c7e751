//! Sharing: all that can be given out of a scenario, in one dialog.

mod drawing;
mod embed;
mod link;
mod picture;
mod report;
mod words;

use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::keys;
use super::dialog_frame::DialogFrame;
use super::icon::{Icon, Sign};
use crate::app::state::{State, live};
use crate::editor::Sharing;

/// What is given out, as it is shown: which it is, its key, and what a person reads.
const TABS: [(Sharing, &str, &str); 4] = [
    (Sharing::Link, "link", "Link"),
    (Sharing::Picture, "picture", "Picture"),
    (Sharing::Embed, "embed", "Embed"),
    (Sharing::Report, "report", "Report"),
];

/// The dialog.
#[component]
pub fn Share(
    /// What is shown first.
    first: Sharing,
) -> impl IntoView {
    let shown = State::new(first);
    let place = move || TABS.iter().position(|(tab, ..)| *tab == shown.get());
    let walk = move |event: leptos::ev::KeyboardEvent| {
        let now = place().unwrap_or(0);
        let next = match event.key().as_str() {
            "ArrowRight" => (now + 1) % TABS.len(),
            "ArrowLeft" => (now + TABS.len() - 1) % TABS.len(),
            _ => return,
        };
        event.prevent_default();
        let (tab, key, _) = TABS[next];
        shown.set(tab);
        keys::focus_soon(format!("[data-share-tab='{key}']"));
    };
    let tabs = TABS.map(|(tab, key, words)| {
        let is_shown = move || shown.get() == tab;
        view! {
            <button
                class="share-tab"
                type="button"
                role="tab"
                id=format!("share-tab-{key}")
                data-share-tab=key
                aria-selected=move || is_shown().to_string()
                aria-controls="share-shown"
                tabindex=move || if is_shown() { "0" } else { "-1" }
                on:click=move |_| shown.set(tab)
            >
                {words}
            </button>
        }
    });
    let labelled = move || {
        let (_, key, _) = TABS[place().unwrap_or(0)];
        format!("share-tab-{key}")
    };
    let body = live(move || match shown.get() {
        Sharing::Link => view! { <link::Link/> }.into_any(),
        Sharing::Picture => view! { <picture::Picture/> }.into_any(),
        Sharing::Embed => view! { <embed::Embed/> }.into_any(),
        Sharing::Report => view! { <report::Report/> }.into_any(),
    });
    view! {
        <DialogFrame title="Share" class="dialog-high dialog-steady">
            <div class="share-tabs" role="tablist" aria-label="What to share" on:keydown=walk>{tabs.collect_view()}</div>
            <div id="share-shown" class="share-shown" role="tabpanel" aria-labelledby=labelled>{body}</div>
        </DialogFrame>
    }
}

/// What is given out while a lesson of one's own is taken.
fn of_lesson(bridge: Bridge) -> Option<AnyView> {
    bridge.takes_own_lesson().then(|| {
        view! {
            <p data-share-lesson="">"This is the lesson, from its start: what you have drawn in it is not given away. To share your own drawing, leave the lesson first."</p>
        }
        .into_any()
    })
}

/// A button that does something with what is given out.
fn act(
    key: &'static str,
    icon: Icon,
    words: &'static str,
    is_primary: bool,
    done: impl Fn() + 'static,
) -> AnyView {
    let class = if is_primary {
        "button button-primary"
    } else {
        "button button-outlined"
    };
    view! {
        <button class=class type="button" data-share-act=key on:click=move |_| done()>
            <Sign icon/>
            {words}
        </button>
    }
    .into_any()
}

/// A text to be copied.
#[component]
fn Copyable(
    /// The text.
    text: String,
    /// What it is for the markup.
    name: &'static str,
    /// What it is for a person.
    label: &'static str,
    /// How many lines of it are seen.
    #[prop(default = 1)]
    rows: u32,
) -> impl IntoView {
    let bridge = Bridge::of_page();
    let copied = text.clone();
    let field = if rows > 1 {
        view! { <textarea class="field share-code" readonly="" rows=rows aria-label=label data-share=name prop:value=text></textarea> }
            .into_any()
    } else {
        view! { <input class="field" readonly="" aria-label=label data-share=name prop:value=text/> }.into_any()
    };
    view! {
        <div class="dialog-row">
            {field}
            <button
                class="button button-primary"
                type="button"
                data-copy=name
                aria-label=format!("Copy: {label}")
                on:click=move |_| bridge.copy_text(&copied)
            >
                <Sign icon=Icon::Copy/>
                "Copy"
            </button>
        </div>
    }
}

/// A choice of a few, with its label before it.
fn choice<T: Copy + PartialEq + Send + Sync + 'static>(
    key: &'static str,
    label: &'static str,
    choices: &'static [(T, &'static str)],
    chosen: State<T>,
) -> AnyView {
    let options = choices.iter().enumerate().map(|(i, (value, words))| {
        let selected = chosen.with_untracked(|now| now == value);
        view! { <option value=i.to_string() selected=selected>{*words}</option> }
    });
    let options = options.collect_view();
    let choose = move |event| {
        let place = event_target_value(&event).parse::<usize>().ok();
        if let Some((value, _)) = place.and_then(|place| choices.get(place)) {
            chosen.set(*value);
        }
    };
    view! {
        <label class="share-choice">
            <span>{label}</span>
            <select class="field" data-share-choice=key on:change=choose>{options}</select>
        </label>
    }
    .into_any()
}

/// A switch, with its label behind it.
fn switch(key: &'static str, label: impl Into<String>, on: State<bool>) -> AnyView {
    let label = label.into();
    view! {
        <label class="share-switch">
            <input
                type="checkbox"
                data-share-switch=key
                prop:checked=move || on.get()
                on:change=move |event| on.set(event_target_checked(&event))
            />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// The scenario's own name for a file, with this ending.
fn file_name(bridge: Bridge, ending: &str) -> String {
    let name = bridge.read(|session| session.document().file_name());
    format!("{}{ending}", name.trim_end_matches(".json"))
}

/// Told where something was to be saved and could not be.
const UNSAVED: &str = "The browser did not allow saving a file.";
