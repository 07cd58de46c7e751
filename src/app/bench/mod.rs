//! `?bench`: how fast this very page plays and judges, on this very machine. `cargo xtask bench` reads it.
//!
//! First work, then frames in large drawings ([`frames`]). Work is done in slices between which the page breathes, and only slices are timed. `?bench=N` takes N milliseconds
//! per measurement instead of a thousand; `&frames` leaves the work out, and `&frames=95` all drawings but the one of so many parts.

mod frames;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::hint::black_box;
use std::rc::Rc;

use super::browser::sheet::Sheet;
use super::browser::{address, now_ms};
use crate::analysis::bench::system;
use crate::analysis::{Failed, Options, analyse, pairs};
use crate::editor::bench::{self as hands, Task, quantile};
use crate::engine::bench::{Load, Trial, Waiting};
use crate::model::Scenario;
use gloo_timers::callback::Interval;

/// Milliseconds per measurement.
const MEASURED_MS: f64 = 1_000.0;
/// Times that a load is played; the best counts.
const TIMES: u32 = 3;
/// The most that a slice takes, in milliseconds.
const SLICE_MS: f64 = 40.0;

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    Plays(Load, Waiting),
    Judges { parts: usize, links: bool },
    FindsPairs { parts: usize },
    Takes { task: Task, parts: usize },
}

impl What {
    fn all() -> VecDeque<What> {
        let loads = Load::ALL.into_iter().flat_map(|load| {
            [Waiting::InLanes, Waiting::InAHeap].map(|waiting| What::Plays(load, waiting))
        });
        let verdicts = [(100, false), (100, true), (1_000, false), (1_000, true)]
            .map(|(parts, links)| What::Judges { parts, links });
        let tasks = [300, 1_000]
            .into_iter()
            .flat_map(|parts| Task::ALL.map(|task| What::Takes { task, parts }));
        loads
            .chain(verdicts)
            .chain([What::FindsPairs { parts: 100 }])
            .chain(tasks)
            .collect()
    }

    /// What stands above the first of its sort.
    fn heads(self) -> Option<&'static str> {
        match self {
            What::Plays(Load::OneServer, Waiting::InLanes) => {
                Some("\nthe engine plays                        events/s    requests/s\n")
            }
            What::Judges {
                parts: 100,
                links: false,
            } => Some("\nthe analysis finds                            ms\n"),
            What::Takes {
                task: Task::Edit,
                parts: 300,
            } => Some("\nthe page takes                             p50, ms       p95, ms\n"),
            What::Plays(..)
            | What::Judges { .. }
            | What::FindsPairs { .. }
            | What::Takes { .. } => None,
        }
    }

    fn words(self) -> String {
        match self {
            What::Plays(load, Waiting::InLanes) => load.key().to_owned(),
            What::Plays(load, Waiting::InAHeap) => format!("{}, on a heap", load.key()),
            What::Judges { parts, links } => {
                let with = if links { ", links too" } else { "" };
                format!("verdicts of {parts} parts{with}")
            }
            What::FindsPairs { parts } => format!("pairs of {parts} parts"),
            What::Takes { task, parts } => format!("{}, {parts} parts", task.words()),
        }
    }
}

/// A measurement under way.
enum Measuring {
    Playing(Box<Playing>),
    Judging(Judging),
    Taking(Box<Taking>),
}

impl Measuring {
    fn new(what: What) -> Self {
        match what {
            What::Plays(load, waiting) => Measuring::Playing(Box::new(Playing {
                load,
                waiting,
                trial: Trial::new(load, waiting),
                ms: 0.0,
                left: TIMES,
                best: [0.0; 2],
            })),
            What::Judges { parts, links } => Measuring::Judging(Judging::new(parts, move |s| {
                black_box(analyse(s, &Failed::nothing(), Options { links }));
            })),
            What::FindsPairs { parts } => Measuring::Judging(Judging::new(parts, |s| {
                black_box(pairs(s, &Failed::nothing(), Options { links: false }));
            })),
            What::Takes { task, parts } => Measuring::Taking(Box::new(Taking {
                task,
                trial: hands::Trial::new(parts),
                times_ms: Vec::new(),
            })),
        }
    }

    /// One slice; the figures, once there are some: events and requests per second, or milliseconds.
    fn slice(&mut self, measured_ms: f64) -> Option<Vec<String>> {
        match self {
            Measuring::Playing(playing) => playing.slice(measured_ms),
            Measuring::Judging(judging) => judging.slice(measured_ms),
            Measuring::Taking(taking) => taking.slice(measured_ms),
        }
    }
}

/// A load is played, several times over.
struct Playing {
    load: Load,
    waiting: Waiting,
    trial: Trial,
    /// Milliseconds for which this trial has been played since it was warm.
    ms: f64,
    left: u32,
    /// Events and requests per second, of the best one.
    best: [f64; 2],
}

impl Playing {
    fn slice(&mut self, measured_ms: f64) -> Option<Vec<String>> {
        let start = now_ms();
        let counts = self.trial.is_warm();
        while now_ms() - start < SLICE_MS && self.trial.is_warm() == counts {
            self.trial.play();
        }
        if counts {
            self.ms += now_ms() - start;
        }
        if self.ms < measured_ms {
            return None;
        }
        let played = self.trial.played();
        let per_second = [played.events, played.requests].map(|n| n as f64 / self.ms * 1e3);
        if per_second[0] > self.best[0] {
            self.best = per_second;
        }
        self.left -= 1;
        if self.left > 0 {
            (self.trial, self.ms) = (Trial::new(self.load, self.waiting), 0.0);
            return None;
        }
        Some(self.best.iter().map(|n| format!("{n:.0}")).collect())
    }
}

/// A system is judged, again and again.
struct Judging {
    scenario: Scenario,
    judge: Box<dyn Fn(&Scenario)>,
    times_ms: Vec<f64>,
}

impl Judging {
    fn new(parts: usize, judge: impl Fn(&Scenario) + 'static) -> Self {
        Self {
            scenario: system(parts),
            judge: Box::new(judge),
            times_ms: Vec::new(),
        }
    }

    /// The median of all, once they are enough.
    fn slice(&mut self, measured_ms: f64) -> Option<Vec<String>> {
        let start = now_ms();
        (self.judge)(&self.scenario);
        self.times_ms.push(now_ms() - start);
        if self.times_ms.len() < 3 || self.times_ms.iter().sum::<f64>() < measured_ms {
            return None;
        }
        self.times_ms.sort_by(f64::total_cmp);
        Some(vec![format!(
            "{:.2}",
            self.times_ms[self.times_ms.len() / 2]
        )])
    }
}

/// A task of the editor, again and again.
struct Taking {
    task: Task,
    trial: hands::Trial,
    times_ms: Vec<f64>,
}

impl Taking {
    /// What half of all, and all but one in twenty, stay within, once they are enough.
    fn slice(&mut self, measured_ms: f64) -> Option<Vec<String>> {
        self.trial.prepare(self.task);
        let start = now_ms();
        self.trial.finish(self.task);
        self.times_ms.push(now_ms() - start);
        if self.times_ms.len() < 20 || self.times_ms.iter().sum::<f64>() < measured_ms {
            return None;
        }
        let within = |share| format!("{:.1}", quantile(self.times_ms.clone(), share));
        Some(vec![within(0.5), within(0.95)])
    }
}

/// Fills the page with what it measures of itself, a line at a time.
pub fn run() {
    let measured_ms = address::option("bench")
        .and_then(|ms| ms.parse::<u32>().ok())
        .map_or(MEASURED_MS, f64::from);
    let sheet = Cell::new(Some(Sheet::new("bench")));
    let mut text = format!("How fast Topple is here\n{}\n", address::browser());
    let only_frames = address::option("frames");
    let parts = only_frames.as_deref().and_then(|parts| parts.parse().ok());
    let mut todo = match only_frames {
        Some(_) => VecDeque::new(),
        None => What::all(),
    };
    let mut under_way: Option<Measuring> = None;
    let ticking = Rc::new(RefCell::new(None));
    let ticks = Rc::clone(&ticking);
    let tick = Interval::new(0, move || {
        let Some(&what) = todo.front() else {
            if let Some(sheet) = sheet.take() {
                let frames = frames::measure(sheet, std::mem::take(&mut text), measured_ms, parts);
                wasm_bindgen_futures::spawn_local(frames);
            }
            ticks.replace(None::<Interval>);
            return;
        };
        let measuring = under_way.get_or_insert_with(|| {
            if let Some(heads) = what.heads() {
                text += heads;
            }
            Measuring::new(what)
        });
        if let Some(figures) = measuring.slice(measured_ms) {
            let cells: Vec<String> = figures
                .iter()
                .map(|figure| format!("{figure:>14}"))
                .collect();
            let line = format!("{:<34}{}\n", what.words(), cells.concat());
            text += &line;
            under_way = None;
            todo.pop_front();
        }
        if let Some(shown) = sheet.take() {
            shown.show(&format!("{text}…"), "busy");
            sheet.set(Some(shown));
        }
    });
    ticking.replace(Some(tick));
}
