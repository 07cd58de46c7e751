//! Notes, and labels of links.

use super::pen::{Look, Pen, short};
use crate::model::geometry::notes::{LINE, SIDE, TEXT, TOP};
use crate::model::{Point, Rect};

/// Size of a label's letters.
const LABEL: f64 = 12.0;

impl Pen {
    /// From a note to what it is about.
    pub(super) fn thread(&mut self, from: Point, to: Point) {
        let colour = self.inks.note_line;
        self.put(format_args!(
            "<path d=\"M{} {}L{} {}\" stroke=\"{colour}\" stroke-width=\"1.5\" stroke-dasharray=\"3 4\"/>\n",
            short(from.x),
            short(from.y),
            short(to.x),
            short(to.y)
        ));
    }

    /// The label of a link.
    pub(super) fn label(&mut self, rect: Rect, text: &str) {
        let inks = self.inks;
        let paints = [
            ("fill", inks.surface),
            ("stroke", inks.line),
            ("stroke-width", "1"),
        ];
        self.rect(rect, rect.height / 2.0, &paints);
        let middle = rect.centre();
        let look = Look {
            size: LABEL,
            colour: inks.ink_soft,
            weight: 500,
            most: rect.width - 8.0,
            anchor: "middle",
        };
        self.line(text, Point::new(middle.x, middle.y + 4.2), look);
    }

    /// A note.
    pub(super) fn note(&mut self, rect: Rect, lines: &[String]) {
        let inks = self.inks;
        let paints = [
            ("fill", inks.note),
            ("stroke", inks.note_line),
            ("stroke-width", "1"),
        ];
        self.rect(rect, 6.0, &paints);
        let look = Look {
            size: TEXT,
            colour: inks.ink,
            weight: 400,
            most: rect.width - 2.0 * SIDE,
            anchor: "start",
        };
        for (i, line) in lines.iter().enumerate() {
            let y = rect.y + TOP + LINE * i as f64 + LINE * 0.72;
            self.line(line, Point::new(rect.x + SIDE, y), look);
        }
    }
}
