//! OpenAI-style chat under the names that mistral-finetune also takes: `interactions` and `text`.

use std::borrow::Cow;

use super::{Shape, messages, meta};
use crate::model::{Arena, At, Body, Chat, Content, Example, Json, Message, Part, Role};

const MEMBERS: &[&str] = &["interactions"];

/// OpenAI-style chat under Mistral's other names.
pub static SHAPE: Shape = Shape {
    name: "interactions",
    title: "Mistral interactions",
    is_preference: false,
    schema: include_str!("../../schemas/interactions.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/interactions"],
    of_messages: &["role", "text", "content", "tool_calls"],
    fits: |record| record.get("interactions").is_some(),
    decode,
    encode: None,
    ..Shape::UNKNOWN
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let Json::List(items) = record.get("interactions")? else { return None };
    let mut is_sound = !items.is_empty();
    let turns = items.iter().enumerate();
    let messages: Vec<_> = turns.filter_map(|(index, item)| turn(index, item, &mut is_sound)).collect();
    let body = Body::Chat(Chat { messages, ..Chat::default() });
    Some(Example { body, meta: meta(record, MEMBERS), is_sound })
}

fn turn<'t>(index: usize, item: &'t Json<'t>, is_sound: &mut bool) -> Option<Message<'t>> {
    let Json::Object(_) = item else {
        *is_sound = false;
        return None;
    };
    let content = if item.get("text").is_some() { "text" } else { "content" };
    let mut message = Message::empty(At::Item { list: "/interactions", index, content });
    message.role = match item.get("role").and_then(Json::as_str) {
        Some("system") => Role::System,
        Some("user") => Role::User,
        Some("assistant") => Role::Assistant,
        Some("tool") => Role::Tool,
        _ => Role::Unknown,
    };
    *is_sound &= message.role != Role::Unknown;
    let mut calls = Vec::new();
    if let Some(value) = item.get("tool_calls") {
        messages::tool_calls(value, &mut calls, is_sound);
    }
    for key in ["text", "content"] {
        match item.get(key) {
            Some(Json::String(text)) => message.parts.push(Part::Text(Cow::Borrowed(text))),
            Some(_) => *is_sound = false,
            None => {}
        }
    }
    if message.parts.is_empty() {
        message.content = Content::Absent;
        *is_sound &= item.get("tool_calls").is_some() || item.get("content").is_some();
    }
    message.parts.extend(calls.into_iter().map(Part::ToolCall));
    Some(message)
}
