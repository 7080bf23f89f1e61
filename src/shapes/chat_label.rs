//! OpenAI-style chat with a label: messages and, as `kto_tag` or `label`, whether the last answer is wanted
//! (LLaMA-Factory, whose columns may have any name, and ms-swift).

use super::{Shape, messages, meta};
use crate::model::{Arena, Body, Example, Json, Label};

const MEMBERS: &[&str] =
    &["messages", "kto_tag", "label", "tools", "functions", "parallel_tool_calls", "system"];

/// Chat with a label.
pub static SHAPE: Shape = Shape {
    name: "chat-label",
    title: "chat with a label",
    is_preference: false,
    schema: include_str!("../../schemas/chat-label.schema.json"),
    members: MEMBERS,
    reads: |record| match label(record) {
        Some(("kto_tag", _)) => {
            &["messages", "kto_tag", "tools", "functions", "parallel_tool_calls", "system"]
        }
        _ => &["messages", "label", "tools", "functions", "parallel_tool_calls", "system"],
    },
    lists: &["/messages"],
    of_messages: messages::MEMBERS,
    fits: |record| matches!(record.get("messages"), Some(Json::List(_))) && label(record).is_some(),
    decode,
    encode: None,
};

/// The label under the first of its names that holds one.
fn label(record: &Json<'_>) -> Option<(&'static str, bool)> {
    ["kto_tag", "label"].into_iter().find_map(|key| match record.get(key)? {
        Json::Bool(is_good) => Some((key, *is_good)),
        _ => None,
    })
}

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let (_, is_good) = label(record)?;
    let chat = messages::chat(record, "/messages", &mut is_sound)?;
    let body = Body::Label(Label { chat, is_good });
    Some(Example { body, meta: meta(record, (SHAPE.reads)(record)), is_sound })
}
