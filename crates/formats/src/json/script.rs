//! Entries of the script: what is done, to whom, when.

use super::draft::Draft;
use super::reader::Reader;
use crate::tree::{Field, Node, Path};
use topple_model::script::Action;
use topple_model::{ComponentId, LinkId, RegionId, ScriptEntry, Target};

/// What may be done. [`Action`] says the same once its target and its amount are known.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum ActionKind {
    Kill,
    Crash,
    Slow,
    Errors,
    Cut,
    Revive,
    SetRate,
}

/// All actions, each with its word and the field of its amount.
pub(crate) const ACTION_KINDS: [(ActionKind, &str, Option<&str>); 7] = [
    (ActionKind::Kill, "kill", None),
    (ActionKind::Crash, "crash", None),
    (ActionKind::Slow, "slow", Some("factor")),
    (ActionKind::Errors, "errors", Some("share")),
    (ActionKind::Cut, "cut", None),
    (ActionKind::Revive, "revive", None),
    (ActionKind::SetRate, "set_rate", Some("rate_rps")),
];

/// Reads one entry. Targets are looked up in what was read before.
pub(super) fn read(
    node: &Node,
    path: &Path<'_>,
    reader: &mut Reader,
    draft: &Draft,
) -> Option<ScriptEntry> {
    let wanted = "an entry: { \"at_s\": …, \"do\": …, \"target\": … }";
    let fields = reader.object(node, path, wanted)?;
    let mut needed = |key: &'static str, what: &str| {
        let found = node.get(key);
        if found.is_none() {
            reader.wrong(node.at, path, format!("\"{key}\" is missing: {what}"));
        }
        found
    };
    let at = needed("at_s", "seconds after the start");
    let kind = needed("do", "what is done");
    let target = needed("target", "whom it is done to");
    let at_s = at.and_then(|at| reader.number(at, &path.field("at_s")));
    let target = target.and_then(|t| self::target(t, &path.field("target"), reader, draft));
    let kinds = ACTION_KINDS.iter().map(|row| (row, row.1));
    let &(kind, word, amount) = reader.choice(kind?, &path.field("do"), kinds)?;
    unknown(&fields, path, reader, word, amount);
    // What cannot be read stands as something harmless, so that the rest of the entry is judged all the same.
    let amount = match amount.map(|key| (key, node.get(key))) {
        None => None,
        Some((key, Some(node))) => reader.number(node, &path.field(key)),
        Some((key, None)) => {
            let message = format!("\"{key}\" is missing: \"{word}\" needs to know how much");
            reader.wrong(node.at, path, message);
            None
        }
    };
    let amount = amount.unwrap_or(1.0);
    let at_do = node.get("do").and_then(|n| n.at);
    let action = match action(kind, target?, amount) {
        Ok(action) => action,
        Err(why) => {
            reader.wrong(at_do, &path.field("do"), why);
            return None;
        }
    };
    Some(ScriptEntry {
        at_s: at_s.unwrap_or_default(),
        action,
    })
}

fn unknown(
    fields: &[&Field],
    path: &Path<'_>,
    reader: &mut Reader,
    word: &str,
    amount: Option<&'static str>,
) {
    let known = ["at_s", "do", "target"].into_iter().chain(amount);
    for field in fields {
        if known.clone().any(|key| key == field.key) {
            continue;
        }
        let of_another = ACTION_KINDS
            .iter()
            .find(|(_, _, key)| *key == Some(&*field.key));
        if let Some((_, other, _)) = of_another {
            let message = format!("\"{word}\" has no such field; it belongs to \"{other}\"");
            reader.strange(field.at, &path.field(&field.key), message);
        } else {
            reader.unknown(field, path, known.clone());
        }
    }
}

fn target(node: &Node, path: &Path<'_>, reader: &mut Reader, draft: &Draft) -> Option<Target> {
    let text = reader.text(node, path)?;
    if let Some(target) = draft.scenario.target(text) {
        return Some(target);
    }
    let link = LinkId::parse(text);
    let ends = link.map(|l| [l.from.0, l.to.0]);
    let id = topple_model::Id::new(text);
    let unread = ends
        .into_iter()
        .flatten()
        .chain(id)
        .any(|id| draft.unread.contains(&id));
    if !unread {
        reader.unlike(
            node,
            path,
            "a component, a region or a link (\"from>to\") of this scenario",
        );
    }
    None
}

/// The action on this target.
///
/// # Errors
/// Why it cannot be, in plain words. Whether the kind of a component allows it is the model's to judge.
fn action(kind: ActionKind, target: Target, amount: f64) -> Result<Action, String> {
    let component = |what: &str| -> Result<ComponentId, String> {
        match target {
            Target::Component(id) => Ok(id),
            Target::Region(RegionId(id)) => {
                Err(format!("{id} is a region, and only a component {what}"))
            }
            Target::Link(id) => Err(format!("{id} is a link, and only a component {what}")),
        }
    };
    Ok(match kind {
        ActionKind::Kill => Action::Kill(target),
        ActionKind::Revive => Action::Revive(target),
        ActionKind::Crash => Action::Crash(component("crashes")?),
        ActionKind::Slow => Action::Slow {
            target: component("is slow")?,
            factor: amount,
        },
        ActionKind::Errors => Action::Errors {
            target: component("errs")?,
            share: amount,
        },
        ActionKind::SetRate => Action::SetRate {
            target: component("has a rate")?,
            rate_rps: amount,
        },
        ActionKind::Cut => match target {
            Target::Link(id) => Action::Cut(id),
            Target::Component(ComponentId(id)) | Target::Region(RegionId(id)) => {
                return Err(format!(
                    "{id} is killed, not cut; a link is cut, and is named \"from>to\""
                ));
            }
        },
    })
}
