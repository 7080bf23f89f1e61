//! A prompt alone, a string or a list of messages: data for reinforcement, which supervised training cannot use.
//!
//! Beside it stand metadata and references only. Anything else may well be the answer under a name that is not known,
//! and is asked for instead.

use super::{Shape, messages, meta};
use crate::model::{Arena, At, Body, Chat, Example, Json, Message, Role};

const MEMBERS: &[&str] = &["prompt", "tools"];

/// What may stand beside a prompt that has no answer.
const BESIDE: [&str; 32] = [
    "ability",
    "category",
    "data_source",
    "dataset",
    "difficulty",
    "domain",
    "extra_info",
    "ground_truth",
    "id",
    "idx",
    "index",
    "lang",
    "language",
    "license",
    "meta",
    "metadata",
    "prompt_id",
    "reference",
    "reference_answer",
    "reward_model",
    "source",
    "split",
    "subject",
    "tags",
    "task",
    "task_id",
    "timestamp",
    "topic",
    "type",
    "uid",
    "url",
    "uuid",
];

/// A prompt alone.
pub static SHAPE: Shape = Shape {
    name: "prompt-only",
    title: "prompts without answers",
    is_preference: false,
    schema: include_str!("../../schemas/prompt-only.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/prompt"],
    of_messages: messages::MEMBERS,
    fits,
    decode,
    encode: None,
};

fn fits(record: &Json<'_>) -> bool {
    let is_prompt = matches!(record.get("prompt"), Some(Json::String(_) | Json::List([_, ..])));
    let may_stand = |(key, value): &(&str, Json<'_>)| {
        MEMBERS.contains(key) || BESIDE.contains(key) || *value == Json::Null
    };
    is_prompt && record.members().iter().all(may_stand)
}

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let messages = match record.get("prompt")? {
        Json::String(prompt) => vec![Message::text(Role::User, *prompt, At::Key("prompt"))],
        prompt => messages::list(prompt, "/prompt", &mut is_sound)?,
    };
    let chat = Chat { messages, tools: messages::declared(record, &mut is_sound), ..Chat::default() };
    Some(Example { body: Body::Chat(chat), meta: meta(record, MEMBERS), is_sound })
}
