//! For who cannot see the picture: the parts as a list, the verdicts read out when they change, and what happens.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::state::{ListRow, list};
use crate::editor::OutlineItem;

/// The list and the voice. Neither is seen.
#[component]
pub fn Outline() -> impl IntoView {
    let bridge = Bridge::of_page();
    let items = bridge.outline();
    let row = |item: OutlineItem| {
        let key = format!("{} {}", item.target, item.text);
        ListRow::new(key, || view! { <li>{item.text}</li> }.into_any())
    };
    let announcement = bridge.announcement();
    let sentence =
        |(number, text): (u64, String)| ListRow::new(number, || view! { <p>{text}</p> }.into_any());
    view! {
        <section class="visually-hidden" aria-label="The parts as a list">
            <ul>
                {list(move || items.get().into_iter().map(row).collect())}
            </ul>
        </section>
        <p class="visually-hidden" role="status">{move || announcement.get()}</p>
        <div class="visually-hidden" role="log" aria-live="polite" aria-label="What happens" data-read-out="">
            {list(move || bridge.read_out.get().into_iter().map(sentence).collect())}
        </div>
    }
}
