//! What would take a system down: which parts, why, what is next in line, what it costs, and what mends it.
//!
//! The analysis answers from the drawing, at once, what a run would show after every automatic recovery has finished.
//! It is a function of the scenario and of what is dead now, nothing else: no time and no screen, and chance only
//! from a fixed seed, where nothing else will do ([below](#the-nines)). What a scenario
//! means is said to the letter in `docs/meaning.md`; the engine plays from the same page, and the two are held against
//! each other.
//!
//! # Elements and classes
//!
//! An *element* is what can fail on its own: any component but a client, any region (with all that lies in it), any group
//! (with all that share its fate), and, where [asked for](Options), any link. A *class* is one client's reads or writes, because these need different things: a write
//! needs the primary, a read any copy. Where data is sharded, each shard (or combination of shards of several services)
//! makes a class of its own: `users/write@a`. What a queue delivers to a service is one, too: `jobs>mail`.
//!
//! Of every class the analysis reckons the *share* of its requests that is served: 1 is all, 0 is none, and a half is what
//! is left when a balancer that does not look goes on sending every other request to a dead server.
//!
//! # Settled
//!
//! The share is that of the *settled* state: every check, promotion and time to live that was running when the last part
//! died has run out. So a dead name server is no longer papered over by what resolvers remember, a standby has taken over
//! if its rule lets it, and a cache, whose keys have run out, does not stand in for a dead database. How long that takes, and
//! what is lost on the way, is the run's to show.
//!
//! # Verdicts
//!
//! Take an element away, settle, and compare. If some class was served and is not served at all any more, the element is a
//! *single point of failure*; if none is, but a share falls, it is a *leak*; if all is served on paper, but those who are
//! left cannot do the work, it is an [overload]; if nothing is lost and some answers lack what was optional, it *degrades*; else
//! it is safe.
//!
//! ```
//! use topple_analysis::{Failed, Options, analyse};
//! use topple_model::sketch::sketch;
//!
//! let scenario = sketch("users -> lb-1 lb-2 -> web-1 web-2 -> db-1");
//! let report = analyse(&scenario, &Failed::nothing(), Options::default());
//! let [spof] = report.spofs.as_slice() else { panic!("{report:?}") };
//! assert_eq!(
//!     format!("{}: {}", spof.element, spof.reason),
//!     "db-1: Every request needs a primary of db; db-1 is the only one, and nothing may take over."
//! );
//! ```
//!
//! Verdicts are relative to what is dead: kill one of two balancers, and the other is flagged.
//!
//! ```
//! # use topple_analysis::{Failed, Options, analyse};
//! # use topple_model::sketch::sketch;
//! let scenario = sketch("users -> lb-1 lb-2 -> web-1 web-2");
//! assert!(analyse(&scenario, &Failed::nothing(), Options::default()).spofs.is_empty());
//! let dead = Failed::nothing().with(scenario.target("lb-1").unwrap());
//! let report = analyse(&scenario, &dead, Options::default());
//! assert_eq!(report.spofs[0].element.to_string(), "lb-2");
//! ```
//!
//! # The recursion
//!
//! Calls never form a circle, so the parts can be ordered: the called before their callers. In that order each
//! part's chance to serve follows from the chances of those it calls (`serve`, `choices`):
//!
//! - **needs**: a server needs one of every service that it calls; the chances multiply. Caches are passed over (a settled
//!   cache serves nothing that its database could not), unless they are required.
//! - **alternatives**: the members of a pool, the addresses of a name, the copies of a shard. Who chooses leaves out what
//!   its checks let it leave out, and picks by weight among the rest: the chance is the mean of theirs. Without checks
//!   there are only so many retries (`choose`).
//! - **a shard's writes** need a primary, or a node that the rule of its set promotes (`databases`): with *quorum*, k of n.
//!
//! What a client gets at the end is the share. A single fault is cheap: redundancy is what makes news of a death die out
//! on its way up. `ripple` looks again only at parts that the fault can have changed, and takes it back the same way. A
//! thousand parts take a few milliseconds (`docs/analysis-speed.md`).
//!
//! # Why not cut vertices, or dominators
//!
//! It is tempting to look for the parts that every path from a client runs through. That finds some single points of
//! failure, and misses others, because a request is not a path: it is a tree of needs. This server needs its database and
//! its session store. There is a way from the users that avoids either, and yet each takes everything down:
//!
//! ```
//! # use topple_analysis::{Failed, Options, analyse};
//! # use topple_model::sketch::sketch;
//! # let spofs = |system: &str| -> Vec<String> {
//! #     let report = analyse(&sketch(system), &Failed::nothing(), Options::default());
//! #     report.spofs.iter().map(|verdict| verdict.element.to_string()).collect()
//! # };
//! let needs_both = "
//!     users -> web-1 web-2 -> db-1 db-sessions
//!     db-sessions: service=sessions
//! ";
//! assert_eq!(spofs(needs_both), ["db-1", "db-sessions"]);
//!
//! // Two servers, and no path through both of them. But they lie in one region: on one power feed, say.
//! assert_eq!(spofs("users -> web-1 web-2\nwest = web-1 web-2"), ["west"]);
//!
//! // And the other way round: every path runs through db-1, and it is safe, because db-2 takes over.
//! assert_eq!(spofs("users -> web-1 web-2 -> db-1 -> db-2\ndb-2: role=standby"), Vec::<String>::new());
//! ```
//!
//! # More dead can mean more served
//!
//! Nor is it monotone, so that "worse" can not be taken to stay worse. Here a name server hands out the first balancer that
//! is alive, and looks no deeper. With all servers of `lb-1` dead it keeps all the traffic and fails all of it. Kill
//! the balancer too, and service is back:
//!
//! ```
//! # use topple_analysis::{Failed, Class, Operation, share_served};
//! # use topple_model::{ComponentId, sketch::sketch};
//! let scenario = sketch("
//!     users -> dns-1 -> lb-1 lb-2
//!     lb-1 -> web-1
//!     lb-2 -> web-2
//!     dns-1: policy=failover health_check.deep=off
//! ");
//! let reads = Class {
//!     client: ComponentId::new("users").unwrap(),
//!     operation: Operation::Read,
//!     shards: Vec::new(),
//!     delivers: None,
//! };
//! let served = |dead: &[&str]| {
//!     let dead: Failed = dead.iter().filter_map(|id| scenario.target(id)).collect();
//!     share_served(&scenario, &dead, &reads)
//! };
//! assert_eq!(served(&["web-1"]), Some(0.0));
//! assert_eq!(served(&["web-1", "lb-1"]), Some(1.0));
//! ```
//!
//! So pairs are not built up from single faults by set algebra: each pair whose ripples meet is settled ([`CutSets`]).
//!
//! # The nines
//!
//! In the long run every element is up with its own availability, independently; a region is the common cause of all
//! that lies in it. The expected share of a class is a sum over all states: exact, by decision diagrams in which equal
//! parts of the sum are shared ([`mod@availability`]). *k of n* comes out as in the books. Of parts that are alike only their
//! number matters ([`topple_model::Alike`]): a pool of 120 is one variable of 121 values, and so 2,000 parts in pools are
//! reckoned exactly. Where nothing is alike and a diagram grows past its limit, what is unlikely is left out, and bounds
//! are told; where these leave too much open, requests are drawn at random, and that the bounds are likely and not proven
//! is told with them ([`Availability::drawn`]). *Birnbaum's importance* of an element is how much more is served while it is up than while it is down; times its downtime it is what the element
//! costs, and so what making it perfect would buy.
//!
//! # Load
//!
//! [`overload`] follows the requests through every choice to the workers. A worker is held while it waits, so what a server
//! needs is *rate × (own work + calls)*, by Little's law; above its number of workers it is saturated. Caches take off what they
//! hit once settled, by Che's approximation: the loss of a cache that answered three reads in four is a fourfold load for
//! the database.
//!
//! # Mends
//!
//! [`mends`] draws by rule what might help (another node, a balancer in front, checks, a standby, a second region …), tries
//! each on a copy, and offers only what takes the verdict away and costs nothing that was served.
//!
//! # In a page
//!
//! Verdicts are immediate. All that takes longer is done by a [`Study`], in steps of bounded work, between frames.
//!
//! # Absent here, on purpose
//!
//! The engine, a screen, JSON, clocks, and chance but from a fixed seed for what is told as drawn. Visible order never comes from a hash map.

mod addresses;
pub mod availability;
mod base;
pub mod bench;
mod blast_radius;
mod borders;
mod choices;
mod choose;
mod classes;
mod cut_sets;
mod databases;
mod elements;
mod ending;
mod endpoint;
mod failed;
mod finding;
mod losses;
pub mod mends;
mod missing;
mod more;
mod now;
pub mod overload;
mod plan;
mod reach;
mod reasons;
mod ripple;
mod serve;
mod settled;
mod shards;
mod study;
mod twins;
mod verdict_kind;
mod verdicts;
mod warnings;
mod words;

pub use availability::{Availability, ClassAvailability, Expected, Importance, availability};
pub use blast_radius::blast_radius;
pub use classes::{Class, Operation};
pub use cut_sets::{CUT_SETS, CutSet, CutSets, Order, StandIns, pairs, triples};
pub use elements::Options;
pub use failed::Failed;
pub use finding::Finding;
pub use mends::{
    Mend, MendId, MendKind, Mended, Preview, SiteDatabases, mend_all, mends_for, preview,
    second_site,
};
pub use overload::{Growing, Overload, Overloads, Saturated, overloads};
pub use reasons::Reason;
pub use settled::settled_roles;
pub use study::{LOOKS_PER_STEP, Search, Study};
pub use verdict_kind::VerdictKind;
pub use verdicts::{ClassReport, Report, Verdict, analyse, analyse_sound, classes, share_served};
pub use warnings::{Warning, warnings};
pub use words::shard_words;
