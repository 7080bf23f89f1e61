//! ShareGPT's turns (`from` and `value`), as several shapes hold them, with what stands beside them.
//!
//! Tool calls are turns of their own (`function_call`, whose value is JSON with name and arguments), and so are their
//! results (`observation`). The declared tools stand in a string; images in a list, with `<image>` in the text where
//! each belongs (LLaMA-Factory, data/README.md).

use std::borrow::Cow;

use super::{messages, optional_text};
use crate::model::{
    Arena, Arguments, At, CallPlace, Chat, Content, Json, Message, Parsed, Part, Role, ToolCall, Train,
};

/// The pointers of the lists in which turns stand.
pub const LISTS: &[&str] = &["/conversations", "/conversation"];
/// The members of a turn that are read.
pub const MEMBERS: &[&str] = &["from", "value"];
/// The mark in a text at which an image stands.
const MARK: &str = "<image>";

/// The list of turns with its pointer; nothing where there are two.
pub fn list<'t>(record: &'t Json<'t>) -> Option<(&'static str, &'t [Json<'t>])> {
    let mut lists = LISTS.iter().filter_map(|list| Some((*list, record.get(&list[1..])?)));
    match (lists.next()?, lists.next()) {
        ((list, Json::List(turns)), None) => Some((list, turns)),
        _ => None,
    }
}

/// Whether a record has a list that looks like one of turns.
pub fn are_there(record: &Json<'_>) -> bool {
    let is_turn = |item: &Json<'_>| item.get("from").is_some() || item.get("value").is_some();
    LISTS
        .iter()
        .filter_map(|list| record.get(&list[1..]))
        .any(|list| matches!(list, Json::List(items) if items.is_empty() || items.iter().any(is_turn)))
}

/// The conversation of a record: system text, turns, tools and images; nothing where a turn cannot be read.
pub fn read<'t>(record: &'t Json<'t>, arena: &'t Arena, is_sound: &mut bool) -> Option<Chat<'t>> {
    let (list, turns) = list(record).filter(|(_, turns)| !turns.is_empty())?;
    let images = images(record);
    let mut addresses = images.into_iter().flatten().filter_map(Json::as_str);
    let masked = mask(record).unwrap_or_default();
    let mut messages = Vec::with_capacity(turns.len() + 1);
    let system = optional_text(record, "system")?;
    messages.extend(system.map(|text| Message::text(Role::System, text, At::Key("system"))));
    for (index, item) in turns.iter().enumerate() {
        let mut message = turn(item, At::Item { list, index, content: "value" }, arena)?;
        if images.is_some() && is_said(item) {
            place_images(&mut message, &mut addresses);
        }
        let is_masked = |from: &str| masked.split(',').any(|name| name.trim() == from);
        if message.role == Role::Assistant && item.get("from")?.as_str().is_some_and(is_masked) {
            message.train = Train::No;
        }
        messages.push(message);
    }
    Some(Chat { messages, tools: tools(record, arena, is_sound), ..Chat::default() })
}

/// One turn.
pub fn turn<'t>(item: &'t Json<'t>, at: At, arena: &'t Arena) -> Option<Message<'t>> {
    let value = item.get("value")?.as_str()?;
    Some(match item.get("from")?.as_str()? {
        "system" => Message::text(Role::System, value, at),
        "human" | "user" | "User" => Message::text(Role::User, value, at),
        "gpt" | "assistant" | "Assistant" | "chatgpt" | "bot" => Message::text(Role::Assistant, value, at),
        "observation" | "tool_response" | "tool" => {
            let parts = vec![Part::ToolResult { call_id: None, body: Cow::Borrowed(value) }];
            Message { role: Role::Tool, parts, ..Message::empty(at) }
        }
        "function_call" | "tool_call" => Message {
            role: Role::Assistant,
            parts: calls(value, arena),
            content: Content::Absent,
            ..Message::empty(at)
        },
        _ => return None,
    })
}

/// The speakers who are tools, or call them: their texts hold no images.
const OF_TOOLS: [&str; 5] = ["function_call", "tool_call", "observation", "tool_response", "tool"];

/// Whether a turn is said, rather than a call of a tool or its result.
fn is_said(turn: &Json<'_>) -> bool {
    turn.get("from").and_then(Json::as_str).is_some_and(|from| !OF_TOOLS.contains(&from))
}

/// The images of a record, where they are named one for each mark in the texts; others are not read.
pub fn images<'t>(record: &'t Json<'t>) -> Option<&'t [Json<'t>]> {
    let Json::List(images) = record.get("images")? else { return None };
    let are_named = images.iter().all(|image| image.as_str().is_some());
    let texts =
        list(record)?.1.iter().filter_map(|turn| turn.get("value")?.as_str().map(|text| (turn, text)));
    let marks = texts.map(|(turn, text)| (is_said(turn), text.matches(MARK).count()));
    // A mark in what a tool says cannot be told from one that is meant.
    let marks = marks
        .filter(|(_, marks)| *marks > 0)
        .try_fold(0, |all, (is_said, marks)| is_said.then_some(all + marks));
    (are_named && !images.is_empty() && Some(images.len()) == marks).then_some(images)
}

/// The names of the speakers who are not trained on, as `NeMo` has it, with commas between.
pub fn mask<'t>(record: &'t Json<'t>) -> Option<&'t str> {
    record.get("mask").and_then(Json::as_str)
}

/// Cuts the texts of a message at the marks, and puts an image in the place of each.
fn place_images<'t>(message: &mut Message<'t>, images: &mut impl Iterator<Item = &'t str>) {
    let mut parts = Vec::new();
    let text_part = |text: &'t str| (!text.is_empty()).then_some(Part::Text(Cow::Borrowed(text)));
    for part in std::mem::take(&mut message.parts) {
        let Part::Text(Cow::Borrowed(text)) = part else {
            parts.push(part);
            continue;
        };
        let mut texts = text.split(MARK);
        parts.extend(texts.next().and_then(text_part));
        for text in texts {
            let place = parts.len();
            parts.extend(images.next().map(|url| Part::Image { url, detail: None, part: place }));
            parts.extend(text_part(text));
        }
    }
    if parts.iter().any(|part| matches!(part, Part::Image { .. })) {
        message.content = Content::Parts;
    }
    message.parts = parts;
}

/// The declared tools: a list in a string is unpacked; a string that holds none is left to the rules.
fn tools<'t>(record: &'t Json<'t>, arena: &'t Arena, is_sound: &mut bool) -> Option<&'t Json<'t>> {
    let tools = messages::declared(record, is_sound)?;
    let Json::String(text) = tools else { return Some(tools) };
    if text.trim().is_empty() {
        return None;
    }
    match Parsed::parse(text, arena).map(|parsed| parsed.root) {
        Ok(Json::List([])) => None,
        Ok(Json::List(items)) if items.iter().all(|item| matches!(item, Json::Object(_))) => {
            Some(arena.value(arena.list(items.iter().map(|item| in_openai_form(item, arena)))))
        }
        _ => Some(tools),
    }
}

/// A tool as OpenAI declares it.
fn in_openai_form<'t>(tool: &Json<'t>, arena: &'t Arena) -> Json<'t> {
    if tool.get("function").is_some() || tool.get("name").is_none() {
        return tool.clone();
    }
    arena.object([("type", Json::String("function")), ("function", tool.clone())])
}

/// The calls in a value: one object or a list of them; what is none of these is kept as a call without name.
fn calls<'t>(value: &'t str, arena: &'t Arena) -> Vec<Part<'t>> {
    let call = |name: &'t str, arguments| {
        let name = Cow::Borrowed(name);
        Part::ToolCall(ToolCall { id: None, name, arguments, place: CallPlace::Content })
    };
    let all = match Parsed::parse(value, arena).map(|parsed| parsed.root) {
        Ok(Json::List(calls)) => calls,
        Ok(one @ Json::Object(_)) => std::slice::from_ref(arena.value(one)),
        _ => &[],
    };
    let named = all.iter().filter_map(|item| {
        let arguments = match item.get("arguments")? {
            Json::String(text) => Arguments::Text(Cow::Borrowed(text)),
            value => Arguments::Value(value),
        };
        Some(call(item.get("name")?.as_str()?, arguments))
    });
    let named: Vec<Part<'_>> = named.collect();
    if named.is_empty() { vec![call("", Arguments::Text(Cow::Borrowed(value)))] } else { named }
}
