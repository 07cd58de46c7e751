//! Traffic: every dot is a request that the engine sampled. Shape as well as colour says what it is.

use web_sys::CanvasRenderingContext2d;

use super::{Inks, disc, polyline};
use crate::model::Point;

/// What a dot is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum DotKind {
    /// A request that reads: a disc.
    Read,
    /// A request that writes: a diamond.
    Write,
    /// An answer on its way back: a ring.
    Answer,
    /// A failure: a cross.
    Failure,
    /// A health check: a small speck.
    Probe,
    /// A question to a name server: a square.
    LookUp,
    /// A write on its way to a replica: an open diamond.
    Replication,
    /// What a queue delivers: an envelope.
    Message,
}

/// One dot, in pixels of the viewport.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Dot {
    /// Where.
    pub at: Point,
    /// What.
    pub kind: DotKind,
    /// Whether it is tried again: a second ring is around it.
    pub again: bool,
    /// 0: under way; to 1: it has died here and is all but gone.
    pub dying: f64,
}

/// Of how many dots a crowd is: then every dot is a few whole pixels, which costs a tenth of a shape with smooth edges.
const CROWD: usize = 600;

/// Paints all dots; `scale` is the zoom of the canvas. Sort them by kind first: ink is changed only where the kind does.
pub fn paint(pen: &CanvasRenderingContext2d, inks: &Inks, dots: &[Dot], scale: f64) {
    let radius = (4.0 * scale.sqrt()).clamp(2.0, 6.0);
    let mut kind = None;
    let is_crowd = dots.len() > CROWD;
    pen.set_line_cap("round");
    for dot in dots {
        if kind != Some(dot.kind) {
            kind = Some(dot.kind);
            take_ink(pen, inks, dot.kind, radius);
        }
        if dot.dying > 0.0 {
            burst(pen, inks, dot, radius);
            take_ink(pen, inks, dot.kind, radius);
        } else if is_crowd {
            speck(pen, dot, radius);
        } else {
            shape(pen, inks, dot, radius);
            if dot.again {
                disc(pen, dot.at, radius * 1.9);
                pen.set_line_width(radius * 0.3);
                pen.stroke();
                pen.set_line_width(radius * 0.5);
            }
        }
    }
    pen.set_global_alpha(1.0);
}

fn take_ink(pen: &CanvasRenderingContext2d, inks: &Inks, kind: DotKind, radius: f64) {
    let ink = match kind {
        DotKind::Read => &inks.read,
        DotKind::Write | DotKind::Replication | DotKind::Message => &inks.write,
        DotKind::Answer => &inks.answer,
        DotKind::Failure => &inks.failure,
        DotKind::Probe | DotKind::LookUp => &inks.probe,
    };
    pen.set_fill_style_str(ink);
    pen.set_stroke_style_str(ink);
    pen.set_line_width(radius * 0.5);
    pen.set_global_alpha(1.0);
}

fn shape(pen: &CanvasRenderingContext2d, inks: &Inks, dot: &Dot, radius: f64) {
    let Point { x, y } = dot.at;
    let diamond = |r: f64| {
        let corners = [(0.0, -r), (r, 0.0), (0.0, r), (-r, 0.0), (0.0, -r)];
        polyline(pen, corners.map(|(dx, dy)| Point::new(x + dx, y + dy)));
    };
    match dot.kind {
        DotKind::Read => {
            disc(pen, dot.at, radius);
            pen.fill();
        }
        DotKind::Write => {
            diamond(radius * 1.25);
            pen.fill();
        }
        DotKind::Replication => {
            diamond(radius * 1.1);
            pen.stroke();
        }
        DotKind::LookUp => {
            let r = radius * 0.8;
            pen.fill_rect(x - r, y - r, 2.0 * r, 2.0 * r);
        }
        DotKind::Message => {
            let (width, height) = (radius * 1.4, radius);
            pen.fill_rect(x - width, y - height, 2.0 * width, 2.0 * height);
            pen.set_stroke_style_str(&inks.canvas);
            let flap = [(-width, -height), (0.0, height * 0.2), (width, -height)];
            polyline(pen, flap.map(|(dx, dy)| Point::new(x + dx, y + dy)));
            pen.stroke();
            pen.set_stroke_style_str(&inks.write);
        }
        DotKind::Answer => {
            disc(pen, dot.at, radius * 0.8);
            pen.stroke();
        }
        DotKind::Failure => {
            let r = radius * 0.9;
            pen.begin_path();
            pen.move_to(x - r, y - r);
            pen.line_to(x + r, y + r);
            pen.move_to(x - r, y + r);
            pen.line_to(x + r, y - r);
            pen.stroke();
        }
        DotKind::Probe => {
            disc(pen, dot.at, radius * 0.4);
            pen.fill();
        }
    }
}

/// The same in whole pixels: a square, a diamond of two bars, two bars of a ring, a cross of small squares, a point.
fn speck(pen: &CanvasRenderingContext2d, dot: &Dot, radius: f64) {
    let (x, y) = (dot.at.x.round(), dot.at.y.round());
    let r = radius.round().max(2.0);
    let bar = |dx: f64, dy: f64, width: f64, height: f64| {
        pen.fill_rect(x + dx, y + dy, width, height);
    };
    match dot.kind {
        DotKind::Read => bar(1.0 - r, 1.0 - r, 2.0 * r - 2.0, 2.0 * r - 2.0),
        DotKind::Write | DotKind::Replication => {
            bar(-r, -1.0, 2.0 * r, 2.0);
            bar(-1.0, -r, 2.0, 2.0 * r);
        }
        DotKind::Message => bar(-r, 1.0 - r, 2.0 * r, 2.0 * r - 2.0),
        DotKind::Answer => {
            bar(1.0 - r, 1.0 - r, 1.0, 2.0 * r - 2.0);
            bar(r - 2.0, 1.0 - r, 1.0, 2.0 * r - 2.0);
        }
        DotKind::Failure => {
            let step = (r / 2.0).round().max(1.0);
            for at in [-2.0 * step, -step, 0.0, step] {
                bar(at, at, step, step);
                bar(at, -at - step, step, step);
            }
        }
        DotKind::Probe | DotKind::LookUp => bar(-1.0, -1.0, 2.0, 2.0),
    }
}

/// Sine and cosine of six rays. Like the arrowheads it does without the functions, which would weigh ten kilobytes.
const RAYS: [(f64, f64); 6] = {
    const HEIGHT: f64 = 0.866_025_403_784_438_6;
    [
        (0.0, 1.0),
        (HEIGHT, 0.5),
        (HEIGHT, -0.5),
        (0.0, -1.0),
        (-HEIGHT, -0.5),
        (-HEIGHT, 0.5),
    ]
};

/// What was under way to something that died: it bursts where it was.
fn burst(pen: &CanvasRenderingContext2d, inks: &Inks, dot: &Dot, radius: f64) {
    let (inner, outer) = (
        radius * (0.6 + 2.2 * dot.dying),
        radius * (1.2 + 3.0 * dot.dying),
    );
    pen.set_stroke_style_str(&inks.failure);
    pen.set_global_alpha(1.0 - dot.dying);
    pen.set_line_width(1.6);
    pen.begin_path();
    for (sin, cos) in RAYS {
        pen.move_to(dot.at.x + cos * inner, dot.at.y + sin * inner);
        pen.line_to(dot.at.x + cos * outer, dot.at.y + sin * outer);
    }
    pen.stroke();
}
