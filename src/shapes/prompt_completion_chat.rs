//! Prompt and completion as lists of messages, as TRL reads them: `{"prompt": [...], "completion": [...]}`.

use super::{Shape, messages, meta, write};
use crate::model::{Arena, Body, Chat, Example, Json, Message, Role, Train};

const MEMBERS: &[&str] = &["prompt", "completion", "tools"];

/// Prompt and completion as lists of messages.
pub static SHAPE: Shape = Shape {
    name: "prompt-completion-chat",
    title: "conversational prompt/completion",
    is_preference: false,
    schema: include_str!("../../schemas/prompt-completion-chat.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/prompt", "/completion"],
    of_messages: messages::MEMBERS,
    fits,
    decode,
    encode: Some(write::plain::encode_messages),
    ..Shape::UNKNOWN
};

fn fits(record: &Json<'_>) -> bool {
    let holds_messages = |value: &Json<'_>| value.items().iter().any(|item| item.get("role").is_some());
    match (record.get("prompt"), record.get("completion")) {
        (Some(prompt), Some(completion)) => holds_messages(prompt) || holds_messages(completion),
        _ => false,
    }
}

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let mut chat = Chat {
        messages: messages::list(record.get("prompt")?, "/prompt", &mut is_sound)?,
        ..Chat::default()
    };
    // Only the completion is trained on.
    let answers = |message: &&mut Message<'_>| message.role == Role::Assistant;
    let mut completion = messages::list(record.get("completion")?, "/completion", &mut is_sound)?;
    if chat.messages.iter().any(|message| message.role == Role::Assistant) {
        chat.messages.iter_mut().filter(answers).for_each(|message| message.train = Train::No);
        completion.iter_mut().filter(answers).for_each(|message| message.train = Train::Yes);
    }
    chat.messages.extend(completion);
    chat.tools = messages::declared(record, &mut is_sound);
    Some(Example { body: Body::Chat(chat), meta: meta(record, MEMBERS), is_sound })
}
