//! Moments of a run, as they are written and read.

use topple::editor::moments::{exact, read};
use topple::editor::numbers::NumberField;
use topple::model::fields::Unit;

const FIELD: NumberField = NumberField {
    unit: Unit::Seconds,
    min: 0.0,
    max: 86_400.0,
    whole: false,
};

#[test]
fn what_is_written_is_read_back() {
    for (at_s, text) in [
        (0.0, "0:00.0"),
        (0.5, "0:00.5"),
        (5.25, "0:05.25"),
        (217.8, "3:37.8"),
        (3_723.4, "1:02:03.4"),
    ] {
        assert_eq!(exact(at_s), text);
        let read = read(text, FIELD).expect(text);
        assert!((read - at_s).abs() < 1e-6, "{text}: {read}");
    }
}

#[test]
fn seconds_are_read_as_before_and_what_is_no_moment_is_refused() {
    assert_eq!(read("0,5", FIELD), Ok(0.5));
    assert_eq!(read("217.8", FIELD), Ok(217.8));
    for wrong in ["3:77", "a:10", "1:", ":5", "1:2:3:4", "3:-1", "1:nan"] {
        assert!(read(wrong, FIELD).is_err(), "{wrong}");
    }
    assert!(read("1500:00", FIELD).is_err(), "beyond a day");
}
