//! The scenario: what a person draws, and the rules of who may call whom.
//!
//! A [`Scenario`] is a plain value: components, regions, links, an optional script of failures and a few
//! workload numbers. Everything else (the run, the analysis, the picture) is derived from it. It changes
//! only through [`Edit`]s, each of which yields the edit that undoes it.
//!
//! Absent here, on purpose: time, chance, screens, JSON. This room knows no other room.

pub mod alike;
mod apply;
pub mod availability;
pub mod colour;
pub mod component;
pub mod edit;
pub mod fields;
pub mod geometry;
pub mod group;
pub mod id;
pub mod imported;
pub mod kind;
pub mod kinds;
pub mod latency;
pub mod left_open;
pub mod lesson;
pub mod link;
pub mod nesting;
pub mod note;
pub mod order;
mod problem;
pub mod region;
pub mod rejection;
pub mod roles;
pub mod rules;
pub mod scenario;
pub mod script;
pub mod settings;
pub mod sketch;
pub mod sound;
pub mod topology;
pub mod validate;
pub mod words;
pub mod work;

pub use alike::Alike;
pub use colour::Colour;
pub use component::Component;
pub use edit::Edit;
pub use geometry::{Point, Rect};
pub use group::Group;
pub use id::{ComponentId, FreshIds, GroupId, Id, LinkId, NoteId, RegionId, Target};
pub use imported::Imported;
pub use kind::{Kind, Settings};
pub use left_open::LeftOpen;
pub use lesson::Lesson;
pub use link::{Link, On, Replication};
pub use nesting::Nesting;
pub use note::Note;
pub use region::Region;
pub use rejection::Rejection;
pub use roles::Roles;
pub use rules::Refusal;
pub use scenario::{Scenario, Workload};
pub use script::{Action, Deed, ScriptEntry};
pub use settings::{
    Algorithm, Arrivals, Cache, Client, Database, Dns, Failback, Failover, HealthCheck,
    LoadBalancer, Policy, Queue, Role, Server, ServiceDistribution, WhenFull,
};
pub use sound::Sound;
pub use topology::{ReplicaSet, Service, Topology};
pub use validate::{Place, Problem};

/// Hard limits, named once. What lies beyond is refused before it costs memory.
pub mod limits {
    /// Components in a scenario.
    pub const COMPONENTS: usize = 2_000;
    /// Links in a scenario.
    pub const LINKS: usize = 10_000;
    /// Regions in a scenario.
    pub const REGIONS: usize = 500;
    /// Groups in a scenario.
    pub const GROUPS: usize = 200;
    /// Notes on the canvas.
    pub const NOTES: usize = 500;
    /// Entries of a script.
    pub const SCRIPT: usize = 1_000;
    /// Characters of a sentence that a script says.
    pub const SENTENCE: usize = 240;
    /// Characters of an id.
    pub const ID: usize = 40;
    /// Characters of a name, a title, a service or a shard label.
    pub const NAME: usize = 80;
    /// Characters of what is noted of a component or a region.
    pub const NOTE: usize = 4_000;
    /// Characters of a note on the canvas.
    pub const NOTE_TEXT: usize = 1_000;
    /// Characters of a link's label.
    pub const LABEL: usize = 40;
    /// The longest time that can be set, in seconds: an hour.
    pub const TIME_S: f64 = 3_600.0;
    /// The largest rate (per second), queue, number of workers or capacity.
    pub const MILLION: f64 = 1_000_000.0;
    /// Files that an import remembers by name.
    pub const FILES: usize = 200;
    /// Lines of evidence of an import.
    pub const EVIDENCE: usize = 10_000;
    /// Answers of a person to an import, and answers that one line of evidence offers.
    pub const ANSWERS: usize = 2_000;
    /// Characters of a line of evidence, of its place, and of what an answer is about.
    pub const EVIDENCE_TEXT: usize = 400;
    /// How far from the origin a thing may lie on the canvas, in canvas units.
    pub const EXTENT: f64 = 1_000_000.0;
}

/// The examples of the README run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
