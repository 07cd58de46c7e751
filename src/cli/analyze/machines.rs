//! The verdicts as JSON.

use serde::Serialize;

use super::Findings;
use crate::analysis::{ClassReport, CutSet, Expected, Verdict};

#[derive(Serialize)]
struct Json {
    spofs: Vec<JsonVerdict>,
    leaks: Vec<JsonVerdict>,
    pairs: Vec<Vec<String>>,
    classes: Vec<JsonClass>,
}

#[derive(Serialize)]
struct JsonVerdict {
    element: String,
    impact: f64,
    classes: Vec<String>,
    reason: String,
}

#[derive(Serialize)]
struct JsonClass {
    class: String,
    served: f64,
    /// Where it could not be told exactly: at least this.
    availability: f64,
    /// Where it could not be told exactly: at most this.
    #[serde(skip_serializing_if = "Option::is_none")]
    availability_at_most: Option<f64>,
}

/// The verdicts as JSON, in one line.
pub(super) fn text(findings: &Findings) -> serde_json::Result<String> {
    let report = &findings.report;
    let json = Json {
        spofs: report.spofs.iter().map(verdict).collect(),
        leaks: report.leaks.iter().map(verdict).collect(),
        pairs: findings.pairs.iter().map(elements).collect(),
        classes: findings
            .classes()
            .map(|(report, expected)| class(report, expected))
            .collect(),
    };
    Ok(serde_json::to_string(&json)? + "\n")
}

fn verdict(verdict: &Verdict) -> JsonVerdict {
    JsonVerdict {
        element: verdict.element.to_string(),
        impact: tidied(verdict.impact),
        classes: verdict.classes.iter().map(ToString::to_string).collect(),
        reason: verdict.reason.to_string(),
    }
}

fn elements(cut_set: &CutSet) -> Vec<String> {
    cut_set.elements.iter().map(ToString::to_string).collect()
}

fn class(class: &ClassReport, expected: Expected) -> JsonClass {
    JsonClass {
        class: class.class.to_string(),
        served: tidied(class.served),
        availability: tidied(expected.low),
        availability_at_most: expected.exact().is_none().then(|| tidied(expected.high)),
    }
}

/// Without the dust of floating point: 0.2, not 0.19999999999999996.
fn tidied(share: f64) -> f64 {
    (share * 1e12).round() / 1e12
}
