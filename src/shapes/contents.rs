//! Gemini's turns (`contents` with `parts`), as both of its shapes hold them; names in camel or
//! snake case.

use std::borrow::Cow;

use crate::model::{Arguments, At, CallPlace, Chat, Content, Field, Json, Message, Part, Role, ToolCall};

/// The members of a turn that are read.
pub const MEMBERS: &[&str] = &["role", "parts"];

/// Where a turn stands that is no item of a list.
const SYSTEM: [&str; 2] = ["systemInstruction", "system_instruction"];

/// System text, turns and tools of a record; nothing when there are no turns.
pub fn read<'t>(record: &'t Json<'t>, is_sound: &mut bool) -> Option<Chat<'t>> {
    let Json::List(items) = record.get("contents")? else { return None };
    let mut messages = Vec::with_capacity(items.len() + 1);
    for key in SYSTEM {
        match record.get(key) {
            None | Some(Json::Null) => {}
            Some(value) => messages.extend(turn(value, At::Key(key), is_sound).map(|mut message| {
                // Its role is ignored by the service.
                message.role = Role::System;
                message
            })),
        }
    }
    for (index, item) in items.iter().enumerate() {
        let mut message = turn(item, At::Item { list: "/contents", index, content: "parts" }, is_sound);
        if let (Some(message), Some(before)) = (&mut message, messages.last()) {
            in_order_of_calls(item, message, before);
        }
        messages.extend(message);
    }
    *is_sound &= !items.is_empty();
    let tools = record.get("tools").filter(|tools| **tools != Json::Null);
    *is_sound &= tools.is_none_or(|tools| matches!(tools, Json::List(tools) if tools.iter().all(is_tool)));
    Some(Chat { messages, tools, ..Chat::default() })
}

/// Brings the results in a turn into the order of the calls before it: they name their functions, and have no ids.
fn in_order_of_calls(item: &Json<'_>, message: &mut Message<'_>, before: &Message<'_>) {
    let mut open: Vec<Option<&str>> = before.tool_calls().map(|call| Some(call.name.as_ref())).collect();
    let parts = item.get("parts").map_or(&[][..], Json::items);
    let named = parts.iter().filter_map(|part| {
        let response = part.get("functionResponse").or(part.get("function_response"))?;
        response.get("name")?.as_str()
    });
    let places: Vec<usize> = named
        .map(|name| {
            let place = open.iter().position(|call| *call == Some(name)).unwrap_or(open.len());
            if let Some(call) = open.get_mut(place) {
                *call = None;
            }
            place
        })
        .collect();
    let is_result = |part: &Part<'_>| matches!(part, Part::ToolResult { .. });
    let (results, mut others): (Vec<_>, Vec<_>) =
        std::mem::take(&mut message.parts).into_iter().partition(is_result);
    let mut sorted: Vec<(usize, Part<'_>)> =
        places.into_iter().chain(std::iter::repeat(usize::MAX)).zip(results).collect();
    sorted.sort_by_key(|(place, _)| *place);
    // Results stand before whatever else the turn says.
    message.parts.extend(sorted.into_iter().map(|(_, part)| part));
    message.parts.append(&mut others);
}

fn is_tool(tool: &Json<'_>) -> bool {
    let names = ["functionDeclarations", "function_declarations"];
    let lists: Vec<_> = names.iter().filter_map(|name| tool.get(name)).collect();
    let is_named = |function: &Json<'_>| function.get("name").and_then(Json::as_str).is_some();
    let is_sound = |list: &&Json<'_>| matches!(list, Json::List(all) if all.iter().all(is_named));
    !lists.is_empty() && lists.iter().all(is_sound)
}

/// One turn; nothing when it has no parts.
pub fn turn<'t>(item: &'t Json<'t>, at: At, is_sound: &mut bool) -> Option<Message<'t>> {
    let mut message = Message { content: Content::Parts, ..Message::empty(at) };
    message.role = match item.get("role") {
        Some(Json::String(role)) => match *role {
            "user" | "function" => Role::User,
            "model" => Role::Assistant,
            "system" => Role::System,
            _ => Role::Unknown,
        },
        // In data of one turn the role may be left out.
        None | Some(Json::Null) => Role::User,
        Some(_) => {
            *is_sound = false;
            Role::Unknown
        }
    };
    let Some(Json::List(parts)) = item.get("parts") else {
        *is_sound = false;
        return None;
    };
    *is_sound &= !parts.is_empty();
    for (place, item) in parts.iter().enumerate() {
        let before = message.parts.len();
        part(item, place, &mut message.parts, is_sound);
        *is_sound &= message.parts.len() > before;
    }
    let unknown = item.members().iter().filter(|(key, _)| !MEMBERS.contains(key));
    message.meta = unknown.map(|(key, value)| Field { name: Cow::Borrowed(key), value }).collect();
    Some(message)
}

fn part<'t>(item: &'t Json<'t>, place: usize, parts: &mut Vec<Part<'t>>, is_sound: &mut bool) {
    match item.get("text") {
        Some(Json::String(text)) if item.get("thought") == Some(&Json::Bool(true)) => {
            parts.push(Part::Reasoning(text));
        }
        Some(Json::String(text)) => parts.push(Part::Text(Cow::Borrowed(text))),
        Some(_) => *is_sound = false,
        None => {}
    }
    for (camel, snake) in [("fileData", "file_data"), ("inlineData", "inline_data")] {
        for value in [camel, snake].iter().filter_map(|key| item.get(key)) {
            let uris: Vec<_> = ["fileUri", "file_uri"].iter().filter_map(|key| value.get(key)).collect();
            let is_file = camel == "fileData";
            *is_sound &= matches!(value, Json::Object(_))
                && (!is_file || (!uris.is_empty() && uris.iter().all(|uri| uri.as_str().is_some())));
            match uris.first().and_then(|uri| uri.as_str()) {
                Some(url) if is_file => parts.push(Part::Image { url, detail: None, part: place }),
                _ => parts.push(Part::Medium { kind: camel, value: item, part: place }),
            }
        }
    }
    for value in ["functionCall", "function_call"].iter().filter_map(|key| item.get(key)) {
        let name = value.get("name").and_then(Json::as_str);
        let arguments = match value.get("args") {
            None | Some(Json::Null) => Arguments::Absent,
            Some(value) => {
                *is_sound &= matches!(value, Json::Object(_));
                Arguments::Value(value)
            }
        };
        *is_sound &= name.is_some();
        let place = CallPlace::Part(place, "functionCall");
        parts.extend(
            name.map(|name| {
                Part::ToolCall(ToolCall { id: None, name: Cow::Borrowed(name), arguments, place })
            }),
        );
    }
    for value in ["functionResponse", "function_response"].iter().filter_map(|key| item.get(key)) {
        let response = value.get("response");
        *is_sound &=
            value.get("name").and_then(Json::as_str).is_some() && matches!(response, Some(Json::Object(_)));
        // A text stands in an object of its own, because a response must be one.
        let body = response.map(|response| match response.members() {
            [("result", Json::String(text))] => Cow::Borrowed(*text),
            _ => Cow::Owned(response.to_value().to_string()),
        });
        parts.extend(body.map(|body| Part::ToolResult { call_id: None, body }));
    }
}
