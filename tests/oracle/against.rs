//! What the program says of a case, held against the oracle; and the smallest case that still differs.

use crate::drawn::{Case, Deed};
use crate::file::{Broken, Element, read};
use crate::verdicts::{Oracle, SAME, Share, Verdict};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use topple::analysis::{self, ClassReport, Failed, Options, analyse, availability, classes, pairs};
use topple::formats::json;
use topple::model::{ComponentId, RegionId, Scenario, Target};

/// What is compared beside shares and verdicts on single elements.
#[derive(Clone, Copy)]
pub struct Depth {
    pub links: bool,
    pub pairs: bool,
    /// Elements up to which every state is gone through; each more doubles the work.
    pub states: usize,
}

/// What is broken after each moment.
pub fn moments(oracle: &crate::file::System, case: &Case) -> Vec<Broken> {
    let mut broken = Broken::default();
    let after = case.moments.iter().map(|deeds| {
        for deed in deeds {
            let Some(element) = oracle.element(deed.target()) else {
                continue;
            };
            match (deed, element) {
                (Deed::Isolate(_), Element::Region(region)) => {
                    broken.isolated.insert(region);
                }
                (Deed::Isolate(_), _) => {}
                (Deed::Kill(_), _) => broken = broken.with(element),
                (Deed::Revive(_), Element::Part(part)) => {
                    broken.parts.remove(&part);
                }
                (Deed::Revive(_), Element::Link(link)) => {
                    broken.links.remove(&link);
                }
                (Deed::Revive(_), Element::Group(group)) => {
                    broken.groups.remove(&group);
                }
                (Deed::Revive(_), Element::Region(region)) => {
                    broken.regions.remove(&region);
                    broken.isolated.remove(&region);
                }
            }
        }
        broken.clone()
    });
    after.collect()
}

/// The oracle's answers and the program's question.
pub fn both(case: &Case) -> Option<(Oracle, Scenario, Failed)> {
    let text = case.file.to_string();
    let scenario = json::read(&text).ok()?;
    let system = read(&text);
    let moments = moments(&system, case);
    let oracle = Oracle::new(system, &moments);
    let mut failed = Failed::nothing();
    let broken = &oracle.now.broken;
    let elements = broken.parts.iter().copied().map(Element::Part);
    let elements = elements.chain(broken.regions.iter().copied().map(Element::Region));
    let elements = elements.chain(broken.groups.iter().copied().map(Element::Group));
    for element in elements.chain(broken.links.iter().copied().map(Element::Link)) {
        let name = oracle.system.name(element);
        failed.insert(scenario.target(&name).unwrap());
    }
    for region in &broken.isolated {
        let id = &oracle.system.regions[*region].id;
        failed.isolated.insert(RegionId::new(id).unwrap());
    }
    let node = |node: &usize| ComponentId::new(&oracle.system.parts[*node].id).unwrap();
    if moments.len() > 1 {
        for set in &oracle.sets {
            let acting: Vec<usize> = oracle.acting(set);
            if acting != oracle.drawn(set) {
                failed.roles.primaries.extend(acting.iter().map(node));
            }
        }
        failed.roles.out = oracle.now.out.iter().map(node).collect();
    }
    Some((oracle, scenario, failed))
}

/// Where the program and the oracle differ, the first thing of each sort.
pub fn differences(case: &Case, depth: Depth) -> Vec<String> {
    let Some((oracle, scenario, failed)) = both(case) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let options = Options { links: depth.links };
    let report = analyse(&scenario, &failed, options);
    let ours = oracle.shares(&[]);
    let theirs = by_name(&report.classes);
    found.extend(shares("share", &oracle, &ours, &theirs));
    for element in oracle.elements(depth.links) {
        let target = scenario.target(&oracle.system.name(element)).unwrap();
        let theirs = by_name(&classes(&scenario, &failed.with(target)));
        let without = shares("share", &oracle, &oracle.shares(&[element]), &theirs);
        if let Some(differs) = without {
            found.push(format!("{differs} without {target}"));
            break;
        }
    }
    let verdicts = oracle.verdicts(depth.links);
    found.extend(lists(
        "single point of failure",
        &verdicts.spofs,
        &report.spofs,
    ));
    found.extend(lists("leak", &verdicts.leaks, &report.leaks));
    found.extend(lists("degrades", &verdicts.degrades, &report.degrades));
    if depth.pairs {
        let ours = oracle.pairs(false);
        let theirs: BTreeMap<BTreeSet<String>, BTreeSet<String>> =
            pairs(&scenario, &failed, Options::default())
                .into_iter()
                .map(|pair| {
                    let elements = pair.elements.iter().map(Target::to_string).collect();
                    (
                        elements,
                        pair.classes.iter().map(ToString::to_string).collect(),
                    )
                })
                .collect();
        let all = ours.keys().chain(theirs.keys());
        let first = all
            .into_iter()
            .find(|pair| ours.get(*pair) != theirs.get(*pair));
        found.extend(first.map(|pair| {
            format!(
                "pair {pair:?}: oracle {:?}, program {:?}",
                ours.get(pair),
                theirs.get(pair)
            )
        }));
    }
    if oracle.elements(false).len() <= depth.states {
        let ours = oracle.availability();
        let told = availability(&scenario, &failed);
        let ours: Vec<Share> = ours
            .into_iter()
            .map(|share| Share {
                full: share.served,
                ..share
            })
            .collect();
        let theirs: BTreeMap<String, Share> = told
            .classes
            .iter()
            .map(|class| {
                let served = class.expected.exact().unwrap_or(f64::NAN);
                let share = Share {
                    served,
                    full: served,
                };
                (class.class.to_string(), share)
            })
            .collect();
        found.extend(shares("availability", &oracle, &ours, &theirs));
    }
    found
}

fn by_name(classes: &[ClassReport]) -> BTreeMap<String, Share> {
    let classes = classes.iter();
    classes
        .map(|class| {
            let share = Share {
                served: class.served,
                full: class.full,
            };
            (class.class.to_string(), share)
        })
        .collect()
}

fn shares(
    what: &str,
    oracle: &Oracle,
    ours: &[Share],
    theirs: &BTreeMap<String, Share>,
) -> Option<String> {
    let names: BTreeSet<&str> = oracle.classes.iter().map(|class| &*class.name).collect();
    let told: BTreeSet<&str> = theirs.keys().map(String::as_str).collect();
    if names != told {
        return Some(format!(
            "{what}: classes: oracle {names:?}, program {told:?}"
        ));
    }
    let mut pairs = oracle.classes.iter().zip(ours);
    let differs = |class: &str, share: Share| {
        let other = theirs[class];
        let differ = |a: f64, b: f64| (a - b).is_nan() || (a - b).abs() > SAME;
        differ(share.served, other.served) || differ(share.full, other.full)
    };
    let (class, share) = pairs.find(|(class, share)| differs(&class.name, **share))?;
    let other = theirs[&class.name];
    Some(format!(
        "{what} of {}: oracle {share:?}, program {other:?}",
        class.name
    ))
}

fn lists(what: &str, ours: &[Verdict], theirs: &[analysis::Verdict]) -> Option<String> {
    let theirs: Vec<Verdict> = theirs
        .iter()
        .map(|verdict| Verdict {
            element: verdict.element.to_string(),
            impact: verdict.impact,
            classes: verdict.classes.iter().map(ToString::to_string).collect(),
        })
        .collect();
    let of = |verdicts: &[Verdict], element: &str| {
        let mut all = verdicts.iter();
        all.find(|verdict| verdict.element == element).cloned()
    };
    let same = |a: &Option<Verdict>, b: &Option<Verdict>| match (a, b) {
        (Some(a), Some(b)) => (a.impact - b.impact).abs() <= SAME && a.classes == b.classes,
        (a, b) => a.is_none() && b.is_none(),
    };
    let elements = ours.iter().chain(&theirs).map(|verdict| &verdict.element);
    elements.into_iter().find_map(|element| {
        let (a, b) = (of(ours, element), of(&theirs, element));
        (!same(&a, &b)).then(|| format!("{what} {element}: oracle {a:?}, program {b:?}"))
    })
}

/// The smallest case found that still fails so.
pub fn smallest(case: &Case, fails: &dyn Fn(&Case) -> bool) -> Case {
    let mut best = case.clone();
    loop {
        let Some(next) = smaller(&best).into_iter().find(|case| fails(case)) else {
            return best;
        };
        best = next;
    }
}

/// Each case that is a little smaller.
fn smaller(case: &Case) -> Vec<Case> {
    let mut found = Vec::new();
    for at in 0..case.moments.len() {
        let mut less = case.clone();
        less.moments.remove(at);
        found.push(less);
        if at > 0 {
            let mut less = case.clone();
            let merged = less.moments.remove(at);
            less.moments[at - 1].extend(merged);
            found.push(less);
        }
        for deed in 0..case.moments[at].len() {
            let mut less = case.clone();
            less.moments[at].remove(deed);
            less.moments.retain(|deeds| !deeds.is_empty());
            found.push(less);
        }
    }
    for key in ["components", "regions", "groups", "links"] {
        for at in 0..case.file[key].as_array().map_or(0, Vec::len) {
            let mut less = case.clone();
            let gone = less.file[key].as_array_mut().unwrap().remove(at);
            forget(&mut less.file, &gone["id"]);
            found.push(less);
            for setting in gone.as_object().unwrap().keys() {
                if !["id", "kind", "from", "to"].contains(&setting.as_str()) {
                    let mut less = case.clone();
                    less.file[key][at].as_object_mut().unwrap().remove(setting);
                    found.push(less);
                }
            }
        }
    }
    found
}

/// Takes out what names a part or region that is gone.
fn forget(file: &mut Value, gone: &Value) {
    if gone.is_null() {
        return;
    }
    let links = file["links"].as_array_mut().unwrap();
    links.retain(|link| link["from"] != *gone && link["to"] != *gone);
    for part in file["components"].as_array_mut().unwrap() {
        if let Some(groups) = part["groups"].as_array_mut() {
            groups.retain(|group| group != gone);
        }
    }
    for key in ["components", "regions"] {
        for value in file[key].as_array_mut().unwrap() {
            for place in ["region", "parent"] {
                if value[place] == *gone {
                    value.as_object_mut().unwrap().remove(place);
                }
            }
        }
    }
}
