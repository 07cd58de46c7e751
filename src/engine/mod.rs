//! The engine: plays a scenario request by request. (Being built; see `docs/meaning.md` for what it plays.)

mod cache;
mod calls;
mod checks;
mod client;
mod compile;
mod database;
mod dns;
mod edit;
mod faults;
mod flow;
mod histogram;
mod hops;
mod injury;
mod lists;
mod load_balancer;
mod log;
mod lru;
mod measure;
mod numbers;
mod queue;
mod random;
mod reason;
mod replicas;
mod ring;
mod run;
mod server;
mod snapshots;
mod state;
mod station;
mod tell;
mod time;
mod world;
mod zipf;

pub use faults::Faults;
pub use histogram::Histogram;
pub use hops::{Cargo, Fate, HOPS, Hop};
pub use log::{LOG_ENTRIES, LogEvent, What};
pub use numbers::{
    ComponentNumbers, ComponentRow, FaultReport, MemberNumbers, RoleNow, Row, Totals,
};
pub use reason::Reason;
pub use run::{Chaos, DEEDS, Progress, RewindError, Run};
pub use snapshots::{SNAPSHOT_BYTES, SNAPSHOTS};
pub use time::Micros;

#[cfg(test)]
mod tests;
