//! What the script says: a sentence over the canvas, until it has been there long enough or another takes its place.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::icon::{Icon, Sign};
use super::lesson::LessonBanner;
use super::state::live;

/// The sentence. The region that reads it out is there before it.
#[component]
pub fn Said() -> impl IntoView {
    let bridge = Bridge::of_page();
    let sentence = move || match bridge.said.get() {
        None => ().into_any(),
        Some(said) => view! {
            <p class="said" data-said=said.number.to_string()>
                <span class="said-text">{said.text}</span>
                <button
                    class="button"
                    type="button"
                    aria-label="Close this sentence"
                    on:click=move |_| bridge.fall_silent()
                >
                    <Sign icon=Icon::Close/>
                </button>
            </p>
        }
        .into_any(),
    };
    view! {
        <div class="said-place" role="status" aria-live="polite">{live(sentence)}</div>
        <div class="said-place"><LessonBanner/></div>
    }
}
