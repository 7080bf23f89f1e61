//! Hermes function calling: ShareGPT in which tags say what is declared, called, answered and thought.
//!
//! `<tools>` in the system text, `<tool_call>` in an answer, `<tool_response>` in a turn of the tool, `<think>` or
//! `<scratch_pad>` before an answer. Tools come from the member `tools`, or else from the system text, which keeps the
//! rest of what it says. A file of ShareGPT without any of the tags is no business of this shape.

use super::{SHAREGPT, Shape, calls, declarations, given, meta, optional_text, sharegpt, string};
use crate::model::{Arena, At, Body, Chat, Example, Json, Part, Role};

const LIST: &str = "conversations";
const MEMBERS: &[&str] = &[LIST, "system", "tools"];

/// Hermes function calling.
pub static SHAPE: Shape = Shape {
    name: "hermes",
    title: "Hermes function calling",
    schema: include_str!("../../schemas/hermes.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/conversations"],
    of_messages: &["from", "value"],
    is_also: &[&SHAREGPT],
    fits,
    decode,
    ..Shape::UNKNOWN
};

/// Somebody calls, or is told how to: tags in the turns of those who use them.
fn fits(record: &Json<'_>) -> bool {
    let tag = |from: &str| match from {
        "system" => Some(calls::TOOLS.1),
        "gpt" | "assistant" => Some(calls::CALL.1),
        "tool" => Some("</tool_response>"),
        _ => None,
    };
    let is_tagged =
        |turn: &Json<'_>| tag(string(turn, "from")).is_some_and(|tag| string(turn, "value").contains(tag));
    record.get(LIST).is_some_and(|list| list.items().iter().any(is_tagged))
}

fn decode<'t>(record: &'t Json<'t>, arena: &'t Arena) -> Option<Example<'t>> {
    let Json::List(turns @ [_, ..]) = record.get(LIST)? else { return None };
    let tools = match given(record, "tools") {
        Some(tools @ (Json::String(_) | Json::List(_))) => declarations::member(tools, arena),
        Some(_) => return None,
        None => None,
    };
    let mut chat = Chat { tools, ..Chat::default() };
    if let Some(text) = optional_text(record, "system")? {
        let at = At::Key("system");
        chat.messages.extend(calls::tagged(Role::System, text, at, &mut chat.tools, arena));
    }
    for (index, item) in turns.iter().enumerate() {
        let (from, value) = (item.get("from")?.as_str()?, item.get("value")?.as_str()?);
        let at = At::Item { list: "/conversations", index, content: "value" };
        if from == "tool" {
            chat.messages.extend(calls::tagged(Role::Tool, value, at, &mut chat.tools, arena));
            continue;
        }
        let turn = sharegpt::turn(from, value, at, arena)?;
        // What the turn says with tags is told apart; what it says in another way has been.
        if matches!(turn.parts.as_slice(), [Part::Text(_)]) && turn.role != Role::User {
            chat.messages.extend(calls::tagged(turn.role, value, at, &mut chat.tools, arena));
        } else {
            chat.messages.push(turn);
        }
    }
    Some(Example { body: Body::Chat(chat), meta: meta(record, MEMBERS), is_sound: true })
}
