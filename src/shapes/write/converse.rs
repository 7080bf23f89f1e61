//! Bedrock's conversation data.

use serde_json::{Map, Value, json};

use super::{line, text};
use crate::model::{Arguments, Body, Example, Json, Message, Part};
use crate::shapes::Form;

/// A conversation, or a preference whose last message has candidates.
pub fn encode(example: &Example<'_>, form: &Form, out: &mut Vec<u8>) {
    let mut row = Map::new();
    if let Some(version) = form.version {
        row.insert("schemaVersion".to_owned(), version.into());
    }
    let messages = example.messages();
    if let Some(system) = messages.first().filter(|first| first.is_system()) {
        row.insert("system".to_owned(), json!([{"text": text(system)}]));
    }
    if let Some(tools) = example.tools().filter(|tools| !tools.items().is_empty()) {
        let all: Vec<Value> =
            tools.items().iter().filter_map(|tool| specification(tool.get("function")?)).collect();
        row.insert("toolConfig".to_owned(), json!({"tools": all}));
    }
    let mut all = super::turns(example.turns(), "assistant", "content", blocks);
    if let Body::Preference(preference) = &example.body {
        let [chosen, rejected] = preference.answers();
        let worse = std::iter::once(rejected).chain(preference.others.iter().map(Vec::as_slice));
        let mut candidates = vec![candidate(chosen, "preferred")];
        candidates.extend(worse.map(|answer| candidate(answer, "non-preferred")));
        all.push(json!({"role": "assistant", "candidates": candidates}));
    }
    row.insert("messages".to_owned(), Value::Array(all));
    line(&row, out);
}

fn candidate(answer: &[Message<'_>], label: &str) -> Value {
    let blocks: Vec<Value> = answer.iter().flat_map(blocks).collect();
    json!({"content": blocks, "preferenceLabel": label})
}

fn blocks(message: &Message<'_>) -> Vec<Value> {
    let is_calling = message.tool_calls().next().is_some();
    let block = |part: &Part<'_>| {
        Some(match part {
            // No empty text beside calls.
            Part::Text(text) if is_calling && text.is_empty() => return None,
            Part::Text(text) => json!({"text": text}),
            Part::Refusal(text) => json!({"text": text}),
            Part::Reasoning(text) => json!({"reasoningContent": {"reasoningText": {"text": text}}}),
            Part::Image { url, .. } => {
                let format = url.rsplit('.').next().map(str::to_ascii_lowercase).unwrap_or_default();
                let format = if format == "jpg" { "jpeg".to_owned() } else { format };
                json!({"image": {"format": format, "source": {"s3Location": {"uri": url}}}})
            }
            Part::Medium { kind, value, .. } => json!({*kind: value.to_value()}),
            Part::ToolCall(call) => {
                let input =
                    if let Arguments::Value(value) = &call.arguments { value.to_value() } else { json!({}) };
                json!({"toolUse": {"toolUseId": call.id.unwrap_or_default(), "name": call.name, "input": input}})
            }
            Part::ToolResult { call_id, body } => {
                let said = match serde_json::from_str(body) {
                    Ok(Value::Object(object)) => json!({"json": object}),
                    _ => json!({"text": body}),
                };
                json!({"toolResult": {"toolUseId": call_id.unwrap_or_default(), "content": [said]}})
            }
        })
    };
    message.parts.iter().filter_map(block).collect()
}

/// A function as Bedrock declares it.
fn specification(function: &Json<'_>) -> Option<Value> {
    let name = function.get("name")?.as_str()?;
    let mut spec = Map::new();
    spec.insert("name".to_owned(), name.into());
    if let Some(description) = function.get("description").and_then(Json::as_str) {
        spec.insert("description".to_owned(), description.into());
    }
    let schema = function.get("parameters").map_or_else(|| json!({"type": "object"}), Json::to_value);
    spec.insert("inputSchema".to_owned(), json!({"json": schema}));
    Some(json!({"toolSpec": spec}))
}
