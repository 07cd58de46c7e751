//! Several scenarios in one file: a JSON list of scenarios, each in the form of a file of its own.

/// Bytes of a collection that are read: 64 MiB.
pub const LONGEST: usize = 64 << 20;
/// Scenarios of a collection that are read.
pub const MOST: usize = 10_000;

/// The file of these, each a file of its own as [`json::write`](super::json::write) writes it.
pub fn write<'a>(files: impl IntoIterator<Item = &'a str>) -> String {
    let files: Vec<&str> = files.into_iter().map(str::trim_end).collect();
    format!("[\n{}\n]\n", files.join(",\n"))
}

/// The files in it; `None` where it is no list of scenarios. Whether each is sound is found when it is opened.
pub fn read(text: &str) -> Option<Vec<String>> {
    if text.len() > LONGEST {
        return None;
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    let files = elements(text.strip_prefix('[')?.strip_suffix(']')?)?;
    let are_scenarios = files
        .iter()
        .all(|file| file.starts_with('{') && file.contains("\"topple\""));
    (are_scenarios && files.len() <= MOST).then(|| files.into_iter().map(str::to_owned).collect())
}

/// What the commas of a list part, but for those within its elements; `None` where what is open is not closed.
fn elements(list: &str) -> Option<Vec<&str>> {
    let (mut elements, mut start) = (Vec::new(), 0);
    let (mut depth, mut is_text, mut is_escaped) = (0u32, false, false);
    for (at, byte) in list.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            _ if is_text => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => {
                elements.push(list.get(start..at)?.trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    elements.push(list.get(start..)?.trim());
    (depth == 0 && !is_text).then_some(elements)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use topple_model::sketch::sketch;

    #[test]
    fn what_was_written_is_read_again() {
        let mut scenarios = ["users -> web-1", "users -> lb-1 -> web-1 web-2"].map(sketch);
        r#"Commas, "quotes", {braces}, a \ and [lists]"#.clone_into(&mut scenarios[0].title);
        let files = scenarios.each_ref().map(json::write);
        let read = read(&write(files.iter().map(String::as_str))).expect("it is a collection");
        let read: Vec<_> = read.iter().map(|file| json::read(file)).collect();
        assert_eq!(read, scenarios.map(Ok));
    }

    #[test]
    fn what_is_no_collection_is_none() {
        let file = json::write(&sketch("users -> web-1"));
        for text in [
            "",
            "[]",
            "[1]",
            "[{}]",
            "[[]]",
            "{",
            &file,
            &format!("[{file},1]"),
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
