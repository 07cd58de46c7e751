//! `topple simulate --every-fault`: each single fault in a run of its own, beside one without any.

use std::collections::VecDeque;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use serde::Serialize;

use crate::cli::paper::{Align, Ink, Paper};
use crate::engine::{Alone, FaultReport, Micros};
use crate::export::report::{FaultColumn, Faults, RECOVERED};
use crate::model::{Action, Scenario, Target};

/// What is asked for.
pub(super) struct Wanted {
    /// When the fault strikes.
    pub at: Micros,
    /// How long to play.
    pub until: Micros,
    /// Whether links are cut, too.
    pub links: bool,
    pub form: Form,
}

/// How it is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Json,
    Markdown,
}

/// What every single fault cost, the dearest first.
struct Table {
    at: Micros,
    until: Micros,
    seed: u64,
    rows: Vec<(&'static str, FaultReport)>,
}

/// The same for a report.
pub(in crate::cli) fn of_report(scenario: &Scenario, at: Micros, until: Micros) -> Faults {
    let wanted = Wanted {
        at,
        until,
        links: false,
        form: Form::Markdown,
    };
    let table = Table::of(scenario, &wanted);
    if table.rows.is_empty() {
        return Faults {
            how: "There is nothing that could fail.".to_owned(),
            ..Faults::default()
        };
    }
    Faults {
        how: format!(
            "Each single fault at {} s, in a run of its own of {} s with seed {}, beside the same run without a fault. \
             {RECOVERED} Never: not within the {} s that were played.{}",
            at.as_seconds(),
            until.as_seconds(),
            table.seed,
            until.since(at).as_seconds(),
            table.spared(),
        ),
        heads: table.heads(),
        rows: table.cells().collect(),
        beside: Vec::new(),
    }
}

/// What every single fault of a scenario would cost.
pub(super) fn text(scenario: &Scenario, wanted: &Wanted, paper: &Paper) -> Result<String, String> {
    let table = Table::of(scenario, wanted);
    match wanted.form {
        Form::Text => Ok(table.text(scenario, paper)),
        Form::Json => table.json().map_err(|error| error.to_string()),
        Form::Markdown => Ok(table.markdown()),
    }
}

/// Everything that can be killed or cut, in the order drawn.
fn faults(scenario: &Scenario, links: bool) -> Vec<Action> {
    let mortal = scenario
        .components
        .iter()
        .filter(|c| c.kind().row().may_die());
    let parts = mortal.map(|c| Target::Component(c.id));
    let regions = scenario.regions.iter().map(|r| Target::Region(r.id));
    let groups = scenario.groups.iter().map(|g| Target::Group(g.id));
    let kills = parts.chain(regions).chain(groups).map(Action::Kill);
    let cut = scenario.links.iter().filter(|_| links);
    kills
        .chain(cut.map(|link| Action::Cut(link.id())))
        .collect()
}

impl Table {
    fn of(scenario: &Scenario, wanted: &Wanted) -> Self {
        let mut faultless = Alone::new(scenario, None, wanted.until);
        faultless.advance(u64::MAX);
        let report = |action: Action| {
            let mut alone = Alone::new(scenario, Some((wanted.at, action)), wanted.until);
            alone.advance(u64::MAX);
            Some((action.key(), alone.report(&faultless)?))
        };
        let faults = faults(scenario, wanted.links);
        let mut rows: Vec<_> = on_all_cores(faults, report).into_iter().flatten().collect();
        rows.sort_by_key(|(_, r)| std::cmp::Reverse((r.lost, r.lost_writes)));
        Self {
            at: wanted.at,
            until: wanted.until,
            seed: scenario.seed,
            rows,
        }
    }

    fn columns(&self) -> Vec<FaultColumn> {
        FaultColumn::of(self.rows.iter().map(|(_, report)| report))
    }

    fn heads(&self) -> Vec<&'static str> {
        let columns = self.columns().into_iter();
        ["Fault"]
            .into_iter()
            .chain(columns.map(FaultColumn::head))
            .collect()
    }

    fn cells(&self) -> impl Iterator<Item = Vec<String>> + '_ {
        let columns = self.columns();
        self.rows.iter().map(move |(_, r)| {
            let told = columns.iter().map(|c| c.cell(r, "never"));
            [r.target.to_string()].into_iter().chain(told).collect()
        })
    }

    fn text(&self, scenario: &Scenario, paper: &Paper) -> String {
        let title = if scenario.title.is_empty() {
            "Untitled"
        } else {
            &scenario.title
        };
        let (at, until) = (self.at.as_seconds(), self.until.as_seconds());
        let how = format!(
            "each single fault at {at} s, in a run of its own of {until} s with seed {}",
            self.seed
        );
        if self.rows.is_empty() {
            return format!(
                "{}\nThere is nothing that could fail.\n",
                paper.ink(Ink::Bold, title)
            );
        }
        // In two lines: `Noticed after` is `noticed` above `after`.
        let heads = self.columns().into_iter().map(FaultColumn::head);
        let heads = heads.filter_map(|head| head.split_once(' '));
        let (first, second): (Vec<_>, Vec<_>) = heads
            .map(|(first, second)| (first.to_lowercase(), second.to_owned()))
            .unzip();
        let rows = [first, second].into_iter().map(|mut line| {
            line.insert(0, String::new());
            line
        });
        // What no fault has stays empty, and takes no room.
        let cell = |row: &[String], place: usize| row.get(place).cloned().unwrap_or_default();
        let rows = rows.chain(self.cells());
        let rows: Vec<[String; 7]> = rows
            .map(|row| std::array::from_fn(|place| cell(&row, place)))
            .collect();
        let right = (Align::Right, None);
        let columns = [
            (Align::Left, None),
            right,
            right,
            right,
            right,
            right,
            right,
        ];
        let table = paper.table(&rows, columns);
        let never = self.until.since(self.at).as_seconds();
        let legend = format!(
            "Beside the same run without a fault. {RECOVERED} Never: not within the \
             {never} s that were played.{}",
            self.spared()
        );
        format!(
            "{}\n{}\n\n{table}\n{}",
            paper.ink(Ink::Bold, title),
            paper.ink(Ink::Faint, &how),
            paper.line(&legend)
        )
    }

    /// What a number below 0 means, where there is one.
    fn spared(&self) -> &'static str {
        if self.rows.iter().any(|(_, r)| r.lost < 0) {
            " Below 0: more would have failed without the fault."
        } else {
            ""
        }
    }

    fn markdown(&self) -> String {
        let columns = self.columns();
        let mut text = String::from("| fault |");
        for column in &columns {
            let head = column.head();
            text.extend([" ", &*head[..1].to_lowercase(), &head[1..], " |"]);
        }
        text.push_str("\n| --- |");
        text.push_str(&" ---: |".repeat(columns.len()));
        text.push('\n');
        for cells in self.cells() {
            if let [target, figures @ ..] = &cells[..] {
                // The `>` of a link means nothing within code.
                text.extend(["| `", target, "` | ", &*figures.join(" | "), " |\n"]);
            }
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        let faults = self.rows.iter().map(|(does, r)| JsonFault {
            target: r.target.to_string(),
            does,
            detected_after_s: r.detected_after.map(Micros::as_seconds),
            recovered_after_s: r.recovered_after.map(Micros::as_seconds),
            lost: r.lost,
            lost_writes: r.lost_writes,
            conflicting_writes: r.conflicting_writes,
            degraded: r.degraded,
            dead_letters: r.dead_letters,
        });
        let json = Json {
            seed: self.seed,
            seconds: self.until.as_seconds(),
            at_s: self.at.as_seconds(),
            faults: faults.collect(),
        };
        Ok(serde_json::to_string(&json)? + "\n")
    }
}

#[derive(Serialize)]
struct Json {
    seed: u64,
    seconds: f64,
    at_s: f64,
    faults: Vec<JsonFault>,
}

#[derive(Serialize)]
struct JsonFault {
    target: String,
    #[serde(rename = "do")]
    does: &'static str,
    detected_after_s: Option<f64>,
    recovered_after_s: Option<f64>,
    lost: i64,
    lost_writes: i64,
    conflicting_writes: i64,
    degraded: i64,
    dead_letters: i64,
}

/// Does all of this, on all cores, and tells on a terminal how far it is. What comes of it stands in the order given.
fn on_all_cores<T: Send, R: Send>(todo: Vec<T>, task: impl Fn(T) -> R + Sync) -> Vec<R> {
    let all = todo.len();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let todo: Mutex<VecDeque<_>> = Mutex::new(todo.into_iter().enumerate().collect());
    let next = || {
        todo.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front()
    };
    let (sender, receiver) = mpsc::channel();
    let is_shown = io::stderr().is_terminal();
    let mut done: Vec<Option<R>> = (0..all).map(|_| None).collect();
    thread::scope(|scope| {
        for _ in 0..cores.min(all) {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                while let Some((place, what)) = next() {
                    // Who does not listen any more needs no answer.
                    let _ = sender.send((place, task(what)));
                }
            });
        }
        drop(sender);
        for (count, (place, result)) in receiver.iter().enumerate() {
            done[place] = Some(result);
            if is_shown {
                let _ = write!(io::stderr(), "\r{} of {all} faults", count + 1);
            }
        }
    });
    if is_shown {
        let _ = write!(io::stderr(), "\r\u{1b}[K");
    }
    done.into_iter().flatten().collect()
}
