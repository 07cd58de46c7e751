//! What is served now, and why. What of it is read out, and how often, is for the [outline](crate::app::outline).

use leptos::prelude::*;

use crate::app::bridge::Bridge;
use crate::app::icon::{Icon, Sign};
use crate::app::open::Sheet;
use crate::app::state::Derived;
use crate::editor::Standing;

/// The first lines of the panel. Their room is kept, so that nothing below them jumps.
#[component]
pub fn Now() -> impl IntoView {
    let bridge = Bridge::of_page();
    let standing = Derived::new(move || bridge.situation.with(|now| now.standing));
    let icon = Signal::derive(move || sign(standing.get()));
    view! {
        <div class="headline now" data-now=move || standing.get().key()>
            <span class="headline-sign"><Sign icon/></span>
            <div class="headline-words">
                <h2 class="headline-text" data-now-headline="">{move || bridge.situation.with(|now| now.headline.clone())}</h2>
                <p class="headline-note" data-now-why="">{move || bridge.situation.with(|now| now.why.clone())}</p>
            </div>
        </div>
    }
}

/// The same in one line, for a phone: there the panel is in a sheet that may be closed. A tap opens it.
#[component]
pub fn NowLine() -> impl IntoView {
    let bridge = Bridge::of_page();
    let standing = Derived::new(move || bridge.situation.with(|now| now.standing));
    let icon = Signal::derive(move || sign(standing.get()));
    view! {
        <button
            class="now-line"
            type="button"
            data-now-line=move || standing.get().key()
            on:click=move |_| bridge.show_sheet(Some(Sheet::Verdicts))
        >
            <Sign icon/>
            <span class="now-line-words">
                <strong>{move || bridge.situation.with(|now| now.headline.clone())}</strong>
                <span class="now-line-why">{move || bridge.situation.with(|now| now.why.clone())}</span>
            </span>
        </button>
    }
}

const fn sign(standing: Standing) -> Icon {
    match standing {
        Standing::Unknown => Icon::Circle,
        Standing::Well => Icon::Check,
        Standing::Doubtful => Icon::Leak,
        Standing::Bad => Icon::Warning,
    }
}
