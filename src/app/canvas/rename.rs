//! A name, edited in its place on the card or in the region's title. Enter keeps it, Escape gives it up; whatever else ends
//! it, the page going away too, keeps it.

use leptos::html::Input;
use leptos::prelude::*;

use crate::app::bridge::Bridge;
use crate::app::browser::{address, keys};
use crate::app::state::only_while;
use crate::model::{Target, limits};

/// The field, while the name of this is edited.
#[component]
pub fn RenameField(target: Target) -> impl IntoView {
    let bridge = Bridge::of_page();
    only_while(
        move || bridge.renaming.get() == Some(target),
        move || {
            let input = NodeRef::<Input>::new();
            input.on_load(|input| keys::focus_all(&input));
            let keep = move || {
                // It may be on its way out already.
                if let Some(Some(input)) = input.try_get_untracked() {
                    bridge.keep_name(target, &input.value());
                }
            };
            StoredValue::new_local(address::before_leaving(keep));
            view! {
                <input
                    class="rename"
                    node_ref=input
                    type="text"
                    autocomplete="off"
                    maxlength=limits::NAME.to_string()
                    aria-label=bridge.read(|session| format!("Name of {}", session.document().name_of(target)))
                    value=bridge.read(|session| session.document().name_of(target))
                    on:keydown=move |event| {
                        let key = event.key();
                        if keys::composes(&event) {
                            return;
                        }
                        if key == "Enter" {
                            keep();
                        } else if key == "Escape" {
                            bridge.renaming.set(None);
                        } else {
                            return;
                        }
                        event.prevent_default();
                        event.stop_propagation();
                        bridge.focus_canvas();
                    }
                    on:blur=move |_| keep()
                />
            }
            .into_any()
        },
    )
}
