//! Notes on the canvas and the labels of links, as elements: the letters of a note can be changed in their place.

use leptos::html::Textarea;
use leptos::prelude::*;

use crate::app::bridge::Bridge;
use crate::app::browser::{address, keys};
use crate::app::state::{Derived, ListRow, list, only_while};
use crate::app::view::NoteView;
use crate::editor::Label;
use crate::model::words::Choice;
use crate::model::{Colour, NoteId, Target, limits};

/// All notes, below the cards.
#[component]
pub fn Notes() -> impl IntoView {
    let bridge = Bridge::of_page();
    let note = |id: NoteId| ListRow::new(id, move || view! { <Note id/> }.into_any());
    let ids = Derived::new(move || {
        bridge
            .notes
            .with(|all| all.keys().copied().collect::<Vec<_>>())
    });
    list(move || ids.get().into_iter().map(note).collect())
}

/// The word of markup for a colour.
pub fn colour_key(colour: Option<Colour>) -> &'static str {
    colour.map_or("none", Choice::key)
}

/// One note. It reads what is shown of itself and nothing else.
#[component]
fn Note(id: NoteId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let note = Derived::new(move || {
        bridge
            .notes
            .with(|all| all.get(&id).cloned().unwrap_or_default())
    });
    let target = Target::Note(id);
    let place = move || {
        note.with(|n| {
            let f = n.frame;
            format!(
                "transform:translate({}px,{}px);width:{}px;min-height:{}px",
                f.x, f.y, f.width, f.height
            )
        })
    };
    view! {
        <div
            class="note"
            prop:style=place
            tabindex=move || if bridge.stop.get() == Some(target) { "0" } else { "-1" }
            role="group"
            aria-label=move || note.with(describe)
            data-note=id.to_string()
            data-colour=move || note.with(|n| colour_key(n.colour))
            data-selected=move || note.with(|n| n.selected).to_string()
            on:focus=move |_| bridge.focused(target)
        >
            <p class="note-text">{move || note.with(|n| n.text.clone())}</p>
            <NoteField id/>
        </div>
    }
}

/// What a screen reader says of a note.
fn describe(note: &NoteView) -> String {
    let about = match &note.about {
        Some(part) => format!(" about {part}"),
        None => String::new(),
    };
    format!("Note{about}: {}", note.text)
}

/// The field, while a note is written. Whatever ends it keeps what was written; Enter begins a line.
#[component]
fn NoteField(id: NoteId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let target = Target::Note(id);
    only_while(
        move || bridge.renaming.get() == Some(target),
        move || {
            let area = NodeRef::<Textarea>::new();
            area.on_load(|area| keys::focus_all_of_area(&area));
            let keep = move || {
                // It may be on its way out already.
                if let Some(Some(area)) = area.try_get_untracked() {
                    bridge.keep_name(target, &area.value());
                }
            };
            StoredValue::new_local(address::before_leaving(keep));
            let text = bridge.read(|session| session.document().note(id).map(|n| n.text.clone()));
            // However far away the note is, its letters are those of any field.
            let size = move || {
                let zoom = bridge.camera.with(|camera| camera.zoom);
                format!("scale:{}", (1.0 / zoom).max(1.0))
            };
            view! {
                <textarea
                    class="note-field"
                    prop:style=size
                    node_ref=area
                    autocomplete="off"
                    maxlength=limits::NOTE_TEXT.to_string()
                    aria-label="Text of the note"
                    data-text=""
                    on:change=move |event| {
                        let text = event_target_value(&event);
                        if !text.trim().is_empty() {
                            bridge.write_note(id, &text);
                        }
                    }
                    on:keydown=move |event| {
                        let ends = event.key() == "Escape"
                            || (event.key() == "Enter" && (event.ctrl_key() || event.meta_key()));
                        if ends && !keys::composes(&event) {
                            event.prevent_default();
                            event.stop_propagation();
                            keep();
                            bridge.focus_canvas();
                        }
                    }
                    on:blur=move |_| keep()
                >
                    {text}
                </textarea>
            }
            .into_any()
        },
    )
}

/// The labels of links, above everything. A click on one is one on its link.
#[component]
pub fn Labels() -> impl IntoView {
    let bridge = Bridge::of_page();
    let row = |label: Label| {
        let frame = label.frame;
        let key = format!(
            "{} {} {} {} {} {}",
            label.link,
            frame.x,
            frame.y,
            label.selected,
            colour_key(label.colour),
            label.text
        );
        ListRow::new(key, move || {
            let place = format!(
                "transform:translate({}px,{}px);min-width:{}px;height:{}px",
                frame.x, frame.y, frame.width, frame.height
            );
            view! {
                <span
                    class="link-label"
                    prop:style=place
                    aria-hidden="true"
                    data-link=label.link.to_string()
                    data-colour=colour_key(label.colour)
                    data-selected=label.selected.to_string()
                >
                    {label.text}
                </span>
            }
            .into_any()
        })
    };
    list(move || bridge.labels.get().into_iter().map(row).collect())
}
