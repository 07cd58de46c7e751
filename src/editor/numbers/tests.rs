//! What people write, and what is read.

use super::*;

fn rate(text: &str) -> Result<f64, String> {
    within(text, Unit::PerSecond, 1e6, false)
}

fn within(text: &str, unit: Unit, max: f64, whole: bool) -> Result<f64, String> {
    let field = NumberField {
        unit,
        min: 0.0,
        max,
        whole,
    };
    number(text, field)
}

#[test]
fn comma_and_point_are_alike() {
    for (text, n) in [
        ("2,5", 2.5),
        ("2.5", 2.5),
        ("0,5", 0.5),
        (",5", 0.5),
        ("5.", 5.0),
        (" 42 ", 42.0),
        ("0,250", 0.25),
        ("0.125", 0.125),
        ("1234,567", 1234.567),
        ("+7", 7.0),
        ("1e3", 1_000.0),
        ("2,5e-1", 0.25),
        ("٢٫٥", 2.5),
        ("۱۲", 12.0),
    ] {
        assert_eq!(rate(text), Ok(n), "{text}");
    }
}

#[test]
fn thousands_are_set_apart_by_any_sign() {
    for text in [
        "1 000 000",
        "1\u{a0}000\u{a0}000",
        "1\u{202f}000\u{202f}000",
        "1\u{2009}000\u{2009}000",
        "1'000'000",
        "1’000’000",
        "1_000_000",
        "1,000,000",
        "1.000.000",
        "10,00,000",
    ] {
        assert_eq!(rate(text), Ok(1e6), "{text}");
    }
    for (text, n) in [
        ("1 000", 1_000.0),
        ("1,234.5", 1_234.5),
        ("1.234,5", 1_234.5),
        ("1 234,5", 1_234.5),
        ("12 345.678", 12_345.678),
        ("1,234,567", 1_234_567.0),
    ] {
        let read = within(text, Unit::None, 1e9, false);
        assert_eq!(read, Ok(n), "{text}");
    }
}

#[test]
fn what_can_mean_two_things_is_asked() {
    assert_eq!(
        rate("1,000"),
        Err("1,000 can mean 1 or 1000: write 1 or 1000.".to_owned())
    );
    assert_eq!(
        rate("1.125"),
        Err("1.125 can mean 1.1250 or 1125: write 1.1250 or 1125.".to_owned())
    );
    assert_eq!(
        within("1,500 ms", Unit::Seconds, 86_400.0, false),
        Err("1,500 ms can mean 1.5 ms or 1500 ms: write 1.5 ms or 1500 ms.".to_owned())
    );
    assert_eq!(rate("1.1250"), Ok(1.125));
    assert_eq!(
        rate("2m"),
        Err("2m can mean millions or thousandths: write 2M, or the number in full.".to_owned())
    );
}

#[test]
fn what_the_field_cannot_take_is_not_meant() {
    assert_eq!(within("99.999", Unit::Share, 1.0, false), Ok(0.99999));
    assert_eq!(within("99,999 %", Unit::Share, 1.0, false), Ok(0.99999));
    assert_eq!(within("1,500", Unit::None, 1e6, true), Ok(1_500.0));
    assert_eq!(within("1,500", Unit::None, 100.0, false), Ok(1.5));
}

#[test]
fn units_and_multiples_are_read() {
    for (text, n) in [
        ("10k", 10_000.0),
        ("10 K", 10_000.0),
        ("0.5M", 500_000.0),
        ("2,5k", 2_500.0),
        ("10k req/s", 10_000.0),
        ("10krps", 10_000.0),
        ("600/min", 10.0),
        ("5 /s", 5.0),
    ] {
        assert_eq!(rate(text), Ok(n), "{text}");
    }
    for (text, ms) in [
        ("250ms", 250.0),
        ("0.25 s", 250.0),
        ("0,25s", 250.0),
        ("2 min", 120_000.0),
        ("2m", 120_000.0),
        ("500 µs", 0.5),
        ("1h", 3_600_000.0),
    ] {
        let read = within(text, Unit::Milliseconds, 86_400_000.0, false);
        assert_eq!(read, Ok(ms), "{text}");
    }
    assert_eq!(within("250ms", Unit::Seconds, 60.0, false), Ok(0.25));
    assert_eq!(within("90 %", Unit::Share, 1.0, false), Ok(0.9));
    assert_eq!(within("90%", Unit::Share, 1.0, false), Ok(0.9));
    assert_eq!(within("29", Unit::Share, 1.0, false), Ok(0.29));
    assert_eq!(within("6×", Unit::None, 1e3, false), Ok(6.0));
}

#[test]
fn what_is_no_number_is_refused_with_what_would_be_right() {
    for text in [
        "ten",
        "1 2",
        "1,2,3",
        "1.2.3",
        "--1",
        ".",
        "1,,000",
        "1 00",
        "1,0000,000",
    ] {
        assert_eq!(
            rate(text),
            Err("That is not a number.".to_owned()),
            "{text}"
        );
    }
    assert_eq!(rate(""), Err("Write a number.".to_owned()));
    assert_eq!(
        rate("5 ms"),
        Err("\"ms\" is no unit of this field. It counts req/s.".to_owned())
    );
    assert_eq!(
        rate("-1"),
        Err("It must be from 0 to 1\u{202f}000\u{202f}000 req/s.".to_owned())
    );
    assert_eq!(
        within("2.5", Unit::None, 20.0, true),
        Err("Only whole numbers make sense here.".to_owned())
    );
    assert_eq!(rate("1e999"), Err("That is not a number.".to_owned()));
}

#[test]
fn a_seed_keeps_every_digit() {
    assert_eq!(seed("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(seed("9 007 199 254 740 993"), Ok(9_007_199_254_740_993));
    assert_eq!(seed("10k"), Ok(10_000));
    assert_eq!(seed("2.5k"), Ok(2_500));
    assert_eq!(seed("1e3"), Ok(1_000));
    assert!(seed("1,000").is_err_and(|why| why.contains("1 or 1000")));
    assert!(seed("-1").is_err());
    assert!(seed("2.5").is_err());
    assert!(seed("18446744073709551616").is_err());
}

#[test]
fn what_a_question_offers_is_read_without_another() {
    for text in ["1,000", "1.125", "12,340", "999.999"] {
        let why = rate(text).expect_err("it can mean two things");
        let offered = why.split(": write ").nth(1).unwrap_or_default();
        for answer in offered.trim_end_matches('.').split(" or ") {
            assert!(rate(answer).is_ok(), "{text}: {answer}");
        }
    }
}
