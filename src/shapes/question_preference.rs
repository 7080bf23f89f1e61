//! Preference with its prompt under another name (`question`, `instruction` with `input`, `input`), or as a string
//! beside answers that are whole conversations, as `UltraFeedback` has it.
//!
//! Turns that both conversations begin with are the prompt. Where the user speaks in them, the string only repeats it;
//! a string that says something else is kept as metadata.

use std::borrow::Cow;

use super::{Shape, given, messages, meta, optional_text};
use crate::model::{Arena, At, Body, Chat, Example, Field, Json, Message, Preference, Role};

const MEMBERS: &[&str] =
    &["prompt", "question", "instruction", "input", "chosen", "rejected", "system", "system_prompt"];
const SYSTEMS: [&str; 2] = ["system", "system_prompt"];

/// The names of the prompt, in the order in which they are tried, each with what is read from a record with it.
const PROMPTS: [(&str, &[&str]); 4] = [
    ("prompt", &["prompt", "chosen", "rejected", "system", "system_prompt"]),
    ("question", &["question", "chosen", "rejected", "system", "system_prompt"]),
    ("instruction", &["instruction", "input", "chosen", "rejected", "system", "system_prompt"]),
    ("input", &["input", "chosen", "rejected", "system", "system_prompt"]),
];

/// Preference with a question.
pub static SHAPE: Shape = Shape {
    name: "question-preference",
    title: "question with chosen/rejected",
    is_preference: true,
    schema: include_str!("../../schemas/question-preference.schema.json"),
    members: MEMBERS,
    reads: |record| prompt(record).map_or(&[], |(_, reads)| reads),
    lists: &["/chosen", "/rejected"],
    of_messages: messages::MEMBERS,
    fits,
    decode,
    encode: None,
};

fn prompt(record: &Json<'_>) -> Option<(&'static str, &'static [&'static str])> {
    PROMPTS.into_iter().find(|(key, _)| given(record, key).is_some())
}

/// What TRL reads as it stands is another shape.
fn fits(record: &Json<'_>) -> bool {
    let is_list = |key| matches!(record.get(key), Some(Json::List(_)));
    let is_pair = given(record, "chosen").is_some() && given(record, "rejected").is_some();
    let (Some((key, _)), true) = (prompt(record), is_pair) else { return false };
    let is_text = given(record, key).is_some_and(|prompt| prompt.as_str().is_some());
    let stands_apart = ["messages", "conversations"].iter().all(|key| given(record, key).is_none());
    match key {
        "prompt" => is_text && is_list("chosen") && is_list("rejected"),
        _ => is_text && stands_apart,
    }
}

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let (key, reads) = prompt(record)?;
    let question = given(record, key)?.as_str()?;
    let question = match if key == "instruction" { optional_text(record, "input")? } else { None } {
        Some(input) => Cow::Owned(format!("{question}\n{input}")),
        None => Cow::Borrowed(question),
    };
    let (mut chosen, mut rejected) = match (record.get("chosen")?, record.get("rejected")?) {
        (Json::String(chosen), Json::String(rejected)) => (
            vec![Message::text(Role::Assistant, *chosen, At::Key("chosen"))],
            vec![Message::text(Role::Assistant, *rejected, At::Key("rejected"))],
        ),
        (chosen @ Json::List(_), rejected @ Json::List(_)) => (
            messages::list(chosen, "/chosen", &mut is_sound)?,
            messages::list(rejected, "/rejected", &mut is_sound)?,
        ),
        _ => return None,
    };
    let mut asked = Vec::with_capacity(3);
    for key in SYSTEMS {
        asked.extend(optional_text(record, key)?.map(|text| Message::text(Role::System, text, At::Key(key))));
    }
    let shared = messages::in_common(&chosen, &rejected);
    rejected.drain(..shared);
    asked.extend(chosen.drain(..shared));
    let mut meta = meta(record, reads);
    let users = || asked.iter().filter(|message| message.role == Role::User);
    let is_repeated = users().flat_map(Message::texts).any(|text| text.trim() == question.trim());
    let is_asked = users().next().is_some();
    if !is_asked {
        asked.push(Message::text(Role::User, question, At::Key(key)));
    } else if !is_repeated {
        meta.extend(given(record, key).map(|value| Field { name: Cow::Borrowed(key), value }));
    }
    let prompt = asked.len();
    asked.append(&mut chosen);
    let preferred = Chat { messages: asked, ..Chat::default() };
    let body = Body::Preference(Preference { preferred, prompt, rejected, others: Vec::new() });
    Some(Example { body, meta, is_sound })
}
