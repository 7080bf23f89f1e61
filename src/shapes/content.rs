//! Plain text under the name `content`, without a role beside it.

use super::{Shape, meta};
use crate::model::{Arena, At, Body, Chat, Example, Json, Message, Role};

const MEMBERS: &[&str] = &["content"];

/// Plain text under another name.
pub static SHAPE: Shape = Shape {
    name: "content",
    title: "plain text under `content`",
    is_preference: false,
    schema: include_str!("../../schemas/content.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &[],
    of_messages: &[],
    fits: |record| {
        let is_text = record.get("content").is_some_and(|content| content.as_str().is_some());
        is_text && record.get("role").is_none()
    },
    decode,
    encode: None,
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let text = record.get("content")?.as_str()?;
    let messages = vec![Message::text(Role::Assistant, text, At::Key("content"))];
    let body = Body::Text(Chat { messages, ..Chat::default() });
    Some(Example { body, meta: meta(record, MEMBERS), is_sound: true })
}
