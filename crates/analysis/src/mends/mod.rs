//! Mends: what takes a verdict away, each as one change that can be undone.
//!
//! Candidates are made by rule: another node, a balancer in front, checks turned on, a standby, a second region. Each
//! is then tried on a copy of the scenario, and offered only if the verdict is gone and nothing is lost that was
//! served. Where a candidate alone would only turn a loss into a leak, because somebody upstream chooses blindly, it
//! is tried once more together with checks.

mod all;
mod checks;
mod databases;
mod draft;
mod load;
mod nodes;
mod placement;
mod preview;
mod regions;
mod search;

use std::rc::Rc;

use super::base::Base;
use super::elements::Options;
use super::failed::Failed;
pub use all::{Mended, mend_all};
use draft::Draft;
pub(super) use draft::Ground;
pub(super) use preview::PreviewSearch;
pub use preview::{Preview, preview};
pub use regions::{SiteDatabases, second_site};
pub(super) use search::Search;
use topple_model::{Edit, Scenario, Target};

/// What sort of change a mend is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum MendKey {
    /// A duplicate with the same links.
    AddNode,
    /// A duplicate of a balancer, put into DNS beside it.
    RegisterBalancer,
    /// A balancer between the callers and two of a service.
    BalancerInFront,
    /// Health checks turned on, or made deep.
    Checks,
    /// A client that goes on to the next address.
    NextAddress,
    /// A balancer that tries more members.
    Retries,
    /// A database that takes over.
    Standby,
    /// Failover without a person.
    AutomaticFailover,
    /// Replication to a database that has no data to take over with, or leave for a replica to take over.
    Promotable,
    /// A database that answers reads.
    ReadReplica,
    /// One more way to a replica set.
    SecondLink,
    /// More workers for who would drown.
    MoreWorkers,
    /// Everything once more in a second region, with standbys of its databases.
    CopyRegionWithStandbys,
    /// The same, with second primaries.
    CopyRegionWithPrimaries,
}

impl MendKey {
    /// The word that messages and files use.
    pub const fn key(self) -> &'static str {
        match self {
            MendKey::AddNode => "add_node",
            MendKey::RegisterBalancer => "register_balancer",
            MendKey::BalancerInFront => "balancer_in_front",
            MendKey::Checks => "checks",
            MendKey::NextAddress => "next_address",
            MendKey::Retries => "retries",
            MendKey::Standby => "standby",
            MendKey::AutomaticFailover => "automatic_failover",
            MendKey::Promotable => "promotable",
            MendKey::ReadReplica => "read_replica",
            MendKey::SecondLink => "second_link",
            MendKey::MoreWorkers => "more_workers",
            MendKey::CopyRegionWithStandbys => "copy_region_with_standbys",
            MendKey::CopyRegionWithPrimaries => "copy_region_with_primaries",
        }
    }
}

impl MendKey {
    /// Whether it makes somebody look before choosing, and adds nothing.
    const fn is_look(self) -> bool {
        matches!(
            self,
            MendKey::Checks | MendKey::NextAddress | MendKey::Retries
        )
    }
}

/// A change that takes a verdict away.
#[derive(Clone, PartialEq, Debug)]
pub struct Mend {
    /// What sort of change it is.
    pub key: MendKey,
    /// What it does, as the words on a button: "Add another web".
    pub label: String,
    /// The change. To be taken as one, so that it is undone as one.
    pub edits: Vec<Edit>,
}

/// A change that may be a mend.
#[derive(Clone, Debug)]
struct Candidate {
    key: MendKey,
    label: String,
    draft: Draft,
    /// Whether it is only tried where nothing plainer mends.
    last_resort: bool,
}

impl Candidate {
    fn new(key: MendKey, label: String, draft: Draft) -> Self {
        Self {
            key,
            label,
            draft,
            last_resort: false,
        }
    }

    fn only_in_need(mut self) -> Self {
        self.last_resort = true;
        self
    }
}

/// The mends that apply to the verdict on `element`, the plainest first; none where it has none.
///
/// After any of them the element is safe. Where nothing makes a single point of failure safe, mends are offered that
/// at least make it a leak.
pub fn mends_for(scenario: &Scenario, failed: &Failed, element: Target) -> Vec<Mend> {
    let options = Options {
        links: matches!(element, Target::Link(_)),
    };
    let base = Rc::new(Base::new(scenario, failed, options));
    let mut search = Search::new(Rc::new(Ground::new(base)), element);
    while !search.advance().over {}
    search.into_found()
}
