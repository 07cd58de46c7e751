//! The engine: plays a scenario request by request. (Being built; see `docs/meaning.md` for what it plays.)

mod faults;
mod histogram;
mod hops;
mod log;
mod numbers;
mod reason;
mod run;
mod time;

pub use faults::Faults;
pub use histogram::Histogram;
pub use hops::{Cargo, Fate, HOPS, Hop};
pub use log::{LOG_ENTRIES, LogEvent, What};
pub use numbers::{
    ComponentNumbers, ComponentRow, FaultReport, MemberNumbers, RoleNow, Row, Totals,
};
pub use reason::Reason;
pub use run::{Chaos, Progress, RewindError, Run};
pub use time::Micros;
