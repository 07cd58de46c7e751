//! The words of a schema: what fields may hold, each with a sentence.

use serde_json::{Value, json};

use topple_model::limits;

pub(super) fn object(sentence: &str, required: &[&str], properties: &Value) -> Value {
    let mut object = json!({
        "type": "object",
        "required": required,
        "additionalProperties": false,
        "properties": properties,
    });
    if !sentence.is_empty() {
        object["description"] = json!(sentence);
    }
    object
}

pub(super) fn list(sentence: &str, most: usize, items: &Value) -> Value {
    json!({ "description": sentence, "type": "array", "maxItems": most, "items": items })
}

pub(super) fn one_of(choices: impl IntoIterator<Item = Value>) -> Value {
    json!({ "oneOf": choices.into_iter().collect::<Vec<_>>() })
}

pub(super) fn numbers(sentence: &str, count: usize) -> Value {
    let item = json!({ "type": "number", "minimum": plain(-limits::EXTENT), "maximum": plain(limits::EXTENT) });
    json!({ "description": sentence, "type": "array", "minItems": count, "maxItems": count, "items": item })
}

pub(super) fn number(sentence: &str, min: f64, max: f64, default: Option<Value>) -> Value {
    let mut number = json!({ "description": sentence, "type": "number", "minimum": plain(min), "maximum": plain(max) });
    if let Some(default) = default {
        number["default"] = default;
    }
    number
}

pub(super) fn whole(sentence: &str, min: u64, max: u64, default: Option<Value>) -> Value {
    let mut whole =
        json!({ "description": sentence, "type": "integer", "minimum": min, "maximum": max });
    if let Some(default) = default {
        whole["default"] = default;
    }
    whole
}

pub(super) fn text(sentence: &str, least: usize, most: usize) -> Value {
    json!({ "description": sentence, "type": "string", "minLength": least, "maxLength": most })
}

pub(super) fn reference(to: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{to}") })
}

/// Whole numbers without a fraction, as a person would write them.
pub(super) fn plain(number: f64) -> Value {
    if number.fract() == 0.0 {
        json!(number as i64)
    } else {
        json!(number)
    }
}
