//! What a change does to a system: parts and links that come and go, verdicts that appear and vanish, nines before and after.

mod besides;
mod markdown;

use std::collections::{BTreeMap, BTreeSet};

pub use besides::{Overloaded, Pair};
pub use markdown::markdown;

use crate::analysis::{Expected, Failed, Options, Study, Verdict, VerdictKind};
use crate::model::{Scenario, Target, Topology};

/// What differs between two systems. Parts, links and verdicts are the same where their ids are.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Comparison {
    /// Parts and regions that are new: the id, and what it is.
    pub parts_added: Vec<(String, String)>,
    /// Parts and regions that are gone.
    pub parts_gone: Vec<(String, String)>,
    /// Links that are new, as `from>to`. Those of parts that are new are among them.
    pub links_added: Vec<String>,
    /// Links that are gone.
    pub links_gone: Vec<String>,
    /// Verdicts that are new, or worse in kind than before: single points of failure first, the worst of each first.
    pub appeared: Vec<Told>,
    /// Verdicts that are gone, or milder in kind than before.
    pub vanished: Vec<Told>,
    /// Overloads that are new, the worst first.
    pub overloads_appeared: Vec<Overloaded>,
    /// Overloads that are gone.
    pub overloads_vanished: Vec<Overloaded>,
    /// Pairs that are new, which only together take something down; the worst first.
    pub pairs_appeared: Vec<Pair>,
    /// Pairs that are gone: neither, or one of them alone, takes down what both did.
    pub pairs_vanished: Vec<Pair>,
    /// Each class of requests: what is served in the long run.
    pub nines: Vec<Nines>,
    /// Whether that was drawn at random, before or after: it is likely then, and not proven.
    pub is_drawn: bool,
    /// Parts that no request reaches after the change and that one reached before, or that were not there.
    pub not_judged: Vec<String>,
    /// Whether any request is served before, and after.
    pub serves: (bool, bool),
}

/// A verdict, in words.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    /// What it is about: the id of a part, a region, a group, or `from>to`.
    pub element: String,
    /// What it is.
    pub kind: VerdictKind,
    /// Share of all requests that would be lost, 0 to 1; of what degrades, that would be answered no longer in full.
    pub impact: f64,
    /// Why, and for how long where it is started again by itself.
    pub reason: String,
    /// Whether it is started again by itself.
    pub is_brief: bool,
}

/// The availability of a class of requests, before and after. `None`: there is no such class.
#[derive(Clone, PartialEq, Debug)]
pub struct Nines {
    /// The class: `users/read`.
    pub class: String,
    /// Before: the share that is served in the long run, 0 to 1.
    pub before: Option<Expected>,
    /// After.
    pub after: Option<Expected>,
}

/// What is said where the long run [was drawn](Comparison::is_drawn).
pub const DRAWN: &str = "The long run of a system that large is drawn at random: the numbers are bounds that hold in 999 of \
                         1,000 such systems, and are not proven.";

/// Compares two systems, as they are with nothing dead.
pub fn compare(base: &Scenario, head: &Scenario, options: Options) -> Comparison {
    let (before, after) = (Judged::of(base, options), Judged::of(head, options));
    let (old, new) = (parts(base), parts(head));
    let differ = |a: &BTreeMap<String, String>, b: &BTreeMap<String, String>| {
        let gone = a.iter().filter(|(id, what)| b.get(*id) != Some(*what));
        gone.map(|(id, what)| (id.clone(), what.clone())).collect()
    };
    let (old_links, new_links) = (links(base), links(head));
    let classes: BTreeSet<&String> = before.nines.keys().chain(after.nines.keys()).collect();
    Comparison {
        parts_added: differ(&new, &old),
        parts_gone: differ(&old, &new),
        links_added: new_links.difference(&old_links).cloned().collect(),
        links_gone: old_links.difference(&new_links).cloned().collect(),
        appeared: after.beyond(&before),
        vanished: before.beyond(&after),
        overloads_appeared: besides::overloads_beyond(&after.overloads, &before.overloads),
        overloads_vanished: besides::overloads_beyond(&before.overloads, &after.overloads),
        pairs_appeared: besides::pairs_beyond(&after.pairs, &before.pairs),
        pairs_vanished: besides::pairs_beyond(&before.pairs, &after.pairs),
        nines: classes
            .into_iter()
            .map(|class| Nines {
                class: class.clone(),
                before: before.nines.get(class).copied(),
                after: after.nines.get(class).copied(),
            })
            .collect(),
        is_drawn: before.is_drawn || after.is_drawn,
        not_judged: after
            .unreached
            .difference(&before.unreached)
            .cloned()
            .collect(),
        serves: (before.serves, after.serves),
    }
}

impl Comparison {
    /// The single points of failure that are new.
    pub fn new_spofs(&self) -> impl Iterator<Item = &Told> {
        self.appeared
            .iter()
            .filter(|told| told.kind == VerdictKind::SinglePointOfFailure)
    }

    /// Whether nothing at all differs that is compared.
    pub fn is_empty(&self) -> bool {
        let lists = [&self.parts_added, &self.parts_gone]
            .into_iter()
            .all(Vec::is_empty)
            && [&self.links_added, &self.links_gone]
                .into_iter()
                .all(Vec::is_empty);
        let verdicts = self.appeared.is_empty() && self.vanished.is_empty();
        let besides = [&self.overloads_appeared, &self.overloads_vanished]
            .into_iter()
            .all(Vec::is_empty)
            && [&self.pairs_appeared, &self.pairs_vanished]
                .into_iter()
                .all(Vec::is_empty)
            && self.not_judged.is_empty();
        lists && verdicts && besides && self.nines.iter().all(|n| n.before == n.after)
    }

    /// Whether a change leaves nothing that is served, so that nothing is left to be a single point of failure.
    pub fn serves_no_more(&self) -> bool {
        self.serves == (true, false)
    }

    /// In one line: how many single points of failure are new.
    pub fn headline(&self) -> String {
        match self.new_spofs().count() {
            _ if self.serves_no_more() => {
                "No request is served any more: nothing can be judged.".to_owned()
            }
            0 if !self.serves.1 => {
                "No request is served, before or after: nothing can be judged.".to_owned()
            }
            0 if self.is_empty() => "Nothing changes.".to_owned(),
            0 if !self.not_judged.is_empty() => {
                "No new single point of failure in what can be judged.".to_owned()
            }
            0 => "No new single point of failure.".to_owned(),
            1 => "1 new single point of failure.".to_owned(),
            many => format!("{many} new single points of failure."),
        }
    }
}

/// A system's verdicts and nines.
struct Judged {
    verdicts: BTreeMap<String, Told>,
    overloads: Vec<Overloaded>,
    pairs: Vec<besides::Pairs>,
    nines: BTreeMap<String, Expected>,
    is_drawn: bool,
    unreached: BTreeSet<String>,
    serves: bool,
}

impl Judged {
    fn of(scenario: &Scenario, options: Options) -> Self {
        let mut study = Study::new(scenario, &Failed::nothing(), options);
        while study.step() {}
        let report = study.report();
        let all = report
            .spofs
            .iter()
            .chain(&report.leaks)
            .chain(&report.degrades);
        let verdicts = all.map(|verdict| (verdict.element.to_string(), told(verdict)));
        let known = study.availability().known();
        let nines = known.into_iter().flat_map(|a| &a.classes);
        let unmet = Topology::new(scenario).not_judged(scenario);
        let unmet = unmet.into_iter().filter_map(|i| scenario.components.get(i));
        Self {
            verdicts: verdicts.collect(),
            overloads: study
                .overloads()
                .known()
                .map(besides::overloads)
                .unwrap_or_default(),
            pairs: study
                .pairs()
                .known()
                .map(|sets| besides::pairs(sets))
                .unwrap_or_default(),
            nines: nines
                .map(|class| (class.class.to_string(), class.expected))
                .collect(),
            is_drawn: known.is_some_and(|found| found.drawn > 0),
            unreached: unmet.map(|c| c.id.to_string()).collect(),
            serves: !report.classes.is_empty() && report.served > 0.0,
        }
    }

    /// The verdicts that the other has not, or milder.
    fn beyond(&self, other: &Self) -> Vec<Told> {
        let is_more = |told: &&Told| {
            let there = other.verdicts.get(&told.element);
            there.is_none_or(|there| rank(told.kind) < rank(there.kind))
        };
        let mut found: Vec<Told> = self.verdicts.values().filter(is_more).cloned().collect();
        found.sort_by(|a, b| {
            rank(a.kind)
                .cmp(&rank(b.kind))
                .then(b.impact.total_cmp(&a.impact))
        });
        found
    }
}

/// The worse comes first.
fn rank(kind: VerdictKind) -> u8 {
    match kind {
        VerdictKind::SinglePointOfFailure => 0,
        VerdictKind::Leak => 1,
        VerdictKind::Degrades => 2,
    }
}

fn told(verdict: &Verdict) -> Told {
    let reason = match verdict.lasts() {
        Some(lasts) => format!("{} {lasts}", verdict.reason),
        None => verdict.reason.to_string(),
    };
    Told {
        element: verdict.element.to_string(),
        kind: verdict.kind,
        impact: verdict.impact,
        reason,
        is_brief: verdict.for_s.is_some(),
    }
}

fn parts(scenario: &Scenario) -> BTreeMap<String, String> {
    let components = scenario
        .components
        .iter()
        .map(|c| (c.id.to_string(), c.kind().noun().to_owned()));
    let regions = scenario
        .regions
        .iter()
        .map(|r| (r.id.to_string(), "region".to_owned()));
    let groups = scenario
        .groups
        .iter()
        .map(|g| (g.id.to_string(), "shared fate".to_owned()));
    components.chain(regions).chain(groups).collect()
}

fn links(scenario: &Scenario) -> BTreeSet<String> {
    scenario
        .links
        .iter()
        .map(|link| Target::Link(link.id()).to_string())
        .collect()
}

/// What a verdict is called.
pub fn noun(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::SinglePointOfFailure => "single point of failure",
        VerdictKind::Leak => "leak",
        VerdictKind::Degrades => "degrades",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sketch::sketch;

    #[test]
    fn what_appears_and_vanishes_is_told_with_its_sentence() {
        let base =
            sketch("users -> lb-1 lb-2 -> web-1 web-2 -> db-1\ndb-1 -> db-2\ndb-2: role=standby");
        let head = sketch(
            "users -> lb-1 -> web-1 web-2 -> db-1\nweb-1 web-2 -> cache-1\ndb-1 -> db-2\ndb-2: role=standby",
        );
        let comparison = compare(&base, &head, Options::default());
        let spofs: Vec<&str> = comparison.new_spofs().map(|t| t.element.as_str()).collect();
        assert_eq!(spofs, ["lb-1"]);
        assert_eq!(
            comparison.parts_added,
            [("cache-1".to_owned(), "cache".to_owned())]
        );
        assert_eq!(
            comparison.parts_gone,
            [("lb-2".to_owned(), "load balancer".to_owned())]
        );
        assert_eq!(comparison.links_added, ["web-1>cache-1", "web-2>cache-1"]);
        let text = markdown(&comparison, Some("https://example.org/#s=x"), &[]);
        assert!(
            text.contains("`lb-1` | single point of failure | 100 % |"),
            "{text}"
        );
        assert!(text.contains("https://example.org/#s=x"));
        let back = compare(&head, &base, Options::default());
        assert_eq!(back.new_spofs().count(), 0);
        assert_eq!(back.vanished[0].element, "lb-1");
    }

    #[test]
    fn pairs_and_overloads_are_compared_by_what_they_are_about() {
        let base =
            sketch("users -> lb-1 lb-2 -> web-1 web-2 -> db-1\ndb-1 -> db-2\ndb-2: role=standby");
        let head = sketch(
            "users -> lb-1 lb-2 -> web-1 web-2 web-3 -> db-1\ndb-1 -> db-2\ndb-2: role=standby\nusers: rate_rps=100000",
        );
        let comparison = compare(&base, &head, Options::default());
        let words = |pairs: &[Pair]| {
            pairs
                .iter()
                .map(|pair| pair.words.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(words(&comparison.pairs_vanished), ["web-1 and web-2"]);
        assert_eq!(words(&comparison.pairs_appeared), [""; 0]);
        let overloaded = &comparison.overloads_appeared;
        assert!(
            overloaded.iter().any(|o| o.element == "web-1" && o.is_now),
            "{overloaded:?}"
        );
        assert_eq!(comparison.new_spofs().count(), 0);
        let text = markdown(&comparison, None, &[]);
        assert!(
            text.contains("| Only together, no more | of all requests |"),
            "{text}"
        );
        assert!(text.contains("| Overload appears | Why |"), "{text}");
    }

    #[test]
    fn what_serves_no_more_is_no_improvement() {
        let base = sketch("users -> web-1 -> db-1");
        let head = sketch("users -> lb-1\nweb-1 -> db-1");
        let comparison = compare(&base, &head, Options::default());
        assert!(comparison.serves_no_more());
        assert_eq!(comparison.not_judged, ["db-1", "web-1"]);
        assert_eq!(
            comparison.headline(),
            "No request is served any more: nothing can be judged."
        );
        let apart = sketch("users -> web-1 -> db-1\nweb-2 -> db-2");
        let comparison = compare(&base, &apart, Options::default());
        assert_eq!(
            comparison.headline(),
            "No new single point of failure in what can be judged."
        );
    }

    #[test]
    fn nothing_differs_from_itself() {
        let scenario = sketch("users -> lb-1 -> web-1 -> db-1");
        let comparison = compare(&scenario, &scenario, Options::default());
        assert!(comparison.is_empty());
        assert_eq!(comparison.headline(), "Nothing changes.");
    }
}
