//! Times in a configuration.

/// A time as `HAProxy` writes it: milliseconds, or with `us`, `ms`, `s`, `m`, `h`, `d`.
///
/// # Errors
/// What is no time. The value is not told.
pub fn time_ms(text: &str) -> Result<f64, String> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let factor = match unit {
        "us" => 0.001,
        "" | "ms" => 1.0,
        "s" => 1_000.0,
        "m" => 60_000.0,
        "h" => 3_600_000.0,
        "d" => 86_400_000.0,
        _ => {
            return Err(
                "This time has a unit that HAProxy does not know (us, ms, s, m, h, d).".to_owned(),
            );
        }
    };
    let number: f64 = number
        .parse()
        .map_err(|_| "Here a time was expected, such as 5s.".to_owned())?;
    Ok(number * factor)
}
