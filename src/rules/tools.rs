//! What rules about tools have in common: the declared tools of any shape, and the links between calls and results.

use super::View;
use crate::model::{Arguments, Json, Message, Part, Pointer, Role, ToolCall};

/// A declared tool.
pub(super) struct Declared<'v> {
    /// Its name; nothing where it has none.
    pub name: Option<&'v str>,
    /// What it is for.
    pub description: Option<&'v str>,
    /// The JSON Schema of its arguments.
    pub parameters: Option<&'v Json<'v>>,
    /// Where it stands.
    pub at: Pointer,
}

/// The declared tools; nothing where there are none, or where they stand in a string.
pub(super) fn declared<'v>(view: &View<'v>) -> Option<Vec<Declared<'v>>> {
    let chat = view.example?.conversation();
    let mut all = Vec::new();
    let lists = [("tools", chat.tools), ("functions", chat.functions)];
    for (key, list) in lists.into_iter().filter_map(|(key, list)| Some((key, list?))) {
        let Json::List(items) = list else { continue };
        let list = match view.shape.name {
            "openai-preference" => Pointer::ROOT.key("input").key(key),
            "bedrock-converse" => Pointer::ROOT.key("toolConfig").key(key),
            _ => Pointer::ROOT.key(key),
        };
        for (place, item) in items.iter().enumerate() {
            add(item, list.clone().item(place), &mut all);
        }
    }
    let is_list = |tools: Option<&Json<'_>>| matches!(tools, Some(Json::List(_)));
    (is_list(chat.tools) || is_list(chat.functions)).then_some(all)
}

/// Adds the tools in an item of the list: one in most dialects, several in Gemini's.
fn add<'v>(item: &'v Json<'v>, at: Pointer, all: &mut Vec<Declared<'v>>) {
    let mut one = |tool: &'v Json<'v>, parameters: Option<&'v Json<'v>>, at: Pointer| {
        let text = |key| tool.get(key).and_then(Json::as_str);
        all.push(Declared { name: text("name"), description: text("description"), parameters, at });
    };
    for key in ["functionDeclarations", "function_declarations"] {
        for (place, tool) in item.get(key).map_or(&[][..], Json::items).iter().enumerate() {
            // Its parameters have a dialect of their own.
            one(tool, None, at.clone().key(key).item(place));
        }
    }
    if let Some(spec) = item.get("toolSpec") {
        one(spec, spec.at("/inputSchema/json"), at.key("toolSpec"));
    } else if let Some(function) = item.get("function") {
        one(function, function.get("parameters"), at.key("function"));
    } else if item.get("name").is_some() {
        one(item, item.get("parameters"), at);
    }
}

/// Every call of an example with the message it stands in.
pub(super) fn calls<'v>(view: &View<'v>) -> impl Iterator<Item = (&'v Message<'v>, &'v ToolCall<'v>)> {
    view.messages().flat_map(|message| message.tool_calls().map(move |call| (message, call)))
}

/// Where a call's name and arguments stand.
pub(super) fn function_at(message: &Message<'_>, call: &ToolCall<'_>) -> Pointer {
    let at = message.call_at(call);
    if at.as_str().contains("/tool_calls/") { at.key("function") } else { at }
}

/// The arguments of a call as a value, where they are JSON.
pub(super) fn arguments(call: &ToolCall<'_>) -> Option<serde_json::Value> {
    match &call.arguments {
        Arguments::Text(text) => serde_json::from_str(text).ok(),
        Arguments::Value(value) => Some(value.to_value()),
        Arguments::Absent => None,
    }
}

/// How a call and its result miss each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// A result with no call in the turn before it.
    Orphan,
    /// A result for a call that was not made.
    UnknownId,
    /// A call without result before the conversation goes on.
    Unanswered,
}

/// Every broken link of the conversation: what is wrong, where, and the id that is meant where there is one.
pub(super) fn broken_links<'v>(view: &View<'v>) -> Vec<(Broken, Pointer, Option<&'v str>)> {
    let mut broken = Vec::new();
    // The calls of the last turn that made some: id, place, whether it was answered.
    let mut open: Vec<(Option<&'v str>, Pointer, bool)> = Vec::new();
    for message in view.turns() {
        let results = message.parts.iter().filter_map(|part| match part {
            Part::ToolResult { call_id, .. } => Some(*call_id),
            _ => None,
        });
        let mut is_result = message.role == Role::Tool;
        for id in results {
            is_result = true;
            // A result without id answers the first call that is open.
            let made_none = open.is_empty();
            let call = open
                .iter_mut()
                .find(|(call, _, answered)| if id.is_some() { *call == id } else { !answered });
            match call {
                Some((_, _, answered)) => *answered = true,
                None if made_none => broken.push((Broken::Orphan, message.at.message(), id)),
                None if id.is_some() => broken.push((Broken::UnknownId, message.at.message(), id)),
                None => {}
            }
        }
        if is_result {
            continue;
        }
        let left = open.drain(..).filter(|(.., answered)| !answered);
        broken.extend(left.map(|(id, at, _)| (Broken::Unanswered, at, id)));
        open.extend(message.tool_calls().map(|call| (call.id, message.call_at(call), false)));
    }
    broken
}
