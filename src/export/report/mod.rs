//! A report on a scenario: what would take it down and why, as blocks that a page shows and Markdown spells.

mod blocks;
mod markdown;

use crate::engine::{FaultReport, Micros};
use crate::model::{LeftOpen, Scenario};

pub use markdown::markdown;

/// All that is reported, in words.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Report {
    /// What the scenario is called; may be empty.
    pub title: String,
    /// What it consists of: `3 parts, 2 links, 1 region`.
    pub size: String,
    /// The address that opens it; empty: none is known.
    pub link: String,
    /// What is served now, and why.
    pub now: Vec<String>,
    /// Single points of failure and leaks, the worst first.
    pub verdicts: Vec<Verdict>,
    /// What no verdict is about.
    pub left_open: LeftOpen,
    /// How many there are in all.
    pub verdicts_total: usize,
    /// Who has more to do than it can, or would have.
    pub overloads: Known<Vec<String>>,
    /// What only two together take down, and what is lost then.
    pub pairs: Known<Pairs>,
    /// What is served in the long run; `None`: nobody asks for anything.
    pub nines: Known<Option<Nines>>,
    /// Where the drawing may not mean what it seems to.
    pub warnings: Vec<String>,
    /// What faults cost.
    pub faults: Faults,
}

/// Something that was found out, or not.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Known<T> {
    /// It is still being looked for.
    #[default]
    Pending,
    /// It is known.
    So(T),
}

/// A single point of failure, or a leak.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// The part.
    pub name: String,
    /// Whether it takes some requests down for good.
    pub is_single_point: bool,
    /// What would be lost: `100 %`.
    pub loss: String,
    /// Why, in a sentence.
    pub reason: String,
    /// What mends it.
    pub mends: Vec<String>,
}

/// What only two together take down.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Pairs {
    /// The worst: both names, and what would be lost.
    pub list: Vec<[String; 2]>,
    /// How many there are in all.
    pub total: usize,
}

/// What is served in the long run.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Nines {
    /// Of all requests: `99.95 %`.
    pub all: String,
    /// What that amounts to: `4.4 h a year`.
    pub lost: String,
    /// The same of each class, where there are several.
    pub classes: Vec<[String; 3]>,
    /// What each part would bring if it never failed, the best first.
    pub worth: Vec<[String; 2]>,
    /// What has to be said beside it.
    pub beside: Vec<String>,
}

/// What faults cost.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Faults {
    /// How it was found out.
    pub how: String,
    /// The heads of the columns.
    pub heads: Vec<&'static str>,
    /// A row for each fault.
    pub rows: Vec<Vec<String>>,
    /// What has to be said beside it.
    pub beside: Vec<String>,
}

/// What the tables of faults mean by recovered.
pub const RECOVERED: &str = "Recovered: when the last request failed of it.";

/// A column of what faults cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FaultColumn {
    /// Until it was noticed.
    Noticed,
    /// Until the last request failed of it.
    Recovered,
    /// Requests that failed of it.
    Lost,
    /// Acknowledged writes that were lost of it.
    LostWrites,
    /// Answers that were degraded because of it.
    Degraded,
    /// Messages that became dead letters of it.
    DeadLetters,
}

impl FaultColumn {
    /// What these faults are told by: degraded answers and dead letters where there are some.
    pub fn of<'a>(
        reports: impl IntoIterator<Item = &'a FaultReport, IntoIter: Clone>,
    ) -> Vec<FaultColumn> {
        use FaultColumn::{DeadLetters, Degraded, Lost, LostWrites, Noticed, Recovered};
        let mut reports = reports.into_iter();
        let degraded = reports.clone().any(|r| r.degraded != 0).then_some(Degraded);
        let letters = reports.any(|r| r.dead_letters != 0).then_some(DeadLetters);
        let always = [Noticed, Recovered, Lost, LostWrites].into_iter();
        always.chain(degraded).chain(letters).collect()
    }

    /// What stands above it.
    pub const fn head(self) -> &'static str {
        match self {
            FaultColumn::Noticed => "Noticed after",
            FaultColumn::Recovered => "Recovered after (RTO)",
            FaultColumn::Lost => "Requests lost",
            FaultColumn::LostWrites => "Writes lost (RPO)",
            FaultColumn::Degraded => "Answers degraded",
            FaultColumn::DeadLetters => "Dead letters",
        }
    }

    /// What it says of a fault; `never`: what is said where it was not noticed, or has not recovered.
    pub fn cell(self, report: &FaultReport, never: &str) -> String {
        let seconds = |span: Micros| format!("{:.1} s", span.as_seconds());
        match self {
            FaultColumn::Noticed => report.detected_after.map_or(never.to_owned(), seconds),
            FaultColumn::Recovered => report.recovered_after.map_or(never.to_owned(), seconds),
            FaultColumn::Lost => report.lost.to_string(),
            FaultColumn::LostWrites => report.lost_writes.to_string(),
            FaultColumn::Degraded => report.degraded.to_string(),
            FaultColumn::DeadLetters => report.dead_letters.to_string(),
        }
    }
}

/// A piece of a report.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// The title of all of it.
    Title(String),
    /// The picture.
    Picture,
    /// The head of a section.
    Head(&'static str),
    /// A paragraph.
    Words(String),
    /// An address.
    Address(String),
    /// A list.
    List(Vec<String>),
    /// A table: its heads, and its rows.
    Table(Vec<&'static str>, Vec<Vec<String>>),
}

/// `1 part`, `3 parts`.
pub fn counted(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}

/// What a scenario consists of: `3 parts, 2 links, 1 region`.
pub fn size(scenario: &Scenario) -> String {
    [
        counted(scenario.components.len(), "part"),
        counted(scenario.links.len(), "link"),
        counted(scenario.regions.len(), "region"),
    ]
    .join(", ")
}
