//! Entries of the script: what is done, to whom, when.

use super::draft::Draft;
use super::reader::Reader;
use crate::tree::{Field, Node, Path};
use topple_model::{Action, ComponentId, GroupId, LinkId, NoteId, RegionId, ScriptEntry, Target};

/// What may be done. [`Action`] says the same once its target and its amount are known.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Verb {
    Kill,
    Crash,
    Slow,
    Errors,
    Empty,
    Cut,
    Loss,
    Latency,
    Isolate,
    Drain,
    Revive,
    SetRate,
    Say,
}

/// How an entry is written.
pub(crate) struct Form {
    pub verb: Verb,
    /// The word of `"do"`.
    pub word: &'static str,
    /// Fields that it must have, beside when and what.
    pub needs: &'static [&'static str],
    /// Fields that it may have.
    pub may_have: &'static [&'static str],
}

const fn form(verb: Verb, word: &'static str, needs: &'static [&'static str]) -> Form {
    Form {
        verb,
        word,
        needs,
        may_have: &[],
    }
}

/// All that may be done, each with its fields.
pub(crate) const FORMS: [Form; 13] = [
    form(Verb::Kill, "kill", &["target"]),
    form(Verb::Crash, "crash", &["target"]),
    form(Verb::Slow, "slow", &["target", "factor"]),
    Form {
        may_have: &["fast"],
        ..form(Verb::Errors, "errors", &["target", "share"])
    },
    form(Verb::Empty, "empty", &["target"]),
    form(Verb::Cut, "cut", &["target"]),
    form(Verb::Loss, "loss", &["target", "share"]),
    form(Verb::Latency, "latency", &["target", "factor"]),
    form(Verb::Isolate, "isolate", &["target"]),
    form(Verb::Drain, "drain", &["target"]),
    form(Verb::Revive, "revive", &["target"]),
    Form {
        may_have: &["over_s"],
        ..form(Verb::SetRate, "set_rate", &["target", "rate_rps"])
    },
    form(Verb::Say, "say", &["text"]),
];

impl Form {
    fn fields(&self) -> impl Iterator<Item = &'static str> + Clone {
        let own = self.needs.iter().chain(self.may_have).copied();
        ["at_s", "do"].into_iter().chain(own)
    }
}

/// Reads one entry. Targets are looked up in what was read before.
pub(super) fn read(
    node: &Node,
    path: &Path<'_>,
    reader: &mut Reader,
    draft: &Draft,
) -> Option<ScriptEntry> {
    let wanted = "an entry: { \"at_s\": …, \"do\": …, \"target\": … }";
    let fields = reader.object(node, path, wanted)?;
    let at = needed(node, path, reader, "at_s", "seconds after the start");
    let kind = needed(node, path, reader, "do", "what is done");
    let at_s = at.and_then(|at| reader.number(at, &path.field("at_s")));
    let forms = FORMS.iter().map(|form| (form, form.word));
    let form = reader.choice(kind?, &path.field("do"), forms)?;
    unknown(&fields, path, reader, form);
    let at_s = at_s.unwrap_or_default();
    if form.verb == Verb::Say {
        let said = needed(node, path, reader, "text", "what is said")?;
        let said = reader.text(said, &path.field("text"))?;
        return Some(ScriptEntry::say(at_s, said));
    }
    let target = needed(node, path, reader, "target", "whom it is done to");
    let target = target.and_then(|t| self::target(t, &path.field("target"), reader, draft));
    let amount = form.needs.get(1).and_then(|key| {
        let what = format!("\"{}\" needs to know how much", form.word);
        let node = needed(node, path, reader, key, &what)?;
        reader.number(node, &path.field(key))
    });
    let fast = node.get("fast").filter(|_| form.may_have.contains(&"fast"));
    let fast = fast.and_then(|fast| reader.switch(fast, &path.field("fast")));
    let over = node
        .get("over_s")
        .filter(|_| form.may_have.contains(&"over_s"));
    let over_s = over.and_then(|over| reader.number(over, &path.field("over_s")));
    // What cannot be read stands as something harmless, so that the rest of the entry is judged all the same.
    let how = How {
        amount: amount.unwrap_or(1.0),
        fast: fast.unwrap_or_default(),
        over_s: over_s.unwrap_or_default(),
    };
    let at_do = node.get("do").and_then(|n| n.at);
    match action(form.verb, target?, how) {
        Ok(action) => Some(ScriptEntry::act(at_s, action)),
        Err(why) => {
            reader.wrong(at_do, &path.field("do"), why);
            None
        }
    }
}

pub(super) fn needed<'n>(
    node: &'n Node,
    path: &Path<'_>,
    reader: &mut Reader,
    key: &'static str,
    what: &str,
) -> Option<&'n Node> {
    let found = node.get(key);
    if found.is_none() {
        reader.wrong(node.at, path, format!("\"{key}\" is missing: {what}"));
    }
    found
}

fn unknown(fields: &[&Field], path: &Path<'_>, reader: &mut Reader, form: &Form) {
    for field in fields {
        let has = |form: &Form| form.fields().any(|key| key == field.key);
        if has(form) {
            continue;
        }
        if let Some(other) = FORMS.iter().find(|other| has(other)) {
            let (word, other) = (form.word, other.word);
            let message = format!("\"{word}\" has no such field; it belongs to \"{other}\"");
            reader.strange(field.at, &path.field(&field.key), message);
        } else {
            reader.unknown(field, path, form.fields());
        }
    }
}

pub(super) fn target(
    node: &Node,
    path: &Path<'_>,
    reader: &mut Reader,
    draft: &Draft,
) -> Option<Target> {
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
            "a component, a region, a group or a link (\"from>to\") of this scenario",
        );
    }
    None
}

/// How an action is done, by those of its fields that it has.
#[derive(Clone, Copy)]
struct How {
    /// So much of it: a factor, a share or a rate.
    amount: f64,
    /// Of errors: whether they come at once.
    fast: bool,
    /// Of a rate: in how many seconds it gets there.
    over_s: f64,
}

/// The action on this target, done so.
///
/// # Errors
/// Why it cannot be, in plain words. Whether the kind of a component allows it is the model's to judge.
fn action(verb: Verb, target: Target, how: How) -> Result<Action, String> {
    let How {
        amount,
        fast,
        over_s,
    } = how;
    let component = |what: &str| -> Result<ComponentId, String> {
        match target {
            Target::Component(id) => Ok(id),
            Target::Region(RegionId(id)) => {
                Err(format!("{id} is a region, and only a component {what}"))
            }
            Target::Group(GroupId(id)) => {
                Err(format!("{id} is a group, and only a component {what}"))
            }
            Target::Link(id) => Err(format!("{id} is a link, and only a component {what}")),
            Target::Note(id) => Err(format!("{id} is a note, and only a component {what}")),
        }
    };
    let link = |instead: &str| match target {
        Target::Link(id) => Ok(id),
        Target::Component(ComponentId(id))
        | Target::Region(RegionId(id))
        | Target::Group(GroupId(id))
        | Target::Note(NoteId(id)) => {
            Err(format!("{id} is {instead}; a link is named \"from>to\""))
        }
    };
    Ok(match verb {
        Verb::Kill => Action::Kill(target),
        Verb::Revive => Action::Revive(target),
        Verb::Crash => Action::Crash(component("crashes")?),
        Verb::Slow => Action::Slow {
            target: component("is slow")?,
            factor: amount,
        },
        Verb::Errors => Action::Errors {
            target: component("errs")?,
            share: amount,
            fast,
        },
        Verb::Empty => Action::Empty(component("answers without addresses")?),
        Verb::Drain => Action::Drain(component("is drained")?),
        Verb::SetRate => Action::SetRate {
            target: component("has a rate")?,
            rate_rps: amount,
            over_s,
        },
        Verb::Cut => Action::Cut(link("killed, not cut")?),
        Verb::Loss => Action::Loss {
            target: link("no link, and only links lose messages")?,
            share: amount,
        },
        Verb::Latency => Action::Latency {
            target: link("no link, and only links have a latency")?,
            factor: amount,
        },
        Verb::Isolate => match target {
            Target::Region(id) => Action::Isolate(id),
            Target::Component(ComponentId(id)) => {
                return Err(format!(
                    "{id} is a component, and only a region is isolated: cut its links instead"
                ));
            }
            Target::Group(id) => {
                return Err(format!("{id} is a group, and only a region is isolated"));
            }
            Target::Link(id) => {
                return Err(format!("{id} is a link, and only a region is isolated"));
            }
            Target::Note(id) => {
                return Err(format!("{id} is a note, and only a region is isolated"));
            }
        },
        Verb::Say => return Err("what is said is done to nobody".to_owned()),
    })
}
