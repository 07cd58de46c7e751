//! What is there for the moment only: what a gesture draws, and what a mend would add.

use web_sys::CanvasRenderingContext2d;

use super::links::{arrowhead, curve, seen_curve, seen_rect};
use super::{Inks, dash, polyline, rounded};
use crate::editor::session::picture::RubberBand;
use crate::editor::{Additions, Camera, Overlay};
use crate::model::Rect;

/// Paints what is there for the moment only.
pub fn paint(pen: &CanvasRenderingContext2d, inks: &Inks, overlay: &Overlay, camera: &Camera) {
    pen.set_line_cap("round");
    for guide in &overlay.guides {
        pen.set_stroke_style_str(&inks.accent);
        pen.set_line_width(1.0);
        polyline(
            pen,
            [guide.from, guide.to].map(|p| camera.view_from_world(p)),
        );
        pen.stroke();
    }
    paint_additions(pen, inks, &overlay.additions, camera);
    if let Some(band) = &overlay.rubber_band {
        paint_rubber_band(pen, inks, band, camera);
    }
    if let Some(marquee) = overlay.marquee {
        paint_marquee(pen, inks, seen_rect(camera, marquee), 3.0);
    }
    if let Some(frame) = overlay.ghost {
        paint_marquee(pen, inks, seen_rect(camera, frame), 12.0 * camera.zoom);
    }
}

/// What a mend would add: dashed outlines with names, where the cards and links would be.
fn paint_additions(
    pen: &CanvasRenderingContext2d,
    inks: &Inks,
    planned: &Additions,
    camera: &Camera,
) {
    let scale = camera.zoom;
    if planned.cards.is_empty() && planned.links.is_empty() && planned.frames.is_empty() {
        return;
    }
    pen.set_stroke_style_str(&inks.accent);
    pen.set_line_width(1.75);
    dash(pen, &[6.0, 5.0]);
    for frame in &planned.frames {
        rounded(pen, seen_rect(camera, *frame), 14.0 * scale.min(1.0));
        pen.stroke();
    }
    for link in &planned.links {
        curve(pen, &seen_curve(camera, link));
        pen.stroke();
    }
    for (card, _, name) in &planned.cards {
        let card = seen_rect(camera, *card);
        rounded(pen, card, 12.0 * scale);
        pen.set_fill_style_str(&inks.accent_soft);
        pen.fill();
        pen.stroke();
        pen.set_fill_style_str(&inks.accent);
        pen.set_font(&format!("600 {:.1}px {}", 13.0 * scale, inks.font));
        pen.set_text_align("center");
        let (x, y) = (card.centre().x, card.centre().y + 4.5 * scale);
        let _ = pen.fill_text_with_max_width(name, x, y, (card.width - 12.0).max(1.0));
        pen.set_text_align("start");
    }
    dash(pen, &[]);
}

fn paint_rubber_band(
    pen: &CanvasRenderingContext2d,
    inks: &Inks,
    draft: &RubberBand,
    camera: &Camera,
) {
    let line = seen_curve(camera, &draft.curve);
    let ink = if draft.allowed == Some(false) {
        &inks.danger
    } else {
        &inks.accent
    };
    pen.set_stroke_style_str(ink);
    pen.set_fill_style_str(ink);
    pen.set_line_width(2.0);
    if draft.allowed != Some(true) {
        dash(pen, &[6.0, 5.0]);
    }
    curve(pen, &line);
    pen.stroke();
    dash(pen, &[]);
    arrowhead(pen, &line, 9.0);
}

/// A frame that is there only while a hand holds it.
fn paint_marquee(pen: &CanvasRenderingContext2d, inks: &Inks, marquee: Rect, radius: f64) {
    rounded(pen, marquee, radius);
    pen.set_fill_style_str(&inks.accent);
    pen.set_global_alpha(0.1);
    pen.fill();
    pen.set_global_alpha(1.0);
    pen.set_stroke_style_str(&inks.accent);
    pen.set_line_width(1.0);
    pen.stroke();
}
