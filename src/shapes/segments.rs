//! Axolotl's `input_output`: `{"segments": [{"label": true, "text": ...}, ...]}`, plain text with its own marks, of
//! which only the labelled pieces are trained on.

use std::borrow::Cow;

use super::{Shape, meta};
use crate::model::{Arena, At, Body, Chat, Content, Example, Json, Message, Part, Role};

const MEMBERS: &[&str] = &["segments"];

/// Axolotl's segments.
pub static SHAPE: Shape = Shape {
    name: "segments",
    title: "Axolotl segments",
    is_preference: false,
    schema: include_str!("../../schemas/segments.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/segments"],
    of_messages: &["label", "text"],
    fits: |record| {
        let is_segment = |item: &Json<'_>| item.get("label").is_some() || item.get("text").is_some();
        let segments = record.get("segments");
        segments.is_some_and(|list| list.items().iter().any(is_segment) || *list == Json::List(&[]))
    },
    decode,
    encode: None,
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let Json::List(segments) = record.get("segments")? else { return None };
    let mut message =
        Message { role: Role::Assistant, content: Content::Parts, ..Message::empty(At::Key("segments")) };
    for (place, segment) in segments.iter().enumerate() {
        message.parts.push(Part::Text(Cow::Borrowed(segment.get("text")?.as_str()?)));
        match segment.get("label")? {
            Json::Bool(true) => {}
            Json::Bool(false) => message.masked_parts.push(place),
            _ => return None,
        }
    }
    if message.parts.is_empty() {
        return None;
    }
    let body = Body::Text(Chat { messages: vec![message], ..Chat::default() });
    Some(Example { body, meta: meta(record, MEMBERS), is_sound: true })
}
