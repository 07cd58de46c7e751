//! The inspector of a note, and the choice of a colour.

use leptos::prelude::*;

use crate::app::bridge::Bridge;
use crate::app::command_button::CommandButton;
use crate::app::icon::{Icon, Sign};
use crate::editor::Command;
use crate::model::{Id, NoteId, limits};

/// All about one note.
#[component]
pub fn NoteInspector(id: NoteId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let note = bridge.note_itself(id);
    let text = Signal::derive(move || {
        note.with(|n| n.as_ref().map(|n| n.text.clone()))
            .unwrap_or_default()
    });
    let about = Signal::derive(move || note.with(|n| n.as_ref().and_then(|n| n.about)));
    view! {
        <div class="panel-head">
            <span class="inspector-sign"><Sign icon=Icon::Note/></span>
            <h2 class="inspector-link">"Note"</h2>
        </div>
        <div class="panel-body scroll">
            <div class="inspector-actions">
                <CommandButton command=Command::Duplicate icon=Icon::Duplicate class="button-small button-outlined" text="Duplicate"/>
                <CommandButton command=Command::Delete icon=Icon::Delete class="button-small button-outlined" text="Delete"/>
            </div>
            <div class="setting">
                <label class="setting-label" for="setting-text">"Text"</label>
                <textarea
                    id="setting-text"
                    class="field"
                    rows="5"
                    maxlength=limits::NOTE_TEXT
                    data-setting="text"
                    data-text=""
                    prop:value=text
                    on:change=move |event| bridge.write_note(id, &event_target_value(&event))
                ></textarea>
            </div>
            <About id about/>
            <Colours/>
        </div>
    }
}

/// What it is about.
#[component]
fn About(id: NoteId, about: Signal<Option<Id>>) -> impl IntoView {
    let bridge = Bridge::of_page();
    let parts = bridge.parts();
    let options = move || {
        let parts = parts.get().into_iter();
        parts
            .map(|(id, name)| {
                view! {
                    <option value=id.to_string() selected=move || about.get() == Some(id)>{name}</option>
                }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <div class="setting" data-shape="choice">
            <div class="setting-head">
                <label class="setting-label" for="setting-about">"About"</label>
                <span class="setting-control">
                    <select
                        id="setting-about"
                        class="field"
                        data-setting="about"
                        on:change=move |event| {
                            let about = Id::new(&event_target_value(&event));
                            bridge.tell_refusal(bridge.change_note(id, "part", |note| note.about = about));
                        }
                    >
                        <option value="" selected=move || about.get().is_none()>"nothing in particular"</option>
                        {move || options()}
                    </select>
                </span>
            </div>
            <p class="setting-what">"It moves with the part that it is about."</p>
        </div>
    }
}

/// The colours, each a button; the one that all have which are selected is pressed.
#[component]
pub fn Colours() -> impl IntoView {
    view! {
        <div class="setting">
            <span class="setting-label" id="setting-colour">"Colour"</span>
            <div class="swatches" role="group" aria-labelledby="setting-colour" data-setting="colour">
                {Command::COLOURS.map(|command| view! { <Swatch command/> }).collect_view()}
            </div>
        </div>
    }
}

#[component]
fn Swatch(command: Command) -> impl IntoView {
    let bridge = Bridge::of_page();
    let pressed = bridge.is_coloured(command);
    view! {
        <button
            class="swatch"
            type="button"
            data-command=command.key()
            data-colour=command.colour_key()
            title=command.label()
            aria-label=command.label()
            aria-pressed=move || pressed.get().to_string()
            disabled=move || !bridge.can(command)
            on:click=move |_| bridge.run(command)
        ></button>
    }
}
