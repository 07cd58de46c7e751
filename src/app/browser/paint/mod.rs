//! Painting on canvases: links and regions, traffic, the timeline. What to paint is handed in; nothing is decided here.

pub mod grid;
pub mod links;
pub mod minimap;
mod outage;
pub mod overlay;
pub mod plates;
pub mod timeline;
pub mod traffic;

use web_sys::CanvasRenderingContext2d;

use super::{document, letter_px, window};
use crate::model::words::Choice;
use crate::model::{Colour, Point};

/// The colours of the page's style, read once per theme: a canvas knows no custom properties.
#[derive(Clone, PartialEq, Debug, Default)]
#[allow(
    missing_docs,
    reason = "each is the custom property of the same name in style/tokens.css"
)]
pub struct Inks {
    pub canvas: String,
    pub canvas_grid: String,
    pub surface: String,
    pub ink: String,
    pub ink_soft: String,
    pub ink_faint: String,
    pub line_strong: String,
    pub accent: String,
    pub accent_soft: String,
    pub danger: String,
    pub leak_fill: String,
    pub warn_fill: String,
    pub good_fill: String,
    pub link: String,
    pub link_strong: String,
    pub link_dead: String,
    pub region_fill: String,
    pub region_line: String,
    pub dead_surface: String,
    pub read: String,
    /// Answers that lack something.
    pub degraded: String,
    pub write: String,
    pub answer: String,
    pub failure: String,
    pub probe: String,
    pub font: String,
    /// The size of the page's letters, in pixels.
    pub letter_px: f64,
    /// Colours of a person's own, by their names.
    pub colours: Vec<(Colour, String)>,
}

impl Inks {
    /// Reads them from the page as it is shown now.
    pub fn read() -> Self {
        let root = document().document_element();
        let style = root.and_then(|root| window().get_computed_style(&root).ok().flatten());
        let ink = |name: &str| {
            let value = style
                .as_ref()
                .and_then(|style| style.get_property_value(name).ok());
            value.unwrap_or_default().trim().to_owned()
        };
        Self {
            canvas: ink("--canvas"),
            canvas_grid: ink("--canvas-grid"),
            surface: ink("--surface"),
            ink: ink("--ink"),
            ink_soft: ink("--ink-soft"),
            ink_faint: ink("--ink-faint"),
            line_strong: ink("--line-strong"),
            accent: ink("--accent"),
            accent_soft: ink("--accent-soft"),
            danger: ink("--danger"),
            leak_fill: ink("--leak-fill"),
            warn_fill: ink("--warn-fill"),
            good_fill: ink("--good-fill"),
            link: ink("--link"),
            link_strong: ink("--link-strong"),
            link_dead: ink("--link-dead"),
            region_fill: ink("--region-fill"),
            region_line: ink("--region-line"),
            dead_surface: ink("--dead-surface"),
            read: ink("--read"),
            degraded: ink("--degraded-fill"),
            write: ink("--write"),
            answer: ink("--answer"),
            failure: ink("--failure"),
            probe: ink("--probe"),
            font: ink("--font"),
            letter_px: letter_px(),
            colours: Colour::TABLE
                .iter()
                .map(|(colour, key, _)| (*colour, ink(&format!("--mark-{key}"))))
                .collect(),
        }
    }

    /// This colour; `usual` where it is none.
    pub fn mark<'a>(&'a self, colour: Option<Colour>, usual: &'a str) -> &'a str {
        let mut marks = self.colours.iter();
        let mark = marks.find(|(mark, _)| Some(*mark) == colour);
        mark.map_or(usual, |(_, ink)| ink)
    }
}

/// A path through these points, the first of them a start.
fn polyline(pen: &CanvasRenderingContext2d, points: impl IntoIterator<Item = Point>) {
    pen.begin_path();
    for (i, p) in points.into_iter().enumerate() {
        if i == 0 {
            pen.move_to(p.x, p.y);
        } else {
            pen.line_to(p.x, p.y);
        }
    }
}

/// A closed path around a rectangle with round corners.
fn rounded(pen: &CanvasRenderingContext2d, r: crate::model::Rect, radius: f64) {
    pen.begin_path();
    let radius = radius.min(r.width / 2.0).min(r.height / 2.0);
    let (right, bottom) = (r.right(), r.bottom());
    pen.move_to(r.x + radius, r.y);
    // `arc_to` fails only for a negative radius.
    let _ = pen.arc_to(right, r.y, right, bottom, radius);
    let _ = pen.arc_to(right, bottom, r.x, bottom, radius);
    let _ = pen.arc_to(r.x, bottom, r.x, r.y, radius);
    let _ = pen.arc_to(r.x, r.y, right, r.y, radius);
    pen.close_path();
}

/// Full turn, in radians.
const TURN: f64 = std::f64::consts::TAU;

/// A closed path around a disc.
fn disc(pen: &CanvasRenderingContext2d, centre: Point, radius: f64) {
    pen.begin_path();
    let _ = pen.arc(centre.x, centre.y, radius.max(0.0), 0.0, TURN);
}

/// How lines are broken from here on; by nothing: they are not.
fn dash(pen: &CanvasRenderingContext2d, lengths: &[f64]) {
    let lengths: js_sys::Array = lengths
        .iter()
        .map(|length| wasm_bindgen::JsValue::from_f64(*length))
        .collect();
    // It fails only for what is no list.
    let _ = pen.set_line_dash(&lengths);
}
