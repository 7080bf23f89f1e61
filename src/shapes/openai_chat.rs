//! OpenAI-style chat: `{"messages": [{"role": ..., "content": ...}], "tools": [...]}`.
//!
//! What is taken and what is refused follows the API's own description of a training line (`FineTuneChatRequestInput`,
//! read 2026-11); what only the rules know (order of roles, linked call ids) is left to them. A `system` string beside
//! the messages, as Anthropic and Axolotl have it, is the first message.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::{Shape, given, meta, optional_text};
use crate::model::{At, Body, Chat, Content, Example, Field, Json, Message, Part, Role, ToolCall, Train};

const LIST: &str = "messages";
const MEMBERS: &[&str] = &[LIST, "tools", "functions", "parallel_tool_calls", "system"];
const MESSAGE_MEMBERS: &[&str] =
    &["role", "content", "name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal"];

/// OpenAI-style chat.
pub static SHAPE: Shape = Shape {
    name: "openai-chat",
    title: "OpenAI chat",
    schema: include_str!("../../schemas/openai-chat.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &[LIST],
    of_messages: MESSAGE_MEMBERS,
    fits: |record| record.get(LIST).is_some(),
    decode,
    encode: Some(encode),
};

fn decode<'t>(record: &'t Json<'t>) -> Option<Example<'t>> {
    let items = list(record.get(LIST)?)?;
    if items.is_empty() || !tools_are_sound(record) {
        return None;
    }
    let system = optional_text(record, "system")?;
    let mut messages = Vec::with_capacity(items.len() + usize::from(system.is_some()));
    messages.extend(system.map(|text| Message::text(Role::System, text, At::Key("system"))));
    for (i, item) in items.iter().enumerate() {
        messages.push(message(i, item)?);
    }
    let parallel_tool_calls = given(record, "parallel_tool_calls").map(|flag| *flag == Json::Bool(true));
    let (tools, functions) = (given(record, "tools"), given(record, "functions"));
    let body = Body::Chat(Chat { messages, tools, functions, parallel_tool_calls });
    Some(Example { body, meta: meta(record, MEMBERS) })
}

fn tools_are_sound(record: &Json<'_>) -> bool {
    let is_tool = |tool: &Json<'_>| {
        tool.get("type").and_then(Json::as_str) == Some("function")
            && tool.get("function").and_then(|function| function.get("name")?.as_str()).is_some()
    };
    let is_object = |function: &Json<'_>| matches!(function, Json::Object(_));
    given(record, "tools").is_none_or(|tools| list(tools).is_some_and(|tools| tools.iter().all(is_tool)))
        && given(record, "functions").is_none_or(|all| list(all).is_some_and(|all| all.iter().all(is_object)))
        && given(record, "parallel_tool_calls").is_none_or(|flag| matches!(flag, Json::Bool(_)))
}

fn message<'t>(index: usize, item: &'t Json<'t>) -> Option<Message<'t>> {
    let mut message = Message {
        role: Role::System,
        parts: Vec::with_capacity(1),
        content: Content::Absent,
        name: None,
        train: Train::Unset,
        meta: Vec::new(),
        at: At::Item { list: LIST, index, content: "content" },
    };
    let (mut role, mut content, mut calls, mut call_id) = (None, None, None, None);
    for (key, value) in item.last_members() {
        match key.as_ref() {
            "role" => role = Some(value.as_str()?),
            "content" => content = Some(value),
            _ if *value == Json::Null && MESSAGE_MEMBERS.contains(&key.as_ref()) => {}
            "name" => message.name = Some(value.as_str()?),
            "weight" => message.train = weight(value)?,
            "tool_calls" | "function_call" if calls.is_some() => return None,
            "tool_calls" => calls = Some(tool_calls(value)?),
            "function_call" => calls = Some(vec![Part::ToolCall(function(None, value)?)]),
            "tool_call_id" => call_id = Some((value.as_str()?, value)),
            "refusal" => message.parts.push(Part::Refusal(value.as_str()?)),
            _ => message.meta.push(Field { name: Cow::Borrowed(key), value }),
        }
    }
    let role = role?;
    message.role = self::role(role)?;
    let call_id = match (role, call_id) {
        ("tool", None) => return None,
        ("tool", Some((id, _))) => Some(id),
        // An id on a message that answers no call means nothing: it is kept as it is.
        (_, stray) => {
            let field = |(_, value)| Field { name: Cow::Borrowed("tool_call_id"), value };
            message.meta.extend(stray.map(field));
            None
        }
    };
    let may_be_silent = role == "assistant" && (calls.is_some() || !message.parts.is_empty());
    match content {
        None if may_be_silent => {}
        Some(Json::Null) if may_be_silent => message.content = Content::Null,
        Some(Json::String(text)) => {
            message.content = Content::Text;
            message.parts.insert(0, text_part(message.role, call_id, text));
        }
        Some(Json::List(items)) if !items.is_empty() => {
            message.content = Content::Parts;
            let parts = items.iter().map(|item| part(message.role, call_id, item));
            message.parts.splice(0..0, parts.collect::<Option<Vec<_>>>()?);
        }
        _ => return None,
    }
    message.parts.extend(calls.into_iter().flatten());
    Some(message)
}

fn role(name: &str) -> Option<Role> {
    Some(match name {
        "system" => Role::System,
        "developer" => Role::Developer,
        "user" => Role::User,
        "assistant" => Role::Assistant,
        "tool" | "function" => Role::Tool,
        _ => return None,
    })
}

fn weight(value: &Json<'_>) -> Option<Train> {
    let Json::Number(number) = value else { return None };
    match number.as_f64() {
        Some(0.0) => Some(Train::No),
        Some(1.0) => Some(Train::Yes),
        _ => None,
    }
}

fn text_part<'t>(role: Role, call_id: Option<&'t str>, text: &'t str) -> Part<'t> {
    match role {
        Role::Tool => Part::ToolResult { call_id, body: Cow::Borrowed(text) },
        _ => Part::Text(Cow::Borrowed(text)),
    }
}

fn part<'t>(role: Role, call_id: Option<&'t str>, item: &'t Json<'t>) -> Option<Part<'t>> {
    match (item.get("type")?.as_str()?, role) {
        ("text", _) => Some(text_part(role, call_id, item.get("text")?.as_str()?)),
        ("refusal", Role::Assistant) => Some(Part::Refusal(item.get("refusal")?.as_str()?)),
        ("image_url", Role::User) => {
            let image = item.get("image_url")?;
            let detail = image.get("detail").map(Json::as_str);
            let detail = if let Some(detail) = detail { Some(detail?) } else { None };
            Some(Part::Image { url: image.get("url")?.as_str()?, detail })
        }
        _ => None,
    }
}

fn tool_calls<'t>(value: &'t Json<'t>) -> Option<Vec<Part<'t>>> {
    let calls = list(value)?;
    if calls.is_empty() {
        return None;
    }
    let call = |call: &'t Json<'t>| {
        let id = call.get("id")?.as_str()?;
        (call.get("type")?.as_str()? == "function").then_some(())?;
        Some(Part::ToolCall(function(Some(id), call.get("function")?)?))
    };
    calls.iter().map(call).collect()
}

fn function<'t>(id: Option<&'t str>, value: &'t Json<'t>) -> Option<ToolCall<'t>> {
    let name = value.get("name")?.as_str()?;
    Some(ToolCall { id, name, arguments: value.get("arguments")?.as_str()? })
}

fn list<'t>(value: &'t Json<'t>) -> Option<&'t [Json<'t>]> {
    if let Json::List(items) = value { Some(items) } else { None }
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
            && let Some(Part::Refusal(text)) = message.parts.iter().find(|part| matches!(part, Part::Refusal(_)))
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
            Part::Image { url, detail: None } => serde_json::json!({"type": "image_url", "image_url": {"url": url}}),
            Part::Image { url, detail } => {
                serde_json::json!({"type": "image_url", "image_url": {"url": url, "detail": detail}})
            }
            Part::Refusal(text) => serde_json::json!({"type": "refusal", "refusal": text}),
            Part::ToolCall(_) => return None,
        })
    };
    message.parts.iter().filter_map(value).collect()
}

fn call_value(call: &ToolCall<'_>) -> serde_json::Value {
    serde_json::json!({"id": call.id, "type": "function", "function": function_value(call)})
}

fn function_value(call: &ToolCall<'_>) -> serde_json::Value {
    serde_json::json!({"name": call.name, "arguments": call.arguments})
}
