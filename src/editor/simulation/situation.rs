//! What is served now, and why: from what the run measured in its last second, and from what is broken in it.
//!
//! It is apart from the verdicts, which say what *would* be. It is never well while requests fail.

mod causes;
mod databases;
mod load;

use super::Simulation;
use super::words::{count, sentence, share};
use crate::engine::{Micros, Row};
use crate::model::Component;

/// How things stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Standing {
    /// Nothing has been measured.
    #[default]
    Unknown,
    /// All is served.
    Well,
    /// All but a little is served, or it is too early to tell.
    Doubtful,
    /// Requests fail, or what is written is at odds.
    Bad,
}

impl Standing {
    /// As markup spells it.
    pub const fn key(self) -> &'static str {
        match self {
            Standing::Unknown => "unknown",
            Standing::Well => "well",
            Standing::Doubtful => "doubtful",
            Standing::Bad => "bad",
        }
    }
}

/// What is served now, and why, in words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Situation {
    /// How things stand.
    pub standing: Standing,
    /// `45 % served now`.
    pub headline: String,
    /// `db-1 is dead; db-2 takes over in 3 s.`
    pub why: String,
}

impl Situation {
    fn new(standing: Standing, headline: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            standing,
            headline: headline.into(),
            why: why.into(),
        }
    }
}

/// With less served than this, it is more than a little that fails.
const LITTLE: f64 = 0.99;
/// So many more started than ended say nothing yet.
const FEW: u64 = 5;
/// How many seconds back an answer is looked for where requests are rare.
const RARE: usize = 10;

/// What became of the requests of the last moments.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Measured {
    /// None has ended, or far fewer than were started; so many are under way.
    Nothing(u64),
    /// This share was served.
    Share(f64),
    /// All was served, and now the first fail.
    BeginsToFail,
    /// What was measured is from before the last fault.
    Outdated,
}

impl Simulation {
    /// What is served now, and why.
    pub fn situation(&self) -> Situation {
        if let Some(situation) = self.unplayed() {
            return situation;
        }
        let causes = sentence(&self.causes());
        let measured = self.measured();
        if let Some(split) = self.split_brain() {
            let served = match measured {
                Measured::Share(served) => format!(" {} served.", share(served)),
                Measured::Nothing(_) | Measured::BeginsToFail | Measured::Outdated => String::new(),
            };
            return Situation::new(Standing::Bad, "Split brain", format!("{split}.{served}"));
        }
        let because = |otherwise: &dyn Fn() -> String| match causes.as_str() {
            "" => otherwise(),
            causes => causes.to_owned(),
        };
        let strain = || sentence(&[self.strain()]);
        match measured {
            Measured::Nothing(0) => Situation::new(
                Standing::Unknown,
                "No request has ended yet",
                because(&|| "The run has just begun.".to_owned()),
            ),
            Measured::Nothing(waiting) => Situation::new(
                Standing::Doubtful,
                format!("{} without an answer", count(waiting, "request")),
                because(&|| sentence(&[self.jam()])),
            ),
            Measured::Outdated => {
                let headline = if self.is_playing() {
                    "Being measured"
                } else {
                    "Not played on yet"
                };
                Situation::new(Standing::Doubtful, headline, causes)
            }
            Measured::BeginsToFail => {
                Situation::new(Standing::Bad, "Requests begin to fail", because(&strain))
            }
            Measured::Share(served) if served >= 1.0 && self.lacking().is_some() => {
                let mut told = causes;
                if let Some(lacking) = self.lacking() {
                    if !told.is_empty() {
                        told.push(' ');
                    }
                    told.push_str(&lacking);
                }
                Situation::new(Standing::Doubtful, "All is served, not all in full", told)
            }
            Measured::Share(served) if served >= 1.0 && causes.is_empty() => {
                Situation::new(Standing::Well, "As designed", "Every request is served.")
            }
            Measured::Share(served) if served >= 1.0 => {
                Situation::new(Standing::Well, "All is served", causes)
            }
            Measured::Share(served) => {
                let standing = if served < LITTLE {
                    Standing::Bad
                } else {
                    Standing::Doubtful
                };
                let headline = format!("{} served now", share(served));
                let though = || sentence(&[format!("Nothing is dead, but {}", self.strain())]);
                Situation::new(standing, headline, because(&though))
            }
        }
    }

    /// Which share of the answers is degraded, in a sentence, where some are.
    fn lacking(&self) -> Option<String> {
        let degraded = self.run.rows().next_back()?.degraded_share();
        (degraded > 0.0).then(|| format!("{} of the answers lack something.", share(degraded)))
    }

    /// Why nothing can be told of a run, where nothing can.
    fn unplayed(&self) -> Option<Situation> {
        if let Some(why) = self.nobody_asks() {
            let headline = "Nothing is asked for";
            return Some(Situation::new(Standing::Unknown, headline, why));
        }
        if self.is_playing() {
            return None;
        }
        let why = "Press play to see what is served.";
        let headline = if self.run.now().0 == 0 {
            "Not played yet"
        } else if self.redrawn_at >= self.run.now() {
            "Changed since it was played"
        } else {
            return None;
        };
        Some(Situation::new(Standing::Unknown, headline, why))
    }

    /// Why no request asks for anything, where none does.
    fn nobody_asks(&self) -> Option<String> {
        let topology = self.sound.topology();
        let components = self.sound.scenario().components.iter().enumerate();
        let clients: Vec<(usize, &Component)> =
            components.filter(|(_, c)| c.kind().row().asks()).collect();
        let Some((_, first)) = clients.first() else {
            return Some("Draw a client and link it.".to_owned());
        };
        let leads_on = |place: usize| topology.out.get(place).is_some_and(|out| !out.is_empty());
        let none_does = !clients.iter().any(|(place, _)| leads_on(*place));
        none_does.then(|| {
            let name = first.display_name();
            format!("{name} reaches nothing: link it to what should answer.")
        })
    }

    fn measured(&self) -> Measured {
        let (mut rows, under_way) = (self.run.rows().rev(), self.run.second_under_way());
        let Some(last) = rows.next() else {
            if self.broken_at > Micros::ZERO {
                return Measured::Outdated;
            }
            let share = under_way.served_share().map(Measured::Share);
            return share.unwrap_or_else(|| self.nothing_yet());
        };
        if self.broken_at > Micros::ZERO && last.end <= self.broken_at {
            return Measured::Outdated;
        }
        match last.served_share() {
            Some(share) if share >= 1.0 && under_way.failed_in_all() > 0 => Measured::BeginsToFail,
            Some(share) if share >= 1.0 && piles_up(last) => Measured::Nothing(last.in_flight),
            Some(share) => Measured::Share(share),
            None if last.in_flight > 0 => self.nothing_yet(),
            None => {
                let mut before = rows.take(RARE).take_while(|row| row.end > self.broken_at);
                let share = before.find_map(Row::served_share);
                share.map_or_else(|| self.nothing_yet(), Measured::Share)
            }
        }
    }

    fn nothing_yet(&self) -> Measured {
        Measured::Nothing(self.run.totals().in_flight)
    }
}

/// Whether far more was started than ended: what hangs has neither failed nor been served.
fn piles_up(row: &Row) -> bool {
    let ended = row.served + row.failed_in_all();
    row.started.saturating_sub(ended) > FEW.max(row.started / 10)
}
