//! The lessons, in their order: a file for each group of them.

mod apart;
mod beyond;
mod data;
mod names;
mod servers;

use super::{Answer, Group};

/// The course, in groups: the way from one server to two regions, then what lies beyond.
pub const GROUPS: &[Group] = &[
    Group {
        title: "More than one server",
        lessons: servers::LESSONS,
    },
    Group {
        title: "Names and checks",
        lessons: names::LESSONS,
    },
    Group {
        title: "The data",
        lessons: data::LESSONS,
    },
    Group {
        title: "Regions and caches",
        lessons: apart::LESSONS,
    },
    Group {
        title: "Beyond",
        lessons: beyond::LESSONS,
    },
];

/// All is served, as if nothing were.
const ALL: &[(f64, f64)] = &[(0.0, 1.0)];
/// Half, for good.
const HALF: &[(f64, f64)] = &[(0.0, 0.5)];
/// Nothing, for good.
const NOTHING: &[(f64, f64)] = &[(0.0, 0.0)];

/// An answer, and how much would be served then: from so many seconds after the fault, such a share.
const fn answer(text: &'static str, served: &'static [(f64, f64)]) -> Answer {
    Answer { text, served }
}
