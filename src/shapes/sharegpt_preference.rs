//! ShareGPT preference, as LLaMA-Factory ranks answers: `{"conversations": [...], "chosen": {"from": "gpt", "value":
//! ...}, "rejected": {...}}`. The conversation ends with the turn that is answered.

use super::{Shape, given, meta, turns};
use crate::model::{Arena, At, Body, Example, Json, Preference};

const MEMBERS: &[&str] =
    &["conversations", "conversation", "chosen", "rejected", "system", "tools", "images"];
/// Without images that cannot be told their place.
const PLAIN: &[&str] = &["conversations", "conversation", "chosen", "rejected", "system", "tools"];

/// ShareGPT preference.
pub static SHAPE: Shape = Shape {
    name: "sharegpt-preference",
    title: "ShareGPT preference",
    is_preference: true,
    schema: include_str!("../../schemas/sharegpt-preference.schema.json"),
    members: MEMBERS,
    reads: |record| if turns::images(record).is_some() { MEMBERS } else { PLAIN },
    lists: &["/conversations", "/conversation", "/chosen", "/rejected"],
    of_messages: turns::MEMBERS,
    fits,
    decode,
    encode: None,
};

fn fits(record: &Json<'_>) -> bool {
    let has = |key| given(record, key).is_some();
    has("chosen") && has("rejected") && !has("prompt") && turns::are_there(record)
}

fn decode<'t>(record: &'t Json<'t>, arena: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let mut preferred = turns::read(record, arena, &mut is_sound)?;
    let prompt = preferred.messages.len();
    let answer = |key, at| turns::turn(record.get(key)?, At::Pointer(at), arena);
    preferred.messages.push(answer("chosen", "/chosen")?);
    let rejected = vec![answer("rejected", "/rejected")?];
    let body = Body::Preference(Preference { preferred, prompt, rejected, others: Vec::new() });
    Some(Example { body, meta: meta(record, (SHAPE.reads)(record)), is_sound })
}
