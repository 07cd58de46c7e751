//! The scenarios that this browser keeps, as a list with pictures: open, rename, duplicate, delete, go back to a version,
//! give all of them away as one file.

use std::fmt::Write;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::bridge::Bridge;
use super::browser::scenarios::{self, clock_ms};
use super::command_button::CommandButton;
use super::dialog_frame::DialogFrame;
use super::icon::{Icon, Sign};
use super::opening;
use super::picture::picture;
use super::saved::{Refused, Saved, Version, ago};
use crate::app::state::{State, live, only_while};
use crate::editor::{Command, Severity};
use crate::formats::{collection, json};

/// What is known of the list.
type Listed = Option<Result<Vec<Saved>, Refused>>;

/// The dialog.
#[component]
pub fn Scenarios() -> impl IntoView {
    let bridge = Bridge::of_page();
    let listed: State<Listed> = State::default();
    let read = move || {
        spawn_local(async move {
            // What tabs that are closed by now had no time to save is in the list too.
            opening::rescue_unsaved().await;
            listed.set(Some(scenarios::list().await));
        });
    };
    // What is in hand is in the list as it is now.
    bridge.save_in_hand(read);
    let body = live(move || {
        match listed.get() {
        None => view! { <p role="status">"Looking…"</p> }.into_any(),
        Some(Err(Refused::Silent)) => view! {
            <p role="alert">"The browser's store does not answer; another tab of Topple may hold it. What it keeps is not lost: close the other tabs, then reload this page."</p>
        }
        .into_any(),
        Some(Err(_)) => view! {
            <p role="alert">"This browser keeps nothing here: it has no store for this page, or does not allow it. Save what you want to keep as a file."</p>
        }
        .into_any(),
        Some(Ok(all)) if all.is_empty() => view! {
            <p>"Nothing yet. Whatever you draw or change is kept here by itself."</p>
        }
        .into_any(),
        Some(Ok(all)) => view! { <List all read/> }.into_any(),
    }
    });
    let is_kept = move || listed.with(|listed| matches!(listed, Some(Ok(_))));
    let give_away = move |_| {
        if let Some(Ok(all)) = listed.get_untracked() {
            let kept = all.iter().filter(|saved| !saved.is_deleted);
            bridge.save_file(
                "topple-scenarios.json",
                &collection::write(kept.map(|s| s.file.as_str())),
            );
        }
    };
    view! {
        <DialogFrame title="My scenarios">
            {only_while(is_kept, || view! {
                <p>"Kept in this browser, each with its last fifty versions. No server ever sees them."</p>
            }.into_any())}
            <div class="scenarios-head" on:click=move |_| bridge.dialog.set(None)>
                <CommandButton command=Command::New icon=Icon::Plus text="New"/>
                <CommandButton command=Command::Open icon=Icon::Open text="Open a file"/>
                <button class="button" type="button" data-scenarios="export" on:click=give_away>
                    <Sign icon=Icon::Save/>
                    <span class="button-text">"Save all as one file"</span>
                </button>
            </div>
            {body}
        </DialogFrame>
    }
}

#[component]
fn List(all: Vec<Saved>, read: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let rows = all.into_iter().map(|saved| {
        if saved.is_deleted {
            deleted(saved, read)
        } else {
            view! { <Entry saved read/> }.into_any()
        }
    });
    view! { <ul class="scenarios">{rows.collect_view()}</ul> }
}

/// One that was deleted since the page was opened.
fn deleted(saved: Saved, read: impl Fn() + Copy + Send + 'static) -> AnyView {
    let name = saved.name().to_owned();
    let undo = move |_| {
        let id = saved.id.clone();
        spawn_local(async move {
            let _ = scenarios::set_deleted(&id, false).await;
            read();
        });
    };
    view! {
        <li class="scenario-deleted">
            <span>{format!("\"{name}\" is deleted.")}</span>
            <button class="button" type="button" data-scenario-do="undelete" on:click=undo>"Undo"</button>
        </li>
    }
    .into_any()
}

#[component]
fn Entry(saved: Saved, read: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let bridge = Bridge::of_page();
    let shows_versions = State::new(false);
    let scenario = json::open(&saved.file).ok().map(|opened| opened.scenario);
    let small = scenario.as_ref().map(picture);
    let parts = scenario.as_ref().map_or(0, |s| s.components.len());
    let is_in_hand = bridge.holds(&saved.id);
    let facts = format!(
        "{}{parts} {} · {}",
        if is_in_hand { "Open now · " } else { "" },
        if parts == 1 { "part" } else { "parts" },
        ago(saved.at_ms, clock_ms())
    );
    let name = saved.name().to_owned();
    let id = saved.id.clone();
    let open = {
        let id = id.clone();
        move |_| {
            bridge.dialog.set(None);
            bridge.open_saved(id.clone());
        }
    };
    let open_by_picture = open.clone();
    let rename = {
        let id = id.clone();
        move |event| bridge.rename_saved(id.clone(), event_target_value(&event), read)
    };
    let duplicate = {
        let saved = saved.clone();
        move |_| {
            let title = format!("{} (copy)", saved.name());
            bridge.save_beside(title, saved.file.clone(), read);
        }
    };
    let delete = {
        let id = id.clone();
        move |_| bridge.delete_saved(id.clone(), read)
    };
    let versions = {
        let saved = saved.clone();
        live(move || {
            if shows_versions.get() {
                view! { <Versions saved=saved.clone()/> }.into_any()
            } else {
                ().into_any()
            }
        })
    };
    view! {
        <li class="scenario" data-scenario=id data-in-hand=is_in_hand.to_string()>
            <button class="scenario-open" type="button" data-scenario-do="open" aria-label=format!("Open {name}") on:click=open_by_picture>
                {small}
            </button>
            <div class="scenario-words">
                <input
                    class="field"
                    aria-label=format!("Name of {name}")
                    data-scenario-do="rename"
                    maxlength="80"
                    placeholder="Untitled"
                    prop:value=saved.title.clone()
                    on:change=rename
                />
                <p class="scenario-facts">{facts}</p>
                <div class="scenario-acts">
                    {(!is_in_hand).then(|| view! {
                        <button class="button" type="button" data-scenario-do="open" on:click=open>"Open"</button>
                    })}
                    <button class="button" type="button" data-scenario-do="duplicate" on:click=duplicate>"Duplicate"</button>
                    <button
                        class="button"
                        type="button"
                        data-scenario-do="versions"
                        aria-expanded=move || shows_versions.get().to_string()
                        on:click=move |_| shows_versions.update(|shown| *shown = !*shown)
                    >
                        "Versions"
                    </button>
                    <button class="button" type="button" data-scenario-do="delete" on:click=delete>"Delete"</button>
                </div>
                {versions}
            </div>
        </li>
    }
}

/// Earlier states of a scenario, the latest first.
#[component]
fn Versions(saved: Saved) -> impl IntoView {
    let bridge = Bridge::of_page();
    let listed: State<Option<Result<Vec<Version>, Refused>>> = State::default();
    let id = saved.id.clone();
    spawn_local(async move { listed.set(Some(scenarios::versions(&id).await)) });
    live(move || match listed.get() {
        None => ().into_any(),
        Some(Err(_)) => view! { <p role="alert">"The versions cannot be read."</p> }.into_any(),
        Some(Ok(all)) => {
            let earlier: Vec<Version> = all
                .into_iter()
                .rev()
                .filter(|v| v.file != saved.file)
                .collect();
            if earlier.is_empty() {
                return view! { <p>"No earlier version yet: one is kept whenever you pause."</p> }
                    .into_any();
            }
            let saved = saved.clone();
            let rows = earlier.into_iter().map(move |version| {
                let words = json::open(&version.file).map_or_else(
                    |_| "cannot be read".to_owned(),
                    |opened| format!("{} parts", opened.scenario.components.len()),
                );
                let (saved, file) = (saved.clone(), version.file);
                let restore = move |_| {
                    bridge.dialog.set(None);
                    bridge.restore_version(saved.clone(), file.clone());
                };
                view! {
                    <li>
                        <span>{format!("{} · {words}", ago(version.at_ms, clock_ms()))}</span>
                        <button class="button" type="button" data-scenario-do="restore" on:click=restore>"Go back to this"</button>
                    </li>
                }
            });
            view! { <ol class="versions">{rows.collect_view()}</ol> }.into_any()
        }
    })
}

impl Bridge {
    /// Gives the person a file, or says that the browser does not.
    fn save_file(self, name: &str, text: &str) {
        if !super::browser::files::save(name, text) {
            self.say(
                Severity::Failure,
                "The browser did not allow saving a file.",
            );
        }
    }

    /// Renames a scenario of the store, the one in hand too.
    fn rename_saved(self, id: String, title: String, done: impl Fn() + 'static) {
        if self.holds(&id) {
            self.set_title(&title);
            return self.save_in_hand(done);
        }
        spawn_local(async move {
            if let Err(why) = rename(&id, &title).await {
                self.say(Severity::Failure, why);
            }
            done();
        });
    }

    /// Deletes a scenario of the store, which can be taken back until the page is opened anew.
    fn delete_saved(self, id: String, done: impl Fn() + 'static) {
        self.let_go(&id);
        spawn_local(async move {
            if scenarios::set_deleted(&id, true).await.is_err() {
                self.say(Severity::Failure, "The browser did not allow deleting it.");
            }
            done();
        });
    }

    /// A file of several scenarios was opened: all of them are kept beside the others.
    pub(super) fn import_collection(self, files: Vec<String>) {
        let count = files.len();
        spawn_local(async move {
            let (mut unread, mut kept) = (0, 0);
            for file in files {
                let Ok(opened) = json::open(&file) else {
                    unread += 1;
                    continue;
                };
                if self.keep_beside(opened.scenario.title, file).await.is_ok() {
                    kept += 1;
                }
            }
            let mut words = format!("{kept} scenarios are now kept under My scenarios");
            if unread > 0 {
                let _ = write!(words, "; {unread} cannot be read");
            }
            let lost = count - unread - kept;
            if lost > 0 {
                let _ = write!(words, "; the browser did not take {lost}");
            }
            let severity = if kept == count {
                Severity::Note
            } else {
                Severity::Failure
            };
            self.say(severity, words + ".");
        });
    }
}

async fn rename(id: &str, title: &str) -> Result<(), String> {
    let refused = |_: Refused| "The browser did not allow renaming it.".to_owned();
    let Some(saved) = scenarios::get(id).await.map_err(refused)? else {
        return Err("It is no longer kept here.".to_owned());
    };
    let opened = json::open(&saved.file).map_err(|_| "It cannot be read.".to_owned())?;
    let mut scenario = opened.scenario;
    title.trim().clone_into(&mut scenario.title);
    let file = json::write(&scenario);
    json::open(&file).map_err(|problems| {
        problems
            .first()
            .map_or_else(String::new, ToString::to_string)
    })?;
    let title = scenario.title;
    scenarios::save(
        &Saved {
            title,
            file,
            ..saved
        },
        false,
    )
    .await
    .map_err(refused)?;
    Ok(())
}
