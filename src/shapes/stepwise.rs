//! Stepwise supervision as TRL reads it: `{"prompt": ..., "completions": ["step", ...], "labels": [true, ...]}`.

use std::borrow::Cow;

use super::{Shape, meta};
use crate::model::{Arena, At, Body, Chat, Content, Example, Json, Message, Part, Role, Steps};

const MEMBERS: &[&str] = &["prompt", "completions", "labels"];

/// Stepwise supervision.
pub static SHAPE: Shape = Shape {
    name: "stepwise",
    title: "stepwise supervision",
    is_preference: false,
    schema: include_str!("../../schemas/stepwise.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &[],
    of_messages: &[],
    fits: |record| {
        let is_list = |key| matches!(record.get(key), Some(Json::List(_)));
        record.get("prompt").is_some() && is_list("completions") && is_list("labels")
    },
    decode,
    encode: None,
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let prompt = record.get("prompt")?.as_str()?;
    let (Json::List(steps), Json::List(labels)) = (record.get("completions")?, record.get("labels")?) else {
        return None;
    };
    let parts = steps.iter().map(|step| step.as_str().map(|text| Part::Text(Cow::Borrowed(text))));
    let parts = parts.collect::<Option<Vec<_>>>().filter(|parts| !parts.is_empty())?;
    let is_right = |label: &Json<'_>| if let Json::Bool(is_right) = label { Some(*is_right) } else { None };
    let are_right = labels.iter().map(is_right).collect::<Option<Vec<_>>>()?;
    let answer = Message {
        role: Role::Assistant,
        parts,
        content: Content::Parts,
        ..Message::empty(At::Key("completions"))
    };
    let messages = vec![Message::text(Role::User, prompt, At::Key("prompt")), answer];
    let chat = Chat { messages, ..Chat::default() };
    let body = Body::Steps(Steps { chat, are_right });
    Some(Example { body, meta: meta(record, MEMBERS), is_sound: true })
}
