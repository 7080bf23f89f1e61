//! ShareGPT: `{"conversations": [{"from": "human", "value": ...}, {"from": "gpt", "value": ...}]}`.
//!
//! Tool calls are turns of their own (`function_call`, whose value is JSON with name and arguments), and so are their
//! results (`observation`).

use std::borrow::Cow;

use super::{Shape, meta, optional_text, write};
use crate::model::{
    Arena, Arguments, At, CallPlace, Content, Example, Json, Message, Parsed, Part, Role, ToolCall,
};

const LISTS: [&str; 2] = ["conversations", "conversation"];
const MEMBERS: &[&str] = &["conversations", "conversation", "system"];

/// ShareGPT.
pub static SHAPE: Shape = Shape {
    name: "sharegpt",
    title: "ShareGPT",
    is_preference: false,
    schema: include_str!("../../schemas/sharegpt.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/conversations", "/conversation"],
    of_messages: &["from", "value"],
    fits,
    decode,
    encode: Some(write::sharegpt::encode),
    ..Shape::UNKNOWN
};

fn fits(record: &Json<'_>) -> bool {
    LISTS.iter().filter_map(|list| record.get(list)).any(|list| {
        let is_turn = |item: &Json<'_>| item.get("from").is_some() || item.get("value").is_some();
        matches!(list, Json::List(items) if items.is_empty() || items.iter().any(is_turn))
    })
}

fn decode<'t>(record: &'t Json<'t>, arena: &'t Arena) -> Option<Example<'t>> {
    let mut lists =
        LISTS.iter().zip(SHAPE.lists).filter_map(|(name, pointer)| Some((*pointer, record.get(name)?)));
    let (list, turns) = lists.next()?;
    let Json::List(turns) = turns else { return None };
    if turns.is_empty() || lists.next().is_some() {
        return None;
    }
    let system = optional_text(record, "system")?;
    let system = system.map(|text| Message::text(Role::System, text, At::Key("system")));
    let messages = turns.iter().enumerate().map(|(index, item)| {
        turn(
            item.get("from")?.as_str()?,
            item.get("value")?.as_str()?,
            At::Item { list, index, content: "value" },
            arena,
        )
    });
    let messages = system.into_iter().map(Some).chain(messages).collect::<Option<Vec<_>>>()?;
    Some(Example { meta: meta(record, MEMBERS), ..Example::chat(messages) })
}

/// One turn; nothing when nobody known speaks.
pub(super) fn turn<'t>(from: &str, value: &'t str, at: At, arena: &'t Arena) -> Option<Message<'t>> {
    Some(match from {
        "system" => Message::text(Role::System, value, at),
        "human" | "user" | "User" => Message::text(Role::User, value, at),
        "gpt" | "assistant" | "Assistant" | "chatgpt" => Message::text(Role::Assistant, value, at),
        "observation" => {
            let parts = vec![Part::ToolResult { call_id: None, body: Cow::Borrowed(value) }];
            Message { role: Role::Tool, parts, ..Message::empty(at) }
        }
        "function_call" => Message {
            role: Role::Assistant,
            parts: calls(value, arena),
            content: Content::Absent,
            ..Message::empty(at)
        },
        _ => return None,
    })
}

/// The calls in a value: one object or a list of them; what is none of these is kept as a call without name.
fn calls<'t>(value: &'t str, arena: &'t Arena) -> Vec<Part<'t>> {
    let call = |name: &'t str, arguments| {
        let name = Cow::Borrowed(name);
        Part::ToolCall(ToolCall { id: None, name, arguments, place: CallPlace::Content })
    };
    let all = match Parsed::parse(value, arena).map(|parsed| parsed.root) {
        Ok(Json::List(calls)) => calls,
        Ok(one @ Json::Object(_)) => std::slice::from_ref(arena.value(one)),
        _ => &[],
    };
    let named = all.iter().filter_map(|item| {
        let arguments = match item.get("arguments")? {
            Json::String(text) => Arguments::Text(Cow::Borrowed(text)),
            value => Arguments::Value(value),
        };
        Some(call(item.get("name")?.as_str()?, arguments))
    });
    let named: Vec<Part<'_>> = named.collect();
    if named.is_empty() { vec![call("", Arguments::Text(Cow::Borrowed(value)))] } else { named }
}
