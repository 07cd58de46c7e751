//! Messages: what could not be done and why. They float over the canvas, push nothing aside, and stay until read.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::fetched::Panel;
use super::icon::{Icon, Sign};
use super::later::Later;
use super::state::{ListRow, list};
use crate::editor::{Message, Severity};

/// The messages there are.
#[component]
pub fn Messages() -> impl IntoView {
    view! {
        <div id="messages">
            <Later panel=Panel::Said wanted=false/>
            <MessageList/>
        </div>
    }
}

/// The same alone: a dialog shows them once more.
#[component]
pub fn MessageList() -> impl IntoView {
    let bridge = Bridge::of_page();
    let row = |message: Message| {
        ListRow::new(message.number, || {
            view! { <MessageBar message/> }.into_any()
        })
    };
    list(move || bridge.messages.get().into_iter().map(row).collect())
}

#[component]
fn MessageBar(message: Message) -> impl IntoView {
    let bridge = Bridge::of_page();
    let number = message.number;
    let (role, icon) = match message.severity {
        Severity::Failure => ("alert", Icon::Warning),
        Severity::Note => ("status", Icon::Check),
    };
    view! {
        <div class="message" role=role>
            <Sign icon/>
            <span class="message-text">{message.text}</span>
            <button
                class="button"
                type="button"
                aria-label="Close this message"
                on:click=move |_| bridge.change(|session| session.dismiss(number))
            >
                <Sign icon=Icon::Close/>
            </button>
        </div>
    }
}
