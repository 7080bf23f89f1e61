//! OpenAI-style messages, as several shapes hold them in their lists.
//!
//! What is taken and what is at fault follows the API's own description of a training line (`FineTuneChatRequestInput`,
//! read 2026-11); what only the rules know (order of roles, linked call ids) is left to them. A message at fault is
//! read as far as it can be: `is_sound` is cleared, and the schema says where.

use std::borrow::Cow;

use super::{given, optional_text};
use crate::model::{
    Arguments, At, CallPlace, Chat, Content, Field, Json, Message, Part, Role, ToolCall, Train,
};

/// The members of a message that are read.
pub const MEMBERS: &[&str] =
    &["role", "content", "name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal"];

/// The messages of a list at a pointer; nothing when it is no list, or an empty one.
pub fn list<'t>(value: &'t Json<'t>, list: &'static str, is_sound: &mut bool) -> Option<Vec<Message<'t>>> {
    let Json::List(items) = value else { return None };
    let mut messages = Vec::with_capacity(items.len() + 1);
    for (index, item) in items.iter().enumerate() {
        messages.extend(message(item, At::Item { list, index, content: "content" }, is_sound));
    }
    *is_sound &= !items.is_empty();
    (!messages.is_empty()).then_some(messages)
}

/// A conversation: the messages of a member, given as a pointer, tools in both forms, and a `system` text beside them as
/// the first message.
pub fn chat<'t>(record: &'t Json<'t>, list: &'static str, is_sound: &mut bool) -> Option<Chat<'t>> {
    let mut chat = Chat { messages: self::list(record.get(&list[1..])?, list, is_sound)?, ..Chat::default() };
    tools(record, &mut chat, is_sound);
    let system = optional_text(record, "system");
    *is_sound &= system.is_some();
    if let Some(text) = system.flatten() {
        chat.messages.insert(0, Message::text(Role::System, text, At::Key("system")));
    }
    Some(chat)
}

/// How many messages two conversations have in common before their answers, which are not among them.
pub fn in_common(chosen: &[Message<'_>], rejected: &[Message<'_>]) -> usize {
    let is_same = |(a, b): &(&Message<'_>, &Message<'_>)| (a.role, &a.parts) == (b.role, &b.parts);
    let common = chosen.iter().zip(rejected).take_while(is_same).count();
    // Two equal answers have nothing else in common that could be the answer.
    common.min(chosen.len().min(rejected.len()).saturating_sub(1))
}

/// Reads the members beside the messages: tools in both forms, and whether they may be called in parallel.
pub fn tools<'t>(record: &'t Json<'t>, chat: &mut Chat<'t>, is_sound: &mut bool) {
    let is_object = |function: &Json<'_>| matches!(function, Json::Object(_));
    chat.tools = declared(record, is_sound);
    chat.functions = given(record, "functions");
    let flag = given(record, "parallel_tool_calls");
    chat.parallel_tool_calls = flag.map(|flag| *flag == Json::Bool(true));
    *is_sound &= flag.is_none_or(|flag| matches!(flag, Json::Bool(_)))
        && chat.functions.is_none_or(|all| matches!(all, Json::List(all) if all.iter().all(is_object)));
}

/// The declared tools: a list, or a string that is left to the rules.
pub fn declared<'t>(record: &'t Json<'t>, is_sound: &mut bool) -> Option<&'t Json<'t>> {
    let is_tool = |tool: &Json<'_>| {
        tool.get("type").and_then(Json::as_str) == Some("function")
            && tool.get("function").and_then(|function| function.get("name")?.as_str()).is_some()
    };
    let tools = given(record, "tools");
    *is_sound &= tools.is_none_or(|tools| match tools {
        Json::List(tools) => tools.iter().all(is_tool),
        tools => matches!(tools, Json::String(_)),
    });
    tools
}

/// One message; nothing when it is no object.
pub fn message<'t>(item: &'t Json<'t>, at: At, is_sound: &mut bool) -> Option<Message<'t>> {
    if !matches!(item, Json::Object(_)) {
        *is_sound = false;
        return None;
    }
    let mut message =
        Message { content: Content::Absent, parts: Vec::with_capacity(1), ..Message::empty(at) };
    let (mut role, mut content, mut call_id) = (None, None, None);
    let mut calls = Vec::new();
    let mut says_calls = false;
    for (key, value) in item.last_members() {
        match *key {
            "role" => role = value.as_str(),
            "content" => content = Some(value),
            _ if *value == Json::Null && MEMBERS.contains(key) => {}
            "name" => message.name = text(value, is_sound),
            "weight" => message.train = weight(value, is_sound),
            "tool_calls" | "function_call" => {
                // Either form, not both; a value that holds no call is at fault, but it means calls.
                *is_sound &= !says_calls;
                says_calls = true;
                if *key == "tool_calls" {
                    tool_calls(value, &mut calls, is_sound);
                } else {
                    message.is_legacy = true;
                    calls.extend(function(None, value, CallPlace::FunctionCall, is_sound));
                }
            }
            "tool_call_id" => call_id = Some((text(value, is_sound), value)),
            "refusal" => message.parts.extend(text(value, is_sound).map(Part::Refusal)),
            _ => message.meta.push(Field { name: Cow::Borrowed(key), value }),
        }
    }
    message.role = role.map_or(Role::Unknown, self::role);
    message.is_legacy |= role == Some("function");
    *is_sound &= message.role != Role::Unknown;
    let call_id = match (role, call_id) {
        (Some("tool"), None) => {
            *is_sound = false;
            None
        }
        (Some("tool"), Some((id, _))) => id,
        // An id on a message that answers no call means nothing: it is kept as it is.
        (_, stray) => {
            let field = |(_, value)| Field { name: Cow::Borrowed("tool_call_id"), value };
            message.meta.extend(stray.map(field));
            None
        }
    };
    let may_be_silent = message.role == Role::Assistant && (says_calls || has_refusal(item));
    match content {
        None => *is_sound &= may_be_silent,
        Some(Json::Null) => {
            message.content = Content::Null;
            *is_sound &= may_be_silent;
        }
        Some(Json::String(text)) => {
            message.content = Content::Text;
            message.parts.insert(0, text_part(message.role, call_id, text));
        }
        Some(Json::List(items)) => {
            message.content = Content::Parts;
            *is_sound &= !items.is_empty();
            let parts = items.iter().enumerate();
            let parts = parts.filter_map(|(place, item)| part(message.role, call_id, place, item, is_sound));
            let parts: Vec<_> = parts.collect();
            if parts.len() == items.len() {
                let masked = items.iter().enumerate().filter(|(_, item)| is_masked(item));
                message.masked_parts = masked.map(|(place, _)| place).collect();
            }
            message.parts.splice(0..0, parts);
        }
        Some(_) => *is_sound = false,
    }
    message.parts.extend(calls.into_iter().map(Part::ToolCall));
    Some(message)
}

fn has_refusal(item: &Json<'_>) -> bool {
    given(item, "refusal").is_some()
}

fn text<'t>(value: &'t Json<'t>, is_sound: &mut bool) -> Option<&'t str> {
    let text = value.as_str();
    *is_sound &= text.is_some();
    text
}

fn role(name: &str) -> Role {
    match name {
        "system" => Role::System,
        "developer" => Role::Developer,
        "user" => Role::User,
        "assistant" => Role::Assistant,
        "tool" | "function" => Role::Tool,
        _ => Role::Unknown,
    }
}

fn weight(value: &Json<'_>, is_sound: &mut bool) -> Train {
    let number = if let Json::Number(number) = value { number.as_f64() } else { None };
    match number {
        Some(0.0) => Train::No,
        Some(1.0) => Train::Yes,
        _ => {
            *is_sound = false;
            Train::Unset
        }
    }
}

fn text_part<'t>(role: Role, call_id: Option<&'t str>, text: &'t str) -> Part<'t> {
    match role {
        Role::Tool => Part::ToolResult { call_id, body: Cow::Borrowed(text) },
        _ => Part::Text(Cow::Borrowed(text)),
    }
}

/// Whether a part says that it is not trained on, as Axolotl has it.
fn is_masked(part: &Json<'_>) -> bool {
    let is_zero = |weight: &Json<'_>| matches!(weight, Json::Number(n) if n.as_f64() == Some(0.0));
    given(part, "train") == Some(&Json::Bool(false)) || given(part, "weight").is_some_and(is_zero)
}

/// A part of a list of parts; one without type that has a text is at fault, and read as text.
fn part<'t>(
    role: Role,
    call_id: Option<&'t str>,
    place: usize,
    item: &'t Json<'t>,
    is_sound: &mut bool,
) -> Option<Part<'t>> {
    let kind = item.get("type").and_then(Json::as_str);
    match kind {
        Some("text") | None => {
            *is_sound &= kind.is_some();
            let text = item.get("text").and_then(Json::as_str);
            *is_sound &= text.is_some();
            text.map(|text| text_part(role, call_id, text))
        }
        Some("refusal") if role == Role::Assistant => {
            let text = item.get("refusal").and_then(Json::as_str);
            *is_sound &= text.is_some();
            text.map(Part::Refusal)
        }
        // Results of tools are text alone.
        Some("image_url") if role != Role::Tool => {
            let image = item.get("image_url");
            let url = image.and_then(|image| image.get("url")).and_then(Json::as_str);
            // Some writers give the address without the object around it.
            *is_sound &= url.is_some();
            let url = url.or_else(|| image.and_then(Json::as_str))?;
            let detail = image.and_then(|image| image.get("detail"));
            *is_sound &= detail.is_none_or(|detail| detail.as_str().is_some());
            Some(Part::Image { url, detail: detail.and_then(Json::as_str), part: place })
        }
        Some(kind) => {
            *is_sound = false;
            Some(Part::Medium { kind, value: item, part: place })
        }
    }
}

/// The items of `tool_calls`.
pub fn tool_calls<'t>(value: &'t Json<'t>, calls: &mut Vec<ToolCall<'t>>, is_sound: &mut bool) {
    let Json::List(items) = value else {
        *is_sound = false;
        return;
    };
    *is_sound &= !items.is_empty();
    for (place, call) in items.iter().enumerate() {
        let id = call.get("id").and_then(Json::as_str);
        *is_sound &= id.is_some() && call.get("type").and_then(Json::as_str) == Some("function");
        match call.get("function") {
            Some(value) => calls.extend(function(id, value, CallPlace::Call(place), is_sound)),
            None => *is_sound = false,
        }
    }
}

fn function<'t>(
    id: Option<&'t str>,
    value: &'t Json<'t>,
    place: CallPlace,
    is_sound: &mut bool,
) -> Option<ToolCall<'t>> {
    let name = value.get("name").and_then(Json::as_str);
    let arguments = match value.get("arguments") {
        Some(Json::String(text)) => Arguments::Text(Cow::Borrowed(text)),
        Some(value) => Arguments::Value(value),
        None => Arguments::Absent,
    };
    *is_sound &= name.is_some() && matches!(arguments, Arguments::Text(_));
    Some(ToolCall { id, name: Cow::Borrowed(name?), arguments, place })
}
