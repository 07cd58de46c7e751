//! The sheets of notes: how their text is broken into lines, and how large they are.
//!
//! Nothing here knows a font. Widths are those of a wide sans-serif, so that a text rather has some room left than none,
//! and a page, a picture and a pointer agree about where a note ends.

/// Size of a note's letters, in canvas units.
pub const TEXT: f64 = 13.0;
/// Height of one of its lines.
pub const LINE: f64 = 18.0;
/// Room between its text and its edge, at the sides.
pub const SIDE: f64 = 12.0;
/// The same, above and below.
pub const TOP: f64 = 9.0;
/// The widest that a line of text is.
pub const MEASURE: f64 = 216.0;
/// The least width of a note's text: enough to be taken hold of.
const LEAST: f64 = 56.0;

/// The text as its lines: broken where it breaks itself, and between words where it is wider than a note; a word that is
/// wider still is broken within.
pub fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    for paragraph in text.trim_end().split('\n') {
        break_paragraph(
            paragraph.strip_suffix('\r').unwrap_or(paragraph),
            &mut lines,
        );
    }
    lines
}

/// What the sheet of this text covers: width and height.
pub fn size(text: &str) -> (f64, f64) {
    let lines = lines(text);
    let widest = lines.iter().map(|line| width(line)).fold(LEAST, f64::max);
    (
        widest.min(MEASURE).ceil() + 2.0 * SIDE,
        lines.len() as f64 * LINE + 2.0 * TOP,
    )
}

fn break_paragraph<'t>(mut rest: &'t str, lines: &mut Vec<&'t str>) {
    loop {
        let Some(over) = first_over(rest) else {
            lines.push(rest.trim_end());
            return;
        };
        let fits = &rest[..over];
        // A space that would stand at the end hangs over.
        let space = if rest[over..].starts_with(' ') {
            Some(over)
        } else {
            fits.rfind(' ').filter(|at| !fits[..*at].trim().is_empty())
        };
        let end = space.unwrap_or(over);
        lines.push(rest[..end].trim_end());
        rest = if space.is_some() {
            rest[end..].trim_start()
        } else {
            &rest[end..]
        };
    }
}

/// The byte at which a line grows wider than a note. Never 0: one letter fits.
fn first_over(line: &str) -> Option<usize> {
    let mut sum = 0.0;
    line.char_indices().find_map(|(at, letter)| {
        sum += letter_width(letter);
        (sum > MEASURE && at > 0).then_some(at)
    })
}

/// About how wide a text is in letters of [`TEXT`], rather more than less.
pub fn width(text: &str) -> f64 {
    text.chars().map(letter_width).sum()
}

fn letter_width(letter: char) -> f64 {
    let share = match letter {
        'i' | 'j' | 'l' | '|' | '\'' | '.' | ',' | ':' | ';' | '!' | ' ' => 0.34,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '-' | '"' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' | '—' | '→' | '←' => 0.98,
        'A'..='Z' => 0.74,
        '0'..='9' | 'a'..='z' => 0.62,
        _ if letter.is_control() => 0.62,
        // Scripts whose letters are squares, and pictures.
        _ if (letter as u32) >= 0x2e80 || (0x1100..0x1200).contains(&(letter as u32)) => 1.4,
        _ if letter.is_uppercase() => 0.8,
        _ => 0.68,
    };
    share * TEXT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_a_long_word_within() {
        assert_eq!(lines("one\n\ntwo"), ["one", "", "two"]);
        assert_eq!(lines("ends\r\nwith\n\n"), ["ends", "with"]);
        assert_eq!(lines(""), [""]);
        let text = "The payment service is down every Sunday at four, for an hour";
        let broken = lines(text);
        assert!(broken.len() > 1);
        assert!(broken.iter().all(|line| width(line) <= MEASURE));
        assert_eq!(broken.join(" "), text);
        let word = "x".repeat(200);
        let broken = lines(&word);
        assert!(broken.iter().all(|line| width(line) <= MEASURE));
        assert_eq!(broken.concat(), word);
    }

    #[test]
    fn nothing_of_a_text_is_lost_and_no_text_takes_for_ever() {
        for text in [
            " ",
            "   a",
            "漢字".repeat(300).as_str(),
            "\u{301}\u{200d}",
            "a \n b",
        ] {
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            let broken: usize = lines(text).iter().map(|line| letters(line)).sum();
            assert_eq!(broken, letters(text), "{text:?}");
        }
        let (width, height) = size(&"\n".repeat(1_000));
        assert_eq!((width, height), (LEAST + 2.0 * SIDE, LINE + 2.0 * TOP));
    }
}
