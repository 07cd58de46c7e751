//! What a mend would change, while it is pointed at: over the canvas, where what it would add is drawn.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::findings::PreviewChanges;
use super::icon::{Icon, Sign};
use crate::app::state::live;

/// The preview of the mend that is pointed at, if one is.
#[component]
pub fn Preview() -> impl IntoView {
    let bridge = Bridge::of_page();
    live(move || {
        let Some(preview) = bridge.preview.get() else {
            return ().into_any();
        };
        view! {
            <div class="preview" role="status" data-preview="">
                <p class="preview-label">{preview.label}</p>
                {match preview.changes {
                    Some(changes) => changes_view(changes).into_any(),
                    None => view! { <p class="preview-row">"Looking at what it would change …"</p> }.into_any(),
                }}
            </div>
        }
        .into_any()
    })
}

fn changes_view(changes: PreviewChanges) -> impl IntoView {
    let row = |icon, kind, words: String, names: String| {
        (!names.is_empty()).then(|| {
            view! {
                <p class="preview-row" data-kind=kind><Sign icon small=true/><span>{words}<strong>{names}</strong></span></p>
            }
        })
    };
    let gone = row(
        Icon::Check,
        "gone",
        "No longer flagged: ".to_owned(),
        changes.gone,
    );
    let new = row(Icon::Flag, "new", "Flagged then: ".to_owned(), changes.new);
    let brings = row(
        Icon::Flag,
        "brings",
        "It brings: ".to_owned(),
        changes.brings,
    );
    let [before, after] = changes.nines;
    let [lost_before, lost_after] = changes.lost;
    view! {
        {gone}
        {new}
        {brings}
        <p class="preview-row" data-kind="nines">
            <Sign icon=Icon::Nines small=true/>
            <span>"Served in the long run: "{before}" → "<strong>{after}</strong></span>
        </p>
        <p class="preview-row preview-lost">"Lost: "{lost_before}" → "<strong>{lost_after}</strong></p>
    }
}
