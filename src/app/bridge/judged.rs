//! From the session to the list of verdicts, in the words of the screen.

use crate::analysis::{Class, Operation, Verdict, shard_words};
use crate::app::figures::count;
use crate::app::view::{VerdictView, VerdictsView};
use crate::editor::Session;
use crate::model::{Component, LeftOpen, Target};

/// Most verdicts that are listed, the worst of them.
pub(super) const SHOWN: usize = 60;
/// Most of the dead that are named, and can be revived here.
const REVIVALS: usize = 4;
/// Most classes that a verdict names.
const HURT_SHOWN: usize = 4;

/// The verdicts, the worst first.
pub(super) fn verdicts(session: &Session) -> VerdictsView {
    let report = session.findings().report();
    let view = |verdict: &Verdict| VerdictView {
        element: verdict.element,
        name: name_of(session, verdict.element),
        flag: session.findings().flag_of(verdict.element),
        impact: verdict.impact,
        reason: reason(session, verdict),
        hurts: hurts(session, &verdict.classes),
        lasts: verdict
            .lasts()
            .map_or_else(String::new, |lasts| format!(" {lasts}")),
        relieving: named(
            session,
            session.findings().relieving(verdict.element).unwrap_or(&[]),
        ),
    };
    let is_last_left = |v: &&Verdict| session.findings().relieving(v.element).is_some();
    let (last_left, spofs): (Vec<&Verdict>, Vec<&Verdict>) =
        report.spofs.iter().partition(is_last_left);
    // Before a first client reaches something that answers there is nothing to judge.
    let is_begun = session.simulation().nobody_asks().is_none();
    let served = (is_begun && !report.classes.is_empty()).then_some(report.served);
    let is_short = served.is_some_and(|served| served < 1.0 - 1e-9);
    let dead = if is_short {
        session.findings().dead()
    } else {
        &[]
    };
    VerdictsView {
        dead: named(session, dead),
        list: spofs
            .iter()
            .chain(&last_left)
            .copied()
            .chain(&report.leaks)
            .chain(&report.degrades)
            .take(SHOWN)
            .map(view)
            .collect(),
        single_points: spofs.len(),
        last_left: last_left.len(),
        leaks: report.leaks.len(),
        brief: spofs.iter().filter(|v| v.for_s.is_some()).count(),
        total: report.spofs.len() + report.leaks.len() + report.degrades.len(),
        served,
        left_open: LeftOpen::of(session.document().scenario(), session.document().topology()),
    }
}

/// Why, in a sentence: of who is the last one left, until when it is that.
fn reason(session: &Session, verdict: &Verdict) -> String {
    match session.findings().relieving(verdict.element) {
        None => verdict.reason.to_string(),
        Some([only]) => format!(
            "The only one left until {} is back.",
            name_of(session, *only)
        ),
        Some(several) => {
            let (told, more) = several.split_at(several.len().min(REVIVALS));
            let mut names: Vec<String> = told.iter().map(|t| name_of(session, *t)).collect();
            if !more.is_empty() {
                names.push(format!("{} more", more.len()));
            }
            let last = names.pop().unwrap_or_default();
            format!(
                "The only one left until {} or {last} is back.",
                names.join(", ")
            )
        }
    }
}

/// The first of these, each with its name.
fn named(session: &Session, targets: &[Target]) -> Vec<(Target, String)> {
    let first = targets.iter().take(REVIVALS);
    first.map(|t| (*t, name_of(session, *t))).collect()
}

/// Whose requests are hurt: `reads and writes`; with several clients `reads of users`.
fn hurts(session: &Session, classes: &[Class]) -> String {
    let is_client = |c: &&Component| c.kind().row().asks();
    let clients = session
        .document()
        .scenario()
        .components
        .iter()
        .filter(is_client);
    let one_client = clients.count() == 1;
    let whole: Vec<&Class> = classes.iter().filter(|c| c.shards.is_empty()).collect();
    let told = if whole.is_empty() {
        classes.iter().collect()
    } else {
        whole
    };
    let mut words: Vec<String> = Vec::new();
    for class in told {
        if let Some((queue, service)) = &class.delivers {
            words.push(format!("what {queue} delivers to {service}"));
            continue;
        }
        let mut word = match class.operation {
            Operation::Read => "reads".to_owned(),
            Operation::Write => "writes".to_owned(),
        };
        if !one_client {
            word += " of ";
            word += &name_of(session, Target::Component(class.client));
        }
        if !class.shards.is_empty() {
            word += " for ";
            word += &shard_words(&class.shards);
        }
        words.push(word);
    }
    let more = words.len().saturating_sub(HURT_SHOWN);
    words.truncate(HURT_SHOWN);
    let mut text = match words.as_slice() {
        [a, b] if more == 0 => format!("{a} and {b}"),
        words => words.join(", "),
    };
    if more > 0 {
        text.push_str(" and ");
        text.push_str(&count(more as f64));
        text.push_str(" more");
    }
    text
}

/// What a thing is called on the screen.
pub(super) fn name_of(session: &Session, target: Target) -> String {
    let name = match target {
        Target::Component(id) => session
            .document()
            .component(id)
            .map(|c| c.display_name().to_owned()),
        Target::Note(_) => None,
        Target::Group(_) => Some(session.document().name_of(target)),
        Target::Region(id) => session
            .document()
            .region(id)
            .map(|r| r.display_name().to_owned()),
        Target::Link(id) => Some(format!("{} → {}", id.from, id.to)),
    };
    name.unwrap_or_else(|| target.to_string())
}
