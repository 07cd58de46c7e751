//! From the session to what the panel shows of overloads, warnings, mends, pairs and nines.

use super::judged::{SHOWN, name_of};
use crate::analysis::{
    Availability, Class, Mend, Operation, Overload, Overloads, Saturated, Search, VerdictKind,
    Warning, shard_words,
};
use crate::app::figures::{nines_between, per_cent, per_year};
use crate::app::findings::{
    ClassView, CutView, CutsView, Finding, Findings, MendView, NinesView, OverloadsView,
    PreviewChanges, PreviewView, Remark, WorthView,
};
use crate::editor::{CutList, Latest, Session};
use crate::model::imported::How;
use crate::model::{Component, ComponentId, Scenario, Target};

/// Most parts whose worth is listed.
const WORTH_SHOWN: usize = 6;
/// Most classes that are listed.
const CLASSES_SHOWN: usize = 12;
/// Most names in a row.
const NAMES: usize = 4;

/// All that was found out.
pub fn findings(session: &Session) -> Findings {
    Findings {
        mends: mends(session),
        is_warned: is_warned(session),
        evidence: session.document().scenario().imported.clone(),
        unsure: unsure(session.document().scenario()),
        overloads: overloads(session),
        warnings: warnings(session),
        pairs: with_progress(
            session,
            Search::Pairs,
            cuts(session, session.findings().pairs()),
        ),
        triples: session
            .findings()
            .triples()
            .map(|found| with_progress(session, Search::Triples, cuts(session, found))),
        nines: with_progress(
            session,
            Search::Nines,
            shown(session.findings().availability(), |found| {
                nines_view(session, found)
            }),
        ),
    }
}

/// The parts of which an import guesses or asks something, or whom they call: all nodes of the service that a row names.
fn unsure(scenario: &Scenario) -> Vec<(ComponentId, bool)> {
    let rows = scenario.imported.iter().flat_map(|imported| &imported.rows);
    let mut found: Vec<(ComponentId, bool)> = Vec::new();
    for row in rows {
        let is_asked = row.how == How::Asked;
        let about = match row.about {
            Some(Target::Component(id)) => Some(id),
            Some(Target::Link(link)) => Some(link.from),
            _ => None,
        };
        let about = about.and_then(|id| scenario.component(id));
        let Some(about) = about.filter(|_| is_asked || row.how == How::Guessed) else {
            continue;
        };
        let is_same = |other: &Component| {
            let has_service = other.kind().row().own_service().is_some();
            other.id == about.id
                || has_service && other.kind() == about.kind() && other.service == about.service
        };
        let same = scenario.components.iter().filter(|other| is_same(other));
        found.extend(same.map(|other| (other.id, is_asked)));
    }
    // A question stands before a guess.
    found.sort_unstable_by_key(|(id, is_asked)| (*id, !is_asked));
    found.dedup_by_key(|(id, _)| *id);
    found
}

/// The same with how far the search for it is, if it is under way.
fn with_progress<T>(session: &Session, search: Search, finding: Finding<T>) -> Finding<T> {
    let progress = session.findings().progress();
    Finding {
        percent: progress
            .filter(|(under_way, _)| *under_way == search)
            .map(|(_, percent)| percent),
        ..finding
    }
}

/// What is known of something, as it is shown.
fn shown<T, U>(latest: &Latest<T>, view: impl FnOnce(&T) -> U) -> Finding<U> {
    Finding {
        value: latest.value().map(view),
        fresh: latest.is_fresh(),
        percent: None,
    }
}

fn mends(session: &Session) -> Vec<(Target, Finding<Vec<MendView>>)> {
    if session.only_shows() {
        return Vec::new();
    }
    let report = session.findings().report();
    let verdicts = report.spofs.iter().chain(&report.leaks);
    let overloads = session
        .findings()
        .overloads()
        .value()
        .map(|o| o.verdicts.iter());
    let overloads = overloads.into_iter().flatten().map(|o| o.element);
    let of = |element| {
        let found = session.findings().mends_of(element)?;
        let view = |mend: &Mend| MendView {
            id: mend.id.clone(),
            label: mend.id.label(session.document().scenario()),
        };
        Some((
            element,
            shown(found, |mends| mends.iter().map(view).collect()),
        ))
    };
    // Who is the last one left is no fault of the design: others are to be revived. Of the dead it is told what would have
    // helped.
    let findings = session.findings();
    let is_of_the_design = |e: &Target| findings.relieving(*e).is_none();
    verdicts
        .take(SHOWN)
        .map(|v| v.element)
        .filter(is_of_the_design)
        .chain(findings.dead().iter().copied())
        .chain(overloads.take(SHOWN))
        .filter_map(of)
        .collect()
}

fn overloads(session: &Session) -> Finding<OverloadsView> {
    let there = |remark: &Remark| session.document().scenario().has(remark.about);
    shown(session.findings().overloads(), |found| {
        let now = found.now.iter().map(|d| Remark {
            about: Target::Component(d.component),
            text: saturated_words(d),
        });
        let growing = found.growing.iter().map(|g| Remark {
            about: Target::Component(g.queue),
            text: format!("{g}."),
        });
        let first = found.verdicts.iter();
        let mut first = first.filter(|o| session.document().scenario().has(o.element));
        let verdicts = found.verdicts.iter().map(|o| Remark {
            about: o.element,
            text: o.to_string(),
        });
        OverloadsView {
            worst: first.next().map(|o| overload_words(session, o)),
            now: now.chain(growing).filter(there).collect(),
            verdicts: verdicts.filter(there).collect(),
        }
    })
}

/// `losing cache-1 overloads db-1`.
fn overload_words(session: &Session, overload: &Overload) -> String {
    let saturated = overload
        .saturated
        .iter()
        .map(|d| Target::Component(d.component));
    let growing = overload.growing.iter().map(|g| Target::Component(g.queue));
    let whom: Vec<Target> = saturated.chain(growing).collect();
    let whom = first_names(session, whom.into_iter());
    format!(
        "losing {} overloads {whom}",
        name_of(session, overload.element)
    )
}

fn saturated_words(saturated: &Saturated) -> String {
    if let Some(limit) = saturated.rate_limit_rps {
        return format!(
            "{} gets {:.1} times as much as its limit of {limit} req/s lets through: the rest is refused.",
            saturated.name, saturated.utilisation
        );
    }
    let workers = match saturated.workers {
        1 => "one worker".to_owned(),
        n => format!("{n} workers"),
    };
    format!(
        "{} has {:.1} times as much to do as its {workers} can: its queue grows without end.",
        saturated.name, saturated.utilisation
    )
}

fn warnings(session: &Session) -> Finding<Vec<Remark>> {
    // While the first parts are drawn, what is missing is no oddity.
    let is_begun = session.simulation().nobody_asks().is_none();
    shown(session.findings().warnings(), |found| {
        let there = found
            .iter()
            .filter(|_| is_begun)
            .filter(|w| session.document().scenario().has(w.about()));
        let remarks = there.map(|w| Remark {
            about: w.about(),
            text: w.to_string(),
        });
        remarks.collect()
    })
}

/// Whether a warning is about more than a part that nothing reaches.
fn is_warned(session: &Session) -> bool {
    let warnings = session.findings().warnings().value().into_iter().flatten();
    let mut there = warnings.filter(|w| session.document().scenario().has(w.about()));
    there.any(|w| !matches!(w, Warning::Unreached { .. }))
}

fn cuts(session: &Session, found: &Latest<CutList>) -> Finding<CutsView> {
    let there = |target: &Target| session.document().scenario().has(*target);
    shown(found, |list| {
        let sets = list
            .sets
            .iter()
            .filter(|set| set.elements.iter().all(there));
        let view = sets.map(|set| CutView {
            names: set.words(&|element| name_of(session, element)),
            elements: set.elements.clone(),
            loss: format!("{} of requests", per_cent(set.impact)),
        });
        CutsView {
            list: view.collect(),
            total: list.total,
            is_full: list.is_full,
        }
    })
}

/// What has to be said beside the nines: who could not carry the load, and what is served within capacity.
fn beside_the_nines(session: &Session, found: &Availability) -> Option<String> {
    let findings = session.findings();
    let overloads = findings.overloads().value();
    let with_load = findings.availability_with_load();
    let with_load = with_load.value().filter(|_| with_load.is_fresh());
    let within = with_load.and_then(|with_load| found.within_capacity(with_load, &nines_between));
    let words: Vec<String> = overloads
        .and_then(Overloads::beside_the_nines)
        .into_iter()
        .chain(within)
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn nines_view(session: &Session, found: &Availability) -> Option<NinesView> {
    if found.classes.is_empty() {
        return None;
    }
    let best = found.importance.first().map_or(0.0, |i| i.gain);
    let worth = found.importance.iter().take(WORTH_SHOWN);
    let worth = worth.filter(|i| i.gain > 1e-12 && session.document().scenario().has(i.element));
    let classes = found.classes.iter().take(CLASSES_SHOWN);
    let many = found.classes.len() > 1;
    Some(NinesView {
        all: nines_between(found.all),
        lost: per_year(1.0 - found.all.low),
        caveat: found.caveat(),
        beside: beside_the_nines(session, found),
        classes: classes
            .filter(|_| many)
            .map(|c| ClassView {
                name: class_name(session, &c.class),
                share: nines_between(c.expected),
                lost: per_year(1.0 - c.expected.low),
            })
            .collect(),
        best: best_words(session, found),
        worth: worth
            .map(|i| WorthView {
                element: i.element,
                name: name_of(session, i.element),
                gain: per_year(i.gain),
                bar: i.gain / best,
            })
            .collect(),
    })
}

/// Who buys the most: all of them, where several buy the same.
fn best_words(session: &Session, found: &Availability) -> Option<String> {
    let ties = found.best();
    let gain = per_year(ties.first()?.gain);
    let names = first_names(session, ties.iter().map(|i| i.element));
    Some(if ties.len() == 1 {
        format!("{names} buys the most: if it never failed, that would be {gain} less.")
    } else {
        format!(
            "{names} buy the most, each as much: if one of them never failed, that would be {gain} less."
        )
    })
}

/// The names of the first few, and how many more there are.
fn first_names(session: &Session, targets: impl ExactSizeIterator<Item = Target>) -> String {
    let count = targets.len();
    let mut names: Vec<String> = targets.take(NAMES).map(|t| name_of(session, t)).collect();
    if count > NAMES {
        names.push(format!("{} more", count - NAMES));
    }
    joined(names)
}

/// `reads of users`, `writes of users for shard a`.
fn class_name(session: &Session, class: &Class) -> String {
    let what = match class.operation {
        Operation::Read => "reads",
        Operation::Write => "writes",
    };
    let whose = name_of(session, Target::Component(class.client));
    if class.shards.is_empty() {
        format!("{what} of {whose}")
    } else {
        format!("{what} of {whose}, {}", shard_words(&class.shards))
    }
}

/// The mend that is pointed at.
pub fn preview(session: &Session) -> Option<PreviewView> {
    let previewed = session.findings().previewed()?;
    let changes = previewed.preview.as_ref().map(|preview| {
        let named = |targets: Vec<Target>| first_names(session, targets.into_iter());
        let of_flags = |flags: &[(Target, VerdictKind)]| flags.iter().map(|(t, _)| *t).collect();
        let mut gone: Vec<Target> = of_flags(&preview.gone);
        // The verdict that is mended goes, or it were no mend; an overload's is not among those above.
        if !gone.contains(&previewed.element) {
            gone.insert(0, previewed.element);
        }
        let of = |pick: fn(&Availability) -> String| [&preview.before, &preview.after].map(pick);
        PreviewChanges {
            gone: named(gone),
            new: named(of_flags(&preview.new)),
            brings: joined_sentences(&preview.brings),
            nines: of(|a| nines_between(a.all) + if a.drawn > 0 { ", drawn" } else { "" }),
            lost: of(|a| per_year(1.0 - a.all.low)),
        }
    });
    Some(PreviewView {
        label: previewed.mend.label(session.document().scenario()),
        changes,
    })
}

fn joined_sentences(warnings: &[Warning]) -> String {
    let told: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    told.join(" ")
}

/// `a`, `a and b`, `a, b and c`.
fn joined(mut names: Vec<String>) -> String {
    let last = names.pop().unwrap_or_default();
    if names.is_empty() {
        last
    } else {
        format!("{} and {last}", names.join(", "))
    }
}
