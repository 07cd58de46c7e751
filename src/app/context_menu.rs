//! The menu of a right click or a resting finger: the commands that make sense there, from the one list.

use leptos::html::Div;
use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::focus;
use super::open::OpenMenu;
use crate::app::state::live;
use crate::editor::{Command, Offered};

/// The menu, while one is open. It takes the focus: arrows, Home, End and letters walk it. Any press elsewhere, Tab and
/// Escape close it, and the focus goes back to where it was.
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
        let entries: Vec<_> = offered
            .map(|command| view! { <MenuEntry command/> })
            .collect();
        let colours = Command::COLOURS.into_iter();
        let colours = colours.filter(|command| shown == Offered::Context && bridge.can(*command));
        let colours: Vec<_> = colours
            .map(|command| view! { <MenuColour command/> })
            .collect();
        let rows = entries.len() + usize::from(!colours.is_empty());
        let colours = (!colours.is_empty()).then(|| {
            view! { <div class="swatches menu-swatches" role="group" aria-label="Colour">{colours}</div> }
        });
        let menu = NodeRef::<Div>::new();
        focus::remember();
        on_cleanup(focus::give_back);
        menu.on_load(|_| focus::on_soon(".menu [role=menuitem]".to_owned()));
        view! {
            <div class="menu-veil" on:pointerdown=move |_| close() on:contextmenu=move |event| event.prevent_default()></div>
            <div
                class="menu scroll"
                role="menu"
                aria-label="What can be done"
                node_ref=menu
                prop:style=format!("--x:{}px;--y:{}px;--rows:{rows}", at.x, at.y)
                on:keydown=move |event| {
                    let closes = matches!(event.key().as_str(), "Escape" | "Tab");
                    let walks = || {
                        let menu = menu.get_untracked();
                        menu.is_some_and(|menu| focus::walk(&event, &menu, "[role=menuitem], [role=menuitemradio]"))
                    };
                    if closes {
                        close();
                    }
                    if closes || walks() {
                        event.prevent_default();
                    }
                }
            >
                {entries}
                {colours}
            </div>
        }
        .into_any()
    })
}

/// A colour, as a dot.
#[component]
fn MenuColour(command: Command) -> impl IntoView {
    let bridge = Bridge::of_page();
    let chosen = bridge.is_coloured(command).get_untracked();
    view! {
        <button
            class="swatch"
            type="button"
            role="menuitemradio"
            tabindex="-1"
            data-command=command.key()
            data-colour=command.colour_key()
            title=command.label()
            aria-label=command.label()
            aria-checked=chosen.to_string()
            on:click=move |_| {
                bridge.menu.set(None);
                bridge.run(command);
            }
        ></button>
    }
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
            tabindex="-1"
            data-command=command.key()
            on:click=move |_| {
                bridge.menu.set(None);
                bridge.run(command);
            }
        >
            <span>{move || bridge.label(command)}</span>
            {keys}
        </button>
    }
}
