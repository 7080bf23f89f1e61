//! Prompt and completion: `{"prompt": ..., "completion": ...}`, both strings, kept to the last blank.

use super::{Shape, meta};
use crate::model::{At, Example, Json, Message, Role};

const MEMBERS: &[&str] = &["prompt", "completion"];

/// Prompt and completion.
pub static SHAPE: Shape = Shape {
    name: "prompt-completion",
    title: "prompt/completion",
    schema: include_str!("../../schemas/prompt-completion.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &[],
    of_messages: &[],
    fits: |record| record.get("prompt").is_some() && record.get("completion").is_some(),
    decode,
    encode: None,
};

fn decode<'t>(record: &'t Json<'t>) -> Option<Example<'t>> {
    let prompt = record.get("prompt")?.as_str()?;
    let completion = record.get("completion")?.as_str()?;
    let messages = vec![
        Message::text(Role::User, prompt, At::Key("prompt")),
        Message::text(Role::Assistant, completion, At::Key("completion")),
    ];
    Some(Example { meta: meta(record, MEMBERS), ..Example::chat(messages) })
}
