//! Mends: what takes a verdict away, each as one change that can be undone.
//!
//! Candidates are made by rule: another node, a balancer in front, checks turned on, a standby, a second region. Each
//! is then tried on a copy of the scenario, and offered only if the verdict is gone and nothing is lost that was
//! served. Where a candidate alone would only turn a loss into a leak, because a chooser upstream has no checks, it
//! is tried once more together with checks.

mod all;
mod checks;
mod databases;
mod draft;
mod id;
mod label;
mod load;
mod nodes;
mod optional;
mod preview;
mod regions;
mod search;
mod sharing;

use std::rc::Rc;

use super::base::Base;
use super::elements::Options;
use super::failed::Failed;
use super::warnings::Warning;
pub use all::{Mended, mend_all};
use draft::Draft;
pub(super) use draft::Ground;
pub use id::{Change, CopiedData, MendId, MendKind, RegionPart, SiteDatabases};
pub(super) use preview::PreviewSearch;
pub use preview::{Preview, preview};
pub use regions::second_site;
pub(super) use regions::second_site_on;
pub(super) use search::MendSearch;
use topple_model::{Edit, Scenario, Target};

/// A change that takes a verdict away.
#[derive(Clone, PartialEq, Debug)]
pub struct Mend {
    /// Which mend it is; [`MendId::label`] says it in words.
    pub id: MendId,
    /// The change. To be taken as one, so that it is undone as one.
    pub edits: Vec<Edit>,
    /// Warnings that it brings with it: to be told before it is taken.
    pub brings: Vec<Warning>,
}

impl Mend {
    /// What it does, and in short what it brings with it.
    pub fn told(&self, scenario: &Scenario) -> String {
        let mut told = self.id.label(scenario);
        for brought in self.brings.iter().filter_map(Warning::in_short) {
            told = told + " (" + brought + ")";
        }
        told
    }
}

/// A change that may be a mend.
#[derive(Clone, Debug)]
struct Candidate {
    id: MendId,
    draft: Draft,
    /// Whether it is only tried where nothing plainer mends.
    last_resort: bool,
    /// Whether it is a mend already if it makes the verdict less.
    lessens: bool,
}

impl Candidate {
    fn new(change: Change, draft: Draft) -> Self {
        Self {
            id: MendId {
                change,
                with_checks: false,
            },
            draft,
            last_resort: false,
            lessens: false,
        }
    }

    fn only_in_need(mut self) -> Self {
        self.last_resort = true;
        self
    }
}

/// The mends that apply to the verdict on `element`, the plainest first; none where it has none.
///
/// After any of them the element is safe, but for checks made shallow: these take from a verdict what is the checks'
/// doing. Where nothing makes a single point of failure safe, mends are offered that
/// at least make it a leak.
pub fn mends_for(scenario: &Scenario, failed: &Failed, element: Target) -> Vec<Mend> {
    let options = Options {
        links: matches!(element, Target::Link(_)),
    };
    let base = Rc::new(Base::new(scenario, failed, options));
    mends_on(&Rc::new(Ground::new(base)), element)
}

/// The mends that apply to the verdict on `element` in a system that was read before.
pub(super) fn mends_on(ground: &Rc<Ground>, element: Target) -> Vec<Mend> {
    let mut search = MendSearch::new(Rc::clone(ground), element);
    while !search.advance().over {}
    search.into_found()
}
