//! Gemini tuning data: `{"contents": [{"role": "user", "parts": [{"text": ...}]}, ...], "systemInstruction": {...}}`.

use super::{Shape, contents, meta, write};
use crate::model::{Arena, Body, Example, Json};

const MEMBERS: &[&str] = &["contents", "systemInstruction", "system_instruction", "tools"];

/// Gemini tuning data.
pub static SHAPE: Shape = Shape {
    name: "gemini",
    title: "Gemini",
    is_preference: false,
    schema: include_str!("../../schemas/gemini.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/contents"],
    of_messages: contents::MEMBERS,
    fits: |record| record.get("contents").is_some(),
    decode,
    encode: Some(write::gemini::encode),
    ..Shape::UNKNOWN
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let chat = contents::read(record, &mut is_sound)?;
    Some(Example { body: Body::Chat(chat), meta: meta(record, MEMBERS), is_sound })
}
