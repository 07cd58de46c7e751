//! Where a panel stands that is fetched after the first view.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::fetched::{Fetched, Panel};
use crate::app::state::live;

/// A panel of the rest; a sentence until it is here, and another where it cannot be had.
#[component]
pub fn Later(
    panel: Panel,
    /// Whether it was asked for; else nothing is shown in its place.
    #[prop(into)]
    wanted: Signal<bool>,
) -> impl IntoView {
    let bridge = Bridge::of_page();
    live(move || {
        match bridge.rest.get() {
        Fetched::Here(rest) => (rest.panel)(panel),
        Fetched::Coming | Fetched::Lost if !wanted.get() => ().into_any(),
        Fetched::Coming => {
            view! { <p class="later" role="status">"One moment: this is on its way …"</p> }.into_any()
        }
        Fetched::Lost => view! {
            <div class="later" role="alert">
                <p>"This part of the page could not be fetched. What you draw is kept all the same."</p>
                <button class="button button-outlined" type="button" on:click=move |_| bridge.fetch_rest()>
                    "Try again"
                </button>
            </div>
        }
        .into_any(),
    }
    })
}
