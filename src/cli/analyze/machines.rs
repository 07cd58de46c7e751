//! The verdicts as JSON.

use serde::Serialize;

use super::Findings;
use crate::analysis::{
    Availability, CUT_SETS, ClassReport, CutSet, Expected, Finding, Importance, Overload,
    Overloads, Verdict, Warning,
};
use crate::model::Target;

#[derive(Serialize)]
struct Json {
    spofs: Vec<JsonVerdict>,
    leaks: Vec<JsonVerdict>,
    /// Whose loss loses nothing and leaves answers that lack something.
    degrades: Vec<JsonVerdict>,
    overloads: Vec<JsonOverload>,
    /// What is saturated already.
    overloaded: Vec<JsonSaturated>,
    /// The queues that get more than is taken from them.
    growing: Vec<JsonGrowing>,
    pairs: Vec<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    triples: Option<Vec<Vec<String>>>,
    classes: Vec<JsonClass>,
    /// How many requests were drawn at random for the availabilities, which are likely then and not proven.
    #[serde(skip_serializing_if = "Option::is_none")]
    availability_drawn: Option<u64>,
    /// The same of states, for the availabilities within capacity.
    #[serde(skip_serializing_if = "Option::is_none")]
    availability_within_capacity_drawn: Option<u64>,
    /// What each element is worth, the one that buys the most first.
    importance: Vec<JsonImportance>,
    warnings: Vec<JsonWarning>,
    /// Components that nobody calls.
    not_judged: Vec<String>,
    /// What has to be said beside the nines, where somebody could not carry the load.
    #[serde(skip_serializing_if = "Option::is_none")]
    beside_the_nines: Option<String>,
}

#[derive(Serialize)]
struct JsonVerdict {
    element: String,
    impact: f64,
    classes: Vec<String>,
    reason: String,
    /// What the answers lack then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    without: Vec<String>,
    /// How long it lasts each time, where it is started again by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    for_s: Option<f64>,
    mends: Vec<String>,
}

#[derive(Serialize)]
struct JsonOverload {
    element: String,
    /// What is saturated without it, the worst first.
    drowning: Vec<JsonSaturated>,
    /// Of a cache: the share of the reads through it that it answers now.
    #[serde(skip_serializing_if = "Option::is_none")]
    hit_share: Option<f64>,
    reason: String,
    mends: Vec<String>,
}

#[derive(Serialize)]
struct JsonSaturated {
    component: String,
    /// How many times its workers it would need: above 1.
    utilisation: f64,
}

#[derive(Serialize)]
struct JsonGrowing {
    queue: String,
    /// Messages a second.
    per_s: f64,
    full_after_s: f64,
}

#[derive(Serialize)]
struct JsonClass {
    class: String,
    served: f64,
    /// The share that is served in full, with all optional calls.
    full: f64,
    /// Where it could not be told exactly: at least this.
    availability: f64,
    /// Where it could not be told exactly: at most this.
    #[serde(skip_serializing_if = "Option::is_none")]
    availability_at_most: Option<f64>,
    /// The same of what is served within capacity: at least this.
    #[serde(skip_serializing_if = "Option::is_none")]
    availability_within_capacity: Option<f64>,
    /// The same, where it could not be told exactly: at most this.
    #[serde(skip_serializing_if = "Option::is_none")]
    availability_within_capacity_at_most: Option<f64>,
}

#[derive(Serialize)]
struct JsonImportance {
    element: String,
    birnbaum: f64,
    gain: f64,
}

#[derive(Serialize)]
struct JsonWarning {
    about: String,
    text: String,
}

/// The verdicts as JSON, in one line.
pub(super) fn text(findings: &Findings) -> serde_json::Result<String> {
    let (report, study) = (&findings.report, &findings.study);
    let verdicts = |verdicts: &[Verdict]| -> Vec<JsonVerdict> {
        verdicts.iter().map(|v| verdict(findings, v)).collect()
    };
    let overloads = study.overloads().known();
    // Of parts that are alike every set is listed, as far as lists go.
    let sets = |sets: &Vec<CutSet>| -> Vec<Vec<String>> {
        let every = sets.iter().flat_map(|set| set.every(CUT_SETS));
        every.take(CUT_SETS).map(|set| ids(&set)).collect()
    };
    let json = Json {
        spofs: verdicts(&report.spofs),
        leaks: verdicts(&report.leaks),
        degrades: verdicts(&report.degrades),
        overloads: overloads
            .into_iter()
            .flat_map(|o| &o.verdicts)
            .map(|o| overload(findings, o))
            .collect(),
        overloaded: overloads
            .into_iter()
            .flat_map(|o| &o.now)
            .map(saturated)
            .collect(),
        growing: overloads
            .into_iter()
            .flat_map(|o| &o.growing)
            .map(|growing| JsonGrowing {
                queue: growing.queue.to_string(),
                per_s: tidied(growing.per_s),
                full_after_s: tidied(growing.full_after_s),
            })
            .collect(),
        pairs: study.pairs().known().map(sets).unwrap_or_default(),
        triples: findings
            .triples
            .then(|| study.triples().known().map(sets).unwrap_or_default()),
        classes: findings
            .classes()
            .map(|(report, expected)| {
                class(report, expected, findings.within_capacity(&report.class))
            })
            .collect(),
        availability_drawn: drawn(study.availability()),
        availability_within_capacity_drawn: drawn(study.availability_with_load()),
        importance: study
            .availability()
            .known()
            .into_iter()
            .flat_map(|a| &a.importance)
            .map(importance)
            .collect(),
        warnings: study
            .warnings()
            .known()
            .into_iter()
            .flatten()
            .map(warning)
            .collect(),
        not_judged: findings
            .not_judged()
            .iter()
            .map(ToString::to_string)
            .collect(),
        beside_the_nines: overloads.and_then(Overloads::beside_the_nines),
    };
    Ok(serde_json::to_string(&json)? + "\n")
}

fn drawn(found: &Finding<Availability>) -> Option<u64> {
    found.known().map(|found| found.drawn).filter(|&n| n > 0)
}

fn verdict(findings: &Findings, verdict: &Verdict) -> JsonVerdict {
    JsonVerdict {
        element: verdict.element.to_string(),
        impact: tidied(verdict.impact),
        classes: verdict.classes.iter().map(ToString::to_string).collect(),
        reason: verdict.reason.to_string(),
        without: verdict.without.clone(),
        for_s: verdict.for_s,
        mends: mends(findings, verdict.element),
    }
}

fn overload(findings: &Findings, overload: &Overload) -> JsonOverload {
    JsonOverload {
        element: overload.element.to_string(),
        drowning: overload.saturated.iter().map(saturated).collect(),
        hit_share: overload.hit_share.map(tidied),
        reason: overload.to_string(),
        mends: mends(findings, overload.element),
    }
}

fn mends(findings: &Findings, element: Target) -> Vec<String> {
    let mends = findings.mends(element);
    mends.map(|mend| mend.told(&findings.scenario)).collect()
}

fn saturated(saturated: &crate::analysis::Saturated) -> JsonSaturated {
    JsonSaturated {
        component: saturated.component.to_string(),
        utilisation: tidied(saturated.utilisation),
    }
}

fn ids(elements: &[Target]) -> Vec<String> {
    elements.iter().map(ToString::to_string).collect()
}

fn class(class: &ClassReport, expected: Expected, within: Option<Expected>) -> JsonClass {
    JsonClass {
        class: class.class.to_string(),
        served: tidied(class.served),
        full: tidied(class.full),
        availability: tidied(expected.low),
        availability_at_most: expected.exact().is_none().then(|| tidied(expected.high)),
        availability_within_capacity: within.map(|within| tidied(within.low)),
        availability_within_capacity_at_most: within
            .filter(|within| within.exact().is_none())
            .map(|within| tidied(within.high)),
    }
}

fn importance(importance: &Importance) -> JsonImportance {
    JsonImportance {
        element: importance.element.to_string(),
        birnbaum: tidied(importance.birnbaum),
        gain: tidied(importance.gain),
    }
}

fn warning(warning: &Warning) -> JsonWarning {
    JsonWarning {
        about: warning.about().to_string(),
        text: warning.to_string(),
    }
}

/// Rounded to what floating point can vouch for: 0.2, not 0.19999999999999996.
fn tidied(share: f64) -> f64 {
    (share * 1e12).round() / 1e12
}
