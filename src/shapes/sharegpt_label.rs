//! ShareGPT with a label, as LLaMA-Factory has it: a conversation and, as `kto_tag`, whether its last answer is wanted.

use super::{Shape, meta, turns};
use crate::model::{Arena, Body, Example, Json, Label};

const MEMBERS: &[&str] = &["conversations", "conversation", "kto_tag", "system", "tools", "images"];
/// Without images that cannot be told their place.
const PLAIN: &[&str] = &["conversations", "conversation", "kto_tag", "system", "tools"];

/// ShareGPT with a label.
pub static SHAPE: Shape = Shape {
    name: "sharegpt-label",
    title: "ShareGPT with a label",
    is_preference: false,
    schema: include_str!("../../schemas/sharegpt-label.schema.json"),
    members: MEMBERS,
    reads: |record| if turns::images(record).is_some() { MEMBERS } else { PLAIN },
    lists: turns::LISTS,
    of_messages: turns::MEMBERS,
    fits: |record| matches!(record.get("kto_tag"), Some(Json::Bool(_))) && turns::are_there(record),
    decode,
    encode: None,
};

fn decode<'t>(record: &'t Json<'t>, arena: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let Some(Json::Bool(is_good)) = record.get("kto_tag") else { return None };
    let chat = turns::read(record, arena, &mut is_sound)?;
    let body = Body::Label(Label { chat, is_good: *is_good });
    Some(Example { body, meta: meta(record, (SHAPE.reads)(record)), is_sound })
}
