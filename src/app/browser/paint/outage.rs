//! What an outage looks like between the cards: closed borders, broken links, probes that fail.

use web_sys::CanvasRenderingContext2d;

use super::{Inks, dash, disc, rounded};
use crate::editor::Camera;
use crate::editor::session::picture::{LinkShape, Suspicion};
use crate::model::{Point, Rect};

/// Nothing crosses the border of a region that is cut off: a second line within, and hatching between the two.
pub(super) fn paint_closed_border(
    pen: &CanvasRenderingContext2d,
    inks: &Inks,
    frame: Rect,
    scale: f64,
) {
    let width = 7.0 * scale.clamp(0.5, 1.2);
    let radius = 14.0 * scale.min(1.0);
    pen.set_stroke_style_str(&inks.danger);
    pen.set_line_cap("butt");
    rounded(
        pen,
        frame.inflate(-width / 2.0),
        (radius - width / 2.0).max(0.0),
    );
    pen.set_line_width(width);
    pen.set_global_alpha(0.35);
    dash(pen, &[2.0, 5.0]);
    pen.stroke();
    dash(pen, &[]);
    pen.set_global_alpha(1.0);
    rounded(pen, frame.inflate(-width), (radius - width).max(0.0));
    pen.set_line_width(1.0);
    pen.stroke();
}

/// Whether its caller has struck it from its list.
pub(super) fn is_struck(link: &LinkShape) -> bool {
    link.suspicion.is_some_and(|s| s.is_out)
}

/// Signs of failed probes that are painted at most.
const SIGNS: u32 = 5;

/// The failed probes in a row where they are counted, at the start of the link: a cross for each, a point for each that
/// is missing until the target is taken out; then one cross on the link itself.
pub(super) fn paint_suspicion(
    pen: &CanvasRenderingContext2d,
    inks: &Inks,
    link: &LinkShape,
    suspicion: Suspicion,
    camera: &Camera,
) {
    let scale = camera.zoom.clamp(0.6, 1.3);
    let start = camera.view_from_world(link.curve.start);
    // Off the port, and beside the line.
    let heading = camera.view_from_world(link.curve.control_1);
    let length = (heading.x - start.x).hypot(heading.y - start.y).max(1e-6);
    let (x, y) = (
        (heading.x - start.x) / length,
        (heading.y - start.y) / length,
    );
    let on_way = |along: f64, beside: f64| {
        start.offset(
            (x * along + y.abs() * beside) * scale,
            (y * along - x.abs() * beside) * scale,
        )
    };
    pen.set_stroke_style_str(&inks.danger);
    pen.set_fill_style_str(&inks.danger);
    pen.set_line_width(1.8 * scale);
    if suspicion.is_out {
        disc(pen, on_way(20.0, 0.0), 7.0 * scale);
        pen.set_fill_style_str(&inks.canvas);
        pen.fill();
        return cross(pen, on_way(20.0, 0.0), 4.0 * scale);
    }
    let fall = suspicion.fall.min(SIGNS);
    for i in 0..fall {
        let at = on_way(17.0 + 11.0 * f64::from(i), 10.0);
        if i < suspicion.failures {
            cross(pen, at, 3.2 * scale);
        } else {
            disc(pen, at, 1.2 * scale);
            pen.fill();
        }
    }
}

fn cross(pen: &CanvasRenderingContext2d, at: Point, half: f64) {
    pen.begin_path();
    pen.move_to(at.x - half, at.y - half);
    pen.line_to(at.x + half, at.y + half);
    pen.move_to(at.x - half, at.y + half);
    pen.line_to(at.x + half, at.y - half);
    pen.stroke();
}

/// Two short bars across a cut link.
pub(super) fn cut_sign(pen: &CanvasRenderingContext2d, inks: &Inks, at: Point, scale: f64) {
    let r = 8.0 * scale.clamp(0.6, 1.2);
    disc(pen, at, r);
    pen.set_fill_style_str(&inks.canvas);
    pen.fill();
    pen.set_line_width(2.0);
    cross(pen, at, r * 0.55);
}
