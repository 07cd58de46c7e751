//! The lesson that goes with a scenario. Goals are read and written by the model's table of their forms.

use std::sync::Arc;

use super::draft::Draft;
use super::reader::Reader;
use super::script;
use crate::tree::{Field, Fields, Node, Path, Value as Json};
use topple_model::lesson::{
    Answer, FORMS, Form, Goal, Palette, Parts, Predict, Share, Takes, Value, form, most,
};
use topple_model::{Kind, Lesson};

/// What the palette calls regions.
pub(crate) const REGION: &str = "region";

/// The fields of a lesson.
const FIELDS: [&str; 11] = [
    "text", "task", "goals", "predict", "hints", "learned", "next", "locked", "free", "palette",
    "mends",
];

/// Reads the lesson. What it names is looked up in what was read before.
pub(super) fn read(node: &Node, path: &Path<'_>, reader: &mut Reader, draft: &mut Draft) {
    let wanted = "a lesson: { \"task\": …, \"goals\": [ … ] }";
    let Some(fields) = reader.object(node, path, wanted) else {
        return;
    };
    let mut lesson = Lesson::default();
    for field in fields {
        let (node, path_of) = (&field.node, path.field(&field.key));
        match &*field.key {
            "text" => lesson.text = texts(node, &path_of, most::PARAGRAPHS, reader),
            "hints" => lesson.hints = texts(node, &path_of, most::HINTS, reader),
            "free" => lesson.free = texts(node, &path_of, most::FREE, reader),
            "task" => lesson.task = text(node, &path_of, reader),
            "learned" => lesson.learned = text(node, &path_of, reader),
            "next" => lesson.next = text(node, &path_of, reader),
            "mends" => lesson.mends = reader.switch(node, &path_of).unwrap_or_default(),
            "palette" => lesson.palette = palette(node, &path_of, reader),
            "predict" => lesson.predict = predict(node, &path_of, reader, draft),
            "locked" => {
                let nodes = reader.list(node, &path_of, most::LOCKED).iter();
                for (i, node) in nodes.enumerate() {
                    let target = script::target(node, &path_of.element(i), reader, draft);
                    lesson.locked.extend(target);
                }
            }
            "goals" => {
                let nodes = reader.list(node, &path_of, most::GOALS).iter();
                for (i, node) in nodes.enumerate() {
                    if let Some(goal) = goal(node, &path_of.element(i), reader, draft) {
                        lesson.goals.push(goal);
                        draft.goals.push(i);
                    }
                }
            }
            _ => reader.unknown(field, path, FIELDS.into_iter()),
        }
    }
    draft.scenario.lesson = Some(Arc::new(lesson));
}

fn text(node: &Node, path: &Path<'_>, reader: &mut Reader) -> String {
    reader.text(node, path).unwrap_or_default().to_owned()
}

/// Texts; in the place of what is none stands a dash, so that each keeps its number.
fn texts(node: &Node, path: &Path<'_>, most: usize, reader: &mut Reader) -> Vec<String> {
    let nodes = reader.list(node, path, most).iter().enumerate();
    let text = |(i, node): (usize, &Node)| {
        let text = reader.text(node, &path.element(i));
        text.unwrap_or("-").to_owned()
    };
    nodes.map(text).collect()
}

fn palette(node: &Node, path: &Path<'_>, reader: &mut Reader) -> Option<Palette> {
    let nodes = reader.list(node, path, Kind::ALL.len() + 1);
    if !matches!(node.value, Json::List(_)) {
        return None;
    }
    let mut palette = Palette::default();
    for (i, node) in nodes.iter().enumerate() {
        match kind(node, &path.element(i), reader, true) {
            Some(Value::Kind(kind)) => palette.kinds.push(kind),
            Some(Value::Regions) => palette.regions = true,
            _ => {}
        }
    }
    Some(palette)
}

/// A kind of part, or the word for regions.
fn kind(node: &Node, path: &Path<'_>, reader: &mut Reader, or_region: bool) -> Option<Value> {
    let kinds = Kind::ALL
        .into_iter()
        .map(|kind| (Value::Kind(kind), kind.key()));
    let region = or_region.then_some((Value::Regions, REGION));
    reader.choice(node, path, kinds.chain(region))
}

fn predict(node: &Node, path: &Path<'_>, reader: &mut Reader, draft: &Draft) -> Option<Predict> {
    let wanted = "a question: { \"ask\": …, \"kill\": … }";
    let fields = reader.object(node, path, wanted)?;
    let mut answers = Vec::new();
    for field in fields {
        let path_of = path.field(&field.key);
        match &*field.key {
            "ask" | "kill" => {}
            "answers" => {
                let nodes = reader.list(&field.node, &path_of, most::ANSWERS).iter();
                for (i, node) in nodes.enumerate() {
                    answers.extend(answer(node, &path_of.element(i), reader));
                }
            }
            _ => reader.unknown(field, path, ["ask", "kill", "answers"].into_iter()),
        }
    }
    let ask = script::needed(node, path, reader, "ask", "the question");
    let kill = script::needed(node, path, reader, "kill", "what it is about");
    let ask = ask.and_then(|ask| reader.text(ask, &path.field("ask")));
    let kill = kill.and_then(|kill| script::target(kill, &path.field("kill"), reader, draft));
    Some(Predict {
        ask: ask?.to_owned(),
        kill: kill?,
        answers,
    })
}

fn answer(node: &Node, path: &Path<'_>, reader: &mut Reader) -> Option<Answer> {
    let wanted = "an answer: { \"text\": …, \"served\": [ [seconds, share], … ] }";
    let fields = reader.object(node, path, wanted)?;
    let mut answer = Answer {
        text: String::new(),
        served: Vec::new(),
    };
    for field in fields {
        let path_of = path.field(&field.key);
        match &*field.key {
            "text" => answer.text = text(&field.node, &path_of, reader),
            "served" => {
                let nodes = reader.list(&field.node, &path_of, most::STEPS).iter();
                for (i, node) in nodes.enumerate() {
                    let wanted = "a step: [seconds after the fault, share served]";
                    let step = reader.numbers(node, &path_of.element(i), wanted);
                    answer
                        .served
                        .extend(step.map(|[at_s, share]| (at_s, share)));
                }
            }
            _ => reader.unknown(field, path, ["text", "served"].into_iter()),
        }
    }
    Some(answer)
}

/// The fields that belong to a form, the one that says which it is first.
fn fields_of(form: &Form) -> impl Iterator<Item = &'static str> + Clone {
    let kind = form.kind.map(|_| "kind");
    let share = if form.has_share { &SHARE[..] } else { &[] };
    let switch = form.switch.map(|(key, _)| key);
    [form.key]
        .into_iter()
        .chain(kind)
        .chain(share.iter().copied())
        .chain(switch)
}

const SHARE: [&str; 3] = ["served", "from_s", "over_s"];

fn goal(node: &Node, path: &Path<'_>, reader: &mut Reader, draft: &Draft) -> Option<Goal> {
    let wanted = "a goal: { \"spofs\": 0 }";
    let fields = reader.object(node, path, wanted)?;
    let mut named = fields.iter().filter_map(|field| form(&field.key));
    let Some(form) = named.next() else {
        return unnamed(node, &fields, path, reader);
    };
    if let Some(other) = named.next() {
        let (one, other) = (form.key, other.key);
        let message = format!("\"{one}\" and \"{other}\" are two goals: each stands on its own");
        reader.wrong(node.at, path, message);
        return None;
    }
    for field in &fields {
        if !fields_of(form).any(|key| key == field.key) {
            let is_of_others = FORMS
                .iter()
                .any(|f| fields_of(f).any(|key| key == field.key));
            if is_of_others {
                let message = format!("\"{}\" has no such field", form.key);
                reader.strange(field.at, &path.field(&field.key), message);
            } else {
                reader.unknown(field, path, fields_of(form));
            }
        }
    }
    let value = value(form, node, path, reader, draft);
    let kind = match (form.kind, node.get("kind")) {
        (Some(_), Some(node)) => match self::kind(node, &path.field("kind"), reader, false)? {
            Value::Kind(kind) => Some(kind),
            _ => None,
        },
        (Some(_), None) => {
            let message = format!(
                "\"kind\" is missing: {}",
                "of which parts there are so many"
            );
            reader.wrong(node.at, path, message);
            return None;
        }
        (None, _) => None,
    };
    let switch = form.switch.and_then(|(key, _)| {
        let node = node.get(key)?;
        reader.switch(node, &path.field(key))
    });
    Goal::of(Parts {
        key: form.key,
        value: value?,
        kind,
        share: form.has_share.then(|| share(node, path, reader)),
        switch: switch.unwrap_or_default(),
    })
}

/// A goal of which nothing says which it is.
fn unnamed(node: &Node, fields: &[&Field], path: &Path<'_>, reader: &mut Reader) -> Option<Goal> {
    let keys = FORMS.iter().map(|form| form.key);
    let is_beside = |field: &Field| {
        let mut of_forms = FORMS.iter().flat_map(|form| fields_of(form).skip(1));
        of_forms.any(|key| key == field.key)
    };
    if let Some(field) = fields.iter().find(|field| !is_beside(field)) {
        reader.unknown(field, path, keys);
    } else {
        let keys: Vec<_> = keys.collect();
        let message = format!("nothing says which goal it is: one of {}", keys.join(", "));
        reader.wrong(node.at, path, message);
    }
    None
}

fn value(
    form: &Form,
    node: &Node,
    path: &Path<'_>,
    reader: &mut Reader,
    draft: &Draft,
) -> Option<Value> {
    let (node, path) = (node.get(form.key)?, path.field(form.key));
    match form.takes {
        Takes::Yes if matches!(node.value, Json::Switch(true)) => Some(Value::Yes),
        Takes::Yes => {
            reader.unlike(node, &path, "true");
            None
        }
        Takes::Count(least, most) => {
            let count = reader.whole(node, &path, least.into(), most.into())?;
            Some(Value::Count(count as u32))
        }
        Takes::Kind(_, or_region) => kind(node, &path, reader, or_region),
        Takes::Target => script::target(node, &path, reader, draft).map(Value::Target),
        Takes::Service => Some(Value::Service(reader.text(node, &path)?.to_owned())),
    }
}

fn share(node: &Node, path: &Path<'_>, reader: &mut Reader) -> Share {
    let mut share = Share::AT_ONCE;
    if let Some(served) = node.get("served") {
        let served = reader.number(served, &path.field("served"));
        share.least = served.unwrap_or(share.least);
    }
    for (key, least, into) in [
        ("from_s", 0, &mut share.from_s),
        ("over_s", 1, &mut share.over_s),
    ] {
        if let Some(seconds) = node.get(key) {
            let seconds = reader.whole(seconds, &path.field(key), least, most::SECONDS.into());
            *into = seconds.map_or(*into, |seconds| seconds as u32);
        }
    }
    share
}

/// The lesson as a tree.
pub(super) fn write(lesson: &Lesson) -> Node {
    let mut fields = Fields::default();
    put_texts(&mut fields, "text", &lesson.text);
    put_text(&mut fields, "task", &lesson.task);
    if !lesson.goals.is_empty() {
        let goals = lesson.goals.iter().map(write_goal);
        fields.put("goals", Json::List(goals.collect()));
    }
    if let Some(predict) = &lesson.predict {
        fields.put("predict", write_predict(predict));
    }
    put_texts(&mut fields, "hints", &lesson.hints);
    put_text(&mut fields, "learned", &lesson.learned);
    put_text(&mut fields, "next", &lesson.next);
    if !lesson.locked.is_empty() {
        let locked = lesson.locked.iter().map(|id| (&*id.to_string()).into());
        fields.put("locked", Json::List(locked.collect()));
    }
    put_texts(&mut fields, "free", &lesson.free);
    if let Some(palette) = &lesson.palette {
        let kinds = palette.kinds.iter().map(|kind| kind.key());
        let shown = kinds.chain(palette.regions.then_some(REGION));
        fields.put("palette", Json::List(shown.map(Node::from).collect()));
    }
    if lesson.mends {
        fields.put("mends", Json::Switch(true));
    }
    fields.into_node()
}

fn put_text(fields: &mut Fields, key: &'static str, text: &str) {
    if !text.is_empty() {
        fields.put(key, text);
    }
}

fn put_texts(fields: &mut Fields, key: &'static str, texts: &[String]) {
    if !texts.is_empty() {
        let texts = texts.iter().map(|text| (&**text).into());
        fields.put(key, Json::List(texts.collect()));
    }
}

fn write_predict(predict: &Predict) -> Node {
    let mut fields = Fields::default();
    fields.put("ask", &*predict.ask);
    fields.put("kill", &*predict.kill.to_string());
    if !predict.answers.is_empty() {
        let answers = predict.answers.iter().map(|answer| {
            let mut fields = Fields::default();
            fields.put("text", &*answer.text);
            if !answer.served.is_empty() {
                let step = |(at_s, share): &(f64, f64)| -> Node {
                    Json::List(vec![(*at_s).into(), (*share).into()]).into()
                };
                fields.put(
                    "served",
                    Json::List(answer.served.iter().map(step).collect()),
                );
            }
            fields.into_node()
        });
        fields.put("answers", Json::List(answers.collect()));
    }
    fields.into_node()
}

fn write_goal(goal: &Goal) -> Node {
    let parts = goal.parts();
    let mut fields = Fields::default();
    let value: Node = match &parts.value {
        Value::Yes => Json::Switch(true).into(),
        Value::Count(n) => f64::from(*n).into(),
        Value::Kind(kind) => kind.key().into(),
        Value::Regions => REGION.into(),
        Value::Target(target) => (&*target.to_string()).into(),
        Value::Service(service) => (&**service).into(),
    };
    fields.put(parts.key, value);
    if let Some(kind) = parts.kind {
        fields.put("kind", kind.key());
    }
    if let Some(share) = parts.share {
        fields.put("served", share.least);
        let usual = Share::AT_ONCE;
        for (key, seconds, usual) in [
            ("from_s", share.from_s, usual.from_s),
            ("over_s", share.over_s, usual.over_s),
        ] {
            if seconds != usual {
                fields.put(key, f64::from(seconds));
            }
        }
    }
    if let Some((key, _)) = form(parts.key).and_then(|form| form.switch)
        && parts.switch
    {
        fields.put(key, Json::Switch(true));
    }
    fields.into_node()
}
