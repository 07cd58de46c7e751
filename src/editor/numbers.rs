//! Numbers as people write them: `2,5` and `2.5`, `1 000`, `10k`, `250ms`, in the digits of their script.
//!
//! What can mean two things (`1,000`: one, or a thousand?) is asked and never guessed, unless only one of them is in the
//! field's range. Every refusal is a sentence that says what to write instead.

use crate::model::fields::Unit;

/// What a field of numbers takes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct NumberField {
    /// What the number counts. A share is written as per cent.
    pub unit: Unit,
    /// The least value, in the model's measure: a share from 0 to 1.
    pub min: f64,
    /// The greatest value.
    pub max: f64,
    /// Whether only whole numbers make sense.
    pub whole: bool,
}

/// Reads what was typed into a field, in the model's measure.
///
/// # Errors
/// What would be right, in a sentence.
pub fn number(text: &str, field: NumberField) -> Result<f64, String> {
    let numeral = Numeral::read(text, field.unit)?;
    numeral.decide(|reading| {
        let typed = numeral.scale.of(reading);
        let n = match field.unit {
            // A round trip over per cent must not turn 0.29 into 0.29000000000000004.
            Unit::Share => (typed * 1e7).round() / 1e9,
            Unit::None | Unit::PerSecond | Unit::Milliseconds | Unit::Seconds => typed,
        };
        field.admit(n)
    })
}

/// Whether what was typed could not be read because it can mean two things, which is asked with it before one's eyes.
pub fn is_question(why: &str) -> bool {
    why.contains(" can mean ")
}

/// Reads a seed: any whole number of 64 bits.
///
/// # Errors
/// What would be right, in a sentence.
pub fn seed(text: &str) -> Result<u64, String> {
    let numeral = Numeral::read(text, Unit::None)?;
    let reads = |reading: &Reading| {
        let seed = numeral.scale.of_exactly(reading);
        seed.ok_or_else(|| format!("A seed is a whole number from 0 to {}.", u64::MAX))
    };
    numeral.decide(reads)
}

/// `1 000 000`, `0.25`: a number with its thousands set apart, by a narrow space, so that it can be typed as it is read.
pub fn thousands(n: f64) -> String {
    let text = plain(n);
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 && digit.is_ascii_digit() {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    if rest.is_empty() {
        grouped
    } else {
        format!("{grouped}.{rest}")
    }
}

/// The number that is read for one of the model: a share as per cent.
pub fn scaled(n: f64, unit: Unit) -> f64 {
    match unit {
        Unit::Share => n * 100.0,
        Unit::None | Unit::PerSecond | Unit::Milliseconds | Unit::Seconds => n,
    }
}

/// A number as a field shows it: up to six places, none of them idle.
pub fn plain(n: f64) -> String {
    let text = format!("{n:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl NumberField {
    fn admit(&self, n: f64) -> Result<f64, String> {
        if !n.is_finite() {
            return Err("That is not a number.".to_owned());
        }
        if self.whole && n.fract() != 0.0 {
            return Err("Only whole numbers make sense here.".to_owned());
        }
        if (self.min..=self.max).contains(&n) {
            return Ok(n);
        }
        let [min, max] = [self.min, self.max].map(|end| thousands(scaled(end, self.unit)));
        let unit = self.unit.suffix();
        let gap = if unit.is_empty() { "" } else { " " };
        Err(format!("It must be from {min} to {max}{gap}{unit}."))
    }
}

/// A number as it was typed, with every way to read it.
struct Numeral {
    /// As it was typed, without what stands around it.
    typed: String,
    /// One way or two; the first takes the last sign for the decimal one.
    readings: Vec<Reading>,
    scale: Scale,
    /// What stands behind the digits, with the space before it.
    suffix: String,
}

/// Digits before and behind the decimal sign.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Reading {
    whole: String,
    fraction: String,
    negative: bool,
}

impl Reading {
    /// As one writes it so that it can mean nothing else.
    fn unmistakable(&self) -> String {
        let fraction = self.fraction.trim_end_matches('0');
        let sign = if self.negative { "-" } else { "" };
        let whole = if self.whole.is_empty() {
            "0"
        } else {
            &self.whole
        };
        match fraction.len() {
            0 => format!("{sign}{whole}"),
            // Three places could be thousands.
            3 => format!("{sign}{whole}.{fraction}0"),
            _ => format!("{sign}{whole}.{fraction}"),
        }
    }
}

/// What a number is multiplied by and divided by: both whole, so that `0.25 s` is 250 ms and nothing beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Scale {
    times: u64,
    over: u64,
    /// Power of ten, of `1e3`.
    exponent: i32,
}

impl Scale {
    fn of(self, reading: &Reading) -> f64 {
        let sign = if reading.negative { "-" } else { "" };
        let text = format!(
            "{sign}0{}.{}0e{}",
            reading.whole, reading.fraction, self.exponent
        );
        // Digits, a point, digits and an exponent: it is a number, if perhaps a boundless one.
        let n = text.parse::<f64>().unwrap_or(f64::NAN);
        n * self.times as f64 / self.over as f64
    }

    /// The whole number that it comes to; `None` where it comes to none of 64 bits.
    fn of_exactly(self, reading: &Reading) -> Option<u64> {
        if reading.negative || self.exponent != 0 {
            let n = self.of(reading);
            // Up to here every whole number has its own float.
            let exact = n.fract() == 0.0 && (0.0..9e15).contains(&n);
            return exact.then_some(n as u64);
        }
        let fraction = reading.fraction.trim_end_matches('0');
        let digits = format!("0{}{fraction}", reading.whole);
        let over = 10u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let over = over.checked_mul(u128::from(self.over))?;
        let n = digits.parse::<u128>().ok()?;
        let n = n.checked_mul(u128::from(self.times))?;
        (n % over == 0).then_some(n / over)?.try_into().ok()
    }
}

impl Numeral {
    fn read(text: &str, unit: Unit) -> Result<Self, String> {
        let text: String = text.trim().chars().map(as_typed_plainly).collect();
        if text.is_empty() {
            return Err("Write a number.".to_owned());
        }
        let not_a_number = || "That is not a number.".to_owned();
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        let end = unsigned
            .find(|c: char| !(c.is_ascii_digit() || ".,'_ ".contains(c)))
            .unwrap_or(unsigned.len());
        let (digits, behind) = unsigned.split_at(end);
        let core = digits.trim_end();
        let gap = if core.len() < digits.len() { " " } else { "" };
        let (exponent, behind) = exponent(behind);
        let readings = readings(core, negative).ok_or_else(not_a_number)?;
        let (times, over) = factor(behind.trim(), unit).map_err(|unknown| match unknown {
            Unknown::Unit => {
                let of = match unit.suffix() {
                    "" => String::new(),
                    suffix => format!(" It counts {suffix}."),
                };
                format!("\"{}\" is no unit of this field.{of}", behind.trim())
            }
            Unknown::Either(question) => question.replace('#', core),
        })?;
        Ok(Self {
            readings,
            scale: Scale {
                times,
                over,
                exponent,
            },
            suffix: format!("{gap}{behind}").trim_end().to_owned(),
            typed: text,
        })
    }

    /// The one reading that is accepted. Where two are, the person has to say which.
    fn decide<T: PartialEq>(
        &self,
        accept: impl Fn(&Reading) -> Result<T, String>,
    ) -> Result<T, String> {
        let mut accepted = Vec::new();
        let mut refused = None;
        for reading in &self.readings {
            match accept(reading) {
                Ok(value) => accepted.push((reading, value)),
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        if let [(a, x), (b, y)] = &accepted[..]
            && x != y
        {
            let [a, b] = [a, b].map(|r| format!("{}{}", r.unmistakable(), self.suffix));
            return Err(format!(
                "{} can mean {a} or {b}: write {a} or {b}.",
                self.typed
            ));
        }
        match accepted.into_iter().next() {
            Some((_, value)) => Ok(value),
            None => Err(refused.unwrap_or_else(|| "That is not a number.".to_owned())),
        }
    }
}

/// Digits, signs and spaces of other scripts and of word processors, as a keyboard has them.
fn as_typed_plainly(c: char) -> char {
    let digit = |zero: char| char::from_digit(c as u32 - zero as u32, 10).unwrap_or(c);
    match c {
        '٠'..='٩' => digit('٠'),
        '۰'..='۹' => digit('۰'),
        '०'..='९' => digit('०'),
        '０'..='９' => digit('０'),
        '\u{2212}' | '–' => '-',
        '’' | 'ʼ' | '´' | '`' | '٬' => '\'',
        '٫' | '،' | '，' => ',',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Takes off the exponent of `1e3`.
fn exponent(behind: &str) -> (i32, &str) {
    let Some(after) = behind.strip_prefix(['e', 'E']) else {
        return (0, behind);
    };
    let signed = after.strip_prefix(['+', '-']).unwrap_or(after);
    let digits = signed.len()
        - signed
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .len();
    let length = after.len() - signed.len() + digits;
    match after[..length].parse() {
        Ok(exponent) if digits > 0 => (exponent, &after[length..]),
        _ => (0, behind),
    }
}

/// All ways to read digits with signs between them; `None` where there is none.
fn readings(core: &str, negative: bool) -> Option<Vec<Reading>> {
    if !core.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let reading = |whole: &str, fraction: &str| Reading {
        whole: digits_of(whole),
        fraction: fraction.to_owned(),
        negative,
    };
    let (commas, points) = (core.matches(',').count(), core.matches('.').count());
    let spaced = core.contains([' ', '\'', '_']);
    let decimal = match (commas, points) {
        (0, 0) => {
            return is_grouped(core).then(|| vec![reading(core, "")]);
        }
        (1, 0) => ',',
        (0, 1) => '.',
        // The same sign more than once parts thousands.
        (_, 0) | (0, _) => {
            return (!spaced && is_grouped(core)).then(|| vec![reading(core, "")]);
        }
        // Of both the last is the decimal sign, and stands once.
        _ if spaced => return None,
        _ if core.rfind(',') > core.rfind('.') => ',',
        _ => '.',
    };
    let (whole, fraction) = core.split_once(decimal)?;
    if !(whole.is_empty() || is_grouped(whole)) || !is_all_digits(fraction) {
        return None;
    }
    let mut all = vec![reading(whole, fraction)];
    if is_all_digits(whole) && is_grouped(core) {
        all.push(reading(core, ""));
    }
    Some(all)
}

fn is_all_digits(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Whether digits are set apart as thousands are (`1 000 000`), or as lakhs (`10,00,000`); those that are not, are too.
fn is_grouped(text: &str) -> bool {
    let Some(sign) = text.chars().find(|c| !c.is_ascii_digit()) else {
        return true;
    };
    let groups: Vec<&str> = text.split(sign).collect();
    let [first, middle @ .., last] = &groups[..] else {
        return false;
    };
    let each = |length: usize| middle.iter().all(|group| group.len() == length);
    groups.iter().all(|group| is_all_digits(group))
        && (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && last.len() == 3
        && (each(3) || (first.len() < 3 && each(2)))
}

/// Why it is not known what stands behind a number.
enum Unknown {
    /// It is no unit of the field.
    Unit,
    /// It can mean two things: the question, `#` being the number.
    Either(&'static str),
}

/// What a number is multiplied by, and divided by, for what stands behind it.
fn factor(suffix: &str, unit: Unit) -> Result<(u64, u64), Unknown> {
    if let Some(factor) = unit_factor(suffix, unit) {
        return Ok(factor);
    }
    let times = match suffix.chars().next() {
        Some('k' | 'K') => 1_000,
        Some('M') => 1_000_000,
        Some('m') if suffix == "m" => {
            let question = "#m can mean millions or thousandths: write #M, or the number in full.";
            return Err(Unknown::Either(question));
        }
        _ => return Err(Unknown::Unit),
    };
    if suffix == "M" && matches!(unit, Unit::Milliseconds | Unit::Seconds) {
        let question = "#M can mean minutes or millions: write # min, or the number in full.";
        return Err(Unknown::Either(question));
    }
    match unit_factor(suffix[1..].trim_start(), unit) {
        Some((more, over)) => Ok((times * more, over)),
        None => Err(Unknown::Unit),
    }
}

/// The same for a unit alone.
fn unit_factor(suffix: &str, unit: Unit) -> Option<(u64, u64)> {
    if suffix.is_empty() {
        return Some((1, 1));
    }
    let word = suffix.to_ascii_lowercase();
    let word = word.trim_end_matches('.');
    match unit {
        Unit::None => matches!(word, "x" | "×").then_some((1, 1)),
        Unit::Share => match word {
            "%" | "percent" | "per cent" | "pct" => Some((1, 1)),
            "‰" => Some((1, 10)),
            _ => None,
        },
        Unit::PerSecond => {
            let (what, per) = word.split_once('/').map_or(
                match word {
                    "rps" | "qps" | "per second" => ("", "s"),
                    "rpm" | "qpm" | "per minute" => ("", "min"),
                    "per hour" => ("", "h"),
                    other => (other, ""),
                },
                |(what, per)| (what.trim(), per.trim()),
            );
            let over = match per {
                "s" | "sec" | "second" => 1,
                "min" | "m" | "minute" => 60,
                "h" | "hour" => 3_600,
                "d" | "day" => 86_400,
                _ => return None,
            };
            matches!(what, "" | "r" | "req" | "request" | "requests").then_some((1, over))
        }
        Unit::Milliseconds => microseconds(suffix, word).map(|us| (us, 1_000)),
        Unit::Seconds => microseconds(suffix, word).map(|us| (us, 1_000_000)),
    }
}

/// A unit of time. `M` is none: it could be minutes and millions.
fn microseconds(suffix: &str, word: &str) -> Option<u64> {
    match word {
        "us" | "µs" | "μs" => Some(1),
        "ms" | "msec" | "millisecond" | "milliseconds" if !suffix.starts_with('M') => Some(1_000),
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1_000_000),
        "min" | "mins" | "minute" | "minutes" => Some(60_000_000),
        "m" if suffix == "m" => Some(60_000_000),
        "h" | "hr" | "hour" | "hours" => Some(3_600_000_000),
        "d" | "day" | "days" => Some(86_400_000_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
