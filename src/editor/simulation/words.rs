//! How the clauses of a situation are put into words.

/// Clauses that are told; the rest are left out.
const TOLD: usize = 3;
/// Names in a row; the rest are counted.
const NAMES: usize = 3;

/// `db-1 is dead; db-2 takes over in 3 s.`; nothing where there is no clause.
pub(super) fn sentence(clauses: &[String]) -> String {
    let told: Vec<&str> = clauses
        .iter()
        .map(String::as_str)
        .filter(|clause| !clause.is_empty())
        .take(TOLD)
        .collect();
    match told.as_slice() {
        [] => String::new(),
        told => capital(&format!("{}.", told.join("; "))),
    }
}

/// Names stay spelled as they are; our own words begin a sentence with a capital.
fn capital(sentence: &str) -> String {
    const OURS: [&str; 4] = ["the ", "no ", "a required ", "something "];
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) if OURS.iter().any(|word| sentence.starts_with(word)) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => sentence.to_owned(),
    }
}

/// `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`.
pub(super) fn names(all: &[&str]) -> String {
    match all {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] if all.len() <= NAMES => format!("{} and {last}", first.join(", ")),
        _ => format!("{} and {} more", all[..NAMES].join(", "), all.len() - NAMES),
    }
}

/// `1 write`, `12 writes`.
pub(super) fn count(n: u64, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    }
}

/// `is`, `are`.
pub(super) const fn are(n: usize) -> &'static str {
    if n == 1 { "is" } else { "are" }
}

/// `45 %`, as the figures of the transport are rounded: never up to all, nor down to nothing.
pub(super) fn share(share: f64) -> String {
    let tenths = (share * 1_000.0).round() / 10.0;
    let tenths = match share {
        share if share >= 1.0 => 100.0,
        share if share > 0.0 => tenths.clamp(0.1, 99.9),
        _ => 0.0,
    };
    if (tenths - tenths.round()).abs() < 1e-9 {
        format!("{tenths:.0} %")
    } else {
        format!("{tenths:.1} %")
    }
}

/// `3 s`: whole seconds still to go, and never none.
pub(super) fn seconds_left(left_s: f64) -> String {
    format!("{:.0} s", left_s.ceil().max(1.0))
}

/// `6`, `1.5`: a number as one says it.
pub(super) fn times(factor: f64) -> String {
    let text = format!("{factor:.1}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `0:10.0`, `1:02:03.4`: a moment of the run, as the clock of the transport shows it.
pub(super) fn moment(at_s: f64) -> String {
    let tenths = (at_s.max(0.0) * 10.0).floor() as u64;
    let (minutes, tenths) = (tenths / 600, tenths % 600);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let rest = format!("{:02}.{}", tenths / 10, tenths % 10);
    match hours {
        0 => format!("{minutes}:{rest}"),
        _ => format!("{hours}:{minutes:02}:{rest}"),
    }
}
