//! Rows that went through a tokenizer already: `{"input_ids": [...]}`. There is no text to look at, so the example is
//! an answer that says nothing; the rule of the same name refuses the file.

use super::{Shape, meta};
use crate::model::{Arena, At, Body, Chat, Content, Example, Json, Message, Role};

const MEMBERS: &[&str] = &["input_ids", "attention_mask", "labels", "position_ids", "token_type_ids"];

/// Token ids.
pub static SHAPE: Shape = Shape {
    name: "token-ids",
    title: "token ids",
    is_preference: false,
    schema: include_str!("../../schemas/token-ids.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &[],
    of_messages: &[],
    fits: |record| matches!(record.get("input_ids"), Some(Json::List(_))),
    decode,
    encode: None,
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let Json::List(ids) = record.get("input_ids")? else { return None };
    let is_id =
        |id: &Json<'_>| matches!(id, Json::Number(id) if id.as_f64().is_some_and(|id| id.fract() == 0.0));
    if !ids.iter().all(is_id) {
        return None;
    }
    let message =
        Message { role: Role::Assistant, content: Content::Absent, ..Message::empty(At::Key("input_ids")) };
    let body = Body::Text(Chat { messages: vec![message], ..Chat::default() });
    Some(Example { body, meta: meta(record, MEMBERS), is_sound: true })
}
