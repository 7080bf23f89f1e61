//! A question and its answer under one of the common pairs of names, or a text with its label.
//!
//! A record that also has a `context` is none of these: what to do with it is the user's to say.

use std::borrow::Cow;

use super::{Shape, given, meta, optional_text};
use crate::model::{Arena, At, Example, Json, Message, Role};

/// The pairs of names, in the order in which they are tried, each with all that is read from a record with the pair.
const PAIRS: [(&str, &str, &[&str]); 9] = [
    ("prompt", "response", &["prompt", "response", "system", "system_prompt"]),
    ("prompt", "answer", &["prompt", "answer", "system", "system_prompt"]),
    ("question", "answer", &["question", "answer", "system", "system_prompt"]),
    ("question", "response", &["question", "response", "system", "system_prompt"]),
    ("query", "response", &["query", "response", "system", "system_prompt"]),
    ("input", "output", &["input", "output", "system", "system_prompt"]),
    ("text_input", "output", &["text_input", "output", "system", "system_prompt"]),
    ("text", "label", &["text", "label", "system", "system_prompt"]),
    ("text", "category", &["text", "category", "system", "system_prompt"]),
];
const MEMBERS: &[&str] = &[
    "prompt",
    "question",
    "query",
    "input",
    "text_input",
    "text",
    "response",
    "answer",
    "output",
    "label",
    "category",
    "system",
    "system_prompt",
];

/// A question and its answer.
pub static SHAPE: Shape = Shape {
    name: "question-answer",
    title: "question/answer",
    is_preference: false,
    schema: include_str!("../../schemas/question-answer.schema.json"),
    members: MEMBERS,
    reads: |record| pair(record).map_or(&[], |(.., reads)| reads),
    lists: &[],
    of_messages: &[],
    fits: |record| pair(record).is_some() && record.get("context").is_none(),
    decode,
    encode: None,
    ..Shape::UNKNOWN
};

fn pair(record: &Json<'_>) -> Option<(&'static str, &'static str, &'static [&'static str])> {
    PAIRS
        .into_iter()
        .find(|(question, answer, _)| given(record, question).is_some() && given(record, answer).is_some())
}

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let (question_key, answer_key, reads) = pair(record)?;
    let mut messages = Vec::with_capacity(3);
    for key in ["system", "system_prompt"] {
        if let Some(system) = optional_text(record, key)? {
            messages.push(Message::text(Role::System, system, At::Key(key)));
        }
    }
    let question = record.get(question_key)?.as_str()?;
    let answer = match record.get(answer_key)? {
        Json::String(text) => Cow::Borrowed(*text),
        Json::Number(label) if is_label(answer_key, label) => Cow::Owned(label.to_string()),
        _ => return None,
    };
    messages.push(Message::text(Role::User, question, At::Key(question_key)));
    messages.push(Message::text(Role::Assistant, answer, At::Key(answer_key)));
    Some(Example { meta: meta(record, reads), ..Example::chat(messages) })
}

/// Labels may be whole numbers.
fn is_label(key: &str, number: &serde_json::Number) -> bool {
    matches!(key, "label" | "category") && number.as_f64().is_some_and(|n| n.fract() == 0.0)
}
