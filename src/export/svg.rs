//! The picture of a drawing as SVG: no style sheet, no script, no font of its own, nothing from elsewhere, so that it looks
//! the same in a page, in an editor and on paper.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::drawing::{Card, Drawing, Frame, Mark, RoleBadge, Way};
use super::inks::Inks;
use super::letters::{self, Lines, escaped};
use crate::model::geometry::{CARD_HEIGHT, CARD_WIDTH};
use crate::model::link::LinkRole;
use crate::model::{Point, Rect};

/// As `--font` of the page.
const FONT: &str =
    "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, sans-serif";
/// Sizes of a card's name, and how many lines of each there is room for.
const NAME_SIZES: [(f64, usize); 5] = [(13.0, 1), (12.0, 2), (10.0, 3), (7.5, 4), (5.5, 6)];
/// The same of a region's.
const TITLE_SIZES: [(f64, usize); 4] = [(13.0, 1), (10.5, 2), (7.5, 3), (5.0, 5)];
/// Room for a name within a card.
const NAME_WIDTH: f64 = CARD_WIDTH - 20.0;
/// How high the title of a region is.
const TITLE: f64 = 32.0;

/// What is to be drawn of a drawing, and how.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sheet {
    /// What of it is seen, in canvas units.
    pub seen: Rect,
    /// Its colours.
    pub inks: Inks,
    /// Pixels of a canvas unit: how large it is shown where nothing else says so.
    pub scale: f64,
}

/// Draws it. `symbol` gives the markup of an icon by its address, `<symbol id="icon-server" …>`.
pub fn svg(drawing: &Drawing, sheet: Sheet, symbol: impl Fn(&str) -> Option<String>) -> String {
    let Sheet { seen, inks, scale } = sheet;
    let (width, height) = size(seen, scale);
    let mut pen = Pen {
        out: String::new(),
        inks,
    };
    let title = if drawing.title.is_empty() {
        "A system, drawn with Topple"
    } else {
        &drawing.title
    };
    pen.put(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"{} {} {} {}\" role=\"img\" font-family=\"{FONT}\">\n<title>{}</title>\n<defs>",
        short(seen.x),
        short(seen.y),
        short(seen.width),
        short(seen.height),
        escaped(title),
    ));
    for icon in icons(drawing) {
        pen.out.push_str(&symbol(icon).unwrap_or_default());
    }
    pen.put(format_args!("</defs>\n"));
    pen.rect(seen, 0.0, &[("fill", inks.canvas)]);
    for frame in &drawing.frames {
        pen.frame(frame);
    }
    for way in &drawing.ways {
        pen.way(way);
    }
    for card in &drawing.cards {
        pen.card(card);
    }
    pen.out.push_str("</svg>\n");
    pen.out
}

/// How many pixels wide and high a picture is.
pub fn size(seen: Rect, scale: f64) -> (u32, u32) {
    let pixels = |length: f64| (length * scale).ceil().clamp(1.0, f64::from(u32::MAX)) as u32;
    (pixels(seen.width), pixels(seen.height))
}

/// The most pixels that a side of a picture may have, and that it may have in all: all browsers draw that.
const SIDE: u32 = 16_384;
const AREA: u64 = 64_000_000;

/// Why a picture of this size cannot be made of pixels; `None`: it can.
pub fn too_large((width, height): (u32, u32)) -> Option<String> {
    let is_too_large = width.max(height) > SIDE || u64::from(width) * u64::from(height) > AREA;
    is_too_large.then(|| {
        format!(
            "A PNG of {width} × {height} pixels is more than browsers draw. Take a smaller size, or SVG, which is sharp at any."
        )
    })
}

/// The picture as an address of its own, as pages and Markdown take it.
pub fn address(svg: &str) -> String {
    let mut address = String::from("data:image/svg+xml,");
    for byte in svg.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => address.push(char::from(byte)),
            b'-' | b'_' | b'.' | b'/' | b':' | b'=' | b',' | b';' => address.push(char::from(byte)),
            _ => {
                const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
                let digit = |four: u8| char::from(DIGITS[usize::from(four & 15)]);
                address.extend(['%', digit(byte >> 4), digit(byte)]);
            }
        }
    }
    address
}

fn icons(drawing: &Drawing) -> BTreeSet<&'static str> {
    let marks = drawing.cards.iter().map(|card| card.mark);
    let marks = marks.chain(drawing.frames.iter().map(|frame| frame.mark));
    let flags = marks.filter(|mark| *mark != Mark::None).map(Mark::icon);
    let cards = drawing.cards.iter().map(|card| card.icon);
    let regions = drawing.frames.iter().map(|_| "#icon-region");
    flags.chain(cards).chain(regions).collect()
}

/// A number with two digits at most behind its point.
fn short(n: f64) -> f64 {
    (n * 100.0).round() / 100.0
}

struct Pen {
    out: String,
    inks: Inks,
}

impl Pen {
    fn put(&mut self, words: std::fmt::Arguments<'_>) {
        // A text takes all that is written into it.
        let _ = self.out.write_fmt(words);
    }

    /// Colours as attributes. Some readers know no transparency within a colour.
    fn paints(&mut self, paints: &[(&str, &str)]) {
        for (what, colour) in paints {
            match (colour.get(..7), colour.get(7..)) {
                (Some(solid), Some(alpha)) if !alpha.is_empty() && colour.starts_with('#') => {
                    let share = u8::from_str_radix(alpha, 16).unwrap_or(u8::MAX);
                    let share = short(f64::from(share) / 255.0);
                    self.put(format_args!(
                        " {what}=\"{solid}\" {what}-opacity=\"{share}\""
                    ));
                }
                _ => self.put(format_args!(" {what}=\"{colour}\"")),
            }
        }
    }

    fn rect(&mut self, rect: Rect, radius: f64, paints: &[(&str, &str)]) {
        self.put(format_args!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            short(rect.x),
            short(rect.y),
            short(rect.width),
            short(rect.height)
        ));
        if radius > 0.0 {
            self.put(format_args!(" rx=\"{}\"", short(radius)));
        }
        self.paints(paints);
        self.out.push_str("/>\n");
    }

    /// An icon of so many units around a point.
    fn icon(&mut self, icon: &str, at: Point, size: f64, colour: &str) {
        self.put(format_args!(
            "<use href=\"{icon}\" x=\"{}\" y=\"{}\" width=\"{size}\" height=\"{size}\" fill=\"none\" stroke=\"{colour}\" color=\"{colour}\" stroke-width=\"1.6\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>\n",
            short(at.x - size / 2.0),
            short(at.y - size / 2.0),
        ));
    }

    /// A line of text from a point of its base line on, pressed together where it would be wider than there is room.
    fn line(&mut self, text: &str, at: Point, look: Look<'_>) {
        let Look {
            size,
            colour,
            weight,
            most,
            anchor,
        } = look;
        self.put(format_args!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{size}\" font-weight=\"{weight}\" fill=\"{colour}\"",
            short(at.x),
            short(at.y)
        ));
        if anchor != "start" {
            self.put(format_args!(" text-anchor=\"{anchor}\""));
        }
        if letters::width(text) * size > most {
            let most = short(most);
            self.put(format_args!(
                " textLength=\"{most}\" lengthAdjust=\"spacingAndGlyphs\""
            ));
        }
        self.put(format_args!(">{}</text>\n", escaped(text)));
    }

    /// Lines of text, their middle at `middle`.
    fn lines(&mut self, fitted: &Lines, x: f64, middle: f64, look: Look<'_>) {
        let step = fitted.size * 1.12;
        let first = middle - step * (fitted.lines.len() as f64 - 1.0) / 2.0 + fitted.size * 0.36;
        for (i, line) in fitted.lines.iter().enumerate() {
            let at = Point::new(x, first + step * i as f64);
            self.line(
                line,
                at,
                Look {
                    size: fitted.size,
                    ..look
                },
            );
        }
    }

    fn frame(&mut self, frame: &Frame) {
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

    fn way(&mut self, way: &Way) {
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
            Some(LinkRole::Calls) => "none",
            Some(LinkRole::Resolves | LinkRole::Names) => "1 6",
            Some(LinkRole::Replicates) => "8 6",
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

    fn card(&mut self, card: &Card) {
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
            Mark::Leak(_) => (inks.leak_soft, inks.leak),
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

/// How a line of text looks.
#[derive(Clone, Copy)]
struct Look<'a> {
    size: f64,
    colour: &'a str,
    weight: u32,
    /// The room that it has.
    most: f64,
    anchor: &'a str,
}

fn role_width(role: RoleBadge) -> f64 {
    letters::width(role.word) * 10.5 + 10.0
}

fn flag_line(inks: Inks, mark: Mark) -> &'static str {
    match mark {
        Mark::None | Mark::SinglePointOfFailure => inks.danger,
        Mark::Leak(_) => inks.leak_fill,
        Mark::Overload | Mark::Saturated => inks.warn_fill,
    }
}

/// Decades of a rate, as far as a line shows them.
fn decades(rate_rps: f64) -> f64 {
    (1.0 + rate_rps.max(0.0)).log10().min(4.0)
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;
    use crate::export::inks::{DARK, LIGHT};

    fn card(name: &str, mark: Mark) -> Card {
        Card {
            at: Point::new(0.0, 0.0),
            icon: "#icon-database",
            name: name.to_owned(),
            alive: true,
            says: "6× slow".to_owned(),
            role: Some(RoleBadge {
                word: "primary",
                is_primary: true,
            }),
            mark,
        }
    }

    fn way(points: [(f64, f64); 4]) -> Way {
        Way {
            curves: vec![points.map(|(x, y)| Point::new(x, y))],
            role: Some(LinkRole::Calls),
            alive: true,
            cut: false,
            rate_rps: 40.0,
            mark: Mark::None,
        }
    }

    fn drawn(drawing: &Drawing, inks: Inks) -> String {
        let sheet = Sheet {
            seen: drawing.whole(),
            inks,
            scale: 2.0,
        };
        svg(drawing, sheet, |icon| {
            let id = icon.trim_start_matches('#');
            Some(format!("<symbol id=\"{id}\" viewBox=\"0 0 24 24\"/>"))
        })
    }

    fn texts(document: &Document<'_>) -> Vec<String> {
        let texts = document.descendants().filter(|n| n.has_tag_name("text"));
        texts.filter_map(|n| n.text().map(str::to_owned)).collect()
    }

    #[test]
    fn names_with_markup_in_them_are_names() {
        let hostile = "<b>&\"'\u{1}\u{ffff}";
        let drawing = Drawing {
            title: hostile.to_owned(),
            frames: vec![Frame {
                rect: Rect::new(-200.0, -200.0, 400.0, 400.0),
                name: hostile.to_owned(),
                alive: true,
                says: "cut off",
                mark: Mark::Leak(0.5),
            }],
            ways: vec![way([(0.0, 0.0), (10.0, 0.0), (90.0, 50.0), (100.0, 50.0)])],
            cards: vec![card(hostile, Mark::SinglePointOfFailure)],
        };
        for inks in [LIGHT, DARK] {
            let text = drawn(&drawing, inks);
            let document = Document::parse(&text).expect("it is well-formed");
            let texts = texts(&document);
            let kept = "<b>&\"'\u{fffd}\u{fffd}";
            assert_eq!(texts.iter().filter(|text| *text == kept).count(), 2);
            for words in [
                "single point of failure",
                "would leak 50 %",
                "cut off",
                "primary",
                "6× slow",
            ] {
                assert!(texts.iter().any(|text| text == words), "{words}: {texts:?}");
            }
            let root = document.root_element();
            let title = root.children().find(|n| n.has_tag_name("title"));
            assert_eq!(title.and_then(|n| n.text()), Some(kept));
            assert_eq!(root.attribute("width"), Some("912"), "twice 456");
            let used = document.descendants().filter(|n| n.has_tag_name("use"));
            for icon in used.filter_map(|n| n.attribute("href")) {
                let is_there = |n: &roxmltree::Node<'_, '_>| n.attribute("id") == Some(&icon[1..]);
                assert!(document.descendants().any(|n| is_there(&n)), "{icon}");
            }
        }
    }

    #[test]
    fn a_long_name_is_whole_and_stays_on_its_card() {
        let name = "the one and only balancer of the north-western region, which nobody looks at";
        let drawing = Drawing {
            cards: vec![card(name, Mark::None)],
            ..Drawing::default()
        };
        let text = drawn(&drawing, LIGHT);
        let document = Document::parse(&text).expect("it is well-formed");
        let lines = document
            .descendants()
            .filter(|n| n.has_tag_name("text") && n.attribute("x") == Some("-58"));
        let lines: Vec<_> = lines.collect();
        let said: Vec<&str> = lines.iter().filter_map(|n| n.text()).collect();
        assert_eq!(said.join(" "), name);
        for line in lines {
            let y: f64 = line.attribute("y").and_then(|y| y.parse().ok()).expect("y");
            assert!((0.0..=CARD_HEIGHT / 2.0).contains(&y), "{y}");
        }
    }

    #[test]
    fn the_largest_scenario_makes_a_picture_that_browsers_take() {
        let cards = vec![card(&"&".repeat(80), Mark::Leak(0.123)); 2_000];
        let far = [
            (-123_456.78, 123_456.78),
            (-1.5, 2.5),
            (3.25, 4.75),
            (99_999.99, -99_999.99),
        ];
        let drawing = Drawing {
            cards,
            ways: vec![way(far); 10_000],
            ..Drawing::default()
        };
        let length = drawn(&drawing, DARK).len();
        assert!(length < 12_000_000, "{length}");
    }

    #[test]
    fn an_address_holds_no_sign_that_ends_it() {
        assert_eq!(
            address("<a b=\"é\">#&amp;\n</a>"),
            "data:image/svg+xml,%3Ca%20b=%22%C3%A9%22%3E%23%26amp;%0A%3C/a%3E"
        );
    }

    #[test]
    fn a_picture_of_too_many_pixels_says_what_to_do() {
        assert_eq!(too_large((16_384, 3_000)), None);
        for size in [(16_385, 10), (9_000, 9_000)] {
            let why = too_large(size).expect("too large");
            assert!(why.contains("or SVG"), "{why}");
        }
    }

    #[test]
    fn nothing_drawn_is_a_picture_too() {
        let text = drawn(&Drawing::default(), LIGHT);
        assert!(Document::parse(&text).is_ok());
    }
}
