//! Prompt and completion: `{"prompt": ..., "completion": ...}`, both strings, kept to the last blank.

use super::{Encode, Shape, meta};
use crate::model::{Arena, At, Body, Content, Example, Json, Message, Part, Role, Train};

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
    encode: Some(Encode { refuses, encode }),
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

/// A pair holds one question and one answer, both plain text.
fn refuses(example: &Example<'_>) -> Option<&'static str> {
    let Body::Chat(chat) = &example.body else { return Some("it is no question with an answer") };
    let is_plain = |message: &Message<'_>| {
        matches!(message.parts.as_slice(), [Part::Text(_)] | [])
            && message.content != Content::Null
            && message.name.is_none()
            && message.train != Train::No
    };
    match chat.messages.as_slice() {
        _ if chat.tools.is_some() || chat.functions.is_some() => Some("a pair holds no tools"),
        [first, ..] if first.is_system() => Some("a pair holds no system message"),
        [question, answer] if question.role == Role::User && answer.role == Role::Assistant => {
            (!is_plain(question) || !is_plain(answer)).then_some("a pair holds plain text alone")
        }
        _ => Some("a pair holds one question and one answer"),
    }
}

fn encode(example: &Example<'_>, out: &mut Vec<u8>) {
    #[derive(serde::Serialize)]
    struct Row<'e> {
        prompt: &'e str,
        completion: &'e str,
    }
    let text = |place: usize| example.messages().get(place).and_then(|message| message.texts().next());
    let row = Row { prompt: text(0).unwrap_or_default(), completion: text(1).unwrap_or_default() };
    serde_json::to_writer(out, &row).expect("a Vec takes every byte");
}
