//! OpenAI-style chat whose list is called `conversations` (or `conversation`), as many datasets on the Hub have it.

use super::{Shape, messages, meta};
use crate::model::{Arena, Body, Example, Json};

const LISTS: &[&str] = &["/conversations", "/conversation"];
const MEMBERS: &[&str] =
    &["conversations", "conversation", "tools", "functions", "parallel_tool_calls", "system"];

/// OpenAI-style chat under the name of `ShareGPT`'s list.
pub static SHAPE: Shape = Shape {
    name: "role-conversations",
    title: "conversations of role and content",
    is_preference: false,
    schema: include_str!("../../schemas/role-conversations.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: LISTS,
    of_messages: messages::MEMBERS,
    fits: |record| {
        let is_message = |item: &Json<'_>| item.get("role").is_some() || item.get("content").is_some();
        LISTS.iter().filter_map(|list| record.at(list)).any(|list| list.items().iter().any(is_message))
    },
    decode,
    encode: None,
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let mut lists = LISTS.iter().filter(|list| record.at(list).is_some());
    let (Some(list), None) = (lists.next(), lists.next()) else { return None };
    let chat = messages::chat(record, list, &mut is_sound)?;
    Some(Example { body: Body::Chat(chat), meta: meta(record, MEMBERS), is_sound })
}
