//! Oumi: a conversation object around OpenAI-style messages, `{"conversation": {"messages": [...]}}`.

use super::{Shape, messages, meta};
use crate::model::{Arena, Body, Chat, Example, Json};

const MEMBERS: &[&str] = &["conversation"];
const LIST: &str = "/conversation/messages";

/// Oumi.
pub static SHAPE: Shape = Shape {
    name: "oumi",
    title: "Oumi",
    is_preference: false,
    schema: include_str!("../../schemas/oumi.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &[LIST],
    of_messages: messages::MEMBERS,
    fits: |record| record.get("conversation").is_some_and(|inner| inner.get("messages").is_some()),
    decode,
    encode: None,
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let list = record.get("conversation")?.get("messages")?;
    let chat = Chat { messages: messages::list(list, LIST, &mut is_sound)?, ..Chat::default() };
    Some(Example { body: Body::Chat(chat), meta: meta(record, MEMBERS), is_sound })
}
