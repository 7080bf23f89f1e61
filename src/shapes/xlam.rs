//! xLAM function calling: `{"query": ..., "tools": "[...]", "answers": "[{\"name\": ..., \"arguments\": {...}}]"}`.
//!
//! Both lists may also stand as lists. Answers that are no calls are what the assistant says.

use std::borrow::Cow;

use super::{Shape, calls, declarations, literal, meta};
use crate::model::{Arena, At, Body, Chat, Example, Json, Message, Role};

const MEMBERS: &[&str] = &["query", "tools", "answers"];

/// xLAM function calling.
pub static SHAPE: Shape = Shape {
    name: "xlam",
    title: "xLAM function calling",
    schema: include_str!("../../schemas/xlam.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    fits: |record| MEMBERS.iter().all(|key| record.get(key).is_some()),
    decode,
    ..Shape::UNKNOWN
};

fn decode<'t>(record: &'t Json<'t>, arena: &'t Arena) -> Option<Example<'t>> {
    let question = Message::text(Role::User, record.get("query")?.as_str()?, At::Key("query"));
    let tools = match record.get("tools")? {
        tools @ (Json::Null | Json::String(_) | Json::List(_)) => declarations::member(tools, arena),
        _ => return None,
    };
    let at = At::Key("answers");
    let (written, text) = match record.get("answers")? {
        Json::String(text) => (literal::whole(text, arena), Cow::Borrowed(*text)),
        list @ Json::List(_) => (Some(list.clone()), Cow::Owned(list.to_value().to_string())),
        _ => return None,
    };
    let answer = match written.and_then(|value| calls::of_value(value, arena)) {
        Some(calls) => calls::spoken(None, None, calls, at),
        None => Message::text(Role::Assistant, text, at),
    };
    let body = Body::Chat(Chat { messages: vec![question, answer], tools, ..Chat::default() });
    Some(Example { body, meta: meta(record, MEMBERS), is_sound: true })
}
