//! The analysis, from the outside: systems in a few lines of text, verdicts in a few lines of text.

mod availability;
mod cut_sets;
mod degraded;
mod drawn;
mod enumerate;
mod faults;
mod known;
mod mends;
mod overload;
mod reasons;
mod reported;
mod study;
mod tables;
mod troubled;
mod warnings;
