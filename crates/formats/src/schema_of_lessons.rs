//! The form of the lesson in a file, as a part of its schema.

use serde_json::{Map, Value, json};

use super::json::REGION;
use super::schema_words::{list, number, object, one_of, reference, text, whole};
use topple_model::Kind;
use topple_model::lesson::{FORMS, Form, Takes, most};

pub(super) fn lesson() -> Value {
    let palette: Vec<_> = kinds(|_| true, true);
    let paragraph = text("A paragraph.", 1, most::PARAGRAPH);
    let hint = text("A hint.", 1, most::SENTENCE);
    let free = json!({ "type": "string" });
    object(
        "A lesson that starts with this scenario.",
        &[],
        &json!({
            "text": list("What to know before, a paragraph each.", most::PARAGRAPHS, &paragraph),
            "task": text("What to do, in a sentence.", 0, most::SENTENCE),
            "goals": list("It is done when all of these are reached.", most::GOALS, &one_of(FORMS.iter().map(goal))),
            "predict": predict(),
            "hints": list("Each tells more than the one before.", most::HINTS, &hint),
            "learned": text("What has been seen, for when it is done.", 0, most::PARAGRAPH),
            "next": text("The lesson after it: a file beside this one, an address, or a link.", 0, most::NEXT),
            "locked": list("What stays as it is, beside the users.", most::LOCKED, &reference("target")),
            "free": list("Settings of parts that stay which may be changed all the same.", most::FREE, &free),
            "palette": {
                "description": "What may be drawn. Left out: anything.",
                "type": "array",
                "items": { "enum": palette },
            },
            "mends": {
                "description": "Whether verdicts offer their mends before it is done.",
                "type": "boolean",
                "default": false,
            },
        }),
    )
}

fn kinds(fits: fn(Kind) -> bool, or_region: bool) -> Vec<&'static str> {
    let kinds = Kind::ALL.into_iter().filter(|kind| fits(*kind));
    let kinds = kinds.map(Kind::key);
    kinds.chain(or_region.then_some(REGION)).collect()
}

fn predict() -> Value {
    let step = json!({
        "description": "Seconds after the fault, and the share served from then on.",
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "items": { "type": "number", "minimum": 0, "maximum": most::SECONDS },
    });
    let answer = object(
        "An answer.",
        &["text"],
        &json!({
            "text": text("What one may say.", 1, most::ANSWER),
            "served": list("What would be served then.", most::STEPS, &step),
        }),
    );
    object(
        "A question to answer before something is killed.",
        &["ask", "kill"],
        &json!({
            "ask": text("The question.", 1, most::SENTENCE),
            "kill": reference("target"),
            "answers": list("What one may say, two or more. Left out: how much is served.", most::ANSWERS, &answer),
        }),
    )
}

fn goal(form: &Form) -> Value {
    let mut properties = Map::new();
    let mut required = vec![form.key];
    let value = match form.takes {
        Takes::Yes => json!({ "const": true }),
        Takes::Count(least, most) => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Takes::Kind(fits, or_region) => json!({ "enum": kinds(fits, or_region) }),
        Takes::Target => reference("target"),
        Takes::Service => text("A service of servers.", 1, topple_model::limits::NAME),
    };
    properties.insert(form.key.to_owned(), value);
    if let Some(fits) = form.kind {
        properties.insert("kind".to_owned(), json!({ "enum": kinds(fits, false) }));
        required.push("kind");
    }
    if form.has_share {
        let most = u64::from(most::SECONDS);
        let least = "Least share of the requests that end.";
        let from = "Seconds after the fault from which it counts.";
        let over = "Seconds over which it counts.";
        for (key, value) in [
            ("served", number(least, 0.0, 1.0, Some(json!(0.99)))),
            ("from_s", whole(from, 0, most, Some(json!(0)))),
            ("over_s", whole(over, 1, most, Some(json!(30)))),
        ] {
            properties.insert(key.to_owned(), value);
        }
    }
    if let Some((key, sentence)) = form.switch {
        let switch = json!({ "description": sentence, "type": "boolean", "default": false });
        properties.insert(key.to_owned(), switch);
    }
    let sentence = format!("{}.", form.label);
    object(&sentence, &required, &Value::Object(properties))
}
