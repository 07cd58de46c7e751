//! `topple simulate`: plays a scenario and tells what came of it.

pub(super) mod every_fault;
mod hands;
mod machines;
mod people;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use clap::Args;

use self::hands::Hand;
use super::paper::Paper;
use super::{Answer, BadInput, input};
use crate::engine::{Costs, LogEvent, Micros, Row, Run};
use crate::model::{Scenario, limits};

/// The longest run that may be asked for: a day.
const LONGEST_S: f64 = 86_400.0;

#[derive(Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct Arguments {
    /// The scenario: a file, a link, or - for standard input
    #[arg(value_name = "FILE|LINK")]
    source: OsString,
    /// How long to play, in seconds of the run's own time
    #[arg(
        long,
        value_name = "S",
        default_value = "60",
        allow_negative_numbers = true
    )]
    seconds: String,
    /// Kill a component or a region, or cut a link, at this second; may be given again
    #[arg(long, value_name = "ID@SECONDS")]
    kill: Vec<String>,
    /// Cut a region off from the rest at this second; may be given again
    #[arg(long, value_name = "REGION@SECONDS")]
    isolate: Vec<String>,
    /// Undo every fault of a component, a region or a link at this second; may be given again
    #[arg(long, value_name = "ID@SECONDS")]
    revive: Vec<String>,
    /// Play each single fault in a run of its own, and say what it costs compared with a run without it
    #[arg(long, conflicts_with_all = ["kill", "isolate", "revive"])]
    every_fault: bool,
    /// With --every-fault: when the fault strikes
    #[arg(
        long,
        value_name = "S",
        default_value = "10",
        requires = "every_fault",
        allow_negative_numbers = true
    )]
    at: String,
    /// With --every-fault: cut each link, too
    #[arg(long, requires = "every_fault")]
    links: bool,
    /// Print JSON, for machines
    #[arg(long)]
    json: bool,
    /// With --every-fault: print the table in Markdown
    #[arg(long, requires = "every_fault", conflicts_with = "json")]
    markdown: bool,
}

impl Arguments {
    /// What --every-fault is to do.
    fn every_fault(&self, seconds: f64) -> Result<every_fault::Wanted, String> {
        let at = self.at.trim().parse().ok();
        let last = seconds.min(limits::TIME_S);
        let at = at
            .filter(|at: &f64| (0.0..last).contains(at))
            .ok_or_else(|| {
                format!(
                    "--at: {} is not a second of the run, from 0 to before {last}",
                    self.at
                )
            })?;
        Ok(every_fault::Wanted {
            at: Micros::from_seconds(at),
            until: Micros::from_seconds(seconds),
            links: self.links,
            form: match (self.json, self.markdown) {
                (true, _) => every_fault::Form::Json,
                (false, true) => every_fault::Form::Markdown,
                (false, false) => every_fault::Form::Text,
            },
        })
    }
}

/// A run that has ended, with what the run itself keeps only for a while.
struct Played {
    run: Run,
    rows: Vec<Row>,
    events: Vec<LogEvent>,
    costs: Costs,
}

/// What came of a run.
pub(super) fn answer(arguments: &Arguments, paper: &Paper) -> Result<Answer, BadInput> {
    let mut scenario = input::scenario(&arguments.source)?;
    let seconds = seconds(&arguments.seconds)?;
    if arguments.every_fault {
        let wanted = arguments.every_fault(seconds)?;
        return Ok(every_fault::text(&scenario, &wanted, paper)?.into());
    }
    let hands = [
        (Hand::Kill, &arguments.kill),
        (Hand::Isolate, &arguments.isolate),
        (Hand::Revive, &arguments.revive),
    ];
    let added = hands::entries(&scenario, &hands, seconds).map_err(BadInput)?;
    scenario.script.extend(added);
    let played = play(&scenario, Micros::from_seconds(seconds));
    let text = if arguments.json {
        machines::text(&played).map_err(|error| error.to_string())?
    } else {
        people::text(&played, paper)
    };
    Ok(text.into())
}

/// How long to play.
fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text
        .trim()
        .parse()
        .map_err(|_| format!("--seconds: {text:?} is not a number of seconds"))?;
    if (0.001..=LONGEST_S).contains(&seconds) {
        Ok(seconds)
    } else {
        Err(format!("--seconds: {text} is not in 0.001..={LONGEST_S}"))
    }
}

/// Plays to the end, a second at a time: the run forgets old seconds and log entries, and here all are wanted.
fn play(scenario: &Scenario, end: Micros) -> Played {
    let mut played = Played {
        run: Run::new(scenario),
        rows: Vec::new(),
        events: Vec::new(),
        costs: Costs::of_at_most(usize::MAX),
    };
    let mut progress = ProgressLine::new();
    let mut cursor = 0;
    while played.run.now() < end {
        let until = end.min(Micros(
            (played.run.now().0 / Micros::SECOND.0 + 1) * Micros::SECOND.0,
        ));
        while played.run.now() < until {
            played.run.advance(until, ProgressLine::EVENTS);
            progress.show(|| {
                let (now, end) = (played.run.now().as_seconds(), end.as_seconds());
                format!(
                    "{now:.0} of {end:.0} s, {} events",
                    played.run.events_processed()
                )
            });
        }
        let known = played.rows.last().map_or(Micros::ZERO, |row| row.end);
        played
            .rows
            .extend(played.run.rows().filter(|row| row.end > known).cloned());
        played
            .events
            .extend(played.run.events_since(cursor).cloned());
        cursor = played.run.events_end();
    }
    let Played { run, costs, .. } = &mut played;
    costs.begin(run);
    while costs.count(run, ProgressLine::EVENTS).is_some() {
        progress.show(|| {
            let done = costs.progress() * 100.0;
            format!("what the faults cost: {done:.0} % counted")
        });
    }
    progress.clear();
    played
}

/// How far a long run has come, on a terminal only.
struct ProgressLine {
    shown: bool,
    next: Instant,
    wanted: bool,
}

impl ProgressLine {
    /// Events between two looks at the clock.
    const EVENTS: u64 = 200_000;
    const EVERY: Duration = Duration::from_millis(200);

    fn new() -> Self {
        Self {
            shown: false,
            next: Instant::now() + Self::EVERY,
            wanted: io::stderr().is_terminal(),
        }
    }

    fn show(&mut self, text: impl FnOnce() -> String) {
        if !self.wanted || Instant::now() < self.next {
            return;
        }
        self.next = Instant::now() + Self::EVERY;
        self.shown = true;
        let _ = write!(io::stderr(), "\r\u{1b}[K{}", text());
    }

    fn clear(&self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

/// What failed, by the word or the words of the reason.
fn by_reason(
    failed: &[u64; crate::engine::Reason::COUNT],
    word: fn(crate::engine::Reason) -> &'static str,
) -> BTreeMap<&'static str, u64> {
    crate::engine::Reason::ALL
        .into_iter()
        .map(|reason| (word(reason), failed[reason.index()]))
        .collect()
}
