//! Plain text: `{"text": ...}`, a string or (Together) a list of text parts.

use std::borrow::Cow;

use super::{Shape, meta, write};
use crate::model::{Arena, At, Body, Chat, Content, Example, Json, Message, Part, Role};

const MEMBERS: &[&str] = &["text"];

/// Plain text.
pub static SHAPE: Shape = Shape {
    name: "text",
    title: "plain text",
    is_preference: false,
    schema: include_str!("../../schemas/text.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &[],
    of_messages: &[],
    fits: |record| record.get("text").is_some(),
    decode,
    encode: Some(write::plain::encode_text),
    ..Shape::UNKNOWN
};

/// A string, or a list of parts that are text.
pub(super) fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let mut message = Message { role: Role::Assistant, ..Message::empty(At::Key("text")) };
    match record.get("text")? {
        Json::String(text) => message.parts.push(Part::Text(Cow::Borrowed(text))),
        Json::List(items) if !items.is_empty() => {
            message.content = Content::Parts;
            for item in *items {
                let text = item.get("text")?.as_str()?;
                (item.get("type")?.as_str()? == "text").then_some(())?;
                message.parts.push(Part::Text(Cow::Borrowed(text)));
            }
        }
        _ => return None,
    }
    let body = Body::Text(Chat { messages: vec![message], ..Chat::default() });
    Some(Example { body, meta: meta(record, MEMBERS), is_sound: true })
}
