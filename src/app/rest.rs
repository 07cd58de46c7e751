//! The page comes in two parts: what its first view needs, and the rest, which is fetched as soon as that view stands.
//!
//! The rest is reached through one table of functions alone, [`REST`]. `cargo xtask dist` cuts the module there (feature
//! `split`): whatever only the table leads to is a file of its own. A plain `trunk build` or `trunk serve` leaves it
//! whole, and the rest is there without a fetch. `docs/weight.md` tells what is where, and why.
//!
//! The table names most of the page, so nothing of the page names it but `fetch`, which the bridge is handed.

use leptos::prelude::*;

use super::bench;
use super::bridge::{self, Bridge};
use super::canvas::fate_chip::FateChips;
use super::canvas::note::{Labels, Notes};
use super::chaos::ChaosSettings;
use super::context_menu::Menu;
use super::dialogs::Dialog;
use super::fetched::{Fetching, Panel, Rest, Unreachable};
use super::inspector::InspectorBody;
use super::lesson::LessonPanel;
use super::minimap::Minimap;
use super::offer::Offer;
use super::opening;
use super::outline::Outline;
use super::preview::Preview;
use super::said::Said;
use super::verdicts::MoreFindings;
use crate::editor::Session;
use crate::formats::link;
use crate::model::Scenario;

static REST: Rest<Bridge> = Rest {
    panel,
    think: Session::think,
    mend: Session::mend,
    point_at: |session, pointed| session.findings_mut().point_at(pointed),
    perform: Session::perform,
    key: Session::key,
    pointer: Session::pointer,
    wheel: Session::wheel,
    begin_place: Session::begin_place,
    add: Session::add,
    paste: Bridge::paste_text,
    open_files: Bridge::open_texts,
    delete: Session::delete,
    set_title: Bridge::set_title,
    rename: Bridge::rename_to,
    set_seed: Bridge::set_seed,
    embed: Bridge::begin_embedding,
    tell_height: Bridge::tell_height,
    open_link: Bridge::open_link,
    open_saved: Bridge::open_saved,
    left: Bridge::left,
    save_waiting: Bridge::save_waiting,
    situation: Session::situation,
    announcements: Session::announcements,
    file_text: |session| session.document().file_text(),
    findings: bridge::findings,
    preview: bridge::preview,
    costs: bridge::costs,
    live_numbers: bridge::live_numbers,
    detail: bridge::detail,
    publish_lesson: Bridge::publish_lesson,
    begin_lesson_of_address: Bridge::begin_lesson_of_address,
    publish_notes: Bridge::publish_notes,
    hold_against_original: Session::hold_against_original,
    hint: bridge::hint,
    fulfil: Bridge::fulfil,
    link,
    open: |options| Box::pin(opening::first_session(options)),
    bench: bench::run,
};

/// The link of a scenario, where there is one.
fn link(scenario: &Scenario) -> Option<String> {
    link::try_encode(scenario).ok()
}

fn panel(panel: Panel) -> AnyView {
    match panel {
        Panel::Inspector => view! { <InspectorBody/> }.into_any(),
        Panel::Findings => view! { <MoreFindings/> }.into_any(),
        Panel::Preview => view! { <Preview/> }.into_any(),
        Panel::Dialog => view! { <Dialog/> }.into_any(),
        Panel::Lesson => view! { <LessonPanel/> }.into_any(),
        Panel::Chaos => view! { <ChaosSettings/> }.into_any(),
        Panel::Menu => view! { <Menu/> }.into_any(),
        Panel::Offer => view! { <Offer/> }.into_any(),
        Panel::Minimap => view! { <Minimap/> }.into_any(),
        Panel::Said => view! { <Said/> }.into_any(),
        Panel::Outline => view! { <Outline/> }.into_any(),
        Panel::Notes => view! { <Notes/> }.into_any(),
        Panel::Labels => view! { <Labels/> }.into_any(),
        Panel::FateChips => view! { <FateChips/> }.into_any(),
    }
}

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
fn table() -> Result<&'static Rest<Bridge>, Unreachable> {
    Ok(&REST)
}

/// Fetches the rest, unless that is there already.
pub fn fetch() -> Fetching<Bridge> {
    Box::pin(async {
        #[cfg(feature = "split")]
        return table().await;
        #[cfg(not(feature = "split"))]
        return table();
    })
}
