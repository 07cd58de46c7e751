//! Mending until nothing is left to mend.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use super::{Ground, MendId, mends_on};
use crate::base::Base;
use crate::elements::Options;
use crate::failed::Failed;
use crate::verdicts;
use topple_model::{Scenario, Sound, Target, limits};

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
/// `accepted` are elements whose loss is accepted: a region, where one site is all that is wanted, or a
/// database whose loss is to be borne. Copies of what is accepted are accepted, too, if they are named in it.
pub fn mend_all(
    scenario: &Scenario,
    failed: &Failed,
    options: Options,
    accepted: &BTreeSet<Target>,
) -> Mended {
    let mut sound = Sound::unchecked(scenario.clone());
    let mut taken = Vec::new();
    let mut hopeless: BTreeSet<Target> = BTreeSet::new();
    loop {
        let base = Rc::new(Base::of(&Arc::new(sound.clone()), failed, options));
        let report = verdicts::analyse_base(&base);
        let concern = |element: &Target| !accepted.contains(element) && !hopeless.contains(element);
        let worst = report.spofs.iter().map(|v| v.element).find(concern);
        let is_enough =
            taken.len() == MOST || sound.scenario().components.len() >= limits::COMPONENTS;
        let Some(element) = worst.filter(|_| !is_enough) else {
            let left = report.spofs.iter().map(|v| v.element);
            return Mended {
                left: left.filter(|e| !accepted.contains(e)).collect(),
                scenario: sound.into_scenario(),
                taken,
            };
        };
        let found = mends_on(&Rc::new(Ground::new(base)), element);
        let plainest = found.into_iter().find(|m| {
            let kind = m.id.kind();
            !kind.only_lessens() && !kind.asks_less()
        });
        let mended = plainest.and_then(|mend| Some((sound.take(mend.edits).ok()?, mend.id)));
        match mended {
            Some((mended, mend)) => {
                sound = mended;
                taken.push((element, mend));
            }
            None => {
                hopeless.insert(element);
            }
        }
    }
}
