//! A row about a part, or about several: pointing at it, or coming to it by key, highlights them; pressing it shows one.

use leptos::prelude::*;

use crate::app::bridge::Bridge;
use crate::editor::Pointed;
use crate::model::Target;

/// What a row is about.
pub struct FindingRow {
    /// Its style.
    pub class: &'static str,
    /// What sort of thing it tells, for style and tests.
    pub kind: &'static str,
    /// What is highlighted.
    pub pointed: Pointed,
    /// What is shown when it is pressed, the first of these; markup names all.
    pub about: Vec<Target>,
}

/// The row, as a button.
pub fn row(row: FindingRow, content: AnyView) -> AnyView {
    row_with(row, content, None)
}

/// The row, with something below its button.
pub fn row_with(row: FindingRow, content: AnyView, below: Option<AnyView>) -> AnyView {
    let bridge = Bridge::of_page();
    let names: Vec<String> = row.about.iter().map(ToString::to_string).collect();
    let shown = row.about.first().copied();
    let pointed = StoredValue::new(row.pointed);
    let point = move || bridge.point_at(Some(pointed.get_value()));
    view! {
        <li>
            <button
                class=row.class
                type="button"
                tabindex="-1"
                data-kind=row.kind
                data-about=names.join(" ")
                on:click=move |_| {
                    if let Some(shown) = shown {
                        bridge.show(shown);
                    }
                }
                on:pointerenter=move |_| point()
                on:pointerleave=move |_| bridge.point_at(None)
                on:focus=move |_| point()
                on:blur=move |_| bridge.point_at(None)
            >
                {content}
            </button>
            {below}
        </li>
    }
    .into_any()
}

/// A few words where there is nothing to list.
pub fn quiet(words: impl Into<String>) -> AnyView {
    view! { <p class="findings-none">{words.into()}</p> }.into_any()
}
