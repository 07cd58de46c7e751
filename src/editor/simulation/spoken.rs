//! What is served now, for who hears it: seconds that run down and shares that waver are no news.

use super::situation::Situation;

/// How long nothing more is said of it, in milliseconds.
const PAUSE_MS: f64 = 4_000.0;
/// Shares differ for the ear from one of these steps to the next, in per cent.
const STEP: f64 = 10.0;

/// What is to be said.
#[derive(Clone, PartialEq, Debug)]
pub enum Say {
    /// Nothing: it is as was said last.
    Nothing,
    /// Something, once so many milliseconds are over.
    Later(f64),
    /// This.
    Now(String),
}

/// What was last said.
#[derive(Clone, Debug, Default)]
pub struct Spoken {
    gist: String,
    at_ms: Option<f64>,
}

impl Spoken {
    /// What is to be said at this time of a clock that never goes back.
    pub fn say(&mut self, now: &Situation, at_ms: f64) -> Say {
        let said = [&now.headline, &now.why];
        let said = said.into_iter().filter(|text| !text.is_empty());
        let said: Vec<&str> = said.map(|text| text.trim_end_matches('.')).collect();
        let said = said.join(". ") + ".";
        let gist = gist(&said);
        if gist == self.gist {
            return Say::Nothing;
        }
        let wait_ms = self.at_ms.map_or(0.0, |last| last + PAUSE_MS - at_ms);
        if wait_ms > 0.0 {
            return Say::Later(wait_ms);
        }
        self.gist = gist;
        self.at_ms = Some(at_ms);
        Say::Now(said)
    }
}

/// The words without numbers, but for shares in steps.
fn gist(text: &str) -> String {
    let mut gist = String::new();
    let mut words = text.split([' ', '\u{a0}', '\u{202f}']).peekable();
    while let Some(word) = words.next() {
        let number: Option<f64> = word.trim_end_matches('%').replace(',', "").parse().ok();
        let is_share =
            word.ends_with('%') || words.peek().is_some_and(|next| next.starts_with('%'));
        match number {
            Some(percent) if is_share => {
                // All is not nearly all.
                let step = if percent < 100.0 {
                    (percent / STEP).floor() as i64
                } else {
                    i64::MAX
                };
                gist.push_str(&step.to_string());
            }
            Some(_) => {}
            None => gist.push_str(word),
        }
        gist.push(' ');
    }
    gist
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::simulation::situation::Standing;

    fn situation(headline: &str, why: &str) -> Situation {
        Situation {
            standing: Standing::Bad,
            headline: headline.to_owned(),
            why: why.to_owned(),
        }
    }

    #[test]
    fn seconds_that_run_down_and_shares_that_waver_are_not_said_again() {
        let mut spoken = Spoken::default();
        let first = situation("45 % served now", "db-1 is dead; db-2 takes over in 3 s.");
        assert_eq!(
            spoken.say(&first, 0.0),
            Say::Now("45 % served now. db-1 is dead; db-2 takes over in 3 s.".to_owned())
        );
        let later = situation("47 % served now", "db-1 is dead; db-2 takes over in 1 s.");
        assert_eq!(spoken.say(&later, 60_000.0), Say::Nothing);
        let other = situation("47 % served now", "db-2 is dead; db-1 takes over in 1 s.");
        assert!(matches!(spoken.say(&other, 60_000.0), Say::Now(_)));
    }

    #[test]
    fn what_changes_soon_after_is_said_after_a_pause_and_what_changes_back_is_not() {
        let mut spoken = Spoken::default();
        let well = situation("As designed", "Every request is served.");
        let bad = situation("0 % served now", "db-1 is dead.");
        assert!(matches!(spoken.say(&well, 0.0), Say::Now(_)));
        assert_eq!(spoken.say(&bad, 1_000.0), Say::Later(3_000.0));
        assert_eq!(spoken.say(&well, 2_000.0), Say::Nothing);
        assert!(matches!(spoken.say(&bad, 4_000.0), Say::Now(_)));
        let nearly = situation("99.9 % served now", "");
        let all = situation("100 % served now", "");
        assert!(matches!(spoken.say(&nearly, 8_000.0), Say::Now(_)));
        assert!(matches!(spoken.say(&all, 12_000.0), Say::Now(_)));
    }
}
