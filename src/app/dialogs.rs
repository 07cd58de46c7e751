//! Dialogs: the gallery, and help.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::dialog_frame::DialogFrame;
use super::finder::Finder;
use super::lesson_list::LessonList;
use super::lesson_maker::LessonMaker;
use super::open::OpenDialog;
use super::outage_list::OutageList;
use super::picture::picture;
use super::scenarios::Scenarios;
use super::share::Share;
use crate::app::state::live;
use crate::editor::Command;
use crate::editor::commands::table::POINTER_HELP;
use crate::templates::{self, Template};

/// The dialog that is open, if one is.
#[component]
pub fn Dialog() -> impl IntoView {
    let bridge = Bridge::of_page();
    live(move || match bridge.dialog.get() {
        None => ().into_any(),
        Some(OpenDialog::Share(first)) => view! { <Share first/> }.into_any(),
        Some(OpenDialog::Gallery) => view! { <Gallery/> }.into_any(),
        Some(OpenDialog::Lessons) => view! { <LessonList/> }.into_any(),
        Some(OpenDialog::LessonMaker) => view! { <LessonMaker/> }.into_any(),
        Some(OpenDialog::Outages) => view! { <OutageList/> }.into_any(),
        Some(OpenDialog::Scenarios) => view! { <Scenarios/> }.into_any(),
        Some(OpenDialog::Find) => view! { <Finder/> }.into_any(),
        Some(OpenDialog::Help) => view! { <Help/> }.into_any(),
    })
}

#[component]
fn Gallery() -> impl IntoView {
    let groups = templates::GROUPS.iter().map(|group| {
        let entries = group
            .templates
            .iter()
            .map(|template| view! { <GalleryEntry template/> });
        view! {
            <h3 class="lessons-group">{group.title}</h3>
            <div class="gallery">{entries.collect_view()}</div>
        }
    });
    view! {
        <DialogFrame title="Begin from an architecture">
            <p>"Each opens beside what you have drawn, which stays under My scenarios."</p>
            {groups.collect_view()}
        </DialogFrame>
    }
}

#[component]
fn GalleryEntry(template: &'static Template) -> impl IntoView {
    let bridge = Bridge::of_page();
    view! {
        <button
            class="gallery-entry"
            type="button"
            data-template=template.key
            on:click=move |_| {
                bridge.dialog.set(None);
                bridge.open_template(template);
            }
        >
            {picture(&template.scenario())}
            <span class="gallery-title">{template.title}</span>
            <span class="gallery-what">{template.sentence}</span>
            <span class="gallery-watch">{format!("Kill {}: {}", template.knock_over, lower_first(template.watch))}</span>
        </button>
    }
}

/// The sentence, to stand after a colon.
fn lower_first(sentence: &str) -> String {
    let mut sentence = sentence.to_owned();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    sentence
}

#[component]
fn Help() -> impl IntoView {
    let pointer = POINTER_HELP.iter().map(|(how, what)| {
        view! { <div class="gesture"><dt>{*how}</dt><dd>{*what}</dd></div> }
    });
    let pointer = pointer.collect_view();
    let shortcuts = Command::ALL.iter().filter_map(|command| {
        let keys = command.shortcut()?;
        Some(view! {
            <div class="shortcut"><span>{command.label()}</span><kbd class="keys">{keys.to_string()}</kbd></div>
        })
    });
    let shortcuts = shortcuts.collect_view();
    view! {
        <DialogFrame title="How to use it">
            <p>
                "Press the power button of any part and watch: requests fail, health checks notice, traffic finds another way, "
                "or does not. A red flag marks a part without which some requests fail until it is back."
            </p>
            <p>
                "What is simulated, what is simplified and what is left out is said in "
                <a href="model.html" target="_blank" rel="noopener">"What is played, and what is not"</a>"."
            </p>
            <h3>"Hand"</h3>
            <dl>{pointer}</dl>
            <h3>"Keys"</h3>
            <div class="shortcuts">{shortcuts}</div>
        </DialogFrame>
    }
}
