//! OpenAI-style chat: `{"messages": [{"role": ..., "content": ...}], "tools": [...]}`.
//!
//! A `system` string beside the messages, as Anthropic and Axolotl have it, is the first message.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::{Encode, Shape, messages, meta};
use crate::model::{Arena, Body, Content, Example, Json, Message, Part, Role, ToolCall, Train};

const LIST: &str = "messages";
const MEMBERS: &[&str] = &[LIST, "tools", "functions", "parallel_tool_calls", "system"];

/// OpenAI-style chat.
pub static SHAPE: Shape = Shape {
    name: "openai-chat",
    title: "OpenAI chat",
    is_preference: false,
    schema: include_str!("../../schemas/openai-chat.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/messages"],
    of_messages: messages::MEMBERS,
    fits: |record| record.get(LIST).is_some(),
    decode,
    encode: Some(Encode { refuses, encode }),
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let chat = messages::chat(record, "/messages", &mut is_sound)?;
    Some(Example { body: Body::Chat(chat), meta: meta(record, MEMBERS), is_sound })
}

/// Calls without ids cannot be told from each other by the results; ids are made where data is moved between targets.
fn refuses(example: &Example<'_>) -> Option<&'static str> {
    let lacks_id =
        |message: &Message<'_>| !message.is_legacy && message.tool_calls().any(|call| call.id.is_none());
    match &example.body {
        Body::Chat(chat) if chat.messages.iter().any(lacks_id) => Some("its tool calls have no ids"),
        Body::Chat(_) => None,
        Body::Text(_) => Some("a plain text is no conversation"),
        Body::Preference(_) => Some("one of its two answers would be lost"),
        Body::Label(_) => Some("the label on its answer would be lost"),
        Body::Steps(_) => Some("the labels on its steps would be lost"),
    }
}

fn encode(example: &Example<'_>, out: &mut Vec<u8>) {
    serde_json::to_writer(out, &Row(example)).expect("a Vec takes every byte");
}

struct Row<'e>(&'e Example<'e>);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_map(None)?;
        let chat = self.0.conversation();
        row.serialize_entry(LIST, &Messages(&chat.messages))?;
        for (key, value) in [("tools", chat.tools), ("functions", chat.functions)] {
            if let Some(value) = value {
                row.serialize_entry(key, &value.to_value())?;
            }
        }
        if let Some(flag) = chat.parallel_tool_calls {
            row.serialize_entry("parallel_tool_calls", &flag)?;
        }
        row.end()
    }
}

struct Messages<'e>(&'e [Message<'e>]);

impl Serialize for Messages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for message in self.0 {
            list.serialize_element(&Turn(message))?;
        }
        list.end()
    }
}

struct Turn<'e>(&'e Message<'e>);

impl Serialize for Turn<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let message = self.0;
        let mut turn = serializer.serialize_map(None)?;
        let call_id = message.parts.iter().find_map(|part| match part {
            Part::ToolResult { call_id, .. } => *call_id,
            _ => None,
        });
        // A tool result without id is the deprecated result of a function.
        let is_function = message.role == Role::Tool && call_id.is_none();
        turn.serialize_entry("role", if is_function { "function" } else { message.role.name() })?;
        match message.content {
            Content::Absent => {}
            Content::Null => turn.serialize_entry("content", &())?,
            Content::Text => turn.serialize_entry("content", message.texts().next().unwrap_or_default())?,
            Content::Parts => turn.serialize_entry("content", &content_parts(message))?,
        }
        if let Some(name) = message.name {
            turn.serialize_entry("name", name)?;
        }
        if message.content != Content::Parts
            && let Some(Part::Refusal(text)) =
                message.parts.iter().find(|part| matches!(part, Part::Refusal(_)))
        {
            turn.serialize_entry("refusal", text)?;
        }
        if let Some(id) = call_id {
            turn.serialize_entry("tool_call_id", id)?;
        }
        if let Some(call) = message.tool_calls().find(|call| call.id.is_none()) {
            turn.serialize_entry("function_call", &function_value(call))?;
        }
        let calls: Vec<_> = message.tool_calls().filter(|call| call.id.is_some()).map(call_value).collect();
        if !calls.is_empty() {
            turn.serialize_entry("tool_calls", &calls)?;
        }
        match message.train {
            Train::Unset => {}
            Train::Yes => turn.serialize_entry("weight", &1)?,
            Train::No => turn.serialize_entry("weight", &0)?,
        }
        turn.end()
    }
}

fn content_parts(message: &Message<'_>) -> Vec<serde_json::Value> {
    let value = |part: &Part<'_>| {
        Some(match part {
            Part::Text(text) | Part::ToolResult { body: text, .. } => {
                serde_json::json!({"type": "text", "text": text})
            }
            Part::Image { url, detail: None, .. } => {
                serde_json::json!({"type": "image_url", "image_url": {"url": url}})
            }
            Part::Image { url, detail, .. } => {
                serde_json::json!({"type": "image_url", "image_url": {"url": url, "detail": detail}})
            }
            Part::Refusal(text) => serde_json::json!({"type": "refusal", "refusal": text}),
            Part::Medium { value, .. } => value.to_value(),
            Part::ToolCall(_) | Part::Reasoning(_) => return None,
        })
    };
    message.parts.iter().filter_map(value).collect()
}

fn call_value(call: &ToolCall<'_>) -> serde_json::Value {
    serde_json::json!({"id": call.id, "type": "function", "function": function_value(call)})
}

fn function_value(call: &ToolCall<'_>) -> serde_json::Value {
    serde_json::json!({"name": call.name, "arguments": call.arguments.to_text()})
}
