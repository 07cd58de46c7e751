//! Contrast of what no tool sees: the colours of `style/tokens.css` as they meet on the canvas, on the timeline and in panels,
//! in light and dark. Text has 4.5 : 1, signs and lines that must be seen have 3 : 1 (WCAG 2.2, AA).

use std::collections::BTreeMap;
use std::fs;

type Colour = [f64; 3];
type Tokens = BTreeMap<String, Colour>;

const TEXT: f64 = 4.5;
const SIGN: f64 = 3.0;

/// The colours of the light theme, and of the dark one in each of its two blocks.
fn themes() -> [(&'static str, Tokens); 3] {
    let css = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/style/tokens.css"))
        .expect("the tokens are there");
    let (light, rest) = css
        .split_once(":root[data-theme=\"dark\"]")
        .expect("dark, as chosen");
    let (chosen, system) = rest
        .split_once("@media (prefers-color-scheme: dark)")
        .expect("dark, as the system says");
    let light = colours(light);
    let over = |css: &str| {
        let mut all = light.clone();
        all.extend(colours(css));
        all
    };
    [
        ("light", light.clone()),
        ("dark as chosen", over(chosen)),
        ("dark as the system says", over(system)),
    ]
}

/// Every `--name: #rrggbb;`.
fn colours(css: &str) -> Tokens {
    let of_line = |line: &str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
        let value = value.strip_suffix(';').filter(|hex| hex.len() == 6)?;
        let part = |i: usize| u8::from_str_radix(&value[i..i + 2], 16).ok().map(f64::from);
        Some((name.to_owned(), [part(0)?, part(2)?, part(4)?]))
    };
    css.lines().filter_map(of_line).collect()
}

fn luminance(colour: Colour) -> f64 {
    let [r, g, b] = colour.map(|part| {
        let part = part / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// What is seen where `above` covers `below` to this share.
fn over(above: Colour, share: f64, below: Colour) -> Colour {
    [0, 1, 2].map(|i| above[i] * share + below[i] * (1.0 - share))
}

#[test]
fn what_is_written_and_drawn_stands_out_from_what_it_is_on() {
    let on = [
        (
            TEXT,
            "surface",
            "ink ink-soft ink-faint danger leak warn good accent",
        ),
        (TEXT, "surface-inset", "ink ink-soft ink-faint"),
        (TEXT, "canvas", "ink ink-soft ink-faint"),
        (TEXT, "danger-soft", "danger ink"),
        (TEXT, "leak-soft", "leak ink"),
        (TEXT, "warn-soft", "warn ink"),
        (TEXT, "good-soft", "good ink"),
        (TEXT, "accent-soft", "accent ink"),
        (TEXT, "accent", "accent-ink"),
        (TEXT, "danger", "danger-ink"),
        (TEXT, "good-fill", "good-ink"),
        (TEXT, "dead-surface", "dead-ink"),
        (
            SIGN,
            "canvas",
            "link link-strong region-line read write answer failure probe accent danger",
        ),
        (
            SIGN,
            "surface",
            "line-control good-fill leak-fill warn-fill danger accent read",
        ),
    ];
    let mut faint = Vec::new();
    for (theme, tokens) in themes() {
        for (least, ground, inks) in on {
            for ink in inks.split(' ') {
                let found = contrast(tokens[ink], tokens[ground]);
                if found < least {
                    faint.push(format!(
                        "{theme}: {ink} on {ground} has {found:.2}, not {least}"
                    ));
                }
            }
        }
    }
    assert!(faint.is_empty(), "{}", faint.join("\n"));
}

#[test]
fn a_dead_card_is_seen() {
    for (theme, tokens) in themes() {
        let [surface, line] =
            ["dead-surface", "dead-line"].map(|name| contrast(tokens[name], tokens["canvas"]));
        assert!(
            surface.max(line) >= SIGN,
            "{theme}: {surface:.2}, {line:.2}"
        );
    }
}

#[test]
fn the_timelines_moments_are_read_behind_and_ahead_of_now() {
    // As `src/app/browser/paint/timeline.rs` paints: the share served filled to 16 %, a veil of a half ahead of now, and
    // the words over both.
    for (theme, tokens) in themes() {
        let (surface, ink) = (tokens["surface"], tokens["ink-soft"]);
        let served = over(tokens["good-fill"], 0.16, surface);
        let veiled = over(surface, 0.5, served);
        for ground in [surface, served, veiled] {
            let found = contrast(ink, ground);
            assert!(found >= TEXT, "{theme}: {found:.2}");
        }
    }
}

#[test]
fn both_blocks_of_dark_say_the_same() {
    let [_, (_, chosen), (_, system)] = themes();
    assert_eq!(chosen, system);
}
