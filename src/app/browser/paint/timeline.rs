//! The timeline: share served and p99 as they went, with marks for what happened.

use crate::app::browser::surface::Surface;
use crate::model::Point;

use super::{Inks, disc, polyline};

/// One second of the run, or several that were merged.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Second {
    /// When it ended, in seconds of virtual time.
    pub end_s: f64,
    /// Share of the requests that ended in it and were served; `None` when none ended.
    pub served: Option<f64>,
    /// Share of them that were answered degraded.
    pub degraded: f64,
    /// 99th percentile of their latency.
    pub p99_ms: Option<f64>,
}

/// What a mark is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MarkKind {
    /// Something was killed, cut or isolated.
    Kill,
    /// Something ails from now on: it is slow, errs, is drained, loses messages.
    Ailment,
    /// Something was revived, or two sides have met again.
    Revive,
    /// A health check changed the rotation, a promotion began, a primary stepped down.
    Notice,
    /// Another database took over as primary, or took its role back.
    Failover,
    /// Writes are lost or at odds, or two primaries take them apart.
    Harm,
    /// The script says a sentence.
    Said,
}

impl MarkKind {
    /// As markup spells it.
    pub const fn key(self) -> &'static str {
        match self {
            MarkKind::Kill => "kill",
            MarkKind::Ailment => "ailment",
            MarkKind::Revive => "revive",
            MarkKind::Notice => "notice",
            MarkKind::Failover => "failover",
            MarkKind::Harm => "harm",
            MarkKind::Said => "said",
        }
    }
}

/// Something that happened.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Mark {
    /// When, in seconds of virtual time.
    pub at_s: f64,
    /// What.
    pub kind: MarkKind,
}

/// The timeline as it is to be painted.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// Virtual time of the left edge, in seconds.
    pub from_s: f64,
    /// Virtual time of the right edge, in seconds.
    pub until_s: f64,
    /// The seconds that ended since `from_s`, the oldest first.
    pub seconds: Vec<Second>,
    /// What happened meanwhile.
    pub marks: Vec<Mark>,
    /// What somebody expected to be served: from these moments on, such a share.
    pub expected: Vec<(f64, f64)>,
}

/// Room above and below the lines, in pixels.
const MARGIN: f64 = 14.0;

/// The radius of the knob, in pixels.
const KNOB: f64 = 5.0;

/// Paints the timeline, with a handle where the run is. What lies beyond has been, and may be again.
pub fn paint(surface: &mut Surface, inks: &Inks, timeline: &Timeline, now_s: f64) {
    surface.begin();
    let span_s = timeline.until_s - timeline.from_s;
    if span_s <= 0.0 || surface.width < 8.0 {
        return;
    }
    let x_of = |at_s: f64| (at_s - timeline.from_s) / span_s * surface.width;
    grid(surface, inks, timeline, x_of);
    let height = (surface.height - 2.0 * MARGIN).max(1.0);
    let y_of = |share: f64| MARGIN + (1.0 - share.clamp(0.0, 1.0)) * height;
    served(surface, inks, timeline, x_of, y_of);
    degraded(surface, inks, timeline, x_of, y_of);
    p99(surface, inks, timeline, x_of, y_of);
    expected(surface, inks, timeline, x_of, y_of);
    for mark in &timeline.marks {
        // Whole at the edges, too.
        let x = x_of(mark.at_s).clamp(6.0, (surface.width - 6.0).max(6.0));
        paint_mark(surface, inks, mark, x);
    }
    handle(surface, inks, x_of(now_s).clamp(1.0, surface.width - 1.0));
    labels(surface, inks, timeline, x_of);
}

/// What a hand takes hold of: a line with a knob, and a veil over what the run has not come to (again).
fn handle(surface: &Surface, inks: &Inks, x: f64) {
    let pen = &surface.pen;
    pen.set_fill_style_str(&inks.surface);
    pen.set_global_alpha(0.5);
    pen.fill_rect(x, 0.0, surface.width - x, surface.height);
    pen.set_global_alpha(1.0);
    pen.set_stroke_style_str(&inks.ink_soft);
    pen.set_line_width(1.5);
    polyline(pen, [Point::new(x, 0.0), Point::new(x, surface.height)]);
    pen.stroke();
    pen.set_fill_style_str(&inks.ink_soft);
    let knob = x.clamp(KNOB + 1.0, (surface.width - KNOB - 1.0).max(KNOB + 1.0));
    disc(pen, Point::new(knob, surface.height / 2.0), KNOB);
    pen.fill();
}

/// What a label of the grid takes, in letters of its size.
const LABEL: f64 = 4.5;

/// The size of a label's letters, in pixels.
fn letter(inks: &Inks) -> f64 {
    10.0 * inks.letter_px / 16.0
}

/// Seconds between two lines of the grid: as many lines as there is room for their labels.
fn grid_step_s(surface: &Surface, inks: &Inks, timeline: &Timeline) -> f64 {
    let span_s = timeline.until_s - timeline.from_s;
    let most = (surface.width / letter(inks) / LABEL).clamp(1.0, 8.0);
    [5.0, 10.0, 30.0, 60.0, 300.0, 600.0, 3_600.0]
        .into_iter()
        .find(|step| span_s / step <= most)
        .unwrap_or(36_000.0)
}

/// The moments that have a line, in seconds, `step_s` apart.
fn grid_lines(timeline: &Timeline, step_s: f64) -> impl Iterator<Item = f64> {
    let first = (timeline.from_s / step_s).ceil() as i64;
    let last = (timeline.until_s / step_s).floor() as i64;
    (first..=last).map(move |line| line as f64 * step_s)
}

fn grid(surface: &Surface, inks: &Inks, timeline: &Timeline, x_of: impl Fn(f64) -> f64) {
    let pen = &surface.pen;
    pen.set_line_width(1.0);
    pen.set_stroke_style_str(&inks.line_strong);
    pen.set_global_alpha(0.45);
    for at_s in grid_lines(timeline, grid_step_s(surface, inks, timeline)) {
        let x = x_of(at_s).round() + 0.5;
        polyline(pen, [Point::new(x, 0.0), Point::new(x, surface.height)]);
        pen.stroke();
    }
    pen.set_global_alpha(1.0);
}

/// What the lines of the grid stand for: over the veil, for a moment to come is read as well as one that was.
fn labels(surface: &Surface, inks: &Inks, timeline: &Timeline, x_of: impl Fn(f64) -> f64) {
    let pen = &surface.pen;
    let step_s = grid_step_s(surface, inks, timeline);
    pen.set_font(&format!("{}px {}", letter(inks), inks.font));
    pen.set_fill_style_str(&inks.ink_soft);
    for at_s in grid_lines(timeline, step_s) {
        let label = if step_s < 60.0 {
            format!("{at_s:.0} s")
        } else {
            format!("{:.0} min", at_s / 60.0)
        };
        let x = x_of(at_s).round() + 0.5;
        // At the right edge it stands before its line.
        let width = pen.measure_text(&label).map_or(0.0, |it| it.width());
        let after = x + 4.0;
        let at = if after + width <= surface.width {
            after
        } else {
            x - 4.0 - width
        };
        let _ = pen.fill_text(&label, at, surface.height - 4.0);
    }
}

/// Share served: a filled area, so that a dip is seen as something missing.
fn served(
    surface: &Surface,
    inks: &Inks,
    timeline: &Timeline,
    x_of: impl Fn(f64) -> f64,
    y_of: impl Fn(f64) -> f64,
) {
    let pen = &surface.pen;
    let shares = timeline
        .seconds
        .iter()
        .filter_map(|second| Some((second.end_s, second.served?)));
    let points: Vec<Point> = shares
        .map(|(end_s, share)| Point::new(x_of(end_s), y_of(share)))
        .collect();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return;
    };
    let floor = y_of(0.0);
    let ends = [Point::new(last.x, floor), Point::new(first.x, floor)];
    polyline(pen, points.iter().copied().chain(ends));
    pen.set_global_alpha(0.16);
    pen.set_fill_style_str(&inks.good_fill);
    pen.fill();
    pen.set_global_alpha(1.0);
    polyline(pen, points.iter().copied());
    stroke_line(surface, &inks.good_fill);
}

/// Share answered degraded: the upper part of what is served.
fn degraded(
    surface: &Surface,
    inks: &Inks,
    timeline: &Timeline,
    x_of: impl Fn(f64) -> f64,
    y_of: impl Fn(f64) -> f64,
) {
    if timeline.seconds.iter().all(|second| second.degraded <= 0.0) {
        return;
    }
    let seconds = timeline
        .seconds
        .iter()
        .filter_map(|second| Some((x_of(second.end_s), second.served?, second.degraded)));
    let (mut above, mut below) = (Vec::new(), Vec::new());
    for (x, served, degraded) in seconds {
        above.push(Point::new(x, y_of(served)));
        below.push(Point::new(x, y_of(served - degraded)));
    }
    let pen = &surface.pen;
    polyline(pen, above.into_iter().chain(below.into_iter().rev()));
    pen.set_global_alpha(0.45);
    pen.set_fill_style_str(&inks.degraded);
    pen.fill();
    pen.set_global_alpha(1.0);
}

/// The 99th percentile of latency, on a logarithmic scale from 1 ms to 10 s.
fn p99(
    surface: &Surface,
    inks: &Inks,
    timeline: &Timeline,
    x_of: impl Fn(f64) -> f64,
    y_of: impl Fn(f64) -> f64,
) {
    /// Half of what a second alone takes, in pixels: a line of one point is not seen.
    const DOT: f64 = 1.5;
    let is_served = |second: &Second| second.p99_ms.is_some();
    // Where nothing is served there is no latency, and the line breaks.
    for stretch in timeline
        .seconds
        .chunk_by(|a, b| is_served(a) == is_served(b))
    {
        let points = stretch.iter().filter_map(|second| {
            let y = y_of(second.p99_ms?.max(1.0).log10() / 4.0);
            Some(Point::new(x_of(second.end_s), y))
        });
        let mut points: Vec<Point> = points.collect();
        if let [only] = points[..] {
            points = [-DOT, DOT].map(|by| only.offset(by, 0.0)).to_vec();
        }
        if !points.is_empty() {
            polyline(&surface.pen, points);
            stroke_line(surface, &inks.read);
        }
    }
}

/// What was expected, in dashes over what came.
fn expected(
    surface: &Surface,
    inks: &Inks,
    timeline: &Timeline,
    x_of: impl Fn(f64) -> f64,
    y_of: impl Fn(f64) -> f64,
) {
    /// Pixels of a dash and of a gap.
    const DASH: f64 = 6.0;
    let mut points = Vec::new();
    for (i, (from_s, share)) in timeline.expected.iter().enumerate() {
        let next = timeline.expected.get(i + 1);
        let until_s = next.map_or(timeline.until_s, |(from_s, _)| *from_s);
        points.extend([*from_s, until_s].map(|at_s| Point::new(x_of(at_s), y_of(*share))));
    }
    let pen = &surface.pen;
    for pair in points.windows(2) {
        let [from, to] = pair else { continue };
        let length = (to.x - from.x).hypot(to.y - from.y);
        let at = |along: f64| {
            let share = (along / length).min(1.0);
            Point::new(
                from.x + (to.x - from.x) * share,
                from.y + (to.y - from.y) * share,
            )
        };
        let dashes = (length.min(4_000.0) / (2.0 * DASH)).ceil() as usize;
        for dash in 0..dashes {
            let begin = 2.0 * DASH * dash as f64;
            polyline(pen, [at(begin), at(begin + DASH)]);
            stroke_line(surface, &inks.accent);
        }
    }
}

fn stroke_line(surface: &Surface, ink: &str) {
    surface.pen.set_line_join("round");
    surface.pen.set_line_width(1.75);
    surface.pen.set_stroke_style_str(ink);
    surface.pen.stroke();
}

/// A mark is a line with a sign at its head whose shape says what happened.
fn paint_mark(surface: &Surface, inks: &Inks, mark: &Mark, x: f64) {
    let pen = &surface.pen;
    let ink = match mark.kind {
        MarkKind::Kill | MarkKind::Harm => &inks.danger,
        MarkKind::Revive => &inks.good_fill,
        MarkKind::Notice | MarkKind::Ailment => &inks.leak_fill,
        MarkKind::Failover => &inks.accent,
        MarkKind::Said => &inks.ink_soft,
    };
    pen.set_stroke_style_str(ink);
    pen.set_fill_style_str(ink);
    pen.set_line_width(1.0);
    pen.set_global_alpha(0.55);
    polyline(pen, [Point::new(x, 10.0), Point::new(x, surface.height)]);
    pen.stroke();
    pen.set_global_alpha(1.0);
    let sign: &[(f64, f64)] = match mark.kind {
        MarkKind::Kill => &[(-5.0, 1.0), (5.0, 1.0), (0.0, 10.0)],
        MarkKind::Ailment => &[(-5.0, 3.0), (5.0, 3.0), (5.0, 7.0), (-5.0, 7.0)],
        MarkKind::Revive => &[(-5.0, 10.0), (5.0, 10.0), (0.0, 1.0)],
        MarkKind::Notice => &[(-4.5, 5.5), (0.0, 1.0), (4.5, 5.5), (0.0, 10.0)],
        MarkKind::Failover => &[(-4.0, 1.5), (4.0, 1.5), (4.0, 9.5), (-4.0, 9.5)],
        // A speech bubble.
        MarkKind::Said => &[
            (-5.0, 1.0),
            (5.0, 1.0),
            (5.0, 7.0),
            (0.0, 7.0),
            (-3.0, 10.0),
            (-3.0, 7.0),
            (-5.0, 7.0),
        ],
        // A cross.
        MarkKind::Harm => &[
            (-5.0, 2.5),
            (-3.0, 0.5),
            (0.0, 3.5),
            (3.0, 0.5),
            (5.0, 2.5),
            (2.0, 5.5),
            (5.0, 8.5),
            (3.0, 10.5),
            (0.0, 7.5),
            (-3.0, 10.5),
            (-5.0, 8.5),
            (-2.0, 5.5),
        ],
    };
    polyline(pen, sign.iter().map(|(dx, y)| Point::new(x + dx, *y)));
    pen.close_path();
    pen.fill();
}
