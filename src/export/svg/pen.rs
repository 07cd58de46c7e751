//! Shapes as SVG writes them.

use std::fmt::Write as _;

use crate::export::inks::Inks;
use crate::export::letters::{self, Lines, escaped};
use crate::model::{Point, Rect};

/// A number with two digits at most behind its point.
pub(super) fn short(n: f64) -> f64 {
    (n * 100.0).round() / 100.0
}

/// Writes shapes.
pub(super) struct Pen {
    /// What is written.
    pub out: String,
    /// With these colours.
    pub inks: &'static Inks,
}

impl Pen {
    /// Writes this.
    pub(super) fn put(&mut self, words: std::fmt::Arguments<'_>) {
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

    /// A rectangle.
    pub(super) fn rect(&mut self, rect: Rect, radius: f64, paints: &[(&str, &str)]) {
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
    pub(super) fn icon(&mut self, icon: &str, at: Point, size: f64, colour: &str) {
        self.put(format_args!(
            "<use href=\"{icon}\" x=\"{}\" y=\"{}\" width=\"{size}\" height=\"{size}\" fill=\"none\" stroke=\"{colour}\" color=\"{colour}\" stroke-width=\"1.6\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>\n",
            short(at.x - size / 2.0),
            short(at.y - size / 2.0),
        ));
    }

    /// A line of text from a point of its base line on, pressed together where it would be wider than there is room.
    pub(super) fn line(&mut self, text: &str, at: Point, look: Look<'_>) {
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
    pub(super) fn lines(&mut self, fitted: &Lines, x: f64, middle: f64, look: Look<'_>) {
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
}

/// How a line of text looks.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub size: f64,
    pub colour: &'a str,
    pub weight: u32,
    /// The room that it has.
    pub most: f64,
    pub anchor: &'a str,
}
