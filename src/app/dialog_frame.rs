//! What every dialog stands in.

use leptos::html::Dialog as DialogElement;
use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::pointer;
use super::icon::{Icon, Sign};

/// The frame of a dialog: modal, closed by Escape, by its button, and by a click beside it.
#[component]
pub fn DialogFrame(title: &'static str, children: Children) -> impl IntoView {
    let bridge = Bridge::of_page();
    let close = move || bridge.dialog.set(None);
    let dialog = NodeRef::<DialogElement>::new();
    dialog.on_load(|dialog| {
        // It fails only for one that is open or is not in the page.
        let _ = dialog.show_modal();
    });
    let beside = move |event| {
        if pointer::is_on_itself(&event) {
            close();
        }
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-label=title on:close=move |_| close() on:click=beside>
            <div class="dialog-head">
                <h2>{title}</h2>
                <button class="button" type="button" aria-label="Close" on:click=move |_| close()>
                    <Sign icon=Icon::Close/>
                </button>
            </div>
            <div class="dialog-body scroll">{children()}</div>
        </dialog>
    }
}
