//! ShareGPT as LLaMA-Factory reads it: calls and results are turns of their own, tools and images stand beside them.

use serde_json::{Map, Value, json};

use super::{arguments, line};
use crate::model::{Example, Json, Message, Part, Role};
use crate::shapes::Form;

/// Where an image stands in a text.
const PLACEHOLDER: &str = "<image>";

/// A conversation with its system text, tools and images beside it.
pub fn encode(example: &Example<'_>, form: &Form, out: &mut Vec<u8>) {
    let mut row = Map::new();
    let messages = example.messages();
    let turns: Vec<Value> =
        messages.iter().filter(|message| !message.is_system()).map(|message| turn(message, form)).collect();
    row.insert("conversations".to_owned(), Value::Array(turns));
    if let Some(system) = messages.first().filter(|first| first.is_system()) {
        row.insert("system".to_owned(), super::text(system).into());
    }
    if let Some(tools) = example.tools().filter(|tools| !tools.items().is_empty()) {
        let functions: Vec<Value> =
            tools.items().iter().filter_map(|tool| tool.get("function").map(Json::to_value)).collect();
        row.insert("tools".to_owned(), Value::Array(functions).to_string().into());
    }
    let images: Vec<&str> = messages
        .iter()
        .flat_map(|message| &message.parts)
        .filter_map(|part| if let Part::Image { url, .. } = part { Some(*url) } else { None })
        .collect();
    if !images.is_empty() {
        row.insert("images".to_owned(), json!(images));
    }
    line(&row, out);
}

fn turn(message: &Message<'_>, form: &Form) -> Value {
    let calls: Vec<Value> = message
        .tool_calls()
        .map(|call| json!({"name": call.name, "arguments": arguments(call, form.calls)}))
        .collect();
    let (from, value) = match (message.role, calls.as_slice()) {
        (Role::Tool, _) => ("observation", said(message)),
        (Role::Assistant, [one]) => ("function_call", one.to_string()),
        (Role::Assistant, [_, ..]) => ("function_call", Value::Array(calls).to_string()),
        (Role::Assistant, []) => ("gpt", said(message)),
        _ => ("human", said(message)),
    };
    json!({"from": from, "value": value})
}

/// What is said, with a placeholder where an image stands.
fn said(message: &Message<'_>) -> String {
    let mut said = String::new();
    for part in &message.parts {
        match part {
            Part::Text(text) | Part::ToolResult { body: text, .. } => said.push_str(text),
            Part::Refusal(text) => said.push_str(text),
            Part::Image { .. } => said.push_str(PLACEHOLDER),
            _ => {}
        }
    }
    said
}
