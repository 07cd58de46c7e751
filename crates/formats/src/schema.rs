//! The form of a file as a JSON Schema, for editors that complete and check while one types.
//!
//! Made from the same table as the reader's checks, so the two cannot drift apart. What a schema cannot say (that
//! ids exist, that a link is allowed) only the reader checks.

use serde_json::{Map, Value, json};

use super::VERSION;
use super::json::{FORMS, Form};
use super::schema_of_lessons;
use super::schema_words::{list, number, numbers, object, one_of, plain, reference, text, whole};
use topple_model::fields::{self, CHECK, Field, Shape, Unit, of_check};
use topple_model::imported::How;
use topple_model::scenario::MAX_SEED;
use topple_model::words::Choice;
use topple_model::{Colour, Kind, On, Replication, limits};

/// The schema, of draft 2020-12.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("topple-{VERSION}.schema.json"),
        "title": "A Topple scenario",
        "description": "Components, regions, links and a script of failures. What is left out takes its default.",
        "type": "object",
        "required": ["topple"],
        "additionalProperties": false,
        "properties": {
            "topple": { "description": "Version of this form.", "const": VERSION },
            "title": text("Its title.", 0, limits::NAME),
            "seed": whole("Seed of all chance in the run.", 0, MAX_SEED, Some(json!(1))),
            "workload": workload(),
            "regions": list("Failure domains, drawn as frames.", limits::REGIONS, &region()),
            "groups": list("Fates that components share, wherever they stand.", limits::GROUPS, &group()),
            "components": list("The parts, in the order drawn.", limits::COMPONENTS, &one_of(Kind::ALL.map(component))),
            "links": list("Who calls whom, in the order drawn.", limits::LINKS, &link()),
            "script": list("What fails when.", limits::SCRIPT, &one_of(FORMS.iter().map(entry))),
            "notes": list("Notes on the canvas.", limits::NOTES, &note()),
            "import": import(),
            "lesson": schema_of_lessons::lesson(),
        },
        "$defs": {
            "id": { "type": "string", "pattern": format!("^[a-z0-9-]{{1,{}}}$", limits::ID) },
            "target": {
                "description": "A component, a region, a group, or a link written from>to.",
                "type": "string",
                "pattern": format!("^[a-z0-9-]{{1,{0}}}(>[a-z0-9-]{{1,{0}}})?$", limits::ID),
            },
        },
    })
}

fn workload() -> Value {
    object(
        "What requests ask for.",
        &[],
        &json!({
            "keys": whole("How many keys there are.", 1, limits::MILLION as u64, Some(json!(10_000))),
            "skew": number("Exponent of their Zipf popularity.", 0.0, 3.0, Some(json!(0.9))),
        }),
    )
}

fn region() -> Value {
    object(
        "A frame that holds components.",
        &["id"],
        &json!({
            "id": reference("id"),
            "name": text("What a person calls it.", 0, limits::NAME),
            "parent": reference("id"),
            "frame": numbers("Left edge, top edge, width, height. Left out: around its members.", 4),
            "availability": number("Share of the time that it is up.", 0.0, 1.0, None),
            "note": text("Anything worth remembering.", 0, limits::NOTE),
        }),
    )
}

fn group() -> Value {
    object(
        "What takes all its components down at once: a vendor, a release, a power feed.",
        &["id"],
        &json!({
            "id": reference("id"),
            "name": text("What a person calls it.", 0, limits::NAME),
            "availability": number("Share of the time that it is up.", 0.0, 1.0, None),
        }),
    )
}

fn component(kind: Kind) -> Value {
    let mut properties = Map::new();
    let mut put = |key: &str, value: Value| properties.insert(key.to_owned(), value);
    put("id", reference("id"));
    put("kind", json!({ "const": kind.key() }));
    put("name", text("What a person calls it.", 0, limits::NAME));
    put("region", reference("id"));
    put(
        "at",
        numbers(
            "Centre of its card: to the right, downwards. Left out: beside its callers.",
            2,
        ),
    );
    let mut label = text(
        "Components of one service stand in for each other.",
        1,
        limits::NAME,
    );
    // A balancer's is that of its members.
    if let Some(service) = kind.row().own_service() {
        label["default"] = json!(service);
    }
    put("service", label);
    let sentence = "Share of the time that it is up on its own.";
    let usual = kind.row().availability;
    put(
        "availability",
        number(sentence, 0.0, 1.0, Some(json!(usual))),
    );
    if kind.row().may_die() {
        let sentence = "The groups whose fate it shares.";
        put("groups", list(sentence, limits::GROUPS, &reference("id")));
        let sentence = "Seconds after which one that was killed or crashed by itself is started again. Left out: it is not.";
        put("restart_s", number(sentence, 0.0, limits::TIME_S, None));
    }
    for field in fields::of_kind(kind)
        .iter()
        .filter(|f| !f.key.contains('.'))
    {
        put(
            field.key,
            if field.key == CHECK {
                health_check(kind, field)
            } else {
                setting(kind, field)
            },
        );
    }
    put("note", text("Anything worth remembering.", 0, limits::NOTE));
    put("color", colour());
    object(
        &format!("A {}.", kind.noun()),
        &["id", "kind"],
        &Value::Object(properties),
    )
}

fn health_check(kind: Kind, switch: &Field) -> Value {
    let settings = of_check(kind).map(|(key, field)| (key.to_owned(), setting(kind, field)));
    let settings = object(
        "Checks are on, with these settings.",
        &[],
        &Value::Object(settings.collect()),
    );
    json!({
        "description": switch.sentence,
        "default": true,
        "anyOf": [{ "type": "boolean" }, settings],
    })
}

fn setting(kind: Kind, field: &Field) -> Value {
    let default = default_of(kind, field);
    let mut sentence = field.sentence.to_owned();
    if !matches!(field.unit, Unit::None | Unit::Share) {
        sentence = format!("{sentence} In {}.", field.unit.suffix());
    }
    match field.shape {
        Shape::Number {
            min,
            max,
            whole: true,
        } => whole(&sentence, min as u64, max as u64, default),
        Shape::Number {
            min,
            max,
            whole: false,
        } => number(&sentence, min, max, default),
        // No limit is said by leaving it out.
        Shape::Optional { min, max, .. } => number(&sentence, min, max, None),
        Shape::Switch => json!({ "description": sentence, "type": "boolean", "default": default }),
        Shape::Choice(choices) => {
            let keys: Vec<_> = choices.iter().map(|(key, _)| key).collect();
            json!({ "description": sentence, "enum": keys, "default": default })
        }
        Shape::Label => {
            let mut label = text(&sentence, 1, limits::NAME);
            label["pattern"] = json!("^[^+]*$");
            label
        }
    }
}

fn default_of(kind: Kind, field: &Field) -> Option<Value> {
    match field.default_of(kind)? {
        fields::Value::Number(number) => Some(plain(number)),
        fields::Value::Nothing => None,
        fields::Value::Switch(on) => Some(json!(on)),
        fields::Value::Choice(key) => Some(json!(key)),
        fields::Value::Label(label) => label.map(|label| json!(label)),
    }
}

fn link() -> Value {
    let which: Vec<_> = On::TABLE.iter().map(|(_, key, _)| key).collect();
    let modes: Vec<_> = Replication::TABLE.iter().map(|(_, key, _)| key).collect();
    object(
        "A caller and what it calls, or a database and its replica.",
        &["from", "to"],
        &json!({
            "from": reference("id"),
            "to": reference("id"),
            "latency_ms": number("One way, in ms. Left out: by the regions of its ends.", 0.0, limits::TIME_S * 1e3, None),
            "loss": number("Share of messages that are lost.", 0.0, 1.0, Some(json!(0))),
            "weight": number("Share of the traffic beside its siblings.", 0.0, 1e3, Some(json!(1))),
            "required": {
                "description": "Whether a request fails without what it leads to; else it is answered without. Left out: it does, but for a cache.",
                "type": "boolean",
            },
            "on": { "description": "Which requests make this call.", "enum": which, "default": "all" },
            "mode": { "description": "Database to database: how it ships.", "enum": modes, "default": "async" },
            "label": text("What is written on it.", 0, limits::LABEL),
            "color": colour(),
        }),
    )
}

fn note() -> Value {
    object(
        "A text on the canvas: free, or about a part.",
        &["text"],
        &json!({
            "at": numbers("Upper left corner. Left out: below what it is about.", 2),
            "text": text("Lines of plain text.", 1, limits::NOTE_TEXT),
            "about": {
                "description": "A component or a region. The note moves with it.",
                "$ref": "#/$defs/id",
            },
            "color": colour(),
            "id": {
                "description": "Unique over notes. Left out: by its place in the list.",
                "$ref": "#/$defs/id",
            },
        }),
    )
}

fn import() -> Value {
    let short = |sentence| text(sentence, 0, limits::EVIDENCE_TEXT);
    let answer = |mut properties: Map<String, Value>| {
        let about = short("A part by the name in its file, or a call: web > redis.");
        properties.insert("about".into(), about);
        let kinds = Kind::ALL.map(Kind::key);
        properties.insert(
            "kind".into(),
            json!({ "description": "It is of this kind.", "enum": kinds }),
        );
        let not_drawn = json!({ "description": "It is not drawn.", "const": false });
        properties.insert("drawn".into(), not_drawn);
        for (key, sentence) in [
            ("entry", "Whether users come in here."),
            ("calls", "Whether there is such a call."),
            (
                "needed",
                "Whether no request is answered without this call.",
            ),
            (
                "replicated",
                "Whether its nodes hold copies of the same data.",
            ),
        ] {
            let switch = json!({ "description": sentence, "type": "boolean" });
            properties.insert(key.into(), switch);
        }
        object(
            "What a person says where files do not.",
            &["about"],
            &Value::Object(properties),
        )
    };
    let choice = answer(Map::from_iter([(
        "text".to_owned(),
        short("The answer in a few words."),
    )]));
    let row = object(
        "One line of the evidence.",
        &[],
        &json!({
            "how": { "description": "How sure it is.", "enum": How::TABLE.iter().map(|(_, key, _)| *key).collect::<Vec<_>>(), "default": "told" },
            "about": reference("target"),
            "text": short("What is known, as a sentence."),
            "place": short("File, line, path."),
            "or": list("Other answers.", limits::ANSWERS, &choice),
        }),
    );
    object(
        "What is remembered of the files that this was imported from.",
        &[],
        &json!({
            "files": list("Their names.", limits::FILES, &short("A file's name.")),
            "answers": list("What a person answered.", limits::ANSWERS, &answer(Map::new())),
            "drawn": list("What the import drew, each with a print of what it set, by which a later import knows what was changed by hand.", crate::json::MOST_DRAWN, &short("An id and eight hexadecimal digits: web-1 0a1b2c3d.")),
            "evidence": list("How each thing is known.", limits::EVIDENCE, &row),
        }),
    )
}

fn colour() -> Value {
    let names: Vec<_> = Colour::TABLE.iter().map(|(_, key, _)| key).collect();
    json!({ "description": "Its colour on the canvas.", "enum": names })
}

fn entry(form: &Form) -> Value {
    let mut properties = json!({
        "at_s": number("Seconds after the start.", 0.0, limits::TIME_S, None),
        "do": { "const": form.word },
    });
    for key in form.needs.iter().chain(form.may_have) {
        properties[key] = match *key {
            "target" => reference("target"),
            "text" => text("What is shown.", 1, limits::SENTENCE),
            "factor" => number("How many times longer it takes.", 1.0, 1e3, None),
            "share" if form.word == "loss" => number("Share of messages lost.", 0.0, 1.0, None),
            "share" => number("Share of answers that are errors.", 0.0, 1.0, None),
            "fast" => json!({
                "description": "Whether errors come at once, rather than after the usual work.",
                "type": "boolean",
                "default": false,
            }),
            "over_s" => number(
                "Seconds in which the rate gets there, evenly.",
                0.0,
                limits::TIME_S,
                Some(json!(0)),
            ),
            _ => number("Requests per second.", 0.0, limits::MILLION, None),
        };
    }
    let required: Vec<_> = ["at_s", "do"].iter().chain(form.needs).copied().collect();
    object("", &required, &properties)
}
