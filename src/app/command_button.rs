//! Buttons for commands: label, shortcut and whether it can be done now all come from the one list of commands.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::icon::{Icon, Sign};
use crate::editor::Command;

/// A button that runs a command.
#[component]
pub fn CommandButton(
    /// Which command.
    command: Command,
    /// Its icon.
    icon: Icon,
    /// Further classes, beside `button`.
    #[prop(default = "")]
    class: &'static str,
    /// Words to show beside the icon; without them the label is only a tooltip.
    #[prop(optional)]
    text: Option<&'static str>,
) -> impl IntoView {
    let bridge = Bridge::of_page();
    let label = move || bridge.label(command);
    let title = move || match command.shortcut() {
        Some(shortcut) => format!("{} ({shortcut})", label()),
        None => label(),
    };
    // What is written on it is its name.
    let name = move || text.is_none().then(label);
    view! {
        <button
            class=format!("button {class}")
            type="button"
            data-command=command.key()
            title=title
            aria-label=name
            disabled=move || !bridge.can(command)
            on:click=move |_| bridge.run(command)
        >
            <Sign icon small=class.contains("button-small")/>
            {text.map(|text| view! { <span class="button-text">{text}</span> })}
        </button>
    }
}
