//! The deeper work in small pieces, so that a page that asks for it never drops a frame.
//!
//! Verdicts are found at once ([`super::analyse`]). What goes deeper takes a while: what is saturated, what only together
//! takes something down, the nines, what mends each verdict. A [`Study`] owns what it needs and does all this in steps
//! of bounded work; what is known by now can be read between any two of them.
//!
//! ```
//! use topple_analysis::{Failed, Options, Study};
//! use topple_model::sketch::sketch;
//!
//! let scenario = sketch("users -> lb-1 lb-2 -> web-1");
//! let mut study = Study::new(&scenario, &Failed::nothing(), Options::default());
//! while study.step() {
//!     // Between two steps a page draws its frame.
//! }
//! let pairs = study.pairs().known().expect("the study is over");
//! assert_eq!(pairs.len(), 1); // lb-1 and lb-2
//! let web = scenario.target("web-1").expect("it is there");
//! let mends = study.mends(web).known().expect("the study is over");
//! assert_eq!(mends[0].id.label(&scenario), "Add another web");
//! ```

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use super::availability::{self, Availability};
use super::base::{self, Base, Slice};
use super::blast_radius;
use super::cut_sets::{CutSet, CutSets, Order};
use super::elements::Options;
use super::failed::Failed;
use super::finding::Finding;
use super::mends::{self, Ground, Mend, MendSearch, Preview, PreviewSearch, SiteDatabases};
use super::overload::{self, AnswerTimes, Overloads};
use super::verdicts::{self, Report};
use super::warnings::{self, Warning};
use topple_model::{RegionId, Scenario, Sound, Target, order};

/// Parts that are looked at in one step, as near as can be: about a millisecond in a browser.
pub const LOOKS_PER_STEP: usize = 1_000;

/// What takes longest to find out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Search {
    /// The nines.
    Nines,
    /// What only two together take down.
    Pairs,
    /// The same of three.
    Triples,
}

/// A search that goes on in slices, or what came of it.
#[derive(Debug)]
enum Work<S, T> {
    Going(S),
    Done(Finding<T>),
}

impl<S, T> Work<S, T> {
    fn finding(&self) -> &Finding<T> {
        match self {
            Work::Going(_) => &Finding::Pending,
            Work::Done(finding) => finding,
        }
    }
}

type PreviewWork = Work<Option<PreviewSearch>, Option<Preview>>;

/// The deeper work on one scenario with what is dead now, step by step.
#[derive(Debug)]
pub struct Study {
    base: Rc<Base>,
    report: Report,
    ground: Option<Rc<Ground>>,
    warnings: Work<Option<AnswerTimes>, Vec<Warning>>,
    overloads: Work<Option<overload::OverloadSearch>, Overloads>,
    pairs: Work<Option<CutSets>, Vec<CutSet>>,
    triples: Option<Work<Option<CutSets>, Vec<CutSet>>>,
    availability: Work<Option<availability::AvailabilitySearch>, Availability>,
    with_load: Work<Option<availability::CarriedSearch>, Availability>,
    mends: BTreeMap<Target, Finding<Vec<Mend>>>,
    /// Verdicts whose mends are yet to be found, the next first.
    unmended: VecDeque<Target>,
    mending: Option<(Target, MendSearch)>,
    wanted: Option<(Mend, PreviewWork)>,
    revision: u64,
    looks: usize,
}

impl Study {
    /// Makes ready: reads the scenario and finds its verdicts. The deeper work is yet to be done.
    pub fn new(scenario: &Scenario, failed: &Failed, options: Options) -> Self {
        Self::of(&base::unchecked(scenario), failed, options)
    }

    /// The same of a scenario whose topology is at hand: none is made.
    pub fn of(sound: &Arc<Sound>, failed: &Failed, options: Options) -> Self {
        let base = Base::of(sound, failed, options);
        let mut study = Self {
            report: verdicts::analyse_base(&base),
            base: Rc::new(base),
            ground: None,
            warnings: Work::Going(None),
            overloads: Work::Going(None),
            pairs: Work::Going(None),
            triples: None,
            availability: Work::Going(None),
            with_load: Work::Going(None),
            mends: BTreeMap::new(),
            unmended: VecDeque::new(),
            mending: None,
            wanted: None,
            revision: 0,
            looks: 0,
        };
        study.forget_mends();
        study
    }

    /// Begins anew where the system, what is dead or the options are others. Where the system is only drawn another
    /// way (places, frames, notes), all that was found out stays, and goes on being found out; but mends, which say
    /// where new parts lie, are looked for again. Returns whether it began anew.
    pub fn restart(&mut self, sound: &Arc<Sound>, failed: &Failed, options: Options) -> bool {
        let base = &self.base;
        let as_before = *failed == base.failed
            && options == base.options
            && says_the_same(base.plan.scenario(), sound.scenario());
        if !as_before {
            *self = Self::of(sound, failed, options);
            return true;
        }
        let mut base = Base::clone(base);
        Rc::make_mut(&mut base.plan).sound = Arc::clone(sound);
        self.base = Rc::new(base);
        self.forget_mends();
        false
    }

    /// All mends are yet to be found.
    fn forget_mends(&mut self) {
        (self.ground, self.mending, self.wanted) = (None, None, None);
        let report = &self.report;
        let verdicts = report.spofs.iter().chain(&report.leaks);
        let verdicts = verdicts.chain(&report.degrades).map(|v| v.element);
        let overloads = self.overloads.finding().known();
        let overloads = overloads
            .iter()
            .flat_map(|o| &o.verdicts)
            .map(|o| o.element);
        self.unmended = verdicts.chain(overloads).collect();
        let pending = self.unmended.iter().map(|e| (*e, Finding::Pending));
        self.mends = order::map_of(pending);
    }

    /// Does a bounded piece of what is left, what was asked for first. Whether more is left.
    pub fn step(&mut self) -> bool {
        let slice = self.next_piece(LOOKS_PER_STEP);
        self.looks = slice.looks;
        !slice.over
    }

    /// How many parts the last step looked at: the measure of its work.
    pub fn looks_of_last_step(&self) -> usize {
        self.looks
    }

    /// Grows whenever something more is known.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The verdicts: what [`super::analyse`] says, known from the beginning.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Where the drawing cannot mean what its author thinks.
    pub fn warnings(&self) -> &Finding<Vec<Warning>> {
        self.warnings.finding()
    }

    /// What is overloaded now, and whose loss would overload others.
    pub fn overloads(&self) -> &Finding<Overloads> {
        self.overloads.finding()
    }

    /// What only two together take down.
    pub fn pairs(&self) -> &Finding<Vec<CutSet>> {
        self.pairs.finding()
    }

    /// What only three together take down; pending for ever unless [asked for](Self::ask_for_triples).
    pub fn triples(&self) -> &Finding<Vec<CutSet>> {
        self.triples
            .as_ref()
            .map_or(&Finding::Pending, Work::finding)
    }

    /// From now on triples are looked for too.
    pub fn ask_for_triples(&mut self) {
        if self.triples.is_none() {
            self.triples = Some(Work::Going(None));
        }
    }

    /// The nines of every class, and what each element is worth.
    pub fn availability(&self) -> &Finding<Availability> {
        self.availability.finding()
    }

    /// The share of every class that is served within capacity: who is up serves no more than it can do. Importance is
    /// not told.
    pub fn availability_with_load(&self) -> &Finding<Availability> {
        self.with_load.finding()
    }

    /// What is being looked for now of that which takes longest, and how far that is, from 0 to 1.
    pub fn progress(&self) -> Option<(Search, f64)> {
        if let Work::Going(Some(search)) = &self.availability {
            return Some((Search::Nines, search.share_done()));
        }
        if let Work::Going(Some(search)) = &self.pairs {
            return Some((Search::Pairs, search.share_done()));
        }
        match &self.triples {
            Some(Work::Going(Some(search))) => Some((Search::Triples, search.share_done())),
            Some(Work::Going(None) | Work::Done(_)) | None => None,
        }
    }

    /// What mends the verdict on this element (an overload is known as one only when [it is](Self::overloads)); an
    /// element without one needs none.
    pub fn mends(&self, element: Target) -> &Finding<Vec<Mend>> {
        const NONE: &Finding<Vec<Mend>> = &Finding::Known(Vec::new());
        self.mends.get(&element).unwrap_or(NONE)
    }

    /// The components and links that carry requests that are served now and would not with these dead too, one after
    /// the other. What a canvas highlights when a person points at a verdict.
    pub fn blast_radius(&self, elements: &[Target]) -> BTreeSet<Target> {
        blast_radius::blast_radius_of(&self.base, elements)
    }

    /// What mends this element, found at once. An element without a verdict, and one whose sort the options leave out,
    /// needs none.
    pub fn mends_at_once(&mut self, element: Target) -> Vec<Mend> {
        match self.mends.get(&element) {
            Some(Finding::Known(mends)) => mends.clone(),
            Some(_) | None => mends::mends_on(self.ground(), element),
        }
    }

    /// A second site for a region, as of [`mends::second_site`].
    pub fn second_site(
        &mut self,
        region: Option<RegionId>,
        databases: SiteDatabases,
    ) -> Option<Mend> {
        mends::second_site_on(self.ground(), region, databases)
    }

    /// What mends this element is found out next, before all that is left.
    pub fn ask_for_mends(&mut self, element: Target) {
        if let Some(place) = self.unmended.iter().position(|e| *e == element) {
            self.unmended.remove(place);
            if let Some((interrupted, _)) = self.mending.take() {
                self.unmended.push_front(interrupted);
            }
            self.unmended.push_front(element);
            self.mending = self.unmended.pop_front().map(|e| (e, self.search(e)));
        }
    }

    /// What this mend would change is found out next. One preview is kept at a time.
    pub fn ask_for_preview(&mut self, mend: &Mend) {
        if self
            .wanted
            .as_ref()
            .is_none_or(|(wanted, _)| wanted != mend)
        {
            self.wanted = Some((mend.clone(), Work::Going(None)));
        }
    }

    /// What this mend would change, if it was asked for last; `None` within: it cannot be taken any more.
    pub fn preview(&self, mend: &Mend) -> &Finding<Option<Preview>> {
        match &self.wanted {
            Some((wanted, preview)) if wanted == mend => preview.finding(),
            Some(_) | None => &Finding::Pending,
        }
    }
}

/// The pieces.
impl Study {
    fn next_piece(&mut self, looks: usize) -> Slice {
        if self.mending.is_some() {
            return self.go_on_mending();
        }
        if let Some(slice) = self.preview_asked_for(looks) {
            return slice;
        }
        if let Work::Going(times) = &mut self.warnings {
            let plan = &self.base.plan;
            let times = times.get_or_insert_with(|| AnswerTimes::new(plan));
            let slice = times.advance(looks);
            if slice.over {
                let found = warnings::warnings_of(plan, &times.by_component(), &times.rates());
                self.warnings = Work::Done(Finding::Known(found));
                return self.found(slice.looks);
            }
            return slice;
        }
        if let Work::Going(search) = &mut self.overloads {
            let search =
                search.get_or_insert_with(|| overload::OverloadSearch::new(Rc::clone(&self.base)));
            let slice = search.advance(looks);
            if slice.over {
                let found = search.take_found();
                for verdict in &found.verdicts {
                    self.unmended.push_back(verdict.element);
                    self.mends.insert(verdict.element, Finding::Pending);
                }
                self.overloads = Work::Done(Finding::Known(found));
                return self.found(slice.looks);
            }
            return slice;
        }
        // Where a system is large and nothing in it alike, the nines take longest by far.
        if let Some(slice) = self.cut_sets(Order::Pairs, looks) {
            return slice;
        }
        if let Some(slice) = self.nines(looks) {
            return slice;
        }
        if let Some(slice) = self.cut_sets(Order::Triples, looks) {
            return slice;
        }
        if let Some(next) = self.unmended.pop_front() {
            self.mending = Some((next, self.search(next)));
            return Slice {
                looks: 0,
                over: false,
            };
        }
        // Where the system is large this takes longest, and says least.
        if let Work::Going(search) = &mut self.with_load {
            let new = || availability::CarriedSearch::new(&self.base);
            let search = search.get_or_insert_with(new);
            let mut slice = search.advance(looks);
            if slice.over {
                self.with_load = Work::Done(Finding::Known(search.found()));
                slice = self.found(slice.looks);
            }
            return slice;
        }
        Slice {
            looks: 0,
            over: true,
        }
    }

    /// Something more is known.
    fn found(&mut self, looks: usize) -> Slice {
        self.revision += 1;
        Slice { looks, over: false }
    }

    /// Goes on with the preview, for which the nines of now have to be known, too.
    fn preview_asked_for(&mut self, looks: usize) -> Option<Slice> {
        let (mend, mut search) = match &mut self.wanted {
            Some((mend, Work::Going(search))) => {
                let base = &self.base;
                let new = || PreviewSearch::new(Rc::clone(base), mend.clone());
                (mend.clone(), search.take().unwrap_or_else(new))
            }
            Some((_, Work::Done(_))) | None => return None,
        };
        let mut slice = search.advance(looks);
        let mut work = Work::Going(Some(search));
        if slice.over {
            if let Some(slice) = self.nines(looks) {
                self.wanted = Some((mend, work));
                return Some(slice);
            }
            let found = match (&mut work, self.availability.finding()) {
                (Work::Going(Some(search)), Finding::Known(before)) => {
                    Finding::Known(search.take_found(&self.report, before))
                }
                (_, Finding::Known(_) | Finding::Pending) => Finding::Known(None),
            };
            work = Work::Done(found);
            slice = self.found(slice.looks);
        }
        self.wanted = Some((mend, work));
        Some(slice)
    }

    fn nines(&mut self, looks: usize) -> Option<Slice> {
        let Work::Going(search) = &mut self.availability else {
            return None;
        };
        let new = || availability::AvailabilitySearch::new(&self.base, availability::NODES);
        let search = search.get_or_insert_with(new);
        let slice = search.advance(looks);
        if let Some(found) = search.take_found() {
            self.availability = Work::Done(Finding::Known(found));
            return Some(self.found(slice.looks));
        }
        Some(Slice {
            looks: slice.looks,
            over: false,
        })
    }

    fn cut_sets(&mut self, order: Order, looks: usize) -> Option<Slice> {
        let work = match order {
            Order::Pairs => &mut self.pairs,
            Order::Triples => self.triples.as_mut()?,
        };
        let Work::Going(search) = work else {
            return None;
        };
        let search = search.get_or_insert_with(|| CutSets::on(Rc::clone(&self.base), order));
        let mut slice = search.go_on(looks);
        if slice.over {
            *work = Work::Done(Finding::Known(search.found()));
            slice = self.found(slice.looks);
        }
        Some(slice)
    }

    fn ground(&mut self) -> &Rc<Ground> {
        let base = &self.base;
        let new = || Rc::new(Ground::new(Rc::clone(base)));
        self.ground.get_or_insert_with(new)
    }

    fn search(&mut self, element: Target) -> MendSearch {
        MendSearch::new(Rc::clone(self.ground()), element)
    }

    fn go_on_mending(&mut self) -> Slice {
        let Some((element, mut search)) = self.mending.take() else {
            return Slice {
                looks: 0,
                over: false,
            };
        };
        let slice = search.advance();
        if slice.over {
            self.mends
                .insert(element, Finding::Known(search.into_found()));
            return self.found(slice.looks);
        }
        self.mending = Some((element, search));
        slice
    }
}

/// Whether all that is found out of one scenario is so of the other, mends aside: places, frames, notes and the title may
/// differ. Names may not, for reasons and warnings tell them.
fn says_the_same(a: &Scenario, b: &Scenario) -> bool {
    let regions = std::iter::zip(&a.regions, &b.regions);
    let components = std::iter::zip(&a.components, &b.components);
    a.means_the_same(b)
        && regions
            .into_iter()
            .all(|(a, b)| (&a.name, a.availability) == (&b.name, b.availability))
        && components
            .into_iter()
            .all(|(a, b)| (&a.name, a.availability) == (&b.name, b.availability))
        && std::iter::zip(&a.groups, &b.groups)
            .all(|(a, b)| (&a.name, a.availability) == (&b.name, b.availability))
}
