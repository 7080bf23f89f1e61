//! Preference as Axolotl's `chat_template` reads it: `{"messages": [...], "chosen": ..., "rejected": ...}`.
//!
//! An answer is a string, a message, or a list of messages of which only the last is the answer (axolotl 0.19.0,
//! `prompt_strategies/dpo/chat_template.py`).

use super::{Shape, given, messages, meta};
use crate::model::{Arena, At, Body, Example, Json, Message, Preference, Role};

const MEMBERS: &[&str] =
    &["messages", "chosen", "rejected", "tools", "functions", "parallel_tool_calls", "system"];

/// Preference as Axolotl reads it.
pub static SHAPE: Shape = Shape {
    name: "axolotl-preference",
    title: "messages with chosen/rejected",
    is_preference: true,
    schema: include_str!("../../schemas/axolotl-preference.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/messages", "/chosen", "/rejected"],
    of_messages: messages::MEMBERS,
    fits,
    decode,
    encode: None,
};

/// `UltraFeedback` has redundant messages beside its prompt: a prompt decides.
fn fits(record: &Json<'_>) -> bool {
    let has = |key| given(record, key).is_some();
    has("chosen") && has("rejected") && has("messages") && !has("prompt")
}

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let mut preferred = messages::chat(record, "/messages", &mut is_sound)?;
    let prompt = preferred.messages.len();
    preferred.messages.push(answer(record, "chosen", "/chosen", &mut is_sound)?);
    let rejected = vec![answer(record, "rejected", "/rejected", &mut is_sound)?];
    let body = Body::Preference(Preference { preferred, prompt, rejected, others: Vec::new() });
    Some(Example { body, meta: meta(record, MEMBERS), is_sound })
}

fn answer<'t>(
    record: &'t Json<'t>,
    key: &'static str,
    at: &'static str,
    is_sound: &mut bool,
) -> Option<Message<'t>> {
    match record.get(key)? {
        Json::String(text) => Some(Message::text(Role::Assistant, *text, At::Key(key))),
        Json::List(_) => messages::list(record.get(key)?, at, is_sound)?.pop(),
        value => messages::message(value, At::Pointer(at), is_sound),
    }
}
