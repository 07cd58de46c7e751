//! The page comes in two parts: what its first view needs, and the rest, which is fetched as soon as that view stands.
//!
//! The rest is reached through one table of functions alone, [`REST`]. `cargo xtask dist` cuts the module there (feature
//! `split`): whatever only the table leads to is a file of its own. A plain `trunk build` or `trunk serve` leaves it
//! whole, and the rest is there without a fetch. `docs/weight.md` tells what is where, and why.

use leptos::prelude::*;

use super::bench;
use super::bridge::{Bridge, Opening, late};
use super::browser::address::Options;
use super::chaos::ChaosSettings;
use super::context_menu::Menu;
use super::dialogs::Dialog;
use super::findings::{Findings, PreviewView};
use super::inspector::InspectorBody;
use super::lesson::LessonPanel;
use super::outline::Outline;
use super::preview::Preview;
use super::verdicts::MoreFindings;
use crate::app::state::live;
use crate::editor::{Command, Drawn, Key, PointerEvent, Session, Wheel};
use crate::formats::link;
use crate::model::{Scenario, Target};

/// A part of the page's markup that is not there at first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Panel {
    /// What there is to set of what is selected.
    Inspector,
    /// What is known beyond the verdicts.
    Findings,
    /// What a mend would change.
    Preview,
    /// The dialog that is open.
    Dialog,
    /// The lesson under way.
    Lesson,
    /// What there is to set of chaos.
    Chaos,
    /// The menu that is open.
    Menu,
    /// The parts as a list.
    Outline,
}

/// All that is fetched after the first view.
pub struct Rest {
    /// Draws a panel.
    pub panel: fn(Panel) -> AnyView,
    /// Finds out a little more.
    pub think: fn(&mut Session),
    /// Takes a mend.
    pub mend: fn(&mut Session, Target, &str) -> bool,
    /// Does a command.
    pub perform: fn(&mut Session, Command),
    /// A key was pressed. Whether that meant something.
    pub key: fn(&mut Session, Key<'_>) -> bool,
    /// A pointer does something on the canvas.
    pub pointer: fn(&mut Session, PointerEvent),
    /// The wheel turns over it.
    pub wheel: fn(&mut Session, Wheel),
    /// Something is taken from the palette, to be put down on the canvas.
    pub begin_place: fn(&mut Session, Drawn, i32),
    /// Something is added where there is room.
    pub add: fn(&mut Session, Drawn) -> Option<Target>,
    /// What was copied is put in.
    pub paste: fn(&mut Session, &str) -> bool,
    /// A file is opened.
    pub open_text: fn(&mut Session, &str) -> bool,
    /// The scenario gets another title.
    pub set_title: fn(Bridge, &str),
    /// The run gets another seed, as it was typed.
    pub set_seed: fn(Bridge, &str),
    /// Begins to talk with the page around.
    pub embed: fn(Bridge),
    /// Opens what a link says.
    pub open_link: fn(Bridge, &str),
    /// What was found out, as it is shown.
    pub findings: fn(&Session) -> Findings,
    /// The mend that is pointed at, as it is shown.
    pub preview: fn(&Session) -> Option<PreviewView>,
    /// The live numbers of what is inspected, each with its name.
    pub live_numbers: fn(&Session) -> Vec<(&'static str, String)>,
    /// Tells the page of the lesson under way.
    pub publish_lesson: fn(Bridge),
    /// The scenario as the fragment of a link.
    pub link: fn(&Scenario) -> String,
    /// Opens what the address names, else the work of the last visit.
    pub open: fn(Options) -> (Session, Opening),
    /// Measures instead of drawing.
    pub bench: fn(),
}

static REST: Rest = Rest {
    panel,
    think: Session::think,
    mend: Session::mend,
    perform: Session::perform,
    key: Session::key,
    pointer: Session::pointer,
    wheel: Session::wheel,
    begin_place: Session::begin_place,
    add: Session::add,
    paste: Session::paste,
    open_text: Session::open_text,
    set_title: Bridge::set_title,
    set_seed: Bridge::set_seed,
    embed: Bridge::begin_embedding,
    open_link: Bridge::open_link,
    findings: late::findings,
    preview: late::preview,
    live_numbers: late::live_numbers,
    publish_lesson: Bridge::publish_lesson,
    link: link::encode,
    open: late::first_session,
    bench: bench::run,
};

fn panel(panel: Panel) -> AnyView {
    match panel {
        Panel::Inspector => view! { <InspectorBody/> }.into_any(),
        Panel::Findings => view! { <MoreFindings/> }.into_any(),
        Panel::Preview => view! { <Preview/> }.into_any(),
        Panel::Dialog => view! { <Dialog/> }.into_any(),
        Panel::Lesson => view! { <LessonPanel/> }.into_any(),
        Panel::Chaos => view! { <ChaosSettings/> }.into_any(),
        Panel::Menu => view! { <Menu/> }.into_any(),
        Panel::Outline => view! { <Outline/> }.into_any(),
    }
}

/// The rest could not be fetched.
#[derive(Clone, Copy, Debug)]
pub struct Unreachable;

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for Unreachable {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// Where the module is cut.
#[allow(clippy::unnecessary_wraps, reason = "fetching it can fail")]
#[cfg_attr(
    feature = "split",
    leptos::wasm_split::wasm_split(rest, wasm_split_path = ::leptos::wasm_split, fallible)
)]
fn table() -> Result<&'static Rest, Unreachable> {
    Ok(&REST)
}

/// Fetches the rest, unless that is there already.
#[cfg_attr(
    not(feature = "split"),
    allow(clippy::unused_async, reason = "in one module it is there at once")
)]
pub async fn fetch() -> Result<&'static Rest, Unreachable> {
    #[cfg(feature = "split")]
    return table().await;
    #[cfg(not(feature = "split"))]
    return table();
}

/// How far the rest has come.
#[derive(Clone, Copy)]
pub enum Fetched {
    /// It is on its way.
    Coming,
    /// It is here.
    Here(&'static Rest),
    /// It could not be fetched.
    Lost,
}

impl Fetched {
    /// The rest, if it is here.
    pub const fn here(self) -> Option<&'static Rest> {
        match self {
            Fetched::Here(rest) => Some(rest),
            Fetched::Coming | Fetched::Lost => None,
        }
    }
}

/// A panel of the rest; a sentence until it is here, and another where it cannot be had.
#[component]
pub fn Later(
    panel: Panel,
    /// Whether anybody waits for it; else nothing is shown in its place.
    #[prop(into)]
    wanted: Signal<bool>,
) -> impl IntoView {
    let bridge = Bridge::of_page();
    live(move || {
        match bridge.rest.get() {
        Fetched::Here(rest) => (rest.panel)(panel),
        Fetched::Coming | Fetched::Lost if !wanted.get() => ().into_any(),
        Fetched::Coming => {
            view! { <p class="later" role="status">"One moment: this is on its way …"</p> }.into_any()
        }
        Fetched::Lost => view! {
            <div class="later" role="alert">
                <p>"This part of the page could not be fetched. What you draw is kept all the same."</p>
                <button class="button button-outlined" type="button" on:click=move |_| bridge.fetch_rest()>
                    "Try again"
                </button>
            </div>
        }
        .into_any(),
    }
    })
}
