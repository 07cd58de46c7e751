//! The analysis, from the outside: systems in a few lines of text, verdicts in a few lines of text.

mod availability;
mod cut_sets;
mod enumerate;
mod faults;
mod known;
mod layered;
mod mends;
mod overload;
mod random;
mod reasons;
mod study;
mod tables;
mod warnings;
