//! What a scenario remembers of the files that it was imported from, and the answers alone.

use std::sync::Arc;

use super::reader::Reader;
use crate::quote::quoted;
use crate::tree::{Fields, Node, Path, Value};
use topple_model::imported::{Answer, Choice, Drawn, How, Row, Says};
use topple_model::words::Choice as _;
use topple_model::{Imported, Kind, Scenario, limits};

/// What an answer may say, by its key: one of them stands in each.
const SAYS: [&str; 6] = ["kind", "drawn", "entry", "calls", "needed", "replicated"];

/// Reads the memory of an import. What it names must be known: it is read last.
pub(super) fn read(
    node: &Node,
    path: &Path<'_>,
    reader: &mut Reader,
    scenario: &Scenario,
) -> Option<Arc<Imported>> {
    let wanted = "an object with files, answers and evidence";
    let mut imported = Imported::default();
    for field in reader.object(node, path, wanted)? {
        let (node, path_of) = (&field.node, path.field(&field.key));
        match &*field.key {
            "files" => {
                for (i, node) in each(reader.list(node, &path_of, limits::FILES)) {
                    imported
                        .files
                        .extend(short(node, &path_of.element(i), reader));
                }
            }
            "answers" => imported.answers = answers(node, &path_of, reader),
            "drawn" => {
                for (i, node) in each(reader.list(node, &path_of, MOST_DRAWN)) {
                    imported
                        .drawn
                        .extend(drawn(node, &path_of.element(i), reader));
                }
            }
            "evidence" => {
                for (i, node) in each(reader.list(node, &path_of, limits::EVIDENCE)) {
                    let row = row(node, &path_of.element(i), reader, scenario);
                    imported.rows.extend(row);
                }
            }
            _ => reader.unknown(
                field,
                path,
                ["files", "answers", "drawn", "evidence"].into_iter(),
            ),
        }
    }
    Some(Arc::new(imported))
}

fn each(nodes: &[Node]) -> impl Iterator<Item = (usize, &Node)> {
    nodes.iter().enumerate()
}

/// Parts, links and regions that an import drew, at most.
pub(crate) const MOST_DRAWN: usize = limits::COMPONENTS + limits::LINKS + limits::REGIONS;

/// `web-1 0a1b2c3d`: what was drawn, and its print.
fn drawn(node: &Node, path: &Path<'_>, reader: &mut Reader) -> Option<Drawn> {
    let text = short(node, path, reader)?;
    let parsed = text.rsplit_once(' ').and_then(|(id, print)| {
        let is_print = print.len() == 8 && !print.starts_with('+');
        let print = u32::from_str_radix(print, 16).ok().filter(|_| is_print)?;
        Some(Drawn {
            id: id.to_owned(),
            print,
        })
    });
    if parsed.is_none() {
        let message = "this is not an id and eight digits of its print: \"web-1 0a1b2c3d\"";
        reader.wrong(node.at, path, message.to_owned());
    }
    parsed
}

/// A text that stays within its bound.
fn short(node: &Node, path: &Path<'_>, reader: &mut Reader) -> Option<String> {
    let text = reader.text(node, path)?;
    let characters = text.chars().count();
    if characters > limits::EVIDENCE_TEXT {
        let most = limits::EVIDENCE_TEXT;
        let message = format!("{characters} characters are more than the {most} allowed here");
        reader.wrong(node.at, path, message);
        return None;
    }
    Some(text.to_owned())
}

/// Reads a list of answers.
pub(super) fn answers(node: &Node, path: &Path<'_>, reader: &mut Reader) -> Vec<Answer> {
    let list = each(reader.list(node, path, limits::ANSWERS));
    list.filter_map(|(i, node)| answer(node, &path.element(i), reader, &[]))
        .collect()
}

/// An answer, in an object that may have some fields beside.
fn answer(
    node: &Node,
    path: &Path<'_>,
    reader: &mut Reader,
    beside: &[&'static str],
) -> Option<Answer> {
    let wanted = "an answer: { \"about\": \"redis\", \"kind\": \"cache\" }";
    let (mut about, mut says, mut more) = (None, None, false);
    for field in reader.object(node, path, wanted)? {
        let (node, path_of) = (&field.node, path.field(&field.key));
        let said = match &*field.key {
            "about" => {
                about = short(node, &path_of, reader);
                continue;
            }
            "kind" => {
                let kinds = Kind::ALL.map(|kind| (kind, kind.key()));
                reader
                    .choice(node, &path_of, kinds.into_iter())
                    .map(Says::Kind)
            }
            "drawn" => reader.switch(node, &path_of).and_then(|drawn| {
                if drawn {
                    let message = "say of which \"kind\" it is to be drawn";
                    reader.wrong(node.at, &path_of, message);
                }
                (!drawn).then_some(Says::LeftOut)
            }),
            "entry" => reader.switch(node, &path_of).map(Says::Entry),
            "calls" => reader.switch(node, &path_of).map(Says::Calls),
            "needed" => reader.switch(node, &path_of).map(Says::Needed),
            "replicated" => reader.switch(node, &path_of).map(Says::Replicated),
            key if beside.contains(&key) => continue,
            _ => {
                let known = ["about"].into_iter().chain(SAYS);
                reader.unknown(field, path, known.chain(beside.iter().copied()));
                continue;
            }
        };
        more |= says.is_some();
        says = said.or(says);
    }
    if more {
        let message = "an answer says one thing: make two of it";
        reader.wrong(node.at, path, message);
        return None;
    }
    if about.is_none() && node.get("about").is_none() {
        reader.wrong(
            node.at,
            path,
            "\"about\" is missing: a part's name, or a call as \"web > redis\"",
        );
    }
    if says.is_none() && !SAYS.iter().any(|key| node.get(key).is_some()) {
        let known = SAYS.map(quoted).join(", ");
        let message = format!("it says nothing: one of {known} is missing");
        reader.wrong(node.at, path, message);
    }
    Some(Answer {
        about: about?,
        says: says?,
    })
}

const ROW: [&str; 5] = ["how", "about", "text", "place", "or"];

fn row(node: &Node, path: &Path<'_>, reader: &mut Reader, scenario: &Scenario) -> Option<Row> {
    let wanted = "a line of evidence: { \"how\": \"found\", \"text\": … }";
    let mut row = Row {
        about: None,
        how: How::Told,
        text: String::new(),
        place: String::new(),
        choices: Vec::new(),
    };
    for field in reader.object(node, path, wanted)? {
        let (node, path_of) = (&field.node, path.field(&field.key));
        match &*field.key {
            "how" => {
                let table = How::TABLE.iter().map(|(how, key, _)| (*how, *key));
                row.how = reader.choice(node, &path_of, table)?;
            }
            // What was deleted since is no longer pointed at.
            "about" => {
                row.about = reader
                    .text(node, &path_of)
                    .and_then(|id| scenario.target(id));
            }
            "text" => row.text = short(node, &path_of, reader)?,
            "place" => row.place = short(node, &path_of, reader)?,
            "or" => {
                for (i, node) in each(reader.list(node, &path_of, limits::ANSWERS)) {
                    let path = path_of.element(i);
                    let answer = answer(node, &path, reader, &["text"])?;
                    let text = node.get("text");
                    let text = text.and_then(|text| short(text, &path.field("text"), reader));
                    let text = text.unwrap_or_default();
                    row.choices.push(Choice { text, answer });
                }
            }
            _ => reader.unknown(field, path, ROW.into_iter()),
        }
    }
    Some(row)
}

/// The memory of an import, as a tree.
pub(super) fn to_tree(imported: &Imported) -> Node {
    let mut fields = Fields::default();
    let files: Vec<Node> = imported.files.iter().map(|file| (&**file).into()).collect();
    fields.put("files", Value::List(files));
    if !imported.answers.is_empty() {
        fields.put("answers", answers_to_tree(&imported.answers));
    }
    if !imported.drawn.is_empty() {
        let text = |drawn: &Drawn| Node::from(&*format!("{} {:08x}", drawn.id, drawn.print));
        let list = imported.drawn.iter().map(text).collect();
        fields.put("drawn", Value::List(list));
    }
    let rows = imported.rows.iter().map(row_to_tree).collect();
    fields.put("evidence", Value::List(rows));
    fields.into_node()
}

/// Answers, as a tree.
pub(super) fn answers_to_tree(answers: &[Answer]) -> Node {
    let list = answers.iter().map(|answer| {
        let mut fields = Fields::default();
        put_answer(&mut fields, answer);
        fields.into_node()
    });
    Value::List(list.collect()).into()
}

fn put_answer(fields: &mut Fields, answer: &Answer) {
    fields.put("about", &*answer.about);
    match answer.says {
        Says::Kind(kind) => fields.put("kind", kind.key()),
        Says::LeftOut => fields.put("drawn", Value::Switch(false)),
        Says::Entry(is) => fields.put("entry", Value::Switch(is)),
        Says::Calls(is) => fields.put("calls", Value::Switch(is)),
        Says::Needed(is) => fields.put("needed", Value::Switch(is)),
        Says::Replicated(is) => fields.put("replicated", Value::Switch(is)),
    }
}

fn row_to_tree(row: &Row) -> Node {
    let mut fields = Fields::default();
    fields.put("how", row.how.key());
    if let Some(about) = row.about {
        fields.put("about", &*about.to_string());
    }
    fields.put("text", &*row.text);
    if !row.place.is_empty() {
        fields.put("place", &*row.place);
    }
    if !row.choices.is_empty() {
        let choices = row.choices.iter().map(|choice| {
            let mut fields = Fields::default();
            fields.put("text", &*choice.text);
            put_answer(&mut fields, &choice.answer);
            fields.into_node()
        });
        fields.put("or", Value::List(choices.collect()));
    }
    fields.into_node()
}
