//! The picture behind the cards: regions and links.

use web_sys::CanvasRenderingContext2d;

use super::outage::{cut_sign, is_struck, paint_closed_border, paint_suspicion};
use super::{Inks, dash, disc, polyline, rounded};
use crate::app::browser::surface::Surface;
use crate::editor::session::picture::{LinkShape, RegionShape};
use crate::editor::{Camera, Curve, Flag, Highlight, Picture};
use crate::model::link::LinkRole;
use crate::model::{Point, Rect};

/// Where the sign of a delivery stands: the share of its link.
const DELIVERS_AT: f64 = 0.3;

/// How links are painted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stroke {
    /// As thick as their rate says, with arrowheads.
    Full,
    /// As thin as the screen can, in a crowd that is seen from afar. A browser without a graphics card draws ten of these in
    /// the time of one that is thicker.
    Thin,
}

/// Paints the ground: regions, and ways with no link.
pub fn ground(surface: &Surface, inks: &Inks, picture: &Picture, camera: &Camera) {
    let pen = &surface.pen;
    for region in &picture.regions {
        paint_region(pen, inks, region, camera);
    }
    for way in &picture.open_ways {
        paint_open_way(pen, inks, &seen_curve(camera, way));
    }
    for (note, part) in &picture.threads {
        let [note, part] = [*note, *part].map(|p| camera.view_from_world(p));
        pen.set_stroke_style_str(&inks.ink_faint);
        pen.set_fill_style_str(&inks.ink_faint);
        pen.set_line_width(1.0);
        polyline(pen, [note, part]);
        pen.stroke();
        disc(pen, part, 2.5);
        pen.fill();
    }
}

/// Paints links, as the camera shows them.
pub fn paint(
    surface: &Surface,
    inks: &Inks,
    shapes: &[LinkShape],
    camera: &Camera,
    stroke: Stroke,
) {
    let pen = &surface.pen;
    pen.set_line_cap("round");
    match stroke {
        Stroke::Full => shapes
            .iter()
            .for_each(|link| paint_link(pen, inks, link, camera)),
        Stroke::Thin => paint_thin(pen, inks, shapes, camera, surface.hairline()),
    }
}

/// Where a rectangle of the world is seen.
pub(super) fn seen_rect(camera: &Camera, rect: Rect) -> Rect {
    let corner = camera.view_from_world(Point::new(rect.x, rect.y));
    Rect::new(
        corner.x,
        corner.y,
        rect.width * camera.zoom,
        rect.height * camera.zoom,
    )
}

/// Where a curve of the world is seen: start, two control points, end.
pub(super) fn seen_curve(camera: &Camera, curve: &Curve) -> [Point; 4] {
    [curve.start, curve.control_1, curve.control_2, curve.end].map(|p| camera.view_from_world(p))
}

fn paint_region(
    pen: &CanvasRenderingContext2d,
    inks: &Inks,
    region: &RegionShape,
    camera: &Camera,
) {
    let frame = seen_rect(camera, region.frame);
    rounded(pen, frame, 14.0 * camera.zoom.min(1.0));
    pen.set_fill_style_str(if region.alive {
        &inks.region_fill
    } else {
        &inks.dead_surface
    });
    pen.set_global_alpha(if region.alive { 1.0 } else { 0.16 });
    pen.fill();
    pen.set_global_alpha(1.0);
    if region.isolated && region.alive {
        paint_closed_border(pen, inks, frame, camera.zoom);
    }
    let ink: &str = match region.flag {
        _ if region.selected => &inks.accent,
        _ if !region.alive => &inks.link_strong,
        _ if region.isolated => &inks.danger,
        Flag::SinglePointOfFailure => &inks.danger,
        Flag::LastLeft => &inks.link_strong,
        Flag::Leak(_) => &inks.leak_fill,
        Flag::Degrades(_) => &inks.degraded,
        Flag::Overload | Flag::Saturated => &inks.warn_fill,
        Flag::None => &inks.region_line,
    };
    let ink = region
        .highlight
        .map_or(ink, |highlight| highlight_ink(inks, highlight));
    let strong = region.selected || region.flag != Flag::None || region.highlight.is_some();
    pen.set_stroke_style_str(ink);
    pen.set_line_width(if strong { 1.75 } else { 1.25 });
    if !region.alive {
        dash(pen, &[6.0, 5.0]);
    }
    rounded(pen, frame, 14.0 * camera.zoom.min(1.0));
    pen.stroke();
    dash(pen, &[]);
}

/// Thickness by rate: 1.5 px when idle, 5 px at 10,000 a second and more.
fn thickness(rate_rps: f64, scale: f64) -> f64 {
    let decades = (1.0 + rate_rps.max(0.0)).log10().min(4.0);
    (1.5 + 3.5 * decades / 4.0) * scale.sqrt().clamp(0.5, 1.5)
}

fn link_ink<'a>(inks: &'a Inks, link: &LinkShape) -> &'a str {
    let colour = match link.flag {
        _ if link.selected => &inks.accent,
        _ if link.cut => &inks.danger,
        _ if is_struck(link) => &inks.link_strong,
        Flag::SinglePointOfFailure => &inks.danger,
        Flag::LastLeft => &inks.link_strong,
        Flag::Leak(_) => &inks.leak_fill,
        Flag::Degrades(_) => &inks.degraded,
        Flag::Overload | Flag::Saturated => &inks.warn_fill,
        Flag::None if !link.alive => &inks.link_dead,
        Flag::None => inks.mark(link.colour, &inks.link),
    };
    link.highlight
        .map_or(colour, |highlight| highlight_ink(inks, highlight))
}

/// Links as thin lines, those of one ink that follow each other as one path.
fn paint_thin(
    pen: &CanvasRenderingContext2d,
    inks: &Inks,
    shapes: &[LinkShape],
    camera: &Camera,
    width: f64,
) {
    /// Paths that are much longer take longer than as many short ones.
    const AT_ONCE: usize = 50;
    pen.set_line_width(width);
    let look = |link: &LinkShape| (link_ink(inks, link), is_struck(link) || link.cut);
    for row in shapes.chunk_by(|a, b| look(a) == look(b)) {
        for some in row.chunks(AT_ONCE) {
            pen.begin_path();
            for link in some {
                curve_on(pen, &seen_curve(camera, &link.curve));
            }
            if let Some((colour, is_broken)) = some.first().map(look) {
                pen.set_stroke_style_str(colour);
                dash(pen, if is_broken { &[3.0, 5.0] } else { &[] });
            }
            pen.stroke();
        }
    }
    dash(pen, &[]);
    for link in shapes {
        pen.set_stroke_style_str(&inks.danger);
        let sign = match link.broken_at {
            _ if link.cut => Some(0.5),
            broken_at => broken_at,
        };
        if let Some(share) = sign {
            let at = camera.view_from_world(link.curve.at(share));
            cut_sign(pen, inks, at, camera.zoom);
        }
    }
}

fn paint_link(pen: &CanvasRenderingContext2d, inks: &Inks, link: &LinkShape, camera: &Camera) {
    let (way, scale) = (seen_curve(camera, &link.curve), camera.zoom);
    let colour = link_ink(inks, link);
    if is_struck(link) {
        pen.set_global_alpha(0.6);
    }
    let width = thickness(link.rate_rps, scale) + if link.highlight.is_some() { 0.75 } else { 0.0 };
    pen.set_stroke_style_str(colour);
    pen.set_fill_style_str(colour);
    pen.set_line_width(if link.selected { width + 1.0 } else { width });
    match link.role {
        _ if link.cut => dash(pen, &[3.0, 7.0]),
        _ if is_struck(link) => dash(pen, &[2.0, 6.0]),
        _ if link.highlight.is_some() => dash(pen, &[7.0, 5.0]),
        LinkRole::Calls if link.optional => dash(pen, &[7.0 * scale, 4.0 * scale]),
        LinkRole::Calls | LinkRole::Delivers => dash(pen, &[]),
        LinkRole::Resolves | LinkRole::Names => dash(pen, &[1.0, 6.0 * scale.clamp(0.6, 1.0)]),
        LinkRole::Replicates | LinkRole::Mirrors => dash(pen, &[8.0 * scale, 6.0 * scale]),
    }
    curve(pen, &way);
    pen.stroke();
    dash(pen, &[]);
    arrowhead(pen, &way, (5.0 + width) * scale.clamp(0.5, 1.2));
    pen.set_global_alpha(1.0);
    if link.role == LinkRole::Delivers {
        let at = camera.view_from_world(link.curve.at(DELIVERS_AT));
        envelope(pen, inks, colour, at, scale.clamp(0.5, 1.2));
    }
    if link.cut {
        cut_sign(pen, inks, middle(&way), scale);
    }
    if let Some(share) = link.broken_at {
        pen.set_stroke_style_str(&inks.danger);
        cut_sign(
            pen,
            inks,
            camera.view_from_world(link.curve.at(share)),
            scale,
        );
    }
    if let Some(suspicion) = link.suspicion {
        paint_suspicion(pen, inks, link, suspicion, camera);
    }
}

/// The colour in which something is highlighted.
pub(super) fn highlight_ink(inks: &Inks, highlight: Highlight) -> &str {
    match highlight {
        Highlight::Cause | Highlight::Down | Highlight::Flagged => &inks.danger,
        Highlight::Saturated => &inks.warn_fill,
        Highlight::Spoken | Highlight::Changed => &inks.accent,
        Highlight::Relieved => &inks.good_fill,
    }
}

/// A resolved client sends straight to an address: no link is drawn there, but requests go there.
fn paint_open_way(pen: &CanvasRenderingContext2d, inks: &Inks, way: &[Point; 4]) {
    pen.set_stroke_style_str(&inks.link);
    pen.set_line_width(1.0);
    pen.set_global_alpha(0.7);
    dash(pen, &[4.0, 4.0]);
    curve(pen, way);
    pen.stroke();
    dash(pen, &[]);
    pen.set_global_alpha(1.0);
}

pub(super) fn curve(pen: &CanvasRenderingContext2d, way: &[Point; 4]) {
    pen.begin_path();
    curve_on(pen, way);
}

/// One more curve of the path.
fn curve_on(pen: &CanvasRenderingContext2d, [a, b, c, d]: &[Point; 4]) {
    pen.move_to(a.x, a.y);
    pen.bezier_curve_to(b.x, b.y, c.x, c.y, d.x, d.y);
}

/// The sign of a delivery: what travels this link is messages.
fn envelope(pen: &CanvasRenderingContext2d, inks: &Inks, colour: &str, at: Point, scale: f64) {
    let (x, y) = (7.0 * scale, 5.0 * scale);
    pen.set_fill_style_str(&inks.surface);
    pen.set_stroke_style_str(colour);
    pen.set_line_width(1.5 * scale);
    let corner = |right: f64, down: f64| Point::new(at.x + right * x, at.y + down * y);
    polyline(
        pen,
        [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]].map(|[r, d]| corner(r, d)),
    );
    pen.close_path();
    pen.fill();
    pen.stroke();
    polyline(
        pen,
        [corner(-1.0, -1.0), corner(0.0, 0.2), corner(1.0, -1.0)],
    );
    pen.stroke();
}

/// The point half way along a curve.
fn middle([a, b, c, d]: &[Point; 4]) -> Point {
    let mix = |a: f64, b: f64, c: f64, d: f64| (a + 3.0 * b + 3.0 * c + d) / 8.0;
    Point::new(mix(a.x, b.x, c.x, d.x), mix(a.y, b.y, c.y, d.y))
}

pub(super) fn arrowhead(pen: &CanvasRenderingContext2d, [_, _, c, d]: &[Point; 4], size: f64) {
    // Sine and cosine of half its angle, 0.45.
    const SIN: f64 = 0.434_965_534_111_230_23;
    const COS: f64 = 0.900_447_102_352_676_9;
    let length = (d.x - c.x).hypot(d.y - c.y);
    let (x, y) = if length > 0.0 {
        ((d.x - c.x) / length, (d.y - c.y) / length)
    } else {
        (1.0, 0.0)
    };
    let corner = |sin: f64| {
        Point::new(
            d.x - size * (x * COS - y * sin),
            d.y - size * (y * COS + x * sin),
        )
    };
    polyline(pen, [*d, corner(SIN), corner(-SIN)]);
    pen.close_path();
    pen.fill();
}
