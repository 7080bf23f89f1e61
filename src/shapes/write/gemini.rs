//! Gemini's turns, tools and preferences.

use serde_json::{Map, Value, json};

use super::{line, text};
use crate::model::{Arguments, Body, Example, Json, Message, Part};
use crate::shapes::Form;

/// Gemini tuning data.
pub fn encode(example: &Example<'_>, _: &Form, out: &mut Vec<u8>) {
    line(&record(example, example.messages()), out);
}

/// Gemini preference data.
pub fn encode_preference(example: &Example<'_>, _: &Form, out: &mut Vec<u8>) {
    let mut row = record(example, example.turns());
    if let Body::Preference(preference) = &example.body {
        let completion = |score: u8, answer: &[Message<'_>]| {
            let turn = turns(answer).into_iter().next().unwrap_or(Value::Null);
            json!({"score": score, "completion": turn})
        };
        let [chosen, rejected] = preference.answers();
        let both = vec![completion(1, chosen), completion(0, rejected)];
        row.insert("completions".to_owned(), Value::Array(both));
    }
    line(&row, out);
}

fn record(example: &Example<'_>, messages: &[Message<'_>]) -> Map<String, Value> {
    let mut row = Map::new();
    if let Some(system) = messages.first().filter(|first| first.is_system()) {
        row.insert(
            "systemInstruction".to_owned(),
            json!({"role": "system", "parts": [{"text": text(system)}]}),
        );
    }
    if let Some(tools) = example.tools().filter(|tools| !tools.items().is_empty()) {
        let declared: Vec<Value> =
            tools.items().iter().filter_map(|tool| declaration(tool.get("function")?)).collect();
        row.insert("tools".to_owned(), json!([{"functionDeclarations": declared}]));
    }
    row.insert("contents".to_owned(), Value::Array(turns(messages)));
    row
}

fn turns(messages: &[Message<'_>]) -> Vec<Value> {
    let mut names = Names::default();
    super::turns(messages, "model", "parts", |message| {
        message.parts.iter().filter_map(|part| one(part, &mut names)).collect()
    })
}

/// The names of the functions that were called, by the ids of their calls.
#[derive(Default)]
struct Names<'t>(Vec<(Option<&'t str>, String)>);

fn one<'t>(part: &Part<'t>, names: &mut Names<'t>) -> Option<Value> {
    Some(match part {
        Part::Text(text) => json!({"text": text}),
        Part::Refusal(text) => json!({"text": text}),
        Part::Image { url, .. } => json!({"fileData": {"mimeType": media_type(url), "fileUri": url}}),
        Part::Medium { value, .. } => value.to_value(),
        Part::ToolCall(call) => {
            names.0.push((call.id, call.name.to_string()));
            match &call.arguments {
                Arguments::Absent => json!({"functionCall": {"name": call.name}}),
                arguments => {
                    let args =
                        if let Arguments::Value(value) = arguments { value.to_value() } else { json!({}) };
                    json!({"functionCall": {"name": call.name, "args": args}})
                }
            }
        }
        Part::ToolResult { call_id, body } => {
            let place = names.0.iter().position(|(id, _)| id == call_id).unwrap_or(0);
            let name = if place < names.0.len() { names.0.remove(place).1 } else { String::new() };
            let response = match serde_json::from_str(body) {
                Ok(Value::Object(object)) => Value::Object(object),
                _ => json!({"result": body}),
            };
            json!({"functionResponse": {"name": name, "response": response}})
        }
        Part::Reasoning(_) => return None,
    })
}

/// The media type of an image by the ending of its address; JPEG where it says nothing.
fn media_type(url: &str) -> &'static str {
    let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    match path.rsplit('.').next() {
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("gif") => "image/gif",
        _ => "image/jpeg",
    }
}

/// A function as Gemini declares it.
fn declaration(function: &Json<'_>) -> Option<Value> {
    let mut declared = Map::new();
    for key in ["name", "description"] {
        if let Some(text) = function.get(key).and_then(Json::as_str) {
            declared.insert(key.to_owned(), text.into());
        }
    }
    let parameters = function.get("parameters").filter(|schema| !schema.members().is_empty());
    if let Some(parameters) = parameters {
        declared.insert("parameters".to_owned(), schema(parameters));
    }
    (!declared.is_empty()).then_some(Value::Object(declared))
}

/// The keywords of JSON Schema that Gemini's `Schema` has too, read 2026-11 from google-genai 3.4.0, `types.Schema`.
const KEYWORDS: [&str; 19] = [
    "format",
    "title",
    "description",
    "nullable",
    "default",
    "enum",
    "required",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "minProperties",
    "maxProperties",
    "pattern",
    "example",
    "propertyOrdering",
    "ref",
];

/// A JSON Schema as Gemini's `Schema`: types in upper case, `null` as `nullable`, only keywords that it has.
fn schema(value: &Json<'_>) -> Value {
    let mut own = Map::new();
    for (key, value) in value.last_members() {
        match (*key, value) {
            ("type", Json::String(name)) => {
                own.insert("type".to_owned(), name.to_uppercase().into());
            }
            ("type", Json::List(names)) => {
                let names: Vec<&str> = names.iter().filter_map(Json::as_str).collect();
                if names.contains(&"null") {
                    own.insert("nullable".to_owned(), true.into());
                }
                let mut others = names.iter().filter(|name| **name != "null").map(|name| name.to_uppercase());
                match (others.next(), others.next()) {
                    (Some(one), None) => {
                        own.insert("type".to_owned(), one.into());
                    }
                    (Some(one), Some(two)) => {
                        let any = [one, two].into_iter().chain(others).map(|name| json!({"type": name}));
                        own.insert("anyOf".to_owned(), any.collect());
                    }
                    _ => {}
                }
            }
            ("properties", Json::Object(members)) => {
                let all = members.iter().map(|(name, one)| ((*name).to_owned(), schema(one)));
                own.insert("properties".to_owned(), Value::Object(all.collect()));
            }
            ("items", one @ Json::Object(_)) => {
                own.insert("items".to_owned(), schema(one));
            }
            ("anyOf" | "oneOf", Json::List(all)) => {
                own.insert("anyOf".to_owned(), all.iter().map(schema).collect());
            }
            ("const", value) => {
                own.insert("enum".to_owned(), Value::Array(vec![value.to_value()]));
            }
            (key, value) if KEYWORDS.contains(&key) => {
                own.insert(key.to_owned(), value.to_value());
            }
            _ => {}
        }
    }
    Value::Object(own)
}
