//! Find anything: commands, parts, settings of what is selected, templates and lessons, by their names.

use leptos::html::Input;
use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::{KeyboardEvent, focus, keys, lowercase};
use super::dialog_frame::DialogFrame;
use super::open::{OpenDialog, Sheet};
use super::state::{ListRow, State, list, only_while};
use crate::editor::commands::search;
use crate::editor::{Command, Drawn, Gesture, Key, Offered};
use crate::lessons::{self, Lesson};
use crate::model::{Kind, Target, fields};
use crate::templates::{self, Template};

/// Most that are shown.
const SHOWN: usize = 40;

/// What is done with an entry that is chosen.
#[derive(Clone, Copy)]
enum Choice {
    Run(Command),
    GoTo(Target),
    Add(Drawn),
    Set(&'static str),
    Begin(&'static Template),
    Learn(&'static Lesson),
    Gallery(OpenDialog),
}

/// Something to be found.
#[derive(Clone)]
struct Entry {
    /// What it is called.
    name: String,
    /// What it is, in a word.
    what: &'static str,
    /// Its key.
    keys: String,
    choice: Choice,
}

impl Entry {
    fn new(name: impl Into<String>, what: &'static str, choice: Choice) -> Self {
        Self {
            name: name.into(),
            what,
            keys: String::new(),
            choice,
        }
    }
}

/// The dialog: a field, and what answers it. Arrows choose, Enter takes; with Shift a part is selected beside the others, and one that
/// is added is linked from what is selected.
/// While a link is drawn, the part that is taken is its end.
#[component]
pub fn Finder() -> impl IntoView {
    let bridge = Bridge::of_page();
    let all = entries(bridge);
    let query = State::new(String::new());
    let chosen = State::new(0_usize);
    let found = Signal::derive(move || answers(&all, &lowercase(&query.get())));
    let input = NodeRef::<Input>::new();
    input.on_load(|_| focus::on_soon("[data-find]".to_owned()));
    let choose = move |place: usize, adds: bool| {
        let choice = found.with_untracked(|found| found.get(place).map(|entry| entry.choice));
        if let Some(choice) = choice {
            bridge.dialog.set(None);
            take(bridge, choice, adds);
        }
    };
    let walk = move |event: &KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        let now = chosen.get_untracked();
        let next = match event.key().as_str() {
            "ArrowDown" => (now + 1) % count.max(1),
            "ArrowUp" => (now + count.saturating_sub(1)) % count.max(1),
            "PageDown" => (now + 8).min(count.saturating_sub(1)),
            "PageUp" => now.saturating_sub(8),
            "Enter" => {
                event.prevent_default();
                return choose(now, event.shift_key());
            }
            _ => return,
        };
        event.prevent_default();
        chosen.set(next);
        focus::scroll_to(&format!("#find-{next}"));
    };
    let row = move |(place, entry): (usize, Entry)| {
        ListRow::new(
            format!("{place} {} {}", entry.what, entry.name),
            move || {
                view! {
                    <li
                        class="find-entry"
                        id=format!("find-{place}")
                        role="option"
                        aria-selected=move || (chosen.get() == place).to_string()
                        on:pointermove=move |_| chosen.set(place)
                        on:click=move |event| choose(place, event.shift_key())
                    >
                        <span class="find-name">{entry.name}</span>
                        <span class="find-what">{entry.what}</span>
                        <kbd class="menu-keys">{entry.keys}</kbd>
                    </li>
                }
                .into_any()
            },
        )
    };
    let active = move || format!("find-{}", chosen.get());
    let nothing = move || found.with(Vec::is_empty);
    view! {
        <DialogFrame title="Find anything">
            <input
                class="field find-field"
                node_ref=input
                data-find=""
                role="combobox"
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls="find-list"
                aria-activedescendant=active
                aria-label="Find a command, a part, a setting, a template or a lesson"
                placeholder="A command, a part, a setting, a template, a lesson"
                autocomplete="off"
                spellcheck="false"
                on:input=move |event| {
                    query.set(event_target_value(&event));
                    chosen.set(0);
                }
                on:keydown=move |event| walk(&event)
            />
            <ul class="find-list" id="find-list" role="listbox" aria-label="What was found">
                {list(move || found.get().into_iter().enumerate().map(row).collect())}
            </ul>
            {only_while(nothing, || view! { <p class="find-none" role="status">"Nothing has these words."</p> }.into_any())}
        </DialogFrame>
    }
}

/// The best of what answers a query.
fn answers(all: &[Entry], query: &str) -> Vec<Entry> {
    let ranked = all.iter().filter_map(|entry| {
        let rank = search::rank(&lowercase(&entry.name), query)?;
        // What is here goes before what would take its place.
        let elsewhere = matches!(entry.choice, Choice::Begin(_) | Choice::Learn(_));
        let rank = rank + if elsewhere { 5_000 } else { 0 };
        Some((if query.trim().is_empty() { 0 } else { rank }, entry))
    });
    let mut ranked: Vec<(usize, &Entry)> = ranked.collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked
        .into_iter()
        .take(SHOWN)
        .map(|(_, entry)| entry.clone())
        .collect()
}

/// All there is: parts, settings of what is selected, commands, then the rest.
fn entries(bridge: Bridge) -> Vec<Entry> {
    let mut all = Vec::new();
    bridge.read(|session| {
        let document = session.document();
        let scenario = document.scenario();
        let components = scenario.components.iter().map(|c| Target::Component(c.id));
        let regions = scenario.regions.iter().map(|r| Target::Region(r.id));
        let groups = scenario.groups.iter().map(|g| Target::Group(g.id));
        let parts = components.chain(regions).chain(groups);
        all.extend(parts.map(|target| {
            let what = match target {
                Target::Component(id) => document.component(id).map_or("part", |c| c.kind().noun()),
                Target::Group(_) => "shared fate",
                Target::Region(_) | Target::Link(_) | Target::Note(_) => "region",
            };
            Entry::new(document.name_of(target), what, Choice::GoTo(target))
        }));
        let links = scenario.links.iter().map(|l| Target::Link(l.id()));
        all.extend(
            links.map(|link| Entry::new(document.name_of(link), "link", Choice::GoTo(link))),
        );
        let notes = scenario.notes.iter().map(|n| Target::Note(n.id));
        all.extend(
            notes.map(|note| Entry::new(document.name_of(note), "note", Choice::GoTo(note))),
        );
        if let Some(Target::Component(id)) = document.selection().only()
            && let Some(component) = document.component(id)
        {
            let ruling = |key| document.ruling_component(id, key).unwrap_or(component);
            let shown = fields::of_kind(component.kind())
                .iter()
                .filter(|field| (field.applies)(ruling(field.key)));
            all.extend(
                shown.map(|field| Entry::new(field.label, "setting", Choice::Set(field.key))),
            );
        }
        if document.selection().only().is_some() {
            all.push(Entry::new("Name", "setting", Choice::Set("name")));
        }
    });
    let commands = Command::ALL.iter().copied().filter(|command| {
        let shown = command.face().shown;
        *command != Command::Find && shown != [Offered::Keys] && bridge.read(|s| s.can(*command))
    });
    all.extend(commands.map(|command| {
        Entry {
            keys: command
                .shortcut()
                .map(|keys| keys.to_string())
                .unwrap_or_default(),
            ..Entry::new(
                bridge.read(|s| s.label(command)),
                "command",
                Choice::Run(command),
            )
        }
    }));
    if bridge.read(|session| !session.is_readonly()) {
        all.extend(Drawn::ALL.into_iter().filter_map(|drawn| {
            let name = match drawn {
                Drawn::Component(kind) => format!("Add {}", with_article(kind)),
                Drawn::Region => "Add a region".to_owned(),
                // That is a command, too.
                Drawn::Note => return None,
            };
            Some(Entry::new(name, "part to add", Choice::Add(drawn)))
        }));
    }
    all.push(Entry::new(
        "Templates",
        "dialog",
        Choice::Gallery(OpenDialog::Gallery),
    ));
    all.push(Entry::new(
        "Lessons",
        "dialog",
        Choice::Gallery(OpenDialog::Lessons),
    ));
    let templates = templates::all();
    all.extend(templates.map(|t| Entry::new(t.title, "template", Choice::Begin(t))));
    all.push(Entry::new(
        "Outages",
        "dialog",
        Choice::Gallery(OpenDialog::Outages),
    ));
    let lessons = lessons::all();
    all.extend(lessons.map(|l| Entry::new(l.title, "lesson", Choice::Learn(l))));
    all
}

fn with_article(kind: Kind) -> String {
    let noun = kind.noun();
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

fn enter() -> Key<'static> {
    Key {
        key: "Enter",
        ..Key::default()
    }
}

fn take(bridge: Bridge, choice: Choice, adds: bool) {
    match choice {
        Choice::Run(command) => bridge.run(command),
        Choice::GoTo(target) => {
            bridge.change(|session| {
                let links = matches!(session.gesture(), Gesture::Linking(_));
                session.come_to(target, adds);
                if links {
                    session.key(enter());
                }
            });
            focus::on_stop_soon();
        }
        Choice::Add(drawn) => {
            bridge.change(|session| {
                let from = session.document().selection().only();
                let added = session.add(drawn);
                if let (true, Some(Target::Component(from)), Some(to @ Target::Component(_))) =
                    (adds, from, added)
                {
                    session.begin_link(from, None);
                    session.come_to(to, false);
                    session.key(enter());
                }
            });
            focus::on_stop_soon();
        }
        Choice::Set(key) => {
            bridge.show_sheet(Some(Sheet::Inspector));
            keys::focus_soon(format!("#inspector [data-setting='{key}']"));
        }
        Choice::Begin(template) => bridge.open_template(template),
        Choice::Learn(lesson) => bridge.begin_lesson(lesson),
        Choice::Gallery(dialog) => bridge.dialog.set(Some(dialog)),
    }
}
