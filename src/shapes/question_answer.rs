//! A question and its answer under one of the common pairs of names, or a text with its label.
//!
//! A record that also has a `context` is none of these: what to do with it is the user's to say. The aliases of ms-swift
//! (`problem` and `solution`, ...) count where a record has one name for each side, and both are texts.

use std::borrow::Cow;

use super::{Shape, given, meta, optional_text};
use crate::model::{Arena, At, Example, Json, Message, Role};

macro_rules! pairs {
    ($($question:literal $answer:literal),+ $(,)?) => {
        &[$(Pair {
            question: $question,
            answer: $answer,
            reads: &[$question, $answer, "system", "system_prompt"],
        }),+]
    };
}

/// A pair of names, with all that is read from a record with it.
struct Pair {
    question: &'static str,
    answer: &'static str,
    reads: &'static [&'static str],
}

/// The pairs of names, in the order in which they are tried.
const PAIRS: &[Pair] = pairs![
    "prompt" "response",
    "prompt" "answer",
    "question" "answer",
    "question" "response",
    "query" "response",
    "input" "output",
    "text_input" "output",
    "text" "label",
    "text" "category",
    // From here on, aliases.
    "problem" "solution",
    "problem" "answer",
    "problem" "response",
    "problem" "output",
    "question" "solution",
    "question" "output",
    "query" "answer",
    "query" "output",
    "query" "solution",
    "prompt" "output",
    "prompt" "solution",
    "prompt" "target",
    "instruction" "answer",
    "instruction" "solution",
    "input" "response",
    "input" "answer",
    "input" "target",
];
/// Where the aliases begin.
const ALIASES: usize = 9;
/// The names that may stand for a question among aliases.
const QUESTIONS: [&str; 6] = ["query", "prompt", "input", "instruction", "question", "problem"];
/// The names that may stand for an answer among them.
const ANSWERS: [&str; 11] = [
    "response",
    "answer",
    "output",
    "targets",
    "target",
    "answer_key",
    "answers",
    "solution",
    "text",
    "completion",
    "content",
];
const MEMBERS: &[&str] = &[
    "prompt",
    "question",
    "query",
    "input",
    "instruction",
    "problem",
    "text_input",
    "text",
    "response",
    "answer",
    "output",
    "solution",
    "target",
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
    reads: |record| pair(record).map_or(&[], |(_, pair)| pair.reads),
    lists: &[],
    of_messages: &[],
    fits,
    decode,
    encode: None,
};

fn fits(record: &Json<'_>) -> bool {
    let Some((place, pair)) = pair(record).filter(|_| record.get("context").is_none()) else { return false };
    let is_text = |key| given(record, key).is_some_and(|value| value.as_str().is_some());
    let is_alone = |names: &[&str]| names.iter().filter(|key| given(record, key).is_some()).count() == 1;
    place < ALIASES
        || is_text(pair.question) && is_text(pair.answer) && is_alone(&QUESTIONS) && is_alone(&ANSWERS)
}

/// The first pair of names of which neither is missing, with its place.
fn pair(record: &Json<'_>) -> Option<(usize, &'static Pair)> {
    let is_there = |(_, pair): &(usize, &Pair)| {
        given(record, pair.question).is_some() && given(record, pair.answer).is_some()
    };
    PAIRS.iter().enumerate().find(is_there)
}

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let (_, Pair { question: question_key, answer: answer_key, reads }) = pair(record)?;
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
