//! The canvas: regions and links are painted, traffic is painted above them, cards are elements above both.
//! One transform carries pan and zoom.

pub mod badge;
mod card;
pub mod fate_chip;
pub mod note;
mod region;
mod rename;

use std::collections::BTreeMap;

use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use super::bridge::Bridge;
use super::command_button::CommandButton;
use super::fetched::Panel;
use super::icon::Icon;
use super::later::Later;
use super::state::{ListRow, list, live, only_while};
use crate::editor::{self, Camera, Command};
use crate::model::{ComponentId, Kind, RegionId, Target};
use badge::BadgeFlights;
use card::Card;
use region::RegionTitle;

/// The stage: the canvas and what floats over it.
#[component]
pub fn Stage() -> impl IntoView {
    let bridge = Bridge::of_page();
    let menu = Signal::derive(move || bridge.menu.get().is_some());
    view! {
        <main class="stage">
            <Viewport/>
            <EmptyNote/>
            <Hint/>
            <Later panel=Panel::Preview wanted=false/>
            <Legend/>
            <ViewControls/>
            <BackToDrawing/>
            <Later panel=Panel::Minimap wanted=false/>
            <Later panel=Panel::Menu wanted=menu/>
            <Later panel=Panel::Offer wanted=false/>
        </main>
    }
}

/// The viewport with its three layers. All its pointers, and those of its cards, come by one path.
#[component]
fn Viewport() -> impl IntoView {
    let bridge = Bridge::of_page();
    let viewport = NodeRef::<Div>::new();
    let links = [NodeRef::<Canvas>::new(), NodeRef::new()];
    let traffic = NodeRef::<Canvas>::new();
    viewport.on_load(move |element| bridge.attach_viewport(element.into()));
    for canvas in links {
        canvas.on_load(move |canvas| bridge.attach_links(canvas));
    }
    traffic.on_load(move |canvas| bridge.attach_traffic(canvas));
    let transform = move || {
        bridge.camera.with(|camera| {
            format!(
                "transform:translate({}px,{}px) scale({})",
                camera.offset.x, camera.offset.y, camera.zoom
            )
        })
    };
    let title = |id: RegionId| ListRow::new(id, move || view! { <RegionTitle id/> }.into_any());
    let card = |id: ComponentId| ListRow::new(id, move || view! { <Card id/> }.into_any());
    let readable = move || bridge.camera.with(Camera::is_readable);
    let small = move || bridge.camera.with(Camera::is_small);
    let names = move || bridge.camera.with(|camera| camera.names().key());
    view! {
        <div
            id="canvas"
            node_ref=viewport
            tabindex=move || match bridge.stop.get() {
                Some(
                    Target::Component(_) | Target::Region(_) | Target::Group(_) | Target::Note(_),
                ) => "-1",
                Some(Target::Link(_)) | None => "0",
            }
            role="application"
            aria-label="Canvas. Arrow keys go from part to part, K kills, L begins a link, N goes through links, Control K finds anything."
            data-gesture=move || bridge.gesture.get()
            data-selecting=move || bridge.selecting.get().to_string()
        >
            <canvas class="layer" node_ref=links[0] aria-hidden="true"></canvas>
            <canvas class="layer" node_ref=links[1] aria-hidden="true"></canvas>
            <canvas class="layer" node_ref=traffic aria-hidden="true"></canvas>
            <div
                class="world"
                prop:style=transform
                data-readable=move || readable().to_string()
                data-small=move || small().to_string()
                data-names=names
                data-moves=move || bridge.camera_moves.get().to_string()
            >
                {list(move || bridge.region_ids.get().into_iter().map(title).collect())}
                <Later panel=Panel::Notes wanted=false/>
                {list(move || bridge.element_ids.get().into_iter().map(card).collect())}
                <Later panel=Panel::Labels wanted=false/>
                <Later panel=Panel::FateChips wanted=false/>
                <BadgeFlights/>
                <Invitation/>
            </div>
        </div>
    }
}

/// One line of invitation with an arrow to a power button; it goes for good with the first fault.
#[component]
fn Invitation() -> impl IntoView {
    let bridge = Bridge::of_page();
    live(move || {
        let Some(editor::Invitation { at, is_mirrored }) = bridge.invitation.get() else {
            return ().into_any();
        };
        let place = format!("transform:translate({}px,{}px)", at.x, at.y);
        view! {
            <div class="invitation" prop:style=place data-mirrored=is_mirrored.to_string()>
                "Kill something."
                <svg viewBox="0 0 44 52" aria-hidden="true"><path d="M4 10c16-4 28 8 28 36M24 38l8 8 8-9"></path></svg>
            </div>
        }
        .into_any()
    })
}

#[component]
fn EmptyNote() -> impl IntoView {
    let bridge = Bridge::of_page();
    view! {
        {only_while(move || bridge.card_ids.with(Vec::is_empty) && bridge.notes.with(BTreeMap::is_empty), move || view! {
            <p class="canvas-empty">"Nothing here yet. Drag a part in from the palette, or press undo."</p>
        }.into_any())}
    }
}

/// What the gesture under way would do, or why it would not.
#[component]
fn Hint() -> impl IntoView {
    let bridge = Bridge::of_page();
    live(
        move || match bridge.hint.get().or_else(|| bridge.passing.get()) {
            Some(hint) => view! { <p class="canvas-hint" role="status">{hint}</p> }.into_any(),
            None => ().into_any(),
        },
    )
}

/// The way back, while nothing of the drawing is in sight.
#[component]
fn BackToDrawing() -> impl IntoView {
    let bridge = Bridge::of_page();
    only_while(
        move || bridge.is_lost.get(),
        move || {
            let back = move |_| {
                bridge.run(Command::Fit);
                bridge.focus_canvas();
            };
            view! {
                <button class="button button-outlined view-back" type="button" data-action="back" on:click=back>
                    "Back to the drawing"
                </button>
            }
            .into_any()
        },
    )
}

#[component]
fn Legend() -> impl IntoView {
    let bridge = Bridge::of_page();
    // What there can be in this drawing.
    let entries = move || {
        bridge.card_ids.track();
        let kinds = bridge.read(|session| {
            let components = &session.document().scenario().components;
            let count = |kind: Kind| components.iter().filter(|c| c.kind() == kind).count();
            [
                ("read", true),
                ("write", true),
                ("answer", true),
                ("failure", true),
                ("retry", true),
                ("look-up", count(Kind::Dns) > 0),
                ("probe", count(Kind::Dns) + count(Kind::LoadBalancer) > 0),
                ("replication", count(Kind::Database) > 1),
                ("message", count(Kind::Queue) > 0),
            ]
        });
        let entry = |traffic: &'static str| {
            view! { <span><i data-traffic=traffic></i>{traffic}</span> }
        };
        kinds
            .into_iter()
            .filter(|(_, is_there)| *is_there)
            .map(|(traffic, _)| entry(traffic))
            .collect_view()
            .into_any()
    };
    view! { <div class="legend" aria-hidden="true">{live(entries)}</div> }
}

#[component]
fn ViewControls() -> impl IntoView {
    let bridge = Bridge::of_page();
    let zoom = move || format!("{:.0} %", bridge.camera.with(|camera| camera.zoom) * 100.0);
    view! {
        <div class="view-controls">
            <CommandButton command=Command::ZoomOut icon=Icon::Minus/>
            <button class="button view-zoom" type="button" title="Back to 100 %" on:click=move |_| bridge.zoom_to(1.0)>
                {move || zoom()}
            </button>
            <CommandButton command=Command::ZoomIn icon=Icon::Plus/>
            <CommandButton command=Command::Fit icon=Icon::Fit/>
            <CommandButton command=Command::Lock icon=Icon::Lock/>
        </div>
    }
}
