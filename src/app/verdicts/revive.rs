//! Bringing back what is dead, where a verdict tells of it.

use leptos::prelude::*;

use crate::app::bridge::Bridge;
use crate::app::browser::{keys, pointer};
use crate::app::icon::{Icon, Sign};
use crate::editor::Pointed;
use crate::model::Target;

/// A button for each of these that brings it back.
pub fn revivals(dead: Vec<(Target, String)>) -> AnyView {
    let bridge = Bridge::of_page();
    let button = move |(target, name): (Target, String)| {
        let revive = move |by_key: bool| {
            bridge.change(|session| session.simulate(|simulation| simulation.revive([target])));
            if by_key {
                // The button goes with its row: the keyboard goes on from the headline, which tells what is left.
                leptos::task::spawn_local(async {
                    leptos::task::tick().await;
                    keys::focus("#verdicts [data-headline]");
                });
            }
        };
        view! {
            <button
                class="mend"
                type="button"
                tabindex="-1"
                data-revive=target.to_string()
                on:click=move |event| revive(pointer::is_by_key(&event))
                on:pointerenter=move |_| bridge.point_at(Some(Pointed::Part(target)))
                on:focus=move |_| bridge.point_at(Some(Pointed::Part(target)))
                on:blur=move |_| bridge.point_at(None)
            >
                <Sign icon=Icon::Power small=true/>
                <span>{format!("Revive {name}")}</span>
            </button>
        }
    };
    view! {
        <div class="mends" role="group" aria-label="What is to be revived">
            {dead.into_iter().map(button).collect_view()}
        </div>
    }
    .into_any()
}
