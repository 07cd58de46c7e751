//! Moments of a run, written as the clock of the transport shows them, and read as people write them.

use super::numbers::{self, NumberField};

/// `0:10.0`, `0:05.25`, `1:02:03.4`: as exact as it is.
pub fn exact(at_s: f64) -> String {
    let thousandths = (at_s.max(0.0) * 1_000.0).round() as u64;
    let (minutes, thousandths) = (thousandths / 60_000, thousandths % 60_000);
    let (seconds, thousandths) = (thousandths / 1_000, thousandths % 1_000);
    let fraction = format!("{thousandths:03}");
    let fraction = match fraction.trim_end_matches('0') {
        "" => "0",
        fraction => fraction,
    };
    format!("{}:{seconds:02}.{fraction}", minutes_words(minutes))
}

fn minutes_words(minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => minutes.to_string(),
        (hours, minutes) => format!("{hours}:{minutes:02}"),
    }
}

/// Reads a moment in seconds: `217.8`, `3:37.8`, `1:02:03.4`.
///
/// # Errors
/// What would be right, in a sentence.
pub fn read(text: &str, field: NumberField) -> Result<f64, String> {
    let Some((before, seconds)) = text.trim().rsplit_once(':') else {
        return numbers::number(text, field);
    };
    let wrong = || format!("\"{}\" is no moment: write 217.8 or 3:37.8.", text.trim());
    let seconds = seconds.replace(',', ".");
    let whole = |part: &str| part.parse::<u32>().ok().map(f64::from);
    let below_60 = |n: &f64| (0.0..60.0).contains(n);
    let minutes = match before.split_once(':') {
        None => whole(before),
        Some((hours, minutes)) => whole(hours)
            .zip(whole(minutes).filter(below_60))
            .map(|(hours, minutes)| hours * 60.0 + minutes),
    };
    let seconds = seconds.parse::<f64>().ok().filter(below_60);
    let at_s = minutes
        .zip(seconds)
        .map(|(m, s)| ((m * 60.0 + s) * 1e3).round() / 1e3);
    numbers::number(&format!("{}", at_s.ok_or_else(wrong)?), field)
}
