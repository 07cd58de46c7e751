//! Cards from afar: too many to be elements of the page, too small to be read.

use web_sys::CanvasRenderingContext2d;

use super::links::{highlight_ink, seen_rect};
use super::{Inks, polyline, rounded};
use crate::editor::session::picture::Plate;
use crate::editor::{Camera, Flag};
use crate::model::{Point, Rect};

/// From this width on, in pixels, a card has round corners and an edge.
const SHAPED: f64 = 9.0;

/// Paints them, as the camera shows them.
pub fn paint(pen: &CanvasRenderingContext2d, inks: &Inks, plates: &[Plate], camera: &Camera) {
    for plate in plates {
        let card = seen_rect(camera, plate.card);
        let edge = edge_ink(inks, plate);
        if card.width < SHAPED {
            // A speck: one colour has to say it all.
            pen.set_fill_style_str(edge.unwrap_or(&inks.ink_faint));
            pen.fill_rect(card.x, card.y, card.width.max(1.5), card.height.max(1.5));
            continue;
        }
        rounded(pen, card, 12.0 * camera.zoom);
        pen.set_fill_style_str(if plate.alive {
            &inks.surface
        } else {
            &inks.dead_surface
        });
        pen.fill();
        pen.set_stroke_style_str(edge.unwrap_or(&inks.line_strong));
        pen.set_line_width(if edge.is_some() { 2.0 } else { 1.0 });
        pen.stroke();
        if !plate.alive {
            cross(pen, inks, card);
        }
    }
}

/// The colour of what is more than there: selected, pointed at, dead, or flagged.
fn edge_ink<'a>(inks: &'a Inks, plate: &Plate) -> Option<&'a str> {
    if let Some(highlight) = plate.highlight {
        return Some(highlight_ink(inks, highlight));
    }
    match plate.flag {
        _ if plate.selected => Some(&inks.accent),
        _ if !plate.alive => Some(&inks.dead_surface),
        Flag::SinglePointOfFailure => Some(&inks.danger),
        Flag::LastLeft => Some(&inks.line_strong),
        Flag::Leak(_) => Some(&inks.leak_fill),
        Flag::Degrades(_) => Some(&inks.degraded),
        Flag::Overload | Flag::Saturated => Some(&inks.warn_fill),
        Flag::None => plate
            .colour
            .map(|_| inks.mark(plate.colour, &inks.line_strong)),
    }
}

/// Colour is not the only sign of death.
fn cross(pen: &CanvasRenderingContext2d, inks: &Inks, card: Rect) {
    let (middle, r) = (card.centre(), card.height * 0.22);
    pen.set_stroke_style_str(&inks.surface);
    pen.set_line_width((r * 0.4).max(1.0));
    for slope in [r, -r] {
        let ends = [-1.0, 1.0].map(|way| Point::new(middle.x + way * r, middle.y + way * slope));
        polyline(pen, ends);
        pen.stroke();
    }
}
