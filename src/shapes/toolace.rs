//! `ToolACE`: ShareGPT with a `system` text that holds a JSON list of tools, and calls as Python writes them.
//!
//! `[f(a="x"), g()]` is a call where it is all that a turn says; anything else stays text. Several calls are answered by
//! one list in one turn of the tool, which becomes one result for each.

use super::{SHAREGPT, Shape, calls, declarations, literal, meta, optional_text, sharegpt, string};
use crate::model::{Arena, At, Body, Chat, Content, Example, Json, Message, Part, Role};

const LIST: &str = "conversations";
const MEMBERS: &[&str] = &["system", LIST];

/// `ToolACE`.
pub static SHAPE: Shape = Shape {
    name: "toolace",
    title: "ToolACE",
    schema: include_str!("../../schemas/toolace.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/conversations"],
    of_messages: &["from", "value"],
    is_also: &[&SHAREGPT],
    fits,
    decode,
    ..Shape::UNKNOWN
};

/// A list in the system text, and a turn that calls or answers.
fn fits(record: &Json<'_>) -> bool {
    let uses_tools = |turn: &Json<'_>| match string(turn, "from") {
        "tool" => true,
        "assistant" | "gpt" => {
            let said = string(turn, "value").trim();
            said.starts_with('[') && said.ends_with(")]")
        }
        _ => false,
    };
    let system = string(record, "system");
    system.contains("\"name\"")
        && system.contains("\"parameters\"")
        && record.get(LIST).is_some_and(|turns| turns.items().iter().any(uses_tools))
}

fn decode<'t>(record: &'t Json<'t>, arena: &'t Arena) -> Option<Example<'t>> {
    let Json::List(turns @ [_, ..]) = record.get(LIST)? else { return None };
    let mut chat = Chat::default();
    if let Some(system) = optional_text(record, "system")? {
        let found = declarations::inside(system, arena);
        let rest = match &found {
            Some((place, _)) => declarations::without(system, place),
            None => Some(system.into()),
        };
        chat.messages.extend(rest.map(|text| Message::text(Role::System, text, At::Key("system"))));
        chat.tools = found.map(|(_, tools)| arena.value(tools));
    }
    for (index, item) in turns.iter().enumerate() {
        let (from, value) = (item.get("from")?.as_str()?, item.get("value")?.as_str()?);
        let at = At::Item { list: "/conversations", index, content: "value" };
        if from == "tool" {
            let calls = chat.messages.last().map_or(0, |message| message.tool_calls().count());
            chat.messages
                .extend(results(value, calls, arena).into_iter().map(|body| calls::result(body, at)));
            continue;
        }
        let mut turn = sharegpt::turn(from, value, at, arena)?;
        let may_call = chat.tools.is_some() && matches!(turn.parts.as_slice(), [Part::Text(_)]);
        if let Some(calls) =
            calls::of_python(value, arena).filter(|_| may_call && turn.role == Role::Assistant)
        {
            (turn.parts, turn.content) = (calls, Content::Absent);
        }
        chat.messages.push(turn);
    }
    Some(Example { body: Body::Chat(chat), meta: meta(record, MEMBERS), is_sound: true })
}

/// What a tool answered, one piece for each call where a list has as many.
fn results<'t>(text: &'t str, calls: usize, arena: &'t Arena) -> Vec<&'t str> {
    let pieces = || {
        let mut rest = text.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
        let mut pieces = Vec::new();
        loop {
            let (_, after) = literal::read(rest, arena)?;
            pieces.push(rest[..rest.len() - after.len()].trim());
            if after.trim().is_empty() {
                return Some(pieces);
            }
            rest = after.trim_start().strip_prefix(',')?;
        }
    };
    Some(calls)
        .filter(|calls| *calls > 1)
        .and_then(|_| pieces())
        .filter(|all| all.len() == calls)
        .unwrap_or(vec![text])
}
