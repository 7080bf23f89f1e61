//! Prompt and completion: `{"prompt": ..., "completion": ...}`, both strings, kept to the last blank.

use super::{Shape, meta, write};
use crate::model::{Arena, At, Example, Json, Message, Role};

const MEMBERS: &[&str] = &["prompt", "completion"];

/// Prompt and completion.
pub static SHAPE: Shape = Shape {
    name: "prompt-completion",
    title: "prompt/completion",
    is_preference: false,
    schema: include_str!("../../schemas/prompt-completion.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &[],
    of_messages: &[],
    fits: |record| record.get("prompt").is_some() && record.get("completion").is_some(),
    decode,
    encode: Some(write::plain::encode_pair),
    ..Shape::UNKNOWN
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let prompt = record.get("prompt")?.as_str()?;
    let completion = record.get("completion")?.as_str()?;
    let messages = vec![
        Message::text(Role::User, prompt, At::Key("prompt")),
        Message::text(Role::Assistant, completion, At::Key("completion")),
    ];
    Some(Example { meta: meta(record, MEMBERS), ..Example::chat(messages) })
}
