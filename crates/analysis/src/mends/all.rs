//! Mending until nothing is left to mend.

use std::collections::BTreeSet;

use super::{MendId, mends_for};
use crate::elements::Options;
use crate::failed::Failed;
use crate::verdicts;
use topple_model::{Scenario, Target, limits};

/// Mends that are taken at most: what is not mended by then is left.
const MOST: usize = 400;

/// A scenario after its mends.
#[derive(Clone, PartialEq, Debug)]
pub struct Mended {
    /// What has become of it.
    pub scenario: Scenario,
    /// What was mended how, in this order.
    pub taken: Vec<(Target, MendId)>,
    /// Single points of failure that are left and were not accepted: nothing mends them.
    pub left: Vec<Target>,
}

/// Takes mends, the plainest of the worst single point of failure first, until there is none but what a person
/// accepts.
///
/// `accepted` are elements whose loss is nobody's concern: a region, where one site is all that is wanted, or a
/// database whose loss is to be borne. Copies of what is accepted are accepted, too, if they are named in it.
pub fn mend_all(
    scenario: &Scenario,
    failed: &Failed,
    options: Options,
    accepted: &BTreeSet<Target>,
) -> Mended {
    let mut mended = Mended {
        scenario: scenario.clone(),
        taken: Vec::new(),
        left: Vec::new(),
    };
    let mut hopeless: BTreeSet<Target> = BTreeSet::new();
    while mended.taken.len() < MOST && mended.scenario.components.len() < limits::COMPONENTS {
        let report = verdicts::analyse(&mended.scenario, failed, options);
        let concern = |element: &Target| !accepted.contains(element) && !hopeless.contains(element);
        let worst = report.spofs.iter().map(|v| v.element).find(concern);
        let Some(element) = worst else { break };
        let plainest = mends_for(&mended.scenario, failed, element)
            .into_iter()
            .next();
        match plainest {
            Some(mend) if mended.scenario.take(mend.edits.clone()).is_ok() => {
                mended.taken.push((element, mend.id));
            }
            Some(_) | None => {
                hopeless.insert(element);
            }
        }
    }
    let report = verdicts::analyse(&mended.scenario, failed, options);
    let left = report.spofs.iter().map(|v| v.element);
    mended.left = left.filter(|e| !accepted.contains(e)).collect();
    mended
}
