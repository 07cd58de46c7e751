//! What every dialog stands in.

use leptos::html::Dialog as DialogElement;
use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::{focus, pointer};
use super::icon::{Icon, Sign};
use super::messages::MessageList;

/// The frame of a dialog: modal, closed by Escape, by its button, and by a click beside it.
#[component]
pub fn DialogFrame(
    title: &'static str,
    /// Further classes.
    #[prop(default = "")]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let bridge = Bridge::of_page();
    let close = move || bridge.dialog.set(None);
    let dialog = NodeRef::<DialogElement>::new();
    focus::remember();
    on_cleanup(focus::give_back);
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
        <dialog class=format!("dialog {class}") node_ref=dialog aria-label=title on:close=move |_| close() on:click=beside>
            <div class="dialog-head">
                <h2>{title}</h2>
                <button class="button" type="button" aria-label="Close" on:click=move |_| close()>
                    <Sign icon=Icon::Close/>
                </button>
            </div>
            // What scrolls can be scrolled by key.
            <div class="dialog-body scroll" tabindex="0" role="region" aria-label=title>{children()}</div>
            // The page behind an open dialog is out of reach, its messages with it.
            <div class="dialog-messages"><MessageList/></div>
        </dialog>
    }
}
