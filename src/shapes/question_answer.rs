//! A question and its answer under one of the common pairs of names, or a text with its label.
//!
//! A record that also has a `context` is none of these: what to do with it is the user's to say.

use std::borrow::Cow;

use super::{Shape, meta, optional_text};
use crate::model::{At, Example, Json, Message, Role};

/// The pairs of names, in the order in which they are tried.
const PAIRS: [(&str, &str); 9] = [
    ("prompt", "response"),
    ("prompt", "answer"),
    ("question", "answer"),
    ("question", "response"),
    ("query", "response"),
    ("input", "output"),
    ("text_input", "output"),
    ("text", "label"),
    ("text", "category"),
];
const MEMBERS: &[&str] = &[
    "prompt", "question", "query", "input", "text_input", "text", "response", "answer", "output", "label",
    "category", "system", "system_prompt",
];

/// A question and its answer.
pub static SHAPE: Shape = Shape {
    name: "question-answer",
    title: "question/answer",
    schema: include_str!("../../schemas/question-answer.schema.json"),
    members: MEMBERS,
    list: None,
    fits: |record| pair(record).is_some() && record.get("context").is_none(),
    decode,
    encode: None,
};

fn pair(record: &Json<'_>) -> Option<(&'static str, &'static str)> {
    PAIRS.into_iter().find(|(question, answer)| record.get(question).is_some() && record.get(answer).is_some())
}

fn decode<'t>(record: &'t Json<'t>) -> Option<Example<'t>> {
    let (question_key, answer_key) = pair(record)?;
    if record.members().iter().any(|(key, value)| !is_sound(key, value)) {
        return None;
    }
    let mut messages = Vec::with_capacity(3);
    for key in ["system", "system_prompt"] {
        if let Some(system) = optional_text(record, key)? {
            messages.push(Message::text(Role::System, system, At::Key(key)));
        }
    }
    let question = record.get(question_key)?.as_str()?;
    let answer = match record.get(answer_key)? {
        Json::String(text) => Cow::Borrowed(text.as_ref()),
        Json::Number(label) => Cow::Owned(label.to_string()),
        _ => return None,
    };
    messages.push(Message::text(Role::User, question, At::Key(question_key)));
    messages.push(Message::text(Role::Assistant, answer, At::Key(answer_key)));
    Some(Example { meta: meta(record, MEMBERS), ..Example::chat(messages) })
}

fn is_sound(key: &str, value: &Json<'_>) -> bool {
    match key {
        "label" | "category" => match value {
            Json::String(_) => true,
            Json::Number(number) => number.as_f64().is_some_and(|n| n.fract() == 0.0),
            _ => false,
        },
        "system" | "system_prompt" => matches!(value, Json::String(_) | Json::Null),
        key if MEMBERS.contains(&key) => matches!(value, Json::String(_)),
        _ => true,
    }
}
