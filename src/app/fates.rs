//! The marks of shared fates: on each part that shares one, and beside its name wherever it is listed. Whatever is pointed
//! at, all of its parts are outlined together.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::view::FateMark;
use crate::model::GroupId;
use crate::model::words::Choice;

/// The mark of one shared fate.
#[component]
pub fn Mark(
    /// Which it is; nothing where it is gone.
    id: GroupId,
) -> impl IntoView {
    let bridge = Bridge::of_page();
    let of_it = move |read: fn(&FateMark) -> String| {
        let marks = bridge.fates;
        move || {
            marks.with(|marks| {
                let mark = marks.iter().find(|mark| mark.id == id);
                mark.map(read).unwrap_or_default()
            })
        }
    };
    view! {
        <span
            class="fate-mark"
            aria-hidden="true"
            data-fate-mark=id.to_string()
            data-colour=of_it(|mark| mark.colour.key().to_owned())
            title=of_it(|mark| format!("Shares the fate of {}", mark.name))
            on:pointerenter=move |_| bridge.point_at_fate(Some(id))
            on:pointerleave=move |_| bridge.point_at_fate(None)
        >
            {of_it(|mark| mark.letter.clone())}
        </span>
    }
}
