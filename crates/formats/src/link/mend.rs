//! What chat programs and mails do to a link, undone: they escape its `=`, glue the rest of a sentence or a tracker's
//! `&utm_source=…` to its end, and break it into lines.
//!
//! Undoing is guessing, so each guess is held against the checksum of the link: a wrong one is damage, never another
//! scenario.

use std::borrow::Cow;

use super::PREFIX;

/// How often a link may have been escaped, once by each program on its way.
const ESCAPED: usize = 3;

/// Whether a text has a link in it, whole or not.
pub fn is_link(text: &str) -> bool {
    body(text).is_some()
}

/// What may be the letters of the link, the likeliest first. None: there is no link in the text.
pub(super) fn candidates(text: &str) -> Vec<String> {
    let Some(body) = body(text) else {
        return Vec::new();
    };
    // Spaces and line breaks are passed over, as mails break lines; then what was glued on begins at the first foreign
    // letter. Where a sentence goes on after a space, the link ends there.
    let whole = run(body.chars().filter(|c| !is_break(*c)));
    let first_line = run(body.trim_start().chars());
    let mut candidates = vec![whole];
    for shorter in [first_line.trim_end_matches(['_', '-']), &first_line] {
        if candidates.iter().all(|known| known != shorter) {
            candidates.push(shorter.to_owned());
        }
    }
    let bare = candidates[0].trim_end_matches(['_', '-']).to_owned();
    if !candidates.contains(&bare) {
        candidates.push(bare);
    }
    candidates
}

/// What follows the prefix, however that is escaped.
fn body(text: &str) -> Option<Cow<'_, str>> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..=ESCAPED {
        if let Some(at) = text.find(PREFIX) {
            return Some(Cow::Owned(
                unescaped(&text[at + PREFIX.len()..]).into_owned(),
            ));
        }
        let plain = unescaped(&text).into_owned();
        if plain == *text {
            return None;
        }
        text = Cow::Owned(plain);
    }
    None
}

/// With `%3D` and the like of ASCII undone.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        plain.push_str(before);
        let byte = after
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(byte) = byte.filter(u8::is_ascii) {
            plain.push(char::from(byte));
            rest = &after[2..];
        } else {
            plain.push('%');
            rest = after;
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The letters of a link up to the first that is none.
fn run(text: impl Iterator<Item = char>) -> String {
    text.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect()
}

/// White space, and what has no width: soft hyphens, joiners, marks of byte order.
fn is_break(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
}
