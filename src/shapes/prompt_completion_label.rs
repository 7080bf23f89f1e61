//! Unpaired preference as TRL reads it: `{"prompt": ..., "completion": ..., "label": true}`, the texts all strings or
//! all lists of messages.

use super::{Shape, given, messages, meta, write};
use crate::model::{Arena, At, Body, Chat, Example, Json, Label, Message, Role};

const MEMBERS: &[&str] = &["prompt", "completion", "label", "tools"];

/// Unpaired preference as TRL reads it.
pub static SHAPE: Shape = Shape {
    name: "prompt-completion-label",
    title: "prompt/completion with a label",
    is_preference: false,
    schema: include_str!("../../schemas/prompt-completion-label.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/prompt", "/completion"],
    of_messages: messages::MEMBERS,
    fits: |record| {
        let has = |key| given(record, key).is_some();
        has("prompt") && has("completion") && matches!(record.get("label"), Some(Json::Bool(_)))
    },
    decode,
    encode: Some(write::plain::encode_label),
    ..Shape::UNKNOWN
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let Some(Json::Bool(is_good)) = record.get("label") else { return None };
    let messages = match (record.get("prompt")?, record.get("completion")?) {
        (Json::String(prompt), Json::String(completion)) => vec![
            Message::text(Role::User, *prompt, At::Key("prompt")),
            Message::text(Role::Assistant, *completion, At::Key("completion")),
        ],
        (prompt @ Json::List(_), completion @ Json::List(_)) => {
            let mut messages = messages::list(prompt, "/prompt", &mut is_sound)?;
            messages.extend(messages::list(completion, "/completion", &mut is_sound)?);
            messages
        }
        _ => return None,
    };
    let chat = Chat { messages, tools: messages::declared(record, &mut is_sound), ..Chat::default() };
    let body = Body::Label(Label { chat, is_good: *is_good });
    Some(Example { body, meta: meta(record, MEMBERS), is_sound })
}
