//! Whatever the text of a file: reading it ends with a sound scenario or with problems.

use topple_formats::{clipboard, json, link};
use topple_model::{Scenario, validate};

use super::choices::Choices;
use super::mutate::mutated;

/// Reads any text, or one that was written and then changed.
pub fn file(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let text = if choices.below(4) == 0 {
        choices.0.to_vec()
    } else {
        mutated(json::write(&choices.system()).into_bytes(), &mut choices)
    };
    let text = String::from_utf8_lossy(&text);
    if let Ok(scenario) = clipboard::read(&text) {
        sound(&scenario);
    }
    match json::read(&text) {
        Ok(scenario) => opened(&scenario),
        Err(problems) => assert!(
            !problems.is_empty(),
            "what is refused is refused for a reason"
        ),
    }
}

/// What was opened is sound, and is the same when it is written and opened again, as a file and as a link.
pub(super) fn opened(scenario: &Scenario) {
    sound(scenario);
    assert_eq!(json::read(&json::write(scenario)).as_ref(), Ok(scenario));
    let address = link::encode(scenario);
    if address.len() <= link::LONGEST {
        assert_eq!(link::decode(&address).as_ref(), Ok(scenario));
    }
}

fn sound(scenario: &Scenario) {
    assert_eq!(validate::problems(scenario), []);
}
