//! For who cannot see the picture: the parts as a list, and the verdicts said aloud when they change.

use leptos::prelude::*;

use super::bridge::Bridge;

/// The list and the voice. Neither is seen.
#[component]
pub fn Outline() -> impl IntoView {
    let bridge = Bridge::of_page();
    let items = bridge.outline();
    view! {
        <section class="visually-hidden" aria-label="The parts as a list">
            <ul>
                <For
                    each=move || items.get()
                    key=|item| (item.target, item.text.clone())
                    children=|item| view! { <li>{item.text}</li> }
                />
            </ul>
        </section>
        <p class="visually-hidden" role="status">{bridge.announcement()}</p>
    }
}
