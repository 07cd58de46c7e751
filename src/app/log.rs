//! The log: what was noticed by whom and when, in sentences; the newest first.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::paint::timeline::MarkKind;
use super::browser::{focus, keys, lowercase};
use super::figures::clock;
use super::icon::{Icon, Sign};
use super::state::{Derived, ListRow, State, list, only_while};
use super::view::LogView;
use crate::editor::repeated::{Line, Repeated, folded};

/// The log panel.
#[component]
pub fn Log() -> impl IntoView {
    let bridge = Bridge::of_page();
    let filter = State::new(String::new());
    let shown = Derived::new(move || {
        let filter = lowercase(filter.get().trim());
        bridge.log.with(|log| {
            let entries = log.iter().filter(|entry| matches(entry, &filter));
            let rows = folded(entries, line).into_iter().rev();
            rows.map(|row| Row::of(&row)).collect::<Vec<_>>()
        })
    });
    let closed = move || !bridge.log_open.get();
    let toggle_icon = Signal::derive(move || {
        if closed() {
            Icon::Log
        } else {
            Icon::ChevronDown
        }
    });
    let row = |row: Row| {
        ListRow::new(format!("{}{}", row.entry.number, row.times), || {
            view! { <LogEntry row/> }.into_any()
        })
    };
    view! {
        <section id="log" class="panel sheet" aria-label="Log">
            <div class="log-head">
                <h2 class="log-title">"Log"</h2>
                <input
                    class="field log-filter"
                    type="search"
                    placeholder="Filter"
                    aria-label="Show only entries with these words"
                    prop:value=move || filter.get()
                    on:input=move |event| filter.set(event_target_value(&event))
                />
                <button
                    class="button button-small log-toggle"
                    type="button"
                    title="Show or hide the log"
                    aria-label="Show or hide the log"
                    aria-expanded=move || bridge.log_open.get().to_string()
                    on:click=move |_| bridge.log_open.update(|open| *open = !*open)
                >
                    <Sign icon=toggle_icon/>
                </button>
            </div>
            <ul class="log-list scroll" tabindex="0" aria-label="What happened; arrows go through it" on:keydown=|event| focus::walk_rows(&event)>
                {list(move || shown.get().into_iter().map(row).collect())}
                {only_while(move || shown.with(Vec::is_empty), move || view! {
                    <li class="log-empty">{move || empty(&filter.get())}</li>
                }.into_any())}
            </ul>
        </section>
    }
}

fn line(entry: &LogView) -> Line<'_> {
    Line {
        at_s: entry.at_s,
        text: &entry.text,
    }
}

/// One row: an entry, and how often it came lately.
#[derive(Clone, PartialEq)]
struct Row {
    entry: LogView,
    /// `(×3 since 0:10.0)`; nothing where it came once.
    times: String,
}

impl Row {
    fn of(repeated: &Repeated<'_, LogView>) -> Self {
        let since = clock(repeated.since_s);
        let times = match repeated.times {
            ..=1 => String::new(),
            times if since == clock(repeated.last.at_s) => format!(" (×{times})"),
            times => format!(" (×{times} since {since})"),
        };
        Self {
            entry: repeated.last.clone(),
            times,
        }
    }
}

fn matches(entry: &LogView, filter: &str) -> bool {
    filter.is_empty() || lowercase(&entry.text).contains(filter)
}

fn empty(filter: &str) -> &'static str {
    if filter.trim().is_empty() {
        "Nothing has happened yet. Kill something, and watch what notices when."
    } else {
        "No entry has these words."
    }
}

#[component]
fn LogEntry(row: Row) -> impl IntoView {
    let bridge = Bridge::of_page();
    let Row { entry, times } = row;
    let about = entry.about;
    let show = move || {
        if let Some(target) = about {
            bridge.show(target);
        }
    };
    view! {
        <li>
            // No button: the words in one cannot be highlighted and copied.
            <div
                class="log-entry"
                role="button"
                tabindex="-1"
                data-tone=entry.tone.key()
                data-mark=entry.mark.map(MarkKind::key)
                data-log-about=about.map(|target| target.to_string())
                on:click=move |_| {
                    if !keys::has_highlighted_words() {
                        show();
                    }
                }
                on:keydown=move |event| {
                    if focus::presses(&event) {
                        event.prevent_default();
                        show();
                    }
                }
            >
                <span class="log-time">{clock(entry.at_s)}</span>
                <span class="log-text">{entry.text}{times}</span>
            </div>
        </li>
    }
}
