//! Bedrock conversation data, as Nova and Llama 3.2 take it: `{"system": [{"text": ...}], "messages": [{"role": "user",
//! "content": [{"text": ...}]}, ...]}`.
//!
//! The last message may carry `candidates` instead of content: then the record is a preference.

use std::borrow::Cow;

use super::{Shape, meta, write};
use crate::model::{
    Arena, Arguments, At, Body, CallPlace, Chat, Content, Example, Field, Json, Message, Part, Preference,
    Role, ToolCall,
};

const LIST: &str = "messages";
const MEMBERS: &[&str] = &["schemaVersion", "system", LIST, "toolConfig"];
const MESSAGE_MEMBERS: &[&str] = &["role", "content", "candidates"];
const BLOCKS: [&str; 4] = ["image", "video", "document", "audio"];

/// Bedrock conversation data.
pub static SHAPE: Shape = Shape {
    name: "bedrock-converse",
    title: "Bedrock conversation",
    is_preference: false,
    schema: include_str!("../../schemas/bedrock-converse.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/messages"],
    of_messages: MESSAGE_MEMBERS,
    fits,
    decode,
    encode: Some(write::converse::encode),
    ..Shape::UNKNOWN
};

/// Messages whose contents are blocks without a `type`, or a record that says so itself.
fn fits(record: &Json<'_>) -> bool {
    let is_block = |block: &Json<'_>| matches!(block, Json::Object(_)) && block.get("type").is_none();
    let holds_blocks = |message: &Json<'_>| {
        message.get("candidates").is_some()
            || message.get("content").is_some_and(|content| content.items().iter().any(is_block))
    };
    let Some(messages) = record.get(LIST) else { return false };
    record.get("schemaVersion").is_some()
        || record.get("toolConfig").is_some()
        || (record.get("tools").is_none()
            && messages.items().len() > 1
            && messages.items().iter().all(|message| holds_blocks(message) && message.get("role").is_some()))
}

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let Json::List(items) = record.get(LIST)? else { return None };
    let mut is_sound = !items.is_empty();
    is_sound &= record.get("schemaVersion").is_none_or(|version| version.as_str().is_some());
    let tools = record.get("toolConfig").map(|config| config.get("tools"));
    is_sound &=
        tools.is_none_or(|tools| matches!(tools, Some(Json::List(tools)) if tools.iter().all(is_tool)));
    let mut messages = system(record, &mut is_sound);
    let mut rejected = None;
    for (index, item) in items.iter().enumerate() {
        let at = At::Item { list: "/messages", index, content: "content" };
        let Json::Object(members) = item else {
            is_sound = false;
            continue;
        };
        let mut message = Message { content: Content::Absent, ..Message::empty(at) };
        message.role = match item.get("role").and_then(Json::as_str) {
            Some("user") => Role::User,
            Some("assistant") => Role::Assistant,
            _ => Role::Unknown,
        };
        is_sound &= message.role != Role::Unknown;
        let unknown = members.iter().filter(|(key, _)| !MESSAGE_MEMBERS.contains(key));
        message.meta = unknown.map(|(key, value)| Field { name: Cow::Borrowed(key), value }).collect();
        match (item.get("content"), item.get("candidates")) {
            (content, Some(candidates)) => {
                is_sound &= content.is_none_or(|content| blocks(content, &mut message));
                message.parts.clear();
                let prompt = messages.len();
                let other = self::candidates(candidates, &mut message, &mut is_sound);
                rejected = Some((prompt, other));
            }
            (Some(content), None) => is_sound &= blocks(content, &mut message),
            (None, None) => is_sound = false,
        }
        messages.push(message);
    }
    let chat = Chat { messages, tools: tools.flatten(), ..Chat::default() };
    let body = match rejected {
        None => Body::Chat(chat),
        Some((prompt, rejected)) => Body::Preference(Preference {
            preferred: chat,
            prompt,
            rejected: rejected.into_iter().collect(),
            others: Vec::new(),
        }),
    };
    Some(Example { body, meta: meta(record, MEMBERS), is_sound })
}

fn system<'t>(record: &'t Json<'t>, is_sound: &mut bool) -> Vec<Message<'t>> {
    let Some(system) = record.get("system") else { return Vec::new() };
    let Json::List(items) = system else {
        *is_sound = false;
        return Vec::new();
    };
    let mut message =
        Message { role: Role::System, content: Content::Parts, ..Message::empty(At::Key("system")) };
    for item in *items {
        match item.get("text").and_then(Json::as_str) {
            Some(text) => message.parts.push(Part::Text(Cow::Borrowed(text))),
            None => *is_sound = false,
        }
    }
    if items.is_empty() { Vec::new() } else { vec![message] }
}

fn is_tool(tool: &Json<'_>) -> bool {
    let Some(spec) = tool.get("toolSpec") else { return false };
    let text = |key| spec.get(key).and_then(Json::as_str);
    let schema = spec.get("inputSchema").and_then(|schema| schema.get("json"));
    text("name").is_some()
        && text("description").is_some_and(|description| !description.is_empty())
        && schema.is_some_and(|schema| schema.get("type").is_some())
}

/// Takes the first preferred candidate for the answer and gives the first other one.
fn candidates<'t>(
    value: &'t Json<'t>,
    message: &mut Message<'t>,
    is_sound: &mut bool,
) -> Option<Message<'t>> {
    let (mut has_preferred, mut rejected) = (false, None);
    *is_sound &= value.items().len() > 1;
    for item in value.items() {
        let mut answer = Message { role: message.role, ..Message::empty(message.at) };
        *is_sound &= item.get("content").is_some_and(|content| blocks(content, &mut answer));
        match item.get("preferenceLabel").and_then(Json::as_str) {
            Some("preferred") if !has_preferred => {
                has_preferred = true;
                message.parts = answer.parts;
                message.content = Content::Parts;
            }
            Some("non-preferred") => rejected = rejected.or(Some(answer)),
            Some("preferred") => {}
            _ => *is_sound = false,
        }
    }
    *is_sound &= has_preferred && rejected.is_some();
    rejected
}

/// Reads a list of blocks; says whether it is a sound one.
fn blocks<'t>(content: &'t Json<'t>, message: &mut Message<'t>) -> bool {
    message.content = Content::Parts;
    let Json::List(items) = content else { return false };
    let mut is_sound = !items.is_empty();
    for (place, item) in items.iter().enumerate() {
        let before = message.parts.len();
        block(item, place, &mut message.parts, &mut is_sound);
        is_sound &= message.parts.len() > before;
    }
    is_sound
}

fn block<'t>(item: &'t Json<'t>, place: usize, parts: &mut Vec<Part<'t>>, is_sound: &mut bool) {
    match item.get("text") {
        Some(Json::String(text)) => parts.push(Part::Text(Cow::Borrowed(text))),
        Some(_) => *is_sound = false,
        None => {}
    }
    for key in BLOCKS {
        let Some(medium) = item.get(key) else { continue };
        let uri = medium.at("/source/s3Location/uri").and_then(Json::as_str);
        *is_sound &= uri.is_some() && medium.get("format").is_none_or(|format| format.as_str().is_some());
        match uri {
            Some(url) if key == "image" => parts.push(Part::Image { url, detail: None, part: place }),
            _ => parts.push(Part::Medium { kind: key, value: medium, part: place }),
        }
    }
    if let Some(call) = item.get("toolUse") {
        let text = |key| call.get(key).and_then(Json::as_str);
        let (id, name, input) = (text("toolUseId"), text("name"), call.get("input"));
        *is_sound &= id.is_some() && name.is_some() && matches!(input, Some(Json::Object(_)));
        let arguments = input.map_or(Arguments::Absent, Arguments::Value);
        let place = CallPlace::Part(place, "toolUse");
        parts.extend(
            name.map(|name| Part::ToolCall(ToolCall { id, name: Cow::Borrowed(name), arguments, place })),
        );
    }
    if let Some(result) = item.get("toolResult") {
        let id = result.get("toolUseId").and_then(Json::as_str);
        let content = result.get("content");
        let is_one = |item: &Json<'_>| item.get("text").is_some() != item.get("json").is_some();
        *is_sound &= id.is_some() && matches!(content, Some(Json::List(items)) if items.iter().all(is_one));
        let said = |item: &Json<'_>| match item.get("text") {
            Some(Json::String(text)) => text.to_string(),
            _ => item.get("json").map(|json| json.to_value().to_string()).unwrap_or_default(),
        };
        let body: Vec<String> =
            content.map(|content| content.items().iter().map(said).collect()).unwrap_or_default();
        parts.push(Part::ToolResult { call_id: id, body: Cow::Owned(body.join("\n")) });
    }
    if let Some(reasoning) = item.get("reasoningContent") {
        let text = reasoning.at("/reasoningText/text").and_then(Json::as_str);
        *is_sound &= text.is_some();
        parts.extend(text.map(Part::Reasoning));
    }
}
