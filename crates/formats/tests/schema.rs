//! The schema says of a file what the reader says, as far as a schema can.
#![cfg(not(target_arch = "wasm32"))]

use expect_test::expect_file;
use serde_json::{Value, json};
use topple_testing::systems;

/// Whether the value is as the schema wants it. Knows the words that our schema uses and no others.
fn conforms(value: &Value, schema: &Value, root: &Value) -> bool {
    let Value::Object(words) = schema else {
        panic!("a schema is an object: {schema}")
    };
    words.iter().all(|(word, wanted)| match &**word {
        "$schema" | "$id" | "title" | "description" | "default" | "$defs" => true,
        "$ref" => {
            let pointer = wanted.as_str().and_then(|r| r.strip_prefix('#')).unwrap();
            conforms(value, root.pointer(pointer).unwrap(), root)
        }
        "const" => value == wanted || value.as_f64().is_some() && value.as_f64() == wanted.as_f64(),
        "enum" => wanted.as_array().unwrap().contains(value),
        "type" => match wanted.as_str().unwrap() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "number" => value.is_number(),
            "integer" => value.as_f64().is_some_and(|n| n.fract() == 0.0),
            other => panic!("no such type: {other}"),
        },
        "oneOf" => {
            wanted
                .as_array()
                .unwrap()
                .iter()
                .filter(|s| conforms(value, s, root))
                .count()
                == 1
        }
        "anyOf" => wanted
            .as_array()
            .unwrap()
            .iter()
            .any(|s| conforms(value, s, root)),
        "required" => wanted
            .as_array()
            .unwrap()
            .iter()
            .all(|key| value.get(key.as_str().unwrap()).is_some()),
        "properties" => value.as_object().is_none_or(|fields| {
            fields.iter().all(|(key, field)| {
                wanted
                    .get(key)
                    .is_none_or(|schema| conforms(field, schema, root))
            })
        }),
        "additionalProperties" => value.as_object().is_none_or(|fields| {
            fields
                .keys()
                .all(|key| words["properties"].get(key).is_some())
        }),
        "items" => value
            .as_array()
            .is_none_or(|list| list.iter().all(|item| conforms(item, wanted, root))),
        "minItems" => value
            .as_array()
            .is_none_or(|list| list.len() as u64 >= wanted.as_u64().unwrap()),
        "maxItems" => value
            .as_array()
            .is_none_or(|list| list.len() as u64 <= wanted.as_u64().unwrap()),
        "minimum" => value.as_f64().is_none_or(|n| n >= wanted.as_f64().unwrap()),
        "maximum" => value.as_f64().is_none_or(|n| n <= wanted.as_f64().unwrap()),
        "minLength" => value
            .as_str()
            .is_none_or(|t| t.chars().count() as u64 >= wanted.as_u64().unwrap()),
        "maxLength" => value
            .as_str()
            .is_none_or(|t| t.chars().count() as u64 <= wanted.as_u64().unwrap()),
        "pattern" if wanted == "^[^+]*$" => value.as_str().is_none_or(|text| !text.contains('+')),
        "pattern" => {
            let arrow = wanted.as_str().unwrap().contains('>');
            let is_id = |text: &str| topple_model::Id::new(text).is_some();
            value
                .as_str()
                .is_none_or(|text| match text.split_once('>') {
                    Some((from, to)) => arrow && is_id(from) && is_id(to),
                    None => is_id(text),
                })
        }
        other => panic!("the check does not know \"{other}\""),
    })
}

fn is_valid(text: &str) -> bool {
    let schema = topple_formats::schema();
    conforms(&serde_json::from_str(text).unwrap(), &schema, &schema)
}

#[test]
fn the_shipped_schema_is_the_one_of_this_version() {
    let made = serde_json::to_string_pretty(&topple_formats::schema()).unwrap() + "\n";
    expect_file!["../../../docs/topple-2.schema.json"].assert_eq(&made);
}

#[test]
fn what_the_writer_writes_conforms() {
    for seed in 0..100 {
        let text = topple_formats::json::write(&systems::any(seed, 12));
        assert!(is_valid(&text), "seed {seed}:\n{text}");
    }
}

#[test]
fn what_the_reader_refuses_by_its_form_does_not_conform() {
    let sound = json!({
        "topple": 2,
        "workload": { "keys": 5 },
        "regions": [{ "id": "west", "frame": [0, 0, 1, 1] }],
        "components": [
            { "id": "users", "kind": "client", "rate_rps": 3 },
            { "id": "lb", "kind": "load_balancer", "health_check": { "fall": 2 } },
            { "id": "db", "kind": "database", "shard": "a" },
        ],
        "links": [{ "from": "users", "to": "lb", "loss": 0.5 }],
        "script": [{ "at_s": 1, "do": "slow", "target": "lb", "factor": 2 }],
    });
    assert!(is_valid(&sound.to_string()));
    for (pointer, wrong) in [
        ("/topple", json!(3)),
        ("/title", json!("x".repeat(81))),
        ("/seed", json!(0.5)),
        ("/workload/keys", json!(0)),
        ("/regions/0/frame", json!([0, 0, 1])),
        ("/regions/0/id", json!("West")),
        ("/components/0/kind", json!("clint")),
        ("/components/0/rate_rps", json!(-1)),
        ("/components/0/service", json!("")),
        ("/components/1/health_check", json!(1)),
        ("/components/2/shard", json!("a+b")),
        ("/components/1/health_check/fall", json!(21)),
        ("/components/1/health_check/depth", json!(1)),
        ("/components/1/algorithm", json!("fastest")),
        ("/links/0/loss", json!(2)),
        ("/links/0/mode", json!("eventual")),
        ("/script/0/do", json!("kill")),
        ("/script/0/target", json!("lb>")),
        ("/rooms", json!([])),
    ] {
        let mut changed = sound.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        changed.pointer_mut(parent).unwrap()[key] = wrong;
        let text = changed.to_string();
        assert!(
            topple_formats::json::read(&text).is_err(),
            "the reader takes {pointer}"
        );
        assert!(!is_valid(&text), "the schema takes {pointer}");
    }
}
