//! The page: Leptos components over one bridge to the editor; every use of `web_sys` is in `browser/`.
//!
//! The bridge turns what the browser tells into calls of the session, and what the session says into signals of plain
//! values (`view`). Components read those signals and nothing else.

mod bench;
mod bridge;
pub mod browser;
mod canvas;
mod chaos;
mod command_button;
mod context_menu;
mod dialog_frame;
mod dialogs;
mod fates;
mod fetched;
mod figures;
mod finder;
mod findings;
mod icon;
mod importers;
mod inspector;
mod later;
mod layout;
mod lesson;
mod lesson_list;
mod lesson_maker;
mod log;
mod messages;
mod minimap;
mod offer;
mod open;
mod opening;
mod outage_list;
mod outline;
mod palette;
mod picture;
mod preview;
mod rest;
mod said;
mod saved;
mod scenarios;
mod share;
mod state;
mod tabs;
mod top_bar;
mod transport;
mod verdicts;
mod view;

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;

use bridge::{Bridge, Rest};
use browser::address::{self, Options};
use browser::storage::{self, Key};
use browser::theme;
use canvas::Stage;
use fetched::{Panel, Unreachable};
use inspector::Inspector;
use later::Later;
use log::Log;
use messages::Messages;
use opening::Opening;
use palette::Palette;
use saved::Held;
use tabs::Tabs;
use top_bar::TopBar;
use transport::Transport;
use verdicts::{NowLine, Verdicts};

use crate::editor::Session;
use crate::model::Scenario;

/// Mounts the page into `<body>`. Until then Leptos runs no tasks: what is awaited before is the browser's.
pub fn mount() {
    browser::crash::install();
    if address::option("bench").is_some() {
        return wasm_bindgen_futures::spawn_local(async {
            if let Ok(rest) = rest::fetch().await {
                (rest.bench)();
            }
        });
    }
    let options = address::options();
    match options.theme {
        Some(theme) => theme::show(theme),
        None => theme::restore(),
    }
    if !options.embed {
        browser::presenting::restore();
    }
    match opening::first_view(options) {
        Some((session, opening)) => mount_page(options, session, opening, None),
        None => wasm_bindgen_futures::spawn_local(async move {
            match rest::fetch().await {
                Ok(rest) => {
                    let (session, opening) = (rest.open)(options).await;
                    mount_page(options, session, opening, Some(rest));
                }
                Err(Unreachable) => browser::crash::show_unreachable(),
            }
        }),
    }
}

/// Mounts the page around a session; without `rest`, that is fetched once the page is painted.
fn mount_page(
    options: Options,
    mut session: Session,
    opening: Opening,
    rest: Option<&'static Rest>,
) {
    // Who asked for less motion sees no dots that could be followed.
    let slow = storage::read(Key::NoSlowMotion).is_none() && !browser::prefers_reduced_motion();
    session.simulate(|simulation| simulation.want_slow_motion(slow));
    leptos::mount::mount_to_body(move || {
        let bridge = Bridge::open(options, session, &opening, rest::fetch);
        if let Some(rest) = rest {
            bridge.rest_is_here(rest);
        }
        view! { <Page options bridge/> }
    });
}

/// Mounts the page around an empty drawing that is never saved, to be measured.
fn mount_drawing(rest: &'static Rest) -> Bridge {
    let opening = Opening {
        first_view: false,
        revision: u64::MAX,
        held: Held::default(),
    };
    let (options, session) = (address::options(), Session::new(Scenario::default()));
    let there = Rc::new(Cell::new(None));
    let told = Rc::clone(&there);
    leptos::mount::mount_to_body(move || {
        let bridge = Bridge::open(options, session, &opening, rest::fetch);
        bridge.rest_is_here(rest);
        told.set(Some(bridge));
        view! { <Page options bridge/> }
    });
    there.get().expect("the page is mounted at once")
}

#[component]
fn Page(options: Options, bridge: Bridge) -> impl IntoView {
    provide_context(bridge);
    if options.embed {
        view! { <Embedded options/> }.into_any()
    } else {
        view! { <Whole/> }.into_any()
    }
}

/// The page on its own.
#[component]
fn Whole() -> impl IntoView {
    let bridge = Bridge::of_page();
    let sheet = move || bridge.sheet.get().map_or("none", open::Sheet::key);
    let lesson = move || {
        if bridge.lesson.with(Option::is_some) {
            "open"
        } else {
            "closed"
        }
    };
    let mends = move || {
        let hides = bridge
            .lesson
            .with(|l| l.as_ref().is_some_and(view::LessonView::hides_mends));
        if hides { "hidden" } else { "shown" }
    };
    let log = move || {
        if bridge.log_open.get() {
            "open"
        } else {
            "closed"
        }
    };
    let dialog = Signal::derive(move || bridge.dialog.get().is_some());
    view! {
        <div class="app" data-layout=move || bridge.layout.get().key() data-sheet=sheet data-lesson=lesson data-mends=mends data-readonly=move || bridge.is_locked().to_string()>
            <TopBar/>
            <NowLine/>
            <Later panel=Panel::Lesson wanted=false/>
            <Stage/>
            <Palette/>
            <aside class="side"><Verdicts/><Inspector/></aside>
            <div class="dock" data-log=log><Transport/><Log/></div>
            <Tabs/>
            <FileInput/>
            <Later panel=Panel::Outline wanted=false/>
            <Messages/>
            <Later panel=Panel::Dialog wanted=dialog/>
        </div>
    }
}

/// The page in a frame of another: canvas, transport and verdicts.
#[component]
fn Embedded(options: Options) -> impl IntoView {
    let panel = if options.panel { "verdicts" } else { "none" };
    let bridge = Bridge::of_page();
    // Whoever takes a lesson draws: then there is all that it takes to draw, and of the rest what would lead away is left out.
    let draws = move || !options.readonly && bridge.lesson.with(Option::is_some);
    let embed = move || if draws() { "lesson" } else { "true" };
    let layout = move || {
        if draws() {
            bridge.layout.get().key()
        } else {
            ""
        }
    };
    let sheet = move || bridge.sheet.get().map_or("none", open::Sheet::key);
    let lesson = move || if draws() { "open" } else { "closed" };
    let dialog = Signal::derive(move || bridge.dialog.get().is_some());
    view! {
        <div
            class="app"
            data-embed=embed
            data-layout=layout
            data-sheet=sheet
            data-lesson=lesson
            data-mends="hidden"
            data-readonly=options.readonly.to_string()
            data-panel=panel
            data-with-timeline=options.timeline.to_string()
        >
            {state::only_while(move || !draws(), || view! { <header class="visually-hidden"><h1>"Topple"</h1></header> }.into_any())}
            {state::only_while(draws, || view! { <TopBar/><NowLine/><Later panel=Panel::Lesson wanted=false/> }.into_any())}
            <Stage/>
            {state::only_while(draws, || view! { <Palette/> }.into_any())}
            <aside class="side" hidden=move || !options.panel && !draws()>
                {options.panel.then(|| view! { <Verdicts/> })}
                {state::only_while(draws, || view! { <Inspector/> }.into_any())}
            </aside>
            <div class="dock"><Transport/>{options.log.then(|| view! { <Log/> })}</div>
            {state::only_while(draws, || view! { <Tabs/> }.into_any())}
            <Later panel=Panel::Outline wanted=false/>
            <Messages/>
            <Later panel=Panel::Dialog wanted=dialog/>
        </div>
    }
}

/// The browser's chooser of files: drawings, and what other programs write. It is never seen: a command presses it.
#[component]
fn FileInput() -> impl IntoView {
    let bridge = Bridge::of_page();
    let input = NodeRef::<leptos::html::Input>::new();
    let chosen = move |_| {
        if let Some(input) = input.get_untracked() {
            browser::files::read_all(input.files(), move |files| bridge.open_files(files));
            // The same files may be chosen again.
            input.set_value("");
        }
    };
    view! { <input id="file" node_ref=input type="file" multiple=true hidden="" on:change=chosen/> }
}
