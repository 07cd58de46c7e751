//! The minimap of a large drawing, of which a part is in sight: where in it one is. Dragging on it moves the view.

use leptos::html::Canvas;
use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::paint::Inks;
use super::browser::paint::minimap::{self, Scale, Whole};
use super::browser::surface::Surface;
use super::browser::{PointerEvent, pointer, theme};
use crate::app::state::{Derived, State, only_while};
use crate::editor::Session;
use crate::model::{Note, Rect, Target};

/// Of how many parts a drawing is large.
const LARGE: usize = 20;

/// The minimap, while the drawing is large.
#[component]
pub fn Minimap() -> impl IntoView {
    let bridge = Bridge::of_page();
    only_while(
        move || bridge.card_ids.with(|ids| ids.len() >= LARGE),
        || view! { <Map/> }.into_any(),
    )
}

#[component]
fn Map() -> impl IntoView {
    let bridge = Bridge::of_page();
    let canvas = NodeRef::<Canvas>::new();
    let resized = State::new(0_u64);
    let surface = StoredValue::new_local(None::<Surface>);
    let inks = StoredValue::new_local(None::<(theme::Theme, Inks)>);
    canvas.on_load(move |element| {
        let again = move || resized.update(|n| *n += 1);
        surface.set_value(Surface::new(element, again));
        resized.update(|n| *n += 1);
    });
    Effect::new(move |_| {
        resized.track();
        bridge.camera.track();
        bridge.revision.track();
        bridge.faults.track();
        let theme = theme::current();
        inks.update_value(|inks| {
            if inks.as_ref().is_none_or(|(of, _)| *of != theme) {
                *inks = Some((theme, Inks::read()));
            }
        });
        let whole = bridge.read(whole);
        surface.update_value(|surface| {
            inks.with_value(|inks| {
                if let (Some(surface), Some((_, inks))) = (surface, inks) {
                    minimap::paint(surface, inks, &whole);
                }
            });
        });
    });
    let look = move |event: &PointerEvent| {
        let Some((at, size)) = pointer::place_in_target(event) else {
            return;
        };
        let content = bridge.read(|session| session.document().content());
        let world = Scale::new(content.unwrap_or_default(), size).world(at);
        bridge.change(|session| session.view_mut().look_at(world));
    };
    let is_all_seen = Derived::new(move || {
        bridge.revision.track();
        bridge.camera.track();
        bridge.read(sees_all)
    });
    view! {
        <div
            class="minimap"
            aria-hidden="true"
            data-needed=move || if is_all_seen.get() { "false" } else { "true" }
            on:pointerdown=move |event| {
                if pointer::is_primary(&event) {
                    pointer::capture(&event);
                    look(&event);
                }
            }
            on:pointermove=move |event| {
                if event.buttons() != 0 {
                    look(&event);
                }
            }
        >
            <canvas node_ref=canvas></canvas>
        </div>
    }
}

/// Whether nothing of the drawing lies outside of what panels leave open of the view: there is no way to be shown, and the
/// minimap would only stand in front of cards.
fn sees_all(session: &Session) -> bool {
    let content = session.document().content();
    content.is_none_or(|content| session.view().sees(content))
}

fn whole(session: &Session) -> Whole {
    let scenario = session.document().scenario();
    let alive = |id| session.simulation().is_alive(Target::Component(id));
    let cards = scenario.components.iter();
    Whole {
        content: session.document().content().unwrap_or_default(),
        cards: cards.map(|c| (Rect::card(c.at), alive(c.id))).collect(),
        frames: scenario.regions.iter().map(|r| r.frame).collect(),
        notes: scenario.notes.iter().map(Note::frame).collect(),
        seen: session.view().camera().visible(),
    }
}
