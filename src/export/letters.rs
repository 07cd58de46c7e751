//! Texts in pictures. A picture knows no layout, so how wide a text is has to be estimated: rather too wide than too narrow.

/// A text broken into lines.
#[derive(Clone, PartialEq, Debug)]
pub struct Lines {
    /// The size of the letters.
    pub size: f64,
    /// The lines, whole words where that is possible.
    pub lines: Vec<String>,
}

/// Breaks a text so that it fits into `width`, with the first of these sizes at which it takes so many lines at most. The
/// text is whole in any case: the last size takes as many lines as it needs.
pub fn fit(text: &str, width: f64, sizes: &[(f64, usize)]) -> Lines {
    let mut fitted = Lines {
        size: 0.0,
        lines: Vec::new(),
    };
    for &(size, most) in sizes {
        fitted = Lines {
            size,
            lines: broken(text, width / size),
        };
        if fitted.lines.len() <= most {
            break;
        }
    }
    fitted
}

/// How wide a text is, in its own size.
pub fn width(text: &str) -> f64 {
    text.chars().map(advance).sum()
}

/// A letter's width in a bold face without serifs, in its own size.
fn advance(letter: char) -> f64 {
    match letter {
        'i' | 'l' | 'j' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.32,
        ' ' | 'f' | 't' | 'r' | '-' | '(' | ')' | '[' | ']' | '/' | '"' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.98,
        'A'..='Z' | '&' | '<' | '>' | '_' | '…' => 0.74,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        _ if letter.is_ascii() => 0.62,
        _ if letter < '\u{1100}' => 0.75,
        _ => 1.1,
    }
}

/// Breaks a text into lines of at most `width` times the size of its letters: after blanks and hyphens where there are any,
/// else anywhere.
fn broken(text: &str, most: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_inclusive([' ', '-', '_', '.', '/']) {
        let line = lines.last().map_or(0.0, |line| width(line));
        if line > 0.0 && line + width(word.trim_end()) > most {
            lines.push(String::new());
        }
        for letter in word.chars() {
            let is_full = lines.last().is_some_and(|line| {
                !line.is_empty() && letter != ' ' && width(line) + advance(letter) > most
            });
            if is_full {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(letter);
            }
        }
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// The text as it may stand in XML and HTML, within quotes too. What XML forbids becomes U+FFFD.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' | '\r' => safe.push(' '),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {
                safe.push('\u{fffd}');
            }
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_any_length_is_whole_and_no_line_is_wider_than_there_is_room() {
        let sizes = [(13.0, 1), (12.0, 2), (10.0, 3), (7.0, 4)];
        let long = "W".repeat(80);
        let cjk = "負".repeat(80);
        let words = "the one and only balancer of the north-western region, which nobody watches";
        for name in ["web-1", words, &long, &cjk] {
            let fitted = fit(name, 114.0, &sizes);
            let bare = |text: &str| text.replace(' ', "");
            assert_eq!(bare(&fitted.lines.concat()), bare(name), "it is whole");
            for line in &fitted.lines {
                assert!(width(line) * fitted.size <= 114.0, "{name}: {line}");
            }
        }
        assert_eq!(fit("web-1", 114.0, &sizes).lines, ["web-1"]);
        let fitted = fit("orders database", 100.0, &sizes);
        assert_eq!(fitted.lines, ["orders", "database"], "broken between words");
    }

    #[test]
    fn nothing_of_a_name_is_markup() {
        assert_eq!(
            escaped("<b a=\"1\" c='2'>&\u{0}\u{1b}\n"),
            "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;\u{fffd}\u{fffd} "
        );
    }
}
