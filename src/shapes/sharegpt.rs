//! ShareGPT: `{"conversations": [{"from": "human", "value": ...}, {"from": "gpt", "value": ...}]}`.
//!
//! The tags are those of LLaMA-Factory, of ms-swift (`bot`, `tool_call`, `tool_response`, `tool`) and of `NeMo`
//! (`User`, `Assistant`), whose `mask` names the speakers that are not trained on.

use super::{Shape, meta, turns};
use crate::model::{Arena, Body, Example, Json};

const MEMBERS: &[&str] = &["conversations", "conversation", "system", "tools", "mask", "images"];

/// ShareGPT.
pub static SHAPE: Shape = Shape {
    name: "sharegpt",
    title: "ShareGPT",
    is_preference: false,
    schema: include_str!("../../schemas/sharegpt.schema.json"),
    members: MEMBERS,
    reads: |record| match (turns::mask(record), turns::images(record)) {
        (Some(_), Some(_)) => MEMBERS,
        (None, Some(_)) => &["conversations", "conversation", "system", "tools", "images"],
        (Some(_), None) => &["conversations", "conversation", "system", "tools", "mask"],
        (None, None) => &["conversations", "conversation", "system", "tools"],
    },
    lists: turns::LISTS,
    of_messages: turns::MEMBERS,
    fits: turns::are_there,
    decode,
    encode: None,
};

fn decode<'t>(record: &'t Json<'t>, arena: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let chat = turns::read(record, arena, &mut is_sound)?;
    Some(Example { body: Body::Chat(chat), meta: meta(record, (SHAPE.reads)(record)), is_sound })
}
