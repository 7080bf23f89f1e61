//! Glaive function calling: `{"system": "SYSTEM: ... {...}", "chat": "USER: ...\n\n\nASSISTANT: ... <|endoftext|>"}`.
//!
//! The system text ends with the declarations of the functions, which become tools. An answer that calls one says
//! `<functioncall>` and an object whose arguments are JSON again, in single quotes that nobody escaped for.

use std::borrow::Cow;

use super::{Shape, calls, declarations, literal, meta, optional_text, transcript};
use crate::model::{
    Arena, Arguments, At, Body, CallPlace, Chat, Example, Json, Message, Part, Role, ToolCall,
};

const MEMBERS: &[&str] = &["system", "chat"];
const MARKS: [&str; 3] = ["USER:", "ASSISTANT:", "FUNCTION RESPONSE:"];
const CALL: &str = "<functioncall>";
const END: &str = "<|endoftext|>";

/// Glaive function calling.
pub static SHAPE: Shape = Shape {
    name: "glaive",
    title: "Glaive function calling",
    schema: include_str!("../../schemas/glaive.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    fits: |record| {
        let chat = record.get("chat").and_then(Json::as_str).map(str::trim_ascii_start);
        let system = record.get("system").and_then(Json::as_str);
        chat.is_some_and(|chat| MARKS.iter().any(|mark| chat.starts_with(mark)))
            || (chat.is_some() && system.is_some_and(|system| system.trim_start().starts_with("SYSTEM:")))
    },
    decode,
    ..Shape::UNKNOWN
};

fn decode<'t>(record: &'t Json<'t>, arena: &'t Arena) -> Option<Example<'t>> {
    let mut chat = Chat::default();
    if let Some(system) = optional_text(record, "system")? {
        let system = system.trim_start();
        let system = system.strip_prefix("SYSTEM:").unwrap_or(system).trim();
        let found = declarations::inside(system, arena);
        let rest = match &found {
            Some((place, _)) => declarations::without(system, place),
            None => Some(Cow::Borrowed(system)).filter(|text| !text.is_empty()),
        };
        chat.messages.extend(rest.map(|text| Message::text(Role::System, text, At::Key("system"))));
        chat.tools = found.map(|(_, tools)| arena.value(tools));
    }
    let at = At::Key("chat");
    let (before, turns) = transcript::turns(record.get("chat")?.as_str()?, &MARKS);
    let is_sound = before.trim_ascii().is_empty() && !turns.is_empty();
    if !is_sound {
        chat.messages.push(Message::text(Role::User, before.trim(), at));
    }
    chat.messages.extend(turns.into_iter().map(|(speaker, text)| match speaker {
        0 => Message::text(Role::User, text.trim(), at),
        1 => answer(text, at, arena),
        _ => calls::result(text.trim(), at),
    }));
    let body = Body::Chat(chat);
    Some(Example { body, meta: meta(record, MEMBERS), is_sound })
}

/// An answer without the mark at its end, and with its calls where all of them can be read.
fn answer<'t>(text: &'t str, at: At, arena: &'t Arena) -> Message<'t> {
    let mut text = text.trim();
    while let Some(rest) = text.strip_suffix(END) {
        text = rest.trim_end();
    }
    let mut pieces = text.split(CALL);
    let said = Some(pieces.next().unwrap_or_default().trim()).filter(|said| !said.is_empty());
    let calls = pieces.map(|piece| call(piece.trim(), arena)).collect::<Option<Vec<_>>>();
    match calls.filter(|calls| !calls.is_empty()) {
        Some(calls) => calls::spoken(None, said.map(Cow::Borrowed), calls.concat(), at),
        None => Message::text(Role::Assistant, text, at),
    }
}

fn call<'t>(text: &'t str, arena: &'t Arena) -> Option<Vec<Part<'t>>> {
    let text = text.strip_suffix(END).map_or(text, str::trim_end);
    quoted(text, arena).map(|call| vec![Part::ToolCall(call)]).or_else(|| {
        let value = literal::whole(text, arena)?;
        calls::of_value(value, arena)
    })
}

/// A call whose arguments stand in single quotes: what is inside them is JSON as it stands, apostrophes and all.
fn quoted<'t>(text: &'t str, arena: &'t Arena) -> Option<ToolCall<'t>> {
    let (head, _) = text.split_once("'{")?;
    let (arguments, rest) = literal::read(&text[head.len() + 1..], arena)?;
    let is_closed = rest.trim_start().strip_prefix('\'').is_some_and(|rest| rest.trim() == "}");
    if !is_closed {
        return None;
    }
    let object = literal::whole(arena.text(&format!("{head}null}}")), arena)?;
    object.get("arguments").filter(|value| **value == Json::Null)?;
    let name = object.get("name")?.as_str().filter(|name| !name.is_empty())?;
    let arguments = Arguments::Value(arena.value(arguments));
    Some(ToolCall { id: None, name: Cow::Borrowed(name), arguments, place: CallPlace::Content })
}
