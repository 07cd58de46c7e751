//! Words with a number: `Web Server 1` and `Web Server 2` are nodes of one service.

use std::collections::{BTreeMap, BTreeSet};

/// Names that end with a number.
const NAMES: [&str; 10] = [
    "s", "ec", "v", "route", "k", "p", "h", "oauth", "utf", "neo",
];

/// A word without its number, in the letters of ids, and the number: `Web Server 1` is `web-server` and `1`.
/// `None`: there is no number at its end, nor a single letter behind a word.
pub fn numbered(label: &str) -> Option<(String, String)> {
    let label = label.split(['(', ':', ',']).next().unwrap_or(label).trim();
    let bare = label.trim_end_matches(|c: char| c.is_ascii_digit() || c == '#');
    let number = &label[bare.len()..];
    let (stem, number) = if number.is_empty() {
        // `Server A`, `User N...`: a letter that stands alone.
        let (stem, letter) = label
            .trim_end_matches(['.', '…'])
            .rsplit_once([' ', '-', '_'])?;
        let is_letter = letter.len() == 1 && letter.starts_with(|c: char| c.is_ascii_alphabetic());
        is_letter.then_some((stem, letter))?
    } else {
        (bare, number.trim_start_matches('#'))
    };
    let stem = slug(stem);
    // `db1` says a number; `s3`, `ec2`, `v2`, `route53` are names.
    let last = label.rsplit([' ', '-', '_']).next().unwrap_or_default();
    let last = last
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .to_lowercase();
    let is_name = !last.is_empty()
        && NAMES.contains(&last.as_str())
        && label.ends_with(|c: char| c.is_ascii_digit());
    (!stem.is_empty() && !is_name).then(|| (stem, number.to_lowercase()))
}

/// How many a label says: `Web Server x3`, `3x Web`, `App (3 instances)`.
pub fn count(lines: &[String]) -> Option<u32> {
    const UNITS: [&str; 12] = [
        "instances",
        "replicas",
        "nodes",
        "pods",
        "servers",
        "containers",
        "tasks",
        "vms",
        "instance",
        "replica",
        "brokers",
        "shards",
    ];
    let lower: Vec<String> = lines.iter().map(|line| line.to_lowercase()).collect();
    for line in &lower {
        let words: Vec<&str> = line
            .split(|c: char| !(c.is_alphanumeric() || c == '×'))
            .filter(|w| !w.is_empty())
            .collect();
        for (at, word) in words.iter().enumerate() {
            let times = word
                .strip_prefix(['x', '×'])
                .or_else(|| word.strip_suffix(['x', '×']));
            let unit = words
                .get(at + 1)
                .is_some_and(|unit| UNITS.contains(unit) && *unit != "shards");
            let number = times
                .or(Some(*word).filter(|_| unit))
                .and_then(|n| n.parse::<u32>().ok());
            if let Some(number) = number.filter(|n| (1..=100).contains(n)) {
                return Some(number);
            }
        }
    }
    None
}

/// A text in the letters of ids: small letters, digits and single dashes.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        if c.is_ascii_alphanumeric() {
            // `AppServer` is `app-server`, and `PostgreSQL` one word.
            let is_sql = text[at..].starts_with("SQL");
            if c.is_ascii_uppercase() && last.is_ascii_lowercase() && !is_sql {
                slug.push('-');
            }
            slug.push(c.to_ascii_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        last = c;
    }
    slug.trim_end_matches('-')
        .chars()
        .take(40)
        .collect::<String>()
        .trim_end_matches('-')
        .to_owned()
}

/// What is known of a box to say of which service it is.
pub struct Candidate {
    /// Its word without a number.
    pub stem: String,
    /// Its kind, as a number.
    pub kind: u8,
    /// Who calls it, as places among the candidates' boxes.
    pub callers: BTreeSet<usize>,
}

/// Which boxes are nodes of one service: the same word with a number, the same kind, the same callers, where callers that are
/// such nodes themselves count as one. The services, by name.
pub fn services(candidates: &BTreeMap<usize, Candidate>) -> BTreeMap<String, Vec<usize>> {
    let stem_of = |at: &usize| {
        candidates
            .get(at)
            .map_or_else(|| at.to_string(), |c| format!("{} {}", c.kind, c.stem))
    };
    let mut groups: BTreeMap<(&str, u8, BTreeSet<String>), Vec<usize>> = BTreeMap::new();
    for (at, candidate) in candidates {
        let own = stem_of(at);
        let callers = candidate
            .callers
            .iter()
            .map(stem_of)
            .filter(|stem| *stem != own)
            .collect();
        groups
            .entry((&candidate.stem, candidate.kind, callers))
            .or_default()
            .push(*at);
    }
    let mut services: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for ((stem, ..), members) in groups.into_iter().filter(|(_, members)| members.len() > 1) {
        let mut name = stem.to_owned();
        let mut number = 2;
        while services.contains_key(&name) {
            name = format!("{stem}-{number}");
            number += 1;
        }
        services.insert(name, members);
    }
    services
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_behind_a_word_is_told_from_a_name() {
        let stem = |label: &str| numbered(label).map(|(stem, _)| stem);
        assert_eq!(stem("Web Server 1").as_deref(), Some("web-server"));
        assert_eq!(stem("App1").as_deref(), Some("app"));
        assert_eq!(stem("web-01").as_deref(), Some("web"));
        assert_eq!(stem("Server A").as_deref(), Some("server"));
        assert_eq!(stem("User N...").as_deref(), Some("user"));
        assert_eq!(stem("VM #2").as_deref(), Some("vm"));
        for name in ["S3", "EC2", "Cache", "AWS S3", "Route53", "A"] {
            assert_eq!(stem(name), None, "{name}");
        }
    }

    #[test]
    fn a_label_may_say_how_many() {
        let count = |label: &str| count(&[label.to_owned()]);
        assert_eq!(count("Web Server x3"), Some(3));
        assert_eq!(count("App (2 instances)"), Some(2));
        assert_eq!(count("4× API"), Some(4));
        assert_eq!(count("Port 80"), None);
        assert_eq!(count("10.0.0.1"), None);
    }
}
