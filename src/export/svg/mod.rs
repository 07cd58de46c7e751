//! The picture of a drawing as SVG: no style sheet, no script, no font of its own, nothing from elsewhere, so that it looks
//! the same in a page, in an editor and on paper.

mod parts;
mod pen;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use self::pen::{Pen, short};
use super::drawing::{Drawing, Mark};
use super::inks::Inks;
use super::letters::escaped;
use crate::model::Rect;

/// As `--font` of the page.
const FONT: &str =
    "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, sans-serif";
/// What is to be drawn of a drawing, and how.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sheet {
    /// What of it is seen, in canvas units.
    pub seen: Rect,
    /// Its colours.
    pub inks: &'static Inks,
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
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'_'
            | b'.'
            | b'/'
            | b':'
            | b'='
            | b','
            | b';' => address.push(char::from(byte)),
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
