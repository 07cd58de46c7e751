//! Regions, links and parts as shapes.

use super::pen::{Look, Pen, short};
use crate::export::drawing::{Card, Frame, Mark, RoleBadge, Way};
use crate::export::inks::Inks;
use crate::export::letters;
use crate::model::geometry::{CARD_HEIGHT, CARD_WIDTH};
use crate::model::link::LinkRole;
use crate::model::{Point, Rect};

/// Sizes of a card's name, and how many lines of each there is room for.
const NAME_SIZES: [(f64, usize); 5] = [(13.0, 1), (12.0, 2), (10.0, 3), (7.5, 4), (5.5, 6)];
/// The same of a region's.
const TITLE_SIZES: [(f64, usize); 4] = [(13.0, 1), (10.5, 2), (7.5, 3), (5.0, 5)];
/// Room for a name within a card.
const NAME_WIDTH: f64 = CARD_WIDTH - 20.0;
/// How high the title of a region is.
const TITLE: f64 = 32.0;

impl Pen {
    /// A region.
    pub(super) fn frame(&mut self, frame: &Frame) {
        let inks = self.inks;
        let line = match frame.mark {
            _ if !frame.alive => inks.link_strong,
            _ if !frame.says.is_empty() => inks.danger,
            Mark::None => inks.region_line,
            mark => flag_line(inks, mark),
        };
        let (fill, dash) = if frame.alive {
            (inks.region_fill, "none")
        } else {
            // A quarter of it: the ground shows through.
            (inks.link_dead, "6 5")
        };
        self.rect(
            frame.rect,
            14.0,
            &[
                ("fill", fill),
                ("stroke", line),
                ("stroke-width", "1.25"),
                ("stroke-dasharray", dash),
            ],
        );
        let Rect { x, y, .. } = frame.rect;
        let right = frame.rect.right() - 12.0;
        let flag = self.flag(
            frame.mark,
            Point::new(right, y + TITLE / 2.0),
            Place::Leftwards,
        );
        self.icon(
            "#icon-region",
            Point::new(x + 20.0, y + TITLE / 2.0),
            16.0,
            inks.ink_soft,
        );
        let says = if frame.says.is_empty() {
            0.0
        } else {
            letters::width(frame.says) * 11.0 + 10.0
        };
        let room = (right - flag - says - (x + 34.0)).max(24.0);
        let name = letters::fit(&frame.name, room, &TITLE_SIZES);
        let look = Look {
            size: 13.0,
            colour: inks.ink,
            weight: 600,
            most: room,
            anchor: "start",
        };
        self.lines(&name, x + 34.0, y + TITLE / 2.0, look);
        if !frame.says.is_empty() {
            let colour = if frame.alive {
                inks.danger
            } else {
                inks.ink_soft
            };
            let at = Point::new(right - flag, y + TITLE / 2.0 + 4.0);
            self.line(
                frame.says,
                at,
                Look {
                    size: 11.0,
                    colour,
                    weight: 600,
                    most: says,
                    anchor: "end",
                },
            );
        }
    }

    /// A link.
    pub(super) fn way(&mut self, way: &Way) {
        let inks = self.inks;
        let colour = match way.mark {
            _ if way.cut => inks.danger,
            Mark::None if !way.alive => inks.link_dead,
            Mark::None => inks.link,
            mark => flag_line(inks, mark),
        };
        let width = way
            .role
            .map_or(1.0, |_| 1.5 + 3.5 * decades(way.rate_rps) / 4.0);
        let dash = match way.role {
            _ if way.cut => "3 7",
            Some(LinkRole::Calls) if way.optional => "7 4",
            Some(LinkRole::Calls | LinkRole::Delivers) => "none",
            Some(LinkRole::Resolves | LinkRole::Names) => "1 6",
            Some(LinkRole::Replicates | LinkRole::Mirrors) => "8 6",
            None => "4 4",
        };
        self.out.push_str("<path d=\"");
        for (i, [a, b, c, d]) in way.curves.iter().enumerate() {
            if i == 0 {
                self.put(format_args!("M{} {}", short(a.x), short(a.y)));
            }
            let [b, c, d] = [b, c, d].map(|p| [short(p.x), short(p.y)]);
            self.put(format_args!(
                "C{} {} {} {} {} {}",
                b[0], b[1], c[0], c[1], d[0], d[1]
            ));
        }
        self.put(format_args!(
            "\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{}\" stroke-linecap=\"round\" stroke-dasharray=\"{dash}\"/>\n",
            short(width)
        ));
        if let (Some(LinkRole::Delivers), Some(curve)) = (way.role, way.curves.first()) {
            self.envelope(along(curve, DELIVERS_AT), colour);
        }
        if let (Some(_), Some([_, _, from, tip])) = (way.role, way.curves.last()) {
            self.arrowhead(*from, *tip, 5.0 + width, colour);
        }
        if let Some([a, b, c, d]) = way.curves.get(way.curves.len() / 2).filter(|_| way.cut) {
            let mix =
                |pick: fn(&Point) -> f64| (pick(a) + 3.0 * pick(b) + 3.0 * pick(c) + pick(d)) / 8.0;
            let (x, y) = (mix(|p| p.x), mix(|p| p.y));
            self.put(format_args!(
                "<path d=\"M{0} {1}L{2} {3}M{0} {3}L{2} {1}\" stroke=\"{4}\" stroke-width=\"2.5\" stroke-linecap=\"round\"/>\n",
                short(x - 6.0), short(y - 6.0), short(x + 6.0), short(y + 6.0), inks.danger
            ));
        }
    }

    /// The sign of a delivery: what travels this link is messages.
    fn envelope(&mut self, at: Point, colour: &str) {
        let surface = self.inks.surface;
        let [left, right] = [short(at.x - 7.0), short(at.x + 7.0)];
        let [top, bottom] = [short(at.y - 5.0), short(at.y + 5.0)];
        self.put(format_args!(
            "<path d=\"M{left} {top}H{right}V{bottom}H{left}zL{} {}L{right} {top}\" fill=\"{surface}\" stroke=\"{colour}\" stroke-width=\"1.5\" stroke-linejoin=\"round\"/>\n",
            short(at.x),
            short(at.y + 1.0)
        ));
    }

    fn arrowhead(&mut self, from: Point, tip: Point, size: f64, colour: &str) {
        // Sine and cosine of half its angle, 0.45.
        const SIN: f64 = 0.434_965_534_111_230_23;
        const COS: f64 = 0.900_447_102_352_676_9;
        let length = (tip.x - from.x).hypot(tip.y - from.y).max(1e-9);
        let (x, y) = ((tip.x - from.x) / length, (tip.y - from.y) / length);
        let corner = |sin: f64| {
            (
                short(tip.x - size * (x * COS - y * sin)),
                short(tip.y - size * (y * COS + x * sin)),
            )
        };
        let ((ax, ay), (bx, by)) = (corner(SIN), corner(-SIN));
        self.put(format_args!(
            "<path d=\"M{} {}L{ax} {ay}L{bx} {by}z\" fill=\"{colour}\"/>\n",
            short(tip.x),
            short(tip.y)
        ));
    }

    /// A part.
    pub(super) fn card(&mut self, card: &Card) {
        let inks = self.inks;
        let Rect { x, y, width, .. } = card.rect();
        let (fill, ink, soft, line) = if card.alive {
            (inks.surface, inks.ink, inks.ink_soft, inks.line_control)
        } else {
            (
                inks.dead_surface,
                inks.dead_ink,
                inks.dead_ink,
                inks.dead_ink,
            )
        };
        let line = match card.mark {
            Mark::None => line,
            mark => flag_line(inks, mark),
        };
        let stroke = if card.mark == Mark::None { "1" } else { "1.75" };
        self.rect(
            card.rect(),
            12.0,
            &[("fill", fill), ("stroke", line), ("stroke-width", stroke)],
        );
        self.icon(card.icon, Point::new(x + 23.0, y + 21.0), 20.0, ink);
        let says = if card.alive { inks.leak } else { ink };
        let says = Look {
            size: 11.0,
            colour: says,
            weight: 600,
            most: width - 52.0,
            anchor: "end",
        };
        let edge = x + width - 10.0;
        match card.role {
            Some(role) => {
                self.role(role, Point::new(x + 42.0, y + 10.0), card.alive);
                let room = width - 52.0 - role_width(role) - 4.0;
                let at = Point::new(edge, y + 25.0);
                if letters::width(&card.says) * 11.0 <= room {
                    self.line(&card.says, at, says);
                } else {
                    let below = Look { size: 9.0, ..says };
                    self.line(&card.says, Point::new(edge, y + 41.0), below);
                }
            }
            None => self.line(&card.says, Point::new(edge, y + 25.0), says),
        }
        let name = letters::fit(&card.name, NAME_WIDTH, &NAME_SIZES);
        let look = Look {
            size: 13.0,
            colour: if card.alive { ink } else { soft },
            weight: 600,
            most: NAME_WIDTH,
            anchor: "start",
        };
        self.lines(&name, x + 10.0, y + 55.0, look);
        self.flag(
            card.mark,
            Point::new(card.at.x, y + CARD_HEIGHT + 14.0),
            Place::Centred,
        );
    }

    fn role(&mut self, role: RoleBadge, at: Point, alive: bool) {
        let inks = self.inks;
        let (fill, ink, line) = match (alive, role.is_primary) {
            (false, _) => (inks.dead_surface, inks.dead_ink, inks.dead_ink),
            (true, true) => (inks.ink, inks.surface, inks.ink),
            (true, false) => (inks.surface, inks.ink_soft, inks.line_control),
        };
        let width = role_width(role);
        self.rect(
            Rect::new(at.x, at.y + 3.5, width, 16.0),
            8.0,
            &[("fill", fill), ("stroke", line), ("stroke-width", "1")],
        );
        let look = Look {
            size: 10.5,
            colour: ink,
            weight: 500,
            most: width - 8.0,
            anchor: "middle",
        };
        self.line(role.word, Point::new(at.x + width / 2.0, at.y + 15.2), look);
    }

    /// A flag; how wide it is, with some space beside it.
    fn flag(&mut self, mark: Mark, at: Point, place: Place) -> f64 {
        if mark == Mark::None {
            return 0.0;
        }
        let inks = self.inks;
        let words = mark.words();
        let text = letters::width(&words) * 11.0;
        let width = text + 31.0;
        let left = match place {
            Place::Centred => at.x - width / 2.0,
            Place::Leftwards => at.x - width,
        };
        let (fill, ink) = match mark {
            Mark::None | Mark::SinglePointOfFailure => (inks.danger, inks.danger_ink),
            Mark::LastLeft => (inks.surface, inks.ink),
            Mark::Leak(_) => (inks.leak_soft, inks.leak),
            Mark::Degrades(_) => (inks.degraded_soft, inks.degraded),
            Mark::Overload | Mark::Saturated => (inks.warn_soft, inks.warn),
        };
        let line = flag_line(inks, mark);
        self.rect(
            Rect::new(left, at.y - 9.0, width, 18.0),
            9.0,
            &[("fill", fill), ("stroke", line), ("stroke-width", "1")],
        );
        self.icon(mark.icon(), Point::new(left + 13.0, at.y), 12.0, ink);
        let look = Look {
            size: 11.0,
            colour: ink,
            weight: 500,
            most: text,
            anchor: "middle",
        };
        let middle = left + 21.0 + text / 2.0;
        self.line(&words, Point::new(middle, at.y + 4.0), look);
        width + 8.0
    }
}

/// Where a flag lies beside its point.
#[derive(Clone, Copy)]
enum Place {
    Centred,
    Leftwards,
}

fn role_width(role: RoleBadge) -> f64 {
    letters::width(role.word) * 10.5 + 10.0
}

fn flag_line(inks: &Inks, mark: Mark) -> &'static str {
    match mark {
        Mark::None | Mark::SinglePointOfFailure => inks.danger,
        Mark::LastLeft => inks.line_control,
        Mark::Leak(_) => inks.leak_fill,
        Mark::Degrades(_) => inks.degraded_fill,
        Mark::Overload | Mark::Saturated => inks.warn_fill,
    }
}

/// Decades of a rate, as far as a line shows them.
fn decades(rate_rps: f64) -> f64 {
    (1.0 + rate_rps.max(0.0)).log10().min(4.0)
}

/// Where the sign of a delivery stands: the share of its link.
const DELIVERS_AT: f64 = 0.3;

/// The point at this share of a cubic curve.
fn along(curve: &[Point; 4], share: f64) -> Point {
    let left = 1.0 - share;
    let weights = [
        left.powi(3),
        3.0 * left.powi(2) * share,
        3.0 * left * share.powi(2),
        share.powi(3),
    ];
    let sum = |of: fn(&Point) -> f64| -> f64 {
        let points = curve.iter().map(of);
        points.zip(weights).map(|(at, weight)| at * weight).sum()
    };
    Point::new(sum(|point| point.x), sum(|point| point.y))
}
