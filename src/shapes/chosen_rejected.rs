//! Preference as TRL reads it: `{"prompt": ..., "chosen": ..., "rejected": ...}`, all strings or all lists of messages.
//!
//! Without `prompt` it is what both sides begin with: common messages, or for strings everything up to the last line
//! break that both have in common (TRL cuts at the last common character, which may lie inside a word).

use super::{Shape, messages, meta, write};
use crate::model::{Arena, At, Body, Chat, Example, Json, Message, Preference, Role};

const MEMBERS: &[&str] = &["prompt", "chosen", "rejected", "tools"];

/// Preference as TRL reads it.
pub static SHAPE: Shape = Shape {
    name: "chosen-rejected",
    title: "chosen/rejected",
    is_preference: true,
    schema: include_str!("../../schemas/chosen-rejected.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/prompt", "/chosen", "/rejected"],
    of_messages: messages::MEMBERS,
    fits,
    decode,
    encode: Some(write::pairs::encode_trl),
    ..Shape::UNKNOWN
};

/// Other trainers put the two answers beside the messages before them.
fn fits(record: &Json<'_>) -> bool {
    let has = |key| record.get(key).is_some();
    let stands_apart = has("prompt") || !(has("messages") || has("conversations") || has("conversation"));
    has("chosen") && has("rejected") && stands_apart
}

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let (chosen, rejected) = (record.get("chosen")?, record.get("rejected")?);
    let prompt = record.get("prompt");
    let mut is_sound = true;
    let mut preferred = Chat { tools: messages::declared(record, &mut is_sound), ..Chat::default() };
    let (prompt, chosen, rejected) = match (chosen, rejected) {
        (Json::String(chosen), Json::String(rejected)) => match prompt {
            None => split_texts(chosen, rejected),
            Some(Json::String(prompt)) => texts(prompt, chosen, rejected),
            Some(_) => return None,
        },
        (Json::List(chosen), Json::List(rejected)) => {
            let mut list = |items: &'t [Json<'t>], list: &'static str| -> Vec<Message<'t>> {
                let at = |index| At::Item { list, index, content: "content" };
                let messages = items.iter().enumerate();
                messages
                    .filter_map(|(index, item)| messages::message(item, at(index), &mut is_sound))
                    .collect()
            };
            let (mut chosen, mut rejected) = (list(chosen, "/chosen"), list(rejected, "/rejected"));
            let prompt = match prompt {
                Some(Json::List(items)) => list(items, "/prompt"),
                Some(_) => return None,
                None => {
                    let is_same = |pair: &(&Message<'_>, &Message<'_>)| {
                        (pair.0.role, &pair.0.parts) == (pair.1.role, &pair.1.parts)
                    };
                    let common = chosen.iter().zip(&rejected).take_while(is_same).count();
                    // Two equal answers have nothing else in common that could be the answer.
                    let common = common.min(chosen.len().min(rejected.len()).saturating_sub(1));
                    rejected.drain(..common);
                    chosen.drain(..common).collect()
                }
            };
            (prompt, chosen, rejected)
        }
        _ => return None,
    };
    let prompt_length = prompt.len();
    preferred.messages = prompt;
    preferred.messages.extend(chosen);
    let body =
        Body::Preference(Preference { preferred, prompt: prompt_length, rejected, others: Vec::new() });
    Some(Example { body, meta: meta(record, MEMBERS), is_sound })
}

type Sides<'t> = (Vec<Message<'t>>, Vec<Message<'t>>, Vec<Message<'t>>);

fn texts<'t>(prompt: &'t str, chosen: &'t str, rejected: &'t str) -> Sides<'t> {
    (
        vec![Message::text(Role::User, prompt, At::Key("prompt"))],
        vec![Message::text(Role::Assistant, chosen, At::Key("chosen"))],
        vec![Message::text(Role::Assistant, rejected, At::Key("rejected"))],
    )
}

fn split_texts<'t>(chosen: &'t str, rejected: &'t str) -> Sides<'t> {
    let common = chosen.bytes().zip(rejected.bytes()).take_while(|(a, b)| a == b).count();
    let common = if chosen == rejected { 0 } else { common };
    let cut = chosen.as_bytes()[..common].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let (prompt, chosen, rejected) = (&chosen[..cut], &chosen[cut..], &rejected[cut..]);
    let (mut asked, answer, other) = texts(prompt, chosen, rejected);
    for message in &mut asked {
        message.at = At::Key("chosen");
    }
    (if prompt.is_empty() { Vec::new() } else { asked }, answer, other)
}
