//! Find anything: commands, parts, settings of what is selected, templates and lessons, by their names.

use leptos::html::Input;
use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::{KeyboardEvent, focus, keys, lowercase};
use super::dialog_frame::DialogFrame;
use super::open::{OpenDialog, Sheet};
use super::state::{ListRow, State, list, only_while};
use crate::editor::commands::search;
use crate::editor::{Command, Drawn, Gesture, Key, Offered, Session, Severity};
use crate::lessons::{self, Lesson};
use crate::model::{Kind, Target, fields};
use crate::templates::outages::{self, Outage};
use crate::templates::{self, Template};

/// Most that are shown.
const SHOWN: usize = 40;
/// Most parts whose settings are found while they are not selected.
const MOST_WITH_SETTINGS: usize = 200;
/// What a command is called that cannot be done at present.
const NOT_NOW: &str = "not possible now";

/// What is done with an entry that is chosen.
#[derive(Clone, Copy)]
enum Choice {
    Run(Command),
    GoTo(Target),
    Add(Drawn),
    /// A setting of this, or of what is selected.
    Set(Option<Target>, &'static str),
    /// Something of the page that has no command.
    Reach(Place),
    Play(&'static Outage),
    Begin(&'static Template),
    Learn(&'static Lesson),
    Gallery(OpenDialog),
}

/// Something of the page that has no command.
#[derive(Clone, Copy)]
enum Place {
    Seed,
    Speed,
    CopyLink,
}

/// Something to be found.
#[derive(Clone)]
struct Entry {
    /// What it is called.
    name: String,
    /// What it is, in a word.
    what: &'static str,
    /// Other words that it is looked for by, in lower case.
    words: &'static str,
    /// Its name in lower case, for looking.
    looked: String,
    /// Its key.
    keys: String,
    choice: Choice,
}

impl Entry {
    fn new(name: impl Into<String>, what: &'static str, choice: Choice) -> Self {
        let name = name.into();
        Self {
            looked: lowercase(&name),
            name,
            what,
            words: "",
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
        if keys::composes(event) {
            return;
        }
        let next = match event.key().as_str() {
            "ArrowDown" => (now + 1) % count.max(1),
            "ArrowUp" => (now + count.saturating_sub(1)) % count.max(1),
            "PageDown" => (now + 8).min(count.saturating_sub(1)),
            "PageUp" => now.saturating_sub(8),
            "Enter" => {
                event.prevent_default();
                // One that is held since before the dialog opened chooses nothing.
                if !event.repeat() {
                    choose(now, event.shift_key());
                }
                return;
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
        <DialogFrame title="Find anything" class="dialog-high">
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
            {only_while(nothing, || view! { <p class="find-none" role="status">"Nothing found."</p> }.into_any())}
        </DialogFrame>
    }
}

/// The best of what answers a query.
fn answers(all: &[Entry], query: &str) -> Vec<Entry> {
    let ranked = all.iter().filter_map(|entry| {
        let by_words = || {
            let words = format!("{} {}", entry.looked, entry.words);
            search::rank(&words, query).map(|rank| rank + 1_500)
        };
        let rank = search::rank(&entry.looked, query).or_else(by_words)?;
        // What is here goes before what would take its place, and what is selected before what is not.
        let later = match entry.choice {
            Choice::Begin(_) | Choice::Learn(_) | Choice::Play(_) => 5_000,
            Choice::Set(Some(_), _) => 3_000,
            Choice::Run(_) if entry.what == NOT_NOW => 1_000,
            _ => 0,
        };
        let is_shown = later == 0 || !query.trim().is_empty();
        let rank = is_shown.then_some(rank + later)?;
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

/// All there is: commands, parts, settings, then the rest.
fn entries(bridge: Bridge) -> Vec<Entry> {
    let mut all = commands(bridge);
    bridge.read(|session| {
        all.extend(parts(session));
        all.extend(settings(session));
    });
    if bridge.read(|session| !session.only_shows()) {
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
    for (name, dialog) in [
        ("Templates", OpenDialog::Gallery),
        ("Lessons", OpenDialog::Lessons),
        ("Outages", OpenDialog::Outages),
    ] {
        all.push(Entry::new(name, "dialog", Choice::Gallery(dialog)));
    }
    let templates = templates::all();
    all.extend(templates.map(|t| Entry::new(t.title, "template", Choice::Begin(t))));
    let lessons = lessons::all();
    all.extend(lessons.map(|l| Entry::new(l.title, "lesson", Choice::Learn(l))));
    let outages = outages::ALL.iter();
    all.extend(outages.map(|o| Entry::new(o.title, "outage", Choice::Play(o))));
    all
}

/// What can be done, and what could be at another time.
fn commands(bridge: Bridge) -> Vec<Entry> {
    let all = Command::ALL.iter().copied().filter(|command| {
        let by_key = command.face().shown == [Offered::Keys];
        let is_deed = matches!(command, Command::Chaos | Command::Faster | Command::Slower);
        *command != Command::Find && (!by_key || is_deed)
    });
    let commands = all.map(|command| {
        let (label, can) = bridge.read(|s| (s.label(command), s.can(command)));
        Entry {
            keys: command
                .shortcut()
                .map(|keys| keys.to_string())
                .unwrap_or_default(),
            words: other_words(command),
            ..Entry::new(
                label,
                if can { "command" } else { NOT_NOW },
                Choice::Run(command),
            )
        }
    });
    let places = [
        ("Copy the link", "share url address", Place::CopyLink),
        ("Seed", "random run again", Place::Seed),
        ("Speed", "faster slower time", Place::Speed),
    ];
    let places = places.map(|(name, words, place)| Entry {
        words,
        ..Entry::new(name, "command", Choice::Reach(place))
    });
    commands.chain(places).collect()
}

/// What a command is looked for by, beside its own words.
const fn other_words(command: Command) -> &'static str {
    match command {
        Command::Open => {
            "import docker compose kubernetes terraform nginx haproxy yaml json load upload"
        }
        Command::Save => "export download json",
        Command::Share => "export link url send",
        Command::Picture => "export image screenshot mermaid",
        Command::Report => "export markdown print pdf",
        Command::Embed => "export iframe html",
        Command::Theme => "theme mode colours",
        Command::Present => "presenting projector large",
        Command::Lock => "unlock protect freeze",
        Command::Pause => "stop halt play",
        Command::Play => "run start",
        Command::Record => "script save",
        Command::Restart => "reset again",
        Command::Chaos => "random monkey failures",
        Command::Faster | Command::Slower => "speed",
        Command::Kill => "power off stop fail",
        Command::Revive => "power on start repair",
        Command::Help => "shortcuts keys",
        Command::New => "empty clear",
        Command::Group => "zone group",
        _ => "",
    }
}

/// What is drawn.
fn parts(session: &Session) -> Vec<Entry> {
    let document = session.document();
    let scenario = document.scenario();
    let components = scenario.components.iter().map(|c| Target::Component(c.id));
    let regions = scenario.regions.iter().map(|r| Target::Region(r.id));
    let groups = scenario.groups.iter().map(|g| Target::Group(g.id));
    let links = scenario.links.iter().map(|l| Target::Link(l.id()));
    let notes = scenario.notes.iter().map(|n| Target::Note(n.id));
    let all = components.chain(regions).chain(groups);
    let all = all.chain(links).chain(notes).map(|target| {
        let what = match target {
            Target::Component(id) => document.component(id).map_or("part", |c| c.kind().noun()),
            Target::Group(_) => "shared fate",
            Target::Region(_) => "region",
            Target::Link(_) => "link",
            Target::Note(_) => "note",
        };
        Entry::new(document.name_of(target), what, Choice::GoTo(target))
    });
    all.collect()
}

/// Settings of what is selected, and of all other parts.
fn settings(session: &Session) -> Vec<Entry> {
    let document = session.document();
    let only = document.selection().only();
    let mut all = Vec::new();
    if only.is_some() {
        all.push(Entry::new("Name", "setting", Choice::Set(None, "name")));
    }
    let components = &document.scenario().components;
    for component in components {
        let target = Target::Component(component.id);
        let is_selected = only == Some(target);
        if !is_selected && components.len() > MOST_WITH_SETTINGS {
            continue;
        }
        let ruling = |key| document.ruling_component(component.id, key);
        let shown = fields::of_kind(component.kind())
            .iter()
            .filter(|field| (field.applies)(ruling(field.key).unwrap_or(component)));
        let shown = shown.map(|field| (field.key, field.label));
        let common = [("region", "Lies in"), ("note", "Note")];
        let name = component.display_name();
        all.extend(shown.chain(common).map(|(key, label)| {
            let (label, target) = if is_selected {
                (label.to_owned(), None)
            } else {
                (format!("{name}: {label}"), Some(target))
            };
            Entry {
                words: key,
                ..Entry::new(label, "setting", Choice::Set(target, key))
            }
        }));
    }
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
        Choice::Set(target, key) => {
            if let Some(target) = target {
                bridge.go_to(target);
            }
            bridge.show_sheet(Some(Sheet::Inspector));
            keys::focus_soon(format!("#inspector [data-setting='{key}']"));
        }
        Choice::Reach(Place::Seed) => keys::focus_soon("[data-seed]".to_owned()),
        Choice::Reach(Place::Speed) => keys::focus_soon(".transport-speed input".to_owned()),
        Choice::Reach(Place::CopyLink) => match bridge.link() {
            Ok(link) => bridge.copy_text(&link),
            Err(why) => bridge.say(Severity::Failure, why),
        },
        Choice::Play(outage) => bridge.play_from_start(outage.scenario()),
        Choice::Begin(template) => bridge.open_template(template),
        Choice::Learn(lesson) => bridge.begin_lesson(lesson),
        Choice::Gallery(dialog) => bridge.dialog.set(Some(dialog)),
    }
}
