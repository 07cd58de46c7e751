//! A small picture of a scenario: frames, links, and a card for each part with its icon.

use leptos::prelude::*;

use super::canvas::note::colour_key;

use crate::model::geometry::{CARD_HEIGHT, CARD_WIDTH, frames};
use crate::model::{Point, Rect, Scenario};

/// Space around what is drawn, in canvas units.
const MARGIN: f64 = 40.0;
/// Icons fill so much of a card's height.
const ICON: f64 = 0.62;
/// The least that is shown: a single card stays a small one.
const LEAST: (f64, f64) = (640.0, 360.0);
/// Beyond that many links the picture would be a blot: they are left out.
const LINKS: usize = 1_500;

/// Draws it, as large as its place allows. It is decoration: the words beside it say what it is.
pub fn picture(scenario: &Scenario) -> AnyView {
    let Some(content) = frames::content(scenario) else {
        return view! { <svg class="picture" aria-hidden="true" viewBox="0 0 640 360"></svg> }
            .into_any();
    };
    let frames = scenario.regions.iter().map(|region| {
        let Rect {
            x,
            y,
            width,
            height,
        } = region.frame;
        view! { <rect class="picture-frame" x=x y=y width=width height=height rx="18"/> }
    });
    let frames = frames.collect_view();
    let icon = CARD_HEIGHT * ICON;
    let cards = scenario.components.iter().map(|component| {
        let Point { x, y } = component.at;
        let (left, top) = (x - CARD_WIDTH / 2.0, y - CARD_HEIGHT / 2.0);
        view! {
            <rect class="picture-card" data-colour=colour_key(component.colour) x=left y=top width=CARD_WIDTH height=CARD_HEIGHT rx="14"/>
            <use href=component.kind().row().icon x=x - icon / 2.0 y=y - icon / 2.0 width=icon height=icon></use>
        }
    });
    let cards = cards.collect_view();
    let notes = scenario.notes.iter().map(|note| {
        let Rect {
            x,
            y,
            width,
            height,
        } = note.frame();
        view! { <rect class="picture-note" data-colour=colour_key(note.colour) x=x y=y width=width height=height rx="6"/> }
    });
    let notes = notes.collect_view();
    view! {
        <svg class="picture" aria-hidden="true" viewBox=view_box(content)>
            {frames}
            <path class="picture-links" d=links(scenario)/>
            {notes}
            <g class="icon">{cards}</g>
        </svg>
    }
    .into_any()
}

fn view_box(content: Rect) -> String {
    let (width, height) = (
        (content.width + 2.0 * MARGIN).max(LEAST.0),
        (content.height + 2.0 * MARGIN).max(LEAST.1),
    );
    let (x, y) = (
        content.x + (content.width - width) / 2.0,
        content.y + (content.height - height) / 2.0,
    );
    format!("{x:.0} {y:.0} {width:.0} {height:.0}")
}

/// All links as one path.
fn links(scenario: &Scenario) -> String {
    let at = |id| {
        scenario
            .components
            .iter()
            .find(|c| c.id == id)
            .map(|c| c.at)
    };
    let line = |link: &crate::model::Link| {
        let (from, to) = (at(link.from)?, at(link.to)?);
        Some(format!(
            "M{:.0} {:.0}L{:.0} {:.0}",
            from.x, from.y, to.x, to.y
        ))
    };
    let links = scenario.links.iter().take(LINKS);
    links.filter_map(line).collect()
}
