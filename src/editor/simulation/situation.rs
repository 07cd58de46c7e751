//! What is served now, and why: from what the run measured in its last second, and from what is broken in it.
//!
//! It is apart from the verdicts, which say what *would* be. It is never well while requests fail.

mod causes;
mod databases;
mod load;

use std::collections::BTreeSet;

use super::Simulation;
use super::words::{count, names, sentence, share};
use crate::engine::{Micros, Row, What};
use crate::model::Component;
use crate::model::kinds::Task;

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
    /// None has ended; so many are under way.
    Nothing(u64),
    /// This share was served.
    Share(f64),
    /// All that ended was served, but far fewer ended than were started, and it is too early to tell what comes of them: so
    /// many are under way.
    Waiting(u64),
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
                Measured::Waiting(_) => format!(" {} served.", share(1.0)),
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
            Measured::Waiting(waiting) => Situation::new(
                Standing::Doubtful,
                format!(
                    "{} served so far, {} under way",
                    share(1.0),
                    count(waiting, "request")
                ),
                because(&|| sentence(&[self.jam()])),
            ),
            Measured::BeginsToFail => {
                Situation::new(Standing::Bad, "Requests begin to fail", because(&strain))
            }
            Measured::Share(served) if served >= 1.0 && self.degraded() > 0.0 => {
                let lacking = format!("{} of the answers lack something.", share(self.degraded()));
                let told = [causes, lacking];
                let told: Vec<&str> = told.iter().map(String::as_str).collect();
                let headline = match self.missing_services().as_slice() {
                    [] => "All is served, not all in full".to_owned(),
                    services => format!("All is served, without {}", names(services)),
                };
                Situation::new(Standing::Doubtful, headline, told.join(" ").trim())
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

    /// The share of requests that is served now: of the last second in which any ended. What the transport shows, and what
    /// the headline says.
    pub fn served_now(&self) -> Option<f64> {
        if self.nobody_asks().is_some() {
            return None;
        }
        let mut rows = self.run.rows().rev();
        let Some(last) = rows.next() else {
            return self.run.second_under_way().served_share();
        };
        let hangs = last.in_flight > FEW;
        let mut before = rows
            .take(if hangs { 0 } else { RARE })
            .take_while(|row| row.end > self.broken_at);
        last.served_share()
            .or_else(|| before.find_map(Row::served_share))
    }

    /// The share of the answers of the last second that is degraded.
    pub fn degraded(&self) -> f64 {
        let last = self.run.rows().next_back();
        last.map_or(0.0, Row::degraded_share)
    }

    /// What answers lack by now, by name.
    fn missing_services(&self) -> Vec<&str> {
        let mut full_again = BTreeSet::new();
        let mut lack: Vec<&str> = Vec::new();
        for event in self.run.events_since(0).rev() {
            match &event.what {
                What::InFullAgain { service, .. } => {
                    full_again.insert(&**service);
                }
                What::AnswersLack { service }
                    if !full_again.contains(&**service) && !lack.contains(&&**service) =>
                {
                    lack.push(service);
                }
                _ => {}
            }
        }
        lack.reverse();
        lack
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

    /// What is to be drawn next, in a sentence, before a first client reaches something that answers: until then nothing can
    /// be told of what is served.
    pub fn nobody_asks(&self) -> Option<String> {
        let topology = self.sound.topology();
        let components = &self.sound.scenario().components;
        let clients = components.iter().enumerate();
        let clients: Vec<(usize, &Component)> =
            clients.filter(|(_, c)| c.kind().row().asks()).collect();
        let Some((_, first)) = clients.first() else {
            return Some("Draw a client and link it.".to_owned());
        };
        let mut seen = vec![false; components.len()];
        let mut next: Vec<usize> = clients.iter().map(|(place, _)| *place).collect();
        let mut farthest = None;
        while let Some(place) = next.pop() {
            let out = topology.out.get(place).into_iter().flatten();
            for (_, to) in out.filter_map(|&link| topology.ends.get(link).copied().flatten()) {
                let Some(component) = components.get(to) else {
                    continue;
                };
                if answers(component) {
                    return None;
                }
                if !std::mem::replace(&mut seen[to], true) {
                    farthest = Some(component.display_name());
                    next.push(to);
                }
            }
        }
        let first = first.display_name();
        Some(match farthest {
            None => format!("No link leads from {first}: link it to what should answer."),
            Some(last) => {
                format!("{last} passes requests on to nothing: link it to what should answer.")
            }
        })
    }

    fn measured(&self) -> Measured {
        let under_way = self.run.second_under_way();
        let last = self.run.rows().next_back();
        if self.broken_at > Micros::ZERO && last.is_none_or(|last| last.end <= self.broken_at) {
            return Measured::Outdated;
        }
        match self.served_now() {
            Some(share) if share >= 1.0 && under_way.failed_in_all() > 0 => Measured::BeginsToFail,
            Some(share) if share >= 1.0 && self.is_too_early() => {
                Measured::Waiting(self.run.totals().in_flight)
            }
            Some(share) => Measured::Share(share),
            None => self.nothing_yet(),
        }
    }

    /// Whether requests pile up of which nobody can tell yet what becomes: since a fault that came a moment ago, or before
    /// a part that has more to do than it can. Answers that are only under way are no fault.
    fn is_too_early(&self) -> bool {
        let since = self.broken_at.max(self.redrawn_at);
        let mut rows = self.run.rows().rev();
        if since > Micros::ZERO && self.run.now().since(since) <= self.patience() {
            return rows.take_while(|row| row.end > since).any(piles_up);
        }
        let grows = rows.next().is_some_and(piles_up) && rows.next().is_some_and(piles_up);
        grows && !self.jam().is_empty()
    }

    /// How long a request waits at most before it has failed, and the second in which that is measured.
    fn patience(&self) -> Micros {
        const SECOND_MS: f64 = 1_000.0;
        let clients = self.sound.scenario().components.iter();
        let waits = clients.filter_map(|c| c.client()).map(|c| c.timeout_ms);
        Micros::from_ms(waits.fold(0.0, f64::max) + SECOND_MS)
    }

    fn nothing_yet(&self) -> Measured {
        Measured::Nothing(self.run.totals().in_flight)
    }
}

/// Whether it answers itself, or keeps what it is given; names and balancers only pass on.
fn answers(component: &Component) -> bool {
    matches!(component.kind().row().task, Task::Works(_) | Task::Keeps(_))
}

/// Whether far more was started than ended: what hangs has neither failed nor been served.
fn piles_up(row: &Row) -> bool {
    let ended = row.served + row.failed_in_all();
    row.started.saturating_sub(ended) > FEW.max(row.started / 10)
}
