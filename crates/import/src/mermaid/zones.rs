//! Which frames are places with a fate of their own.

use super::diagram::{Diagram, Frame};
use crate::evidence::Source;
use crate::inventory::Zone;

/// Words that make a frame a place.
const PLACES: [&str; 13] = [
    "zone",
    "zones",
    "region",
    "regions",
    "az",
    "availability",
    "datacenter",
    "datacentre",
    "dc",
    "site",
    "az1",
    "az2",
    "az3",
];

/// Words that make "zone" mean something else.
const NOT_PLACES: [&str; 17] = [
    "security",
    "trust",
    "trusted",
    "untrusted",
    "public",
    "private",
    "landing",
    "hosted",
    "demilitarized",
    "dmz",
    "dns",
    "layer",
    "tier",
    "safe",
    "cluster",
    "restricted",
    "secure",
];

/// The zones of a diagram, and for each frame the zone that it is or lies in.
pub fn read(diagram: &Diagram, file: usize) -> (Vec<Zone>, Vec<Option<usize>>) {
    let mut zones: Vec<Zone> = Vec::new();
    let mut of_frame = Vec::with_capacity(diagram.frames.len());
    for frame in &diagram.frames {
        let parent = frame
            .parent
            .and_then(|at: usize| of_frame.get(at).copied().flatten());
        let Some(name) = name(frame) else {
            of_frame.push(parent);
            continue;
        };
        of_frame.push(Some(zones.len()));
        zones.push(Zone {
            name,
            parent,
            source: Source {
                file,
                line: frame.line,
                path: frame.id.clone(),
            },
        });
    }
    (zones, of_frame)
}

/// The name of the place that a frame is; `None`: it is none.
fn name(frame: &Frame) -> Option<String> {
    let title = &frame.title;
    // As Topple writes it.
    if let Some(title) = title
        .strip_prefix("Zone: ")
        .filter(|_| frame.id.starts_with("zone_"))
    {
        return Some(title.to_owned());
    }
    let lower = title
        .to_lowercase()
        .replace("data center", "datacenter")
        .replace("data centre", "datacentre");
    let words: Vec<&str> = lower
        .split(|c: char| !(c.is_alphanumeric() || c == '-'))
        .filter(|w| !w.is_empty())
        .collect();
    if words.iter().any(|word| NOT_PLACES.contains(word)) {
        return None;
    }
    let code = words.iter().find(|word| is_code(word));
    let is_named = words.iter().any(|word| {
        PLACES.contains(word)
            || word.starts_with("az-")
            || word.starts_with("zone-")
            || word.starts_with("dc-")
    });
    match code {
        Some(code) if is_named || words.len() <= 3 => Some((*code).to_owned()),
        _ if is_named => Some(shortened(title)),
        _ => None,
    }
}

/// `Region: US West`, `Zone west` say their name after the word.
fn shortened(title: &str) -> String {
    let bare = title.trim();
    for word in ["availability zone", "zone", "region"] {
        let Some(head) = bare.get(..word.len()) else {
            continue;
        };
        let rest = bare[word.len()..]
            .trim_start_matches([':', '-', ' '])
            .trim();
        if head.eq_ignore_ascii_case(word) && rest.chars().count() > 2 {
            return rest.to_owned();
        }
    }
    bare.to_owned()
}

/// Whether a word is the name of a cloud's region or zone: `us-east-1a`, `europe-west1-b`, `eastus2`.
fn is_code(word: &str) -> bool {
    const ENDS: [&str; 5] = ["east", "west", "north", "south", "central"];
    const HEADS: [&str; 16] = [
        "us",
        "eu",
        "ap",
        "sa",
        "ca",
        "af",
        "me",
        "il",
        "mx",
        "cn",
        "europe",
        "asia",
        "australia",
        "northamerica",
        "southamerica",
        "africa",
    ];
    let mut parts = word.split('-');
    let head = parts.next().unwrap_or_default();
    let middle = parts
        .next()
        .unwrap_or_default()
        .trim_end_matches(|c: char| c.is_ascii_digit());
    HEADS.contains(&head)
        && ENDS
            .iter()
            .any(|end| middle.starts_with(end) || middle.ends_with(end))
        && word.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(title: &str) -> Option<String> {
        name(&Frame {
            id: "a".into(),
            title: title.into(),
            parent: None,
            line: 1,
        })
    }

    #[test]
    fn a_frame_is_a_zone_where_its_title_says_so() {
        assert_eq!(
            named("Zone us-central1-b").as_deref(),
            Some("us-central1-b")
        );
        assert_eq!(
            named("Availability Zone 1 (us-east-1a)").as_deref(),
            Some("us-east-1a")
        );
        assert_eq!(named("us-east-1").as_deref(), Some("us-east-1"));
        assert_eq!(named("AWS Region eu-west-1").as_deref(), Some("eu-west-1"));
        assert_eq!(named("AZ-1").as_deref(), Some("AZ-1"));
        assert_eq!(named("Region: US West").as_deref(), Some("US West"));
        assert_eq!(
            named("Primary Data Center").as_deref(),
            Some("Primary Data Center")
        );
        for other in [
            "Compute Layer - us-central1",
            "Security Zone",
            "Data Tier",
            "Google Cloud Platform",
            "Website",
            "DMZ",
            "us-and-them",
        ] {
            assert_eq!(named(other), None, "{other}");
        }
    }
}
