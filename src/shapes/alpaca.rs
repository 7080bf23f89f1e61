//! Alpaca: `{"instruction": ..., "input": ..., "output": ...}`; the output may be called `response`.
//!
//! The user turn is the instruction, a line break and the input where there is one (LLaMA-Factory and ms-swift join
//! them like this). Dolly's `context` joins after a blank line; the instruction is called `text` in some exports.

use std::borrow::Cow;

use super::{Shape, given, meta, optional_text};
use crate::model::{Arena, At, Example, Json, Message, Role};

const MEMBERS: &[&str] =
    &["instruction", "text", "input", "context", "output", "response", "system", "history"];

/// Alpaca.
pub static SHAPE: Shape = Shape {
    name: "alpaca",
    title: "Alpaca",
    is_preference: false,
    schema: include_str!("../../schemas/alpaca.schema.json"),
    members: MEMBERS,
    reads: |record| match (given(record, "instruction").is_some(), given(record, "output").is_some()) {
        (true, true) => &["instruction", "input", "context", "output", "system", "history"],
        (true, false) => &["instruction", "input", "context", "response", "system", "history"],
        (false, true) => &["text", "input", "context", "output", "system", "history"],
        (false, false) => &["text", "input", "context", "response", "system", "history"],
    },
    lists: &[],
    of_messages: &[],
    fits,
    decode,
    encode: None,
    ..Shape::UNKNOWN
};

fn fits(record: &Json<'_>) -> bool {
    let has = |key| record.get(key).is_some();
    let is_named = has("instruction") && (has("output") || has("response"));
    is_named || (has("text") && has("input") && has("output"))
}

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let text = |key| optional_text(record, key);
    let one_of = |key, other| if given(record, key).is_some() { key } else { other };
    let (question_key, answer_key) = (one_of("instruction", "text"), one_of("output", "response"));
    let question = record.get(question_key)?.as_str()?;
    let answer = record.get(answer_key)?.as_str()?;
    let (input, context) = (text("input")?, text("context")?);
    let mut messages = Vec::with_capacity(3);
    if let Some(system) = text("system")? {
        messages.push(Message::text(Role::System, system, At::Key("system")));
    }
    for pair in history(record)? {
        let (question, answer) = pair?;
        messages.push(Message::text(Role::User, question, At::Key("history")));
        messages.push(Message::text(Role::Assistant, answer, At::Key("history")));
    }
    let question = joined(question, input, "\n");
    let question = match context {
        Some(context) => Cow::Owned(format!("{question}\n\n{context}")),
        None => question,
    };
    messages.push(Message::text(Role::User, question, At::Key(question_key)));
    messages.push(Message::text(Role::Assistant, answer, At::Key(answer_key)));
    Some(Example { meta: meta(record, (SHAPE.reads)(record)), ..Example::chat(messages) })
}

fn joined<'t>(question: &'t str, input: Option<&'t str>, between: &str) -> Cow<'t, str> {
    match input {
        None => Cow::Borrowed(question),
        Some(input) if question.is_empty() => Cow::Borrowed(input),
        Some(input) => Cow::Owned(format!("{question}{between}{input}")),
    }
}

type Pair<'t> = (&'t str, &'t str);

/// Earlier turns as question and answer; nothing when the member has another form.
fn history<'t>(record: &'t Json<'t>) -> Option<impl Iterator<Item = Option<Pair<'t>>>> {
    let turns = match record.get("history") {
        None | Some(Json::Null) => &[][..],
        Some(Json::List(turns)) => *turns,
        Some(_) => return None,
    };
    Some(turns.iter().map(|turn| match turn.items() {
        [question, answer] => Some((question.as_str()?, answer.as_str()?)),
        _ => None,
    }))
}
