//! The top bar: what this is, its title, and what can be done with the whole.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::keys;
use super::chaos::{ChaosButton, ChaosPanel};
use super::command_button::CommandButton;
use super::icon::{Icon, Sign};
use super::open::OpenDialog;
use crate::app::state::only_while;
use crate::editor::Command;

/// The top bar.
#[component]
pub fn TopBar() -> impl IntoView {
    let bridge = Bridge::of_page();
    let more = bridge.more_open;
    // Whoever opens something else wants this closed.
    Effect::new(move |_| {
        if bridge.dialog.with(Option::is_some) || bridge.chaos_open.get() {
            more.set(false);
        }
    });
    let close = move || {
        more.set(false);
        keys::focus(".top-more-toggle");
    };
    view! {
        <header class="top-bar">
            <h1 class="top-mark" aria-label="Topple"><Sign icon=Icon::Topple/><span>"Topple"</span></h1>
            <Title/>
            <span class="top-gap"></span>
            <CommandButton command=Command::New icon=Icon::Plus class="top-wide" text="New"/>
            <CommandButton command=Command::Scenarios icon=Icon::Folder class="top-wide" text="My scenarios"/>
            <button
                class="button top-gallery"
                type="button"
                data-dialog="gallery"
                title="Begin from an architecture"
                on:click=move |_| bridge.dialog.set(Some(OpenDialog::Gallery))
            >
                <Sign icon=Icon::Gallery/>
                <span class="button-text">"Templates"</span>
            </button>
            <button
                class="button top-gallery"
                type="button"
                data-dialog="lessons"
                title="Learn it step by step"
                on:click=move |_| bridge.dialog.set(Some(OpenDialog::Lessons))
            >
                <Sign icon=Icon::Lessons/>
                <span class="button-text">"Lessons"</span>
            </button>
            <button
                class="button top-wide"
                type="button"
                data-dialog="outages"
                title="Famous outages, to be played"
                on:click=move |_| bridge.dialog.set(Some(OpenDialog::Outages))
            >
                <Sign icon=Icon::Flag/>
                <span class="button-text">"Outages"</span>
            </button>
            <ChaosButton/>
            <CommandButton command=Command::Undo icon=Icon::Undo/>
            <CommandButton command=Command::Redo icon=Icon::Redo/>
            <span class="top-rule"></span>
            {only_while(move || more.get(), move || view! {
                <div class="popover-veil" on:click=move |_| close()></div>
            }.into_any())}
            <div
                class="top-more"
                data-open=move || more.get().to_string()
                on:click=move |_| if more.get_untracked() { close() }
            >
                <ChaosButton/>
                <CommandButton command=Command::Redo icon=Icon::Redo class="top-slim" text="Redo"/>
                <CommandButton command=Command::New icon=Icon::Plus class="top-narrow" text="New"/>
                <CommandButton command=Command::Scenarios icon=Icon::Folder class="top-narrow" text="My scenarios"/>
                <button
                    class="button top-narrow"
                    type="button"
                    on:click=move |_| bridge.dialog.set(Some(OpenDialog::Outages))
                >
                    <Sign icon=Icon::Flag/>
                    <span class="button-text">"Outages"</span>
                </button>
                <CommandButton command=Command::Open icon=Icon::Open text="Open a file"/>
                <CommandButton command=Command::Save icon=Icon::Save text="Save as a file"/>
                <CommandButton command=Command::MakeLesson icon=Icon::Write text="Make a lesson"/>
                <CommandButton command=Command::Theme icon=Icon::Theme text="Light or dark"/>
                <CommandButton command=Command::Present icon=Icon::Present text="Presenting"/>
                <CommandButton command=Command::Help icon=Icon::Help text="Help"/>
            </div>
            <CommandButton command=Command::Share icon=Icon::Share class="button-primary" text="Share"/>
            <button
                class="button top-more-toggle"
                type="button"
                aria-label="More"
                aria-expanded=move || more.get().to_string()
                on:click=move |_| more.update(|open| *open = !*open)
            >
                <Sign icon=Icon::More/>
            </button>
            <ChaosPanel/>
        </header>
    }
}

#[component]
fn Title() -> impl IntoView {
    let bridge = Bridge::of_page();
    let title = bridge.title();
    let field = NodeRef::<leptos::html::Input>::new();
    view! {
        <input
            class="top-title"
            node_ref=field
            aria-label="Title of the scenario"
            placeholder="Untitled"
            maxlength="80"
            data-text=""
            spellcheck="false"
            prop:value=move || title.get()
            on:change=move |event| {
                let typed = event_target_value(&event);
                bridge.with_rest(move |rest| {
                    (rest.set_title)(bridge, &typed);
                    // Where it was refused, the field tells what is so.
                    if let Some(field) = field.get_untracked() {
                        field.set_value(&title.get_untracked());
                    }
                });
            }
        />
    }
}
