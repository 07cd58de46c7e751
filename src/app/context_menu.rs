//! The menu of a right click or a resting finger: the commands that make sense there, from the one list.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::open::OpenMenu;
use crate::app::state::live;
use crate::editor::Command;

/// The menu, while one is open. Any press elsewhere and Escape close it.
#[component]
pub fn Menu() -> impl IntoView {
    let bridge = Bridge::of_page();
    let close = move || bridge.menu.set(None);
    live(move || {
        let Some(OpenMenu { at, shown }) = bridge.menu.get() else {
            return ().into_any();
        };
        let commands = Command::ALL.iter().copied();
        let offered = commands
            .filter(|command| command.face().shown.contains(&shown) && bridge.can(*command));
        let entries = offered
            .map(|command| view! { <MenuEntry command/> })
            .collect_view();
        view! {
            <div class="menu-veil" on:pointerdown=move |_| close() on:contextmenu=move |event| event.prevent_default()></div>
            <div
                class="menu scroll"
                role="menu"
                prop:style=format!("--x:{}px;--y:{}px", at.x, at.y)
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        close();
                    }
                }
            >
                {entries}
            </div>
        }
        .into_any()
    })
}

#[component]
fn MenuEntry(command: Command) -> impl IntoView {
    let bridge = Bridge::of_page();
    let keys = command
        .shortcut()
        .map(|keys| view! { <kbd class="menu-keys">{keys.to_string()}</kbd> });
    view! {
        <button
            class="menu-entry"
            type="button"
            role="menuitem"
            data-command=command.key()
            on:click=move |_| {
                bridge.menu.set(None);
                bridge.focus_canvas();
                bridge.run(command);
            }
        >
            <span>{move || bridge.label(command)}</span>
            {keys}
        </button>
    }
}
