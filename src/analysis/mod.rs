//! What is still a single point of failure.

pub mod availability;
mod base;
pub mod bench;
mod carried;
mod choices;
mod choose;
mod classes;
mod cut_sets;
mod databases;
mod failed;
pub mod mends;
pub mod overload;
mod plan;
mod reasons;
mod ripple;
mod serve;
mod study;
mod verdicts;
mod warnings;
mod words;

pub use availability::{Availability, ClassAvailability, Expected, Importance, availability};
pub use carried::taken_down;
pub use classes::{Class, Operation};
pub use cut_sets::{CUT_SETS, CutSet, CutSets, Order, pairs, triples};
pub use failed::Failed;
pub use mends::{
    Mend, MendKey, Mended, Preview, SiteDatabases, mend_all, mends_for, preview, second_site,
};
pub use overload::{Drowning, Overload, Overloads, overloads};
pub use reasons::Reason;
pub use study::{Finding, LOOKS_PER_STEP, PARTS, Study, TooLarge};
pub use verdicts::{
    ClassReport, Options, Report, Verdict, VerdictKind, analyse, classes, share_served,
};
pub use warnings::{Warning, warnings};
