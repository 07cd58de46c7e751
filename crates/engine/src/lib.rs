//! The engine: plays a scenario request by request, in virtual time.
//!
//! # What is simulated
//!
//! Every request is one, with its own way through the system, its own waits, retries and fate. A client starts it, a
//! resolver cache or a name server gives it addresses, a balancer picks a member for it, a server takes a worker or a
//! place in its queue and calls what it depends on, a cache finds its key or not, a database works on it, a queue takes a
//! message of it and delivers that later, by a request of its own. Rates, shares
//! of errors, latencies are *measured* from such requests, and never computed by a formula. `docs/meaning.md` says to
//! the letter what is played; the analysis answers from the same page, and the two are held against each other.
//!
//! Parts die, crash, get slow, err; links are cut, by hand, by the script, by chaos. No component learns of that by itself:
//! until a check fails often enough, a connect stays silent or is refused, or an answer does not come in time, traffic
//! goes on to the dead. What notices it, and when, is what the engine shows.
//!
//! # Why events
//!
//! Between two events nothing happens, so time jumps from one to the next: a message arrives, a worker is done, a
//! timeout is due. A run of an hour in which little happens is over at once; one of a busy second takes as long as its
//! events do. Time is a whole number of microseconds ([`Micros`]), events due at the same one come in the order in which
//! they were scheduled, and so the same run is the same to the last bit, on any machine, and however it is cut into
//! frames: [`Run::advance`] may be called with any steps and budgets.
//!
//! Most events are scheduled a constant span ahead (a link's latency, a timeout) and so are due in the order in which
//! they are scheduled: they wait in first-in-first-out *lanes* and need no sorting. Only drawn times go to a heap. A
//! timeout is rarely needed: when its lane comes to it, it is seen to be stale and dropped without ever being sorted.
//!
//! The scenario is compiled to dense numbers before it is played; calls under way live in a slab and are named by handles
//! that a reused record no longer answers to. Once warm, no event allocates memory.
//!
//! ```
//! use topple_engine::{Micros, Run};
//! use topple_model::Action;
//! use topple_model::sketch::sketch;
//!
//! let scenario = sketch("users -> lb-1 -> web-1 web-2 -> db-1");
//! let mut run = Run::new(&scenario);
//! run.advance(Micros::from_seconds(10.0), u64::MAX);
//! run.act(Action::Kill(scenario.target("web-2").unwrap()));
//! run.advance(Micros::from_seconds(20.0), u64::MAX);
//!
//! let story: Vec<String> = run.events_since(0).map(|event| event.text(&scenario)).collect();
//! assert_eq!(story[0], "web-2 is killed");
//! assert!(story.contains(&"lb-1 takes web-2 out of rotation, 3 checks failed".to_owned()));
//! ```
//!
//! # How chance is drawn
//!
//! All of it comes from the scenario's seed. Every component has streams of its own, one per purpose, derived from the
//! seed and its id alone: a component that is added does not reshuffle the others. What is drawn once per request (its
//! user, its shards, its order of addresses) is read off 64 bits drawn at its start. Logarithms and exponentials come
//! from the `libm` crate, which has the same bits natively and in a browser. Chaos has a seed apart. Sampling hops for
//! the screen draws nothing.
//!
//! # What is measured
//!
//! Per second and since the start, in all, per client and per component: started, served, failed by [`Reason`] and by
//! where; latencies in a [`Histogram`] that is exact to a per cent and adds up; workers busy, requests waiting, keys found.
//! Of those served, how many were degraded, and without which services; of queues, messages and what came of them, and
//! deliveries as requests of their own ([`Run::deliveries`]).
//! All of it counts from the first moment, when the system is empty. Per fault ([`FaultReport`]): when it was noticed, when
//! it was over, what was lost. Acknowledged writes that a promotion loses, and writes that are in conflict after a split brain. The
//! log tells it in sentences. All of it is bounded: an hour at full rate holds no more memory than its first minutes, but
//! for its own rows, which are merged when they are many.
//!
//! [`Run::rewind`] goes back to any moment: to the nearest of at most [`SNAPSHOTS`] snapshots, which hold no more than
//! [`SNAPSHOT_BYTES`], and from there by playing again, with all that was done by hand, of which at most [`INPUTS`] inputs
//! and [`INPUT_BYTES`] are remembered. [`Run::begin_rewind`] does the same a slice at a time.
//!
//! # How it is known to be right
//!
//! - Against theory: `tests/theory` holds single stations, tandems, choices and caches to their formulas, by
//!   confidence intervals; `tests/engine_reported.rs` does so with what the command line reports.
//! - Against itself: after every event, in all and for every component, started = served + failed + in flight, messages that
//!   entered a line = waiting + under way + delivered + dead letters + dropped, and now and
//!   then every count of what is held is counted anew (`invariants`). Runs are
//!   the same at any pace, sliced in any way, after going back, and in the browser (`tests/golden_hashes.txt`).
//! - Against the analysis: `tests/two_machines` plays every single fault of random systems, and the share at which the
//!   run settles is the one that the analysis tells.
//! - Against a real load balancer: `docs/haproxy.md` kills servers behind `HAProxy` and behind the engine, and compares
//!   who notices when and what fails meanwhile.
//! - Against the clock: `tests/allocations.rs` counts that a warm run allocates nothing per event, and [`mod@bench`]
//!   holds the loads by which its speed is told (`docs/speed.md`).
//!
//! # Absent here, on purpose
//!
//! A clock, a screen, JSON, the analysis.
//!
//! # Where to read on
//!
//! [`Run`] is the whole from outside: it has a `playhead`, `inputs` done by hand, `snapshots`, and a way back (`rewind`).
//! `state` holds one moment (its files what there is of each kind), `step` takes it from event to event; `event` says
//! what an event is, `queue` which comes next. One file holds each kind's behaviour (`client` and its `addresses`, `dns`,
//! `load_balancer`, `server` and the `names` it looks up, `database`, `cache`, `broker` for queues of messages); what they share is in `flow` (how a call travels), `cancellation` (how
//! it ends without an answer), `station` (workers and a queue), `checks`, `endpoint` (the way to the primary), `replicas` (which node is primary; with `sides`, `promotion`, `shipping`, `roles`), `isolation`,
//! `fault_injection` and `edit` (live editing, by the names of `renumber`). `compile` makes dense numbers of a scenario
//! (`world`). `seconds` closes the rows of what is counted, `reports` lays failures to faults at once; what each
//! really cost is counted by playing the run again without it (`twin`, `figures`, `costs`, and `alone` for a run of its own).
//! `degraded` counts what answers lack, `restarts` starts again what died.
//! `log` tells.

mod addresses;
mod alone;
mod arrivals;
pub mod bench;
mod brake_plans;
mod brakes;
mod breaker;
mod broker;
mod cache;
mod calls;
mod cancellation;
mod carry_brokers;
mod chaos;
mod checks;
mod client;
mod compile;
mod component_numbers;
mod costs;
mod count;
mod database;
mod degraded;
mod dns;
mod edit;
mod endpoint;
mod event;
mod fault_injection;
mod faults;
mod figures;
mod flow;
mod histogram;
mod hops;
mod inputs;
#[cfg(debug_assertions)]
mod invariants;
mod isolation;
mod link_faults;
mod lists;
mod load_balancer;
mod log;
mod lru;
mod names;
mod numbers;
mod play;
mod playhead;
mod probes;
mod promotion;
mod queue;
mod random;
mod reason;
mod renumber;
mod replicas;
mod reports;
mod restarts;
mod rewind;
mod rewinding;
mod ring;
mod roles;
mod run;
mod seconds;
mod server;
mod shipping;
mod sides;
mod snapshots;
mod state;
mod station;
mod step;
mod time;
mod twin;
mod world;
mod zipf;

pub use alone::Alone;

pub use costs::{COUNTED_FAULTS, Costs, Together};
pub use degraded::MissingService;
pub use faults::{Errors, Faults};
pub use histogram::Histogram;
pub use hops::{Cargo, Fate, HOPS, Hop};
pub use inputs::{INPUT_BYTES, INPUTS};
pub use log::{LOG_ENTRIES, LogEvent, Undone, What};
pub use numbers::{
    AnswerNumbers, ComponentNumbers, ComponentRow, Counting, DatabaseNow, DeliveryNumbers,
    FaultReport, MemberNumbers, QueueNumbers, RoleNow, Row, Totals,
};
pub use play::Progress;
pub use reason::Reason;
pub use rewinding::RewindError;
pub use run::Run;
pub use snapshots::{SNAPSHOT_BYTES, SNAPSHOTS};
pub use state::chaos::Chaos;
pub use time::Micros;

/// The example in the README is tested as those in the documentation are.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(test)]
mod tests;
