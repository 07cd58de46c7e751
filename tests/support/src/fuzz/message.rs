//! Whatever a page posts to the playground that it embeds: it does what it says, or nothing.

use std::collections::BTreeMap;

use topple_engine::{Micros, Run};
use topple_formats::json;
use topple_formats::message::{Ask, Text, TooLong};
use topple_model::{Action, Scenario, Target, validate};

use super::choices::Choices;
use super::mutate::mutated;

const TYPES: [&str; 8] = [
    "load",
    "play",
    "pause",
    "kill",
    "revive",
    "get_state",
    "Load",
    "",
];

/// An embedded page as far as its messages reach: a document and its run.
struct Embedded {
    run: Run,
    plays: bool,
}

/// Posts messages one after the other, plays on between them, and asks for the state.
pub fn message(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let scenario = choices.system();
    let mut embedded = Embedded {
        run: Run::new(&scenario),
        plays: false,
    };
    while !choices.is_over() {
        let (version, fields) = post(&mut choices, embedded.run.scenario());
        if let Ok(Some(ask)) = Ask::read(version, |name, most| within(fields.get(name), most)) {
            assert_eq!(
                version,
                Some(1.0),
                "messages of other versions are not ours"
            );
            embedded.asked(ask);
        }
        if embedded.plays {
            let until = embedded.run.now() + Micros::from_seconds(0.1);
            embedded.run.advance(until, 200);
        }
    }
}

/// A field as the browser hands it over: not at all where it is too long.
fn within(field: Option<&String>, most: usize) -> Text {
    match field {
        Some(text) if text.encode_utf16().count() > most => Err(TooLong { most }),
        field => Ok(field.cloned()),
    }
}

impl Embedded {
    fn asked(&mut self, ask: Ask) {
        match ask {
            Ask::Load { scenario: text, .. } => {
                if let Ok(scenario) = json::read(&text) {
                    assert_eq!(validate::problems(&scenario), []);
                    self.run = Run::new(&scenario);
                }
            }
            Ask::Play => self.plays = true,
            Ask::Pause => self.plays = false,
            Ask::Kill(words) => self.act(&words, |target| match target {
                Target::Link(link) => Action::Cut(link),
                Target::Component(_) | Target::Region(_) | Target::Group(_) | Target::Note(_) => {
                    Action::Kill(target)
                }
            }),
            Ask::Revive(words) => self.act(&words, Action::Revive),
            Ask::GetState => {
                let text = json::write(self.run.scenario());
                assert_eq!(json::read(&text).as_ref(), Ok(self.run.scenario()));
            }
        }
    }

    fn act(&mut self, words: &str, action: impl Fn(Target) -> Action) {
        if let Some(target) = self.run.scenario().target(words) {
            assert!(
                self.run.scenario().has(target),
                "{words} names what is there"
            );
            self.run.act(action(target));
        }
    }
}

/// A message: fields of any sort under the right names, or under none.
fn post(choices: &mut Choices<'_>, scenario: &Scenario) -> (Option<f64>, BTreeMap<String, String>) {
    let version = match choices.below(8) {
        0 => None,
        1 => Some(choices.number()),
        _ => Some(1.0),
    };
    let mut fields = BTreeMap::new();
    for name in ["type", "scenario", "target"] {
        let text = match (choices.below(6), name) {
            (0, _) => continue,
            (1, _) => {
                let length = choices.below(40).min(choices.0.len());
                let (text, rest) = choices.0.split_at(length);
                choices.0 = rest;
                String::from_utf8_lossy(text).into_owned()
            }
            (_, "type") => choices.pick(&TYPES).to_owned(),
            (_, "target") => {
                let targets = crate::systems::elements(scenario);
                choices
                    .one(&targets)
                    .map_or_else(String::new, |t| t.to_string())
            }
            (2, _) => {
                let text = json::write(&choices.system()).into_bytes();
                let length = choices.below(16).min(choices.0.len());
                let (changes, rest) = choices.0.split_at(length);
                choices.0 = rest;
                let text = mutated(text, &mut Choices(changes));
                String::from_utf8_lossy(&text).into_owned()
            }
            _ => json::write(scenario),
        };
        fields.insert(name.to_owned(), text);
    }
    (version, fields)
}
