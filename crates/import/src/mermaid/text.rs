//! What is written in a box or on a line, without its markup.

/// The lines of a text: breaks are followed, entities read, tags, emphasis, icons and emoji dropped.
pub fn lines(text: &str) -> Vec<String> {
    let text = text.trim();
    let text = text
        .strip_prefix('`')
        .and_then(|t| t.strip_suffix('`'))
        .unwrap_or(text);
    let broken = without_tags(text).replace("\\n", "\n");
    // What is written as an entity stands for itself: it is read last.
    let lines = broken.lines().map(|line| entities(&tidy(line)));
    lines.filter(|line| !line.trim().is_empty()).collect()
}

/// The same on one line.
pub fn line(text: &str) -> String {
    lines(text).join(" ")
}

/// Follows `<br/>`, drops other tags. A `<` that begins no tag stays.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let begins = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        if let Some(end) = tag.find('>').filter(|_| begins) {
            let name = tag[1..end]
                .trim()
                .trim_matches('/')
                .trim()
                .to_ascii_lowercase();
            if ["br", "p", "div", "hr", "li"]
                .contains(&name.split_whitespace().next().unwrap_or_default())
            {
                out.push('\n');
            }
            rest = &tag[end + 1..];
        } else {
            out.push('<');
            rest = &tag[1..];
        }
    }
    out + rest
}

/// Reads `#quot;`, `#35;`, `&amp;`, `&#39;`.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['#', '&']) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let name: &str = after
            .find(';')
            .filter(|end| *end <= 10)
            .map_or("", |end| &after[..end]);
        if let Some(character) = entity(name) {
            out.push(character);
            rest = &after[name.len() + 1..];
        } else {
            out.push_str(&after[..1]);
            rest = &after[1..];
        }
    }
    out + rest
}

fn entity(name: &str) -> Option<char> {
    let name = name.trim_start_matches(['#', '&']);
    let named = match name {
        "quot" => '"',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "apos" => '\'',
        "nbsp" => ' ',
        "" => return None,
        _ => {
            let hex = name.strip_prefix(['x', 'X']);
            let number = hex.map_or_else(
                || name.parse().ok(),
                |hex| u32::from_str_radix(hex, 16).ok(),
            );
            return number.and_then(char::from_u32).filter(|c| !c.is_control());
        }
    };
    Some(named)
}

/// One line without icons (`fa:fa-user`), emphasis and emoji, with single spaces.
fn tidy(line: &str) -> String {
    let words = line.split_whitespace().filter(|word| !is_icon(word));
    let plain = |c: char| !matches!(c, '*' | '`') && !is_picture(c) && !c.is_control();
    let words = words.map(|word| word.chars().filter(|c| plain(*c)).collect::<String>());
    let words = words.filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn is_icon(word: &str) -> bool {
    let font = word
        .split_once(':')
        .map(|(font, name)| (font, name.contains('-')));
    matches!(
        font,
        Some(("fa" | "fab" | "fas" | "far" | "fal" | "fad" | "mdi", true))
    )
}

/// Whether a character is a picture rather than a part of a name.
pub fn is_picture(c: char) -> bool {
    matches!(u32::from(c),
        0x200D | 0x20E3 | 0xFE0E | 0xFE0F | 0x2190..=0x21FF | 0x2300..=0x23FF | 0x2600..=0x27BF | 0x2B00..=0x2BFF
        | 0x1F000..=0x1FAFF | 0xE0020..=0xE007F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_dropped_and_breaks_are_followed() {
        assert_eq!(lines("👤 User"), ["User"]);
        assert_eq!(
            lines("Static IP<br/>34.36.253.113"),
            ["Static IP", "34.36.253.113"]
        );
        assert_eq!(lines("`**Web** <b>Server</b>`"), ["Web Server"]);
        assert_eq!(
            lines("fa:fa-server Web #40;1#41; &amp; more"),
            ["Web (1) & more"]
        );
        assert_eq!(lines("p99 < 5 ms"), ["p99 < 5 ms"]);
        assert_eq!(lines("a\\nb"), ["a", "b"]);
        assert_eq!(lines("🗄️"), [""; 0]);
    }
}
