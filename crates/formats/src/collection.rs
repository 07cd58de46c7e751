//! Several scenarios in one file: a JSON list of scenarios, each in the form of a file of its own.

use serde_json::Value;

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
    if text.len() > LONGEST || !text.trim_start().starts_with('[') {
        return None;
    }
    let files: Vec<Value> = serde_json::from_str(text).ok()?;
    let are_scenarios = files.iter().all(|file| file.get("topple").is_some());
    (are_scenarios && (1..=MOST).contains(&files.len()))
        .then(|| files.iter().map(Value::to_string).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use topple_model::sketch::sketch;

    #[test]
    fn what_was_written_is_read_again() {
        let scenarios = ["users -> web-1", "users -> lb-1 -> web-1 web-2"].map(sketch);
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
