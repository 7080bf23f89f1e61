//! ShareGPT: `{"conversations": [{"from": "human", "value": ...}, {"from": "gpt", "value": ...}]}`.
//!
//! The turns of its tool-calling dialects (`function_call`, `observation`) are unknown roles here.

use super::{Shape, meta, optional_text};
use crate::model::{At, Example, Json, Message, Role};

const LISTS: [&str; 2] = ["conversations", "conversation"];
const MEMBERS: &[&str] = &["conversations", "conversation", "system"];

/// ShareGPT.
pub static SHAPE: Shape = Shape {
    name: "sharegpt",
    title: "ShareGPT",
    schema: include_str!("../../schemas/sharegpt.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &LISTS,
    of_messages: &["from", "value"],
    fits,
    decode,
    encode: None,
};

fn fits(record: &Json<'_>) -> bool {
    LISTS.iter().filter_map(|list| record.get(list)).any(|list| {
        let is_turn = |item: &Json<'_>| item.get("from").is_some() || item.get("value").is_some();
        matches!(list, Json::List(items) if items.is_empty() || items.iter().any(is_turn))
    })
}

fn decode<'t>(record: &'t Json<'t>) -> Option<Example<'t>> {
    let mut lists = LISTS.into_iter().filter_map(|name| Some((name, record.get(name)?)));
    let (list, turns) = lists.next()?;
    let Json::List(turns) = turns else { return None };
    if turns.is_empty() || lists.next().is_some() {
        return None;
    }
    let system = optional_text(record, "system")?;
    let system = system.map(|text| Message::text(Role::System, text, At::Key("system")));
    let messages = turns.iter().enumerate().map(|(index, item)| {
        let role = role(item.get("from")?.as_str()?)?;
        Some(Message::text(role, item.get("value")?.as_str()?, At::Item { list, index, content: "value" }))
    });
    let messages = system.into_iter().map(Some).chain(messages).collect::<Option<Vec<_>>>()?;
    Some(Example { meta: meta(record, MEMBERS), ..Example::chat(messages) })
}

fn role(from: &str) -> Option<Role> {
    Some(match from {
        "system" => Role::System,
        "human" | "user" | "User" => Role::User,
        "gpt" | "assistant" | "Assistant" | "chatgpt" => Role::Assistant,
        _ => return None,
    })
}
