//! Texts with pieces removed, doubled, moved, or replaced by what may stand elsewhere.

use super::choices::Choices;

const PIECES: [&str; 32] = [
    "-1",
    "1e400",
    "1e-400",
    "1000000",
    "1e6",
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "0.5",
    "0",
    ",",
    ":",
    "\\u00e9",
    "\\ud800",
    "web-1",
    "kind",
    "client",
    "database",
    "cache",
    "users>lb",
    "at",
    "frame",
    "note",
    "kill",
    "region",
    "shard",
    "none",
    "required",
    "latency_ms",
    "script",
];

/// The text, changed by as many choices as there are.
pub fn mutated(mut bytes: Vec<u8>, choices: &mut Choices<'_>) -> Vec<u8> {
    while !choices.is_over() && !bytes.is_empty() {
        let from = choices.below(bytes.len());
        let to = (from + choices.below(12)).min(bytes.len());
        let piece = match choices.below(5) {
            0 => Vec::new(),
            1 => bytes[from..to].repeat(2),
            2 => choices.pick(&PIECES).as_bytes().to_vec(),
            3 => vec![choices.byte()],
            _ => {
                let other = choices.below(bytes.len());
                bytes[other..(other + 8).min(bytes.len())].to_vec()
            }
        };
        bytes.splice(from..to, piece);
    }
    bytes
}
