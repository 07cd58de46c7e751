//! What the verdicts panel shows of what the analysis finds out in its own time: plain values, compared before they are
//! shown, so that what did not change is not drawn again.

use std::sync::Arc;

use crate::analysis::MendId;
use crate::model::{ComponentId, Imported, Target};

/// Something found out: fresh, or from before the last change and about to be replaced.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Finding<T> {
    /// What is shown; `None` until it was found for the first time.
    pub value: Option<T>,
    /// Whether it is about everything as it is now.
    pub fresh: bool,
    /// How many per cent of the search for it are done, while that goes on.
    pub percent: Option<u8>,
}

impl<T> Finding<T> {
    /// What is said while it is looked for.
    pub fn looking(&self) -> String {
        match self.percent {
            Some(percent) if !self.fresh => format!("looking … {percent} %"),
            Some(_) | None => "looking …".to_owned(),
        }
    }
}

/// A part with a sentence about it.
#[derive(Clone, PartialEq, Debug)]
pub struct Remark {
    /// What it is about.
    pub about: Target,
    /// What there is to say: a sentence that names it.
    pub text: String,
}

/// Who has more to do than it can.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct OverloadsView {
    /// What the worst of the losses would do: `losing cache-1 overloads db-1`.
    pub worst: Option<String>,
    /// Now.
    pub now: Vec<Remark>,
    /// After the loss of each of these.
    pub verdicts: Vec<Remark>,
}

/// A mend of a verdict.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MendView {
    /// Which it is.
    pub id: MendId,
    /// The words on its button.
    pub label: String,
}

/// Parts that only together take something down.
#[derive(Clone, PartialEq, Debug)]
pub struct CutView {
    /// The parts.
    pub elements: Vec<Target>,
    /// What they are called: `web-1 and web-2`.
    pub names: String,
    /// What is lost with all of them: `100 % of requests`.
    pub loss: String,
}

/// All pairs, or all that three do together.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CutsView {
    /// The worst.
    pub list: Vec<CutView>,
    /// How many there are in all.
    pub total: usize,
    /// Whether there are even more than were looked for.
    pub is_full: bool,
}

/// How much of a class is served in the long run.
#[derive(Clone, PartialEq, Debug)]
pub struct ClassView {
    /// `reads of users`.
    pub name: String,
    /// `99.95 %`, or between what.
    pub share: String,
    /// What that amounts to in a year: `4.4 h a year`.
    pub lost: String,
}

/// What a part would bring if it never failed.
#[derive(Clone, PartialEq, Debug)]
pub struct WorthView {
    /// The part.
    pub element: Target,
    /// What it is called.
    pub name: String,
    /// `4.4 h a year`.
    pub gain: String,
    /// Beside the one that brings the most: 0 to 1.
    pub bar: f64,
}

/// The nines.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct NinesView {
    /// Of all requests.
    pub all: String,
    /// What that amounts to in a year.
    pub lost: String,
    /// Every class, where there is more than one.
    pub classes: Vec<ClassView>,
    /// Who buys the most, in a sentence; `None` where nobody does, or the nines are only known within bounds.
    pub best: Option<String>,
    /// What each part buys, the best first; empty where the nines are only known within bounds.
    pub worth: Vec<WorthView>,
    /// What has to be said where the nines are not exact; `None`: they are.
    pub caveat: Option<String>,
    /// Who could not carry the load, which the nines leave out; `None`: everybody can, or it is not known yet.
    pub beside: Option<String>,
}

/// All that was found out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Findings {
    /// The mends of each verdict that is shown.
    pub mends: Vec<(Target, Finding<Vec<MendView>>)>,
    /// Whether a warning says that requests may be answered wrongly or not at all, though no part fails.
    pub is_warned: bool,
    /// What is remembered of an import.
    pub evidence: Option<Arc<Imported>>,
    /// The parts of which an import guesses something, sorted; those of which it asks something are marked.
    pub unsure: Vec<(ComponentId, bool)>,
    /// Overloads.
    pub overloads: Finding<OverloadsView>,
    /// Warnings.
    pub warnings: Finding<Vec<Remark>>,
    /// Pairs.
    pub pairs: Finding<CutsView>,
    /// Triples, once they were asked for.
    pub triples: Option<Finding<CutsView>>,
    /// Nines; nothing where there are no requests.
    pub nines: Finding<Option<NinesView>>,
}

/// What a mend would change.
#[derive(Clone, PartialEq, Debug)]
pub struct PreviewView {
    /// What its button says.
    pub label: String,
    /// What it would change; `None` while that is being found out.
    pub changes: Option<PreviewChanges>,
}

/// What a mend would change.
#[derive(Clone, PartialEq, Debug)]
pub struct PreviewChanges {
    /// Who would lose a flag: `db-1, web-1`; empty: none.
    pub gone: String,
    /// Who would get one; empty: none.
    pub new: String,
    /// What it brings with it that has to be known before: `If db-1 and db-2 lose sight of each other, …`; empty: nothing.
    pub brings: String,
    /// The nines before and after: `99.4 %`, `99.95 %`.
    pub nines: [String; 2],
    /// What is lost in a year before and after.
    pub lost: [String; 2],
}
