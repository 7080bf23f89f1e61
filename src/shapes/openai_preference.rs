//! OpenAI-style preference: `{"input": {"messages": [...]}, "preferred_output": [...], "non_preferred_output": [...]}`.

use super::{Shape, messages, meta, write};
use crate::model::{Arena, Body, Chat, Example, Json, Preference};

const MEMBERS: &[&str] = &["input", "preferred_output", "non_preferred_output"];

/// OpenAI-style preference.
pub static SHAPE: Shape = Shape {
    name: "openai-preference",
    title: "OpenAI preference",
    is_preference: true,
    schema: include_str!("../../schemas/openai-preference.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/input/messages", "/preferred_output", "/non_preferred_output"],
    of_messages: messages::MEMBERS,
    fits: |record| MEMBERS.iter().filter(|key| record.get(key).is_some()).count() > 1,
    decode,
    encode: Some(write::pairs::encode_openai),
    ..Shape::UNKNOWN
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let input = record.get("input")?;
    let prompt = messages::list(input.get("messages")?, "/input/messages", &mut is_sound)?;
    let mut side = |key, at| messages::list(record.get(key)?, at, &mut is_sound);
    let chosen = side("preferred_output", "/preferred_output")?;
    let rejected = side("non_preferred_output", "/non_preferred_output")?;
    let mut preferred = Chat { messages: prompt, ..Chat::default() };
    messages::tools(input, &mut preferred, &mut is_sound);
    let prompt = preferred.messages.len();
    preferred.messages.extend(chosen);
    let body = Body::Preference(Preference { preferred, prompt, rejected, others: Vec::new() });
    Some(Example { body, meta: meta(record, MEMBERS), is_sound })
}
