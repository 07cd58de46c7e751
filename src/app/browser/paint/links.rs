//! The picture behind the cards: the grid, regions, links, and what a gesture draws for the moment.

use web_sys::CanvasRenderingContext2d;

use super::outage::{cut_sign, is_struck, paint_closed_border, paint_suspicion};
use super::{Inks, dash, disc, polyline, rounded};
use crate::app::browser::surface::Surface;
use crate::editor::session::picture::{LinkShape, RegionShape, RubberBand};
use crate::editor::{Additions, Camera, Curve, Flag, Highlight, Picture};
use crate::model::geometry::grid::GRID;
use crate::model::link::LinkRole;
use crate::model::{Point, Rect};

/// Paints it all, as the camera shows it.
pub fn paint(surface: &mut Surface, inks: &Inks, picture: &Picture, camera: &Camera) {
    surface.begin();
    grid(surface, inks, camera);
    let (pen, scale) = (&surface.pen, camera.zoom);
    for region in &picture.regions {
        paint_region(pen, inks, region, camera);
    }
    for way in &picture.open_ways {
        paint_open_way(pen, inks, &seen_curve(camera, way));
    }
    pen.set_line_cap("round");
    for link in &picture.links {
        paint_link(pen, inks, link, camera);
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
    for guide in &picture.guides {
        pen.set_stroke_style_str(&inks.accent);
        pen.set_line_width(1.0);
        polyline(
            pen,
            [guide.from, guide.to].map(|p| camera.view_from_world(p)),
        );
        pen.stroke();
    }
    paint_additions(pen, inks, &picture.additions, camera);
    if let Some(band) = &picture.rubber_band {
        paint_rubber_band(pen, inks, band, camera);
    }
    if let Some(marquee) = picture.marquee {
        paint_marquee(pen, inks, seen_rect(camera, marquee), 3.0);
    }
    if let Some(frame) = picture.ghost {
        paint_marquee(pen, inks, seen_rect(camera, frame), 12.0 * scale);
    }
}

/// Where a rectangle of the world is seen.
fn seen_rect(camera: &Camera, rect: Rect) -> Rect {
    let corner = camera.view_from_world(Point::new(rect.x, rect.y));
    Rect::new(
        corner.x,
        corner.y,
        rect.width * camera.zoom,
        rect.height * camera.zoom,
    )
}

/// Where a curve of the world is seen: start, two control points, end.
fn seen_curve(camera: &Camera, curve: &Curve) -> [Point; 4] {
    [curve.start, curve.control_1, curve.control_2, curve.end].map(|p| camera.view_from_world(p))
}

/// Dots, twice as far apart with every halving of the zoom, so that their density stays calm.
fn grid(surface: &Surface, inks: &Inks, camera: &Camera) {
    if camera.zoom <= 0.0 {
        return;
    }
    let mut step = GRID * camera.zoom;
    while step < 16.0 {
        step *= 2.0;
    }
    let first = |origin: f64| origin.rem_euclid(step);
    surface.pen.set_fill_style_str(&inks.canvas_grid);
    let mut y = first(camera.offset.y);
    while y < surface.height {
        let mut x = first(camera.offset.x);
        while x < surface.width {
            surface
                .pen
                .fill_rect(x.round() - 0.5, y.round() - 0.5, 1.5, 1.5);
            x += step;
        }
        y += step;
    }
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
        Flag::Leak(_) => &inks.leak_fill,
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

fn paint_link(pen: &CanvasRenderingContext2d, inks: &Inks, link: &LinkShape, camera: &Camera) {
    let (way, scale) = (seen_curve(camera, &link.curve), camera.zoom);
    let colour: &str = match link.flag {
        _ if link.selected => &inks.accent,
        _ if link.cut => &inks.danger,
        _ if is_struck(link) => &inks.link_strong,
        Flag::SinglePointOfFailure => &inks.danger,
        Flag::Leak(_) => &inks.leak_fill,
        Flag::Overload | Flag::Saturated => &inks.warn_fill,
        Flag::None if !link.alive => &inks.link_dead,
        Flag::None => inks.mark(link.colour, &inks.link),
    };
    let colour = link
        .highlight
        .map_or(colour, |highlight| highlight_ink(inks, highlight));
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
        LinkRole::Calls => dash(pen, &[]),
        LinkRole::Resolves | LinkRole::Names => dash(pen, &[1.0, 6.0 * scale.clamp(0.6, 1.0)]),
        LinkRole::Replicates => dash(pen, &[8.0 * scale, 6.0 * scale]),
    }
    curve(pen, &way);
    pen.stroke();
    dash(pen, &[]);
    arrowhead(pen, &way, (5.0 + width) * scale.clamp(0.5, 1.2));
    pen.set_global_alpha(1.0);
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
fn highlight_ink(inks: &Inks, highlight: Highlight) -> &str {
    match highlight {
        Highlight::Cause | Highlight::Down | Highlight::Flagged => &inks.danger,
        Highlight::Saturated => &inks.warn_fill,
        Highlight::Spoken | Highlight::Changed => &inks.accent,
        Highlight::Relieved => &inks.good_fill,
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

fn curve(pen: &CanvasRenderingContext2d, [a, b, c, d]: &[Point; 4]) {
    pen.begin_path();
    pen.move_to(a.x, a.y);
    pen.bezier_curve_to(b.x, b.y, c.x, c.y, d.x, d.y);
}

/// The point half way along a curve.
fn middle([a, b, c, d]: &[Point; 4]) -> Point {
    let mix = |a: f64, b: f64, c: f64, d: f64| (a + 3.0 * b + 3.0 * c + d) / 8.0;
    Point::new(mix(a.x, b.x, c.x, d.x), mix(a.y, b.y, c.y, d.y))
}

fn arrowhead(pen: &CanvasRenderingContext2d, [_, _, c, d]: &[Point; 4], size: f64) {
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
