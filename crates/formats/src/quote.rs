//! What a message shows of a text that came from elsewhere and may be of any length.

/// Characters that are shown.
const SHOWN: usize = 40;

/// The beginning of a text; all of it where it is short.
pub fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// The same in quotes, with signs that do not print spelled out: for messages, not for files.
pub fn quoted(text: &str) -> String {
    format!("{:?}", shortened(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_text_the_beginning_is_shown() {
        assert_eq!(shortened("web-1"), "web-1");
        assert_eq!(quoted("a\u{1b}b"), "\"a\\u{1b}b\"");
        let long = "ö".repeat(1_000_000);
        assert_eq!(shortened(&long).chars().count(), SHOWN + 1);
        assert!(quoted(&long).ends_with("…\""));
    }
}
