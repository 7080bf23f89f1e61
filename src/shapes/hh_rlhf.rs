//! HH-RLHF: two transcripts, `{"chosen": "\n\nHuman: ...\n\nAssistant: ...", "rejected": ...}`.
//!
//! The prompt is the turns that both begin with. The blank behind a speaker's name belongs to the mark.

use super::{Shape, given, messages, meta};
use crate::model::{Arena, At, Body, Chat, Example, Json, Message, Preference, Role};

const MEMBERS: &[&str] = &["chosen", "rejected"];
const HUMAN: &str = "\n\nHuman:";
const ASSISTANT: &str = "\n\nAssistant:";

/// HH-RLHF.
pub static SHAPE: Shape = Shape {
    name: "hh-rlhf",
    title: "HH-RLHF transcripts",
    is_preference: true,
    schema: include_str!("../../schemas/hh-rlhf.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &[],
    of_messages: &[],
    fits: |record| {
        let is_transcript = |key| transcript(record, key).is_some();
        is_transcript("chosen") && is_transcript("rejected") && given(record, "prompt").is_none()
    },
    decode,
    encode: None,
};

fn transcript<'t>(record: &'t Json<'t>, key: &str) -> Option<&'t str> {
    record.get(key)?.as_str().filter(|text| text.starts_with(HUMAN))
}

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let chosen = turns(transcript(record, "chosen")?, "chosen");
    let mut rejected = turns(transcript(record, "rejected")?, "rejected");
    let prompt = messages::in_common(&chosen, &rejected);
    rejected.drain(..prompt);
    let preferred = Chat { messages: chosen, ..Chat::default() };
    let body = Body::Preference(Preference { preferred, prompt, rejected, others: Vec::new() });
    Some(Example { body, meta: meta(record, MEMBERS), is_sound: true })
}

/// The turns of a transcript, which begins with a mark.
fn turns<'t>(text: &'t str, key: &'static str) -> Vec<Message<'t>> {
    let mut turns = Vec::new();
    let mut rest = text;
    while let Some((role, after)) = marked(rest) {
        let end = after.match_indices("\n\n").map(|(at, _)| at).find(|at| marked(&after[*at..]).is_some());
        let (said, next) = after.split_at(end.unwrap_or(after.len()));
        turns.push(Message::text(role, said.strip_prefix(' ').unwrap_or(said), At::Key(key)));
        rest = next;
    }
    turns
}

/// The speaker whose mark a text begins with, and what comes after it.
fn marked(text: &str) -> Option<(Role, &str)> {
    let speakers = [(Role::User, HUMAN), (Role::Assistant, ASSISTANT)];
    speakers.into_iter().find_map(|(role, mark)| Some((role, text.strip_prefix(mark)?)))
}
