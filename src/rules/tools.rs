//! What rules about tools have in common: the declared tools of any shape, and the links between calls and results.

use std::collections::HashMap;

use super::{Out, View};
use crate::model::{Arguments, CallPlace, Json, Message, Part, Pointer, Role, ToolCall};
use crate::text::shortened;

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
        let before = all.len();
        for (place, item) in items.iter().enumerate() {
            add(item, list.clone().item(place), &mut all);
        }
        for tool in &mut all[before..] {
            tool.at = nearest(view, &tool.at);
        }
    }
    let is_list = |tools: Option<&Json<'_>>| matches!(tools, Some(Json::List(_)));
    (is_list(chat.tools) || is_list(chat.functions)).then_some(all)
}

/// The place itself, or the nearest around it that the record has: what stands in a text, or in another layout, has no
/// place of its own.
pub(super) fn nearest(view: &View<'_>, at: &Pointer) -> Pointer {
    let leads = |at: &str| view.object().is_some_and(|object| object.at(at).is_some());
    let mut text = at.as_str();
    while !text.is_empty() && !leads(text) {
        text = text.rsplit_once('/').map_or("", |(around, _)| around);
    }
    Pointer::parse(text)
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

/// Where a call's arguments stand: the whole text, where the call is written into it.
pub(super) fn arguments_at(message: &Message<'_>, call: &ToolCall<'_>) -> Pointer {
    let at = function_at(message, call);
    match call.place {
        CallPlace::Content => at,
        CallPlace::Part(_, "toolUse") => at.key("input"),
        CallPlace::Part(..) => at.key("args"),
        CallPlace::Call(_) | CallPlace::FunctionCall => at.key("arguments"),
    }
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

/// A link that is broken: how, where, and the id that is meant where there is one.
pub(super) type BrokenLink = (Broken, Pointer, Option<String>);

/// Reports every link of a record that is broken in one way; `words` takes the id that is meant, with a blank before it.
pub(super) fn report(
    view: &View<'_>,
    how: Broken,
    out: &mut Out<'_>,
    words: impl Fn(&str) -> String,
    help: &str,
) {
    for (_, at, id) in view.broken_links().iter().filter(|(broken, ..)| *broken == how) {
        out.find(|| {
            let named = id.as_deref().map(|id| format!(" `{}`", shortened(id))).unwrap_or_default();
            (at.clone(), words(&named), help.to_owned())
        });
    }
}

/// The calls of one turn, and which of them were answered.
#[derive(Default)]
struct Open<'v> {
    calls: Vec<(Option<&'v str>, Pointer, bool)>,
    by_id: HashMap<&'v str, usize>,
    /// Before it, every call was answered.
    first: usize,
}

impl<'v> Open<'v> {
    fn of(message: &'v Message<'v>) -> Self {
        let calls: Vec<_> =
            message.tool_calls().map(|call| (call.id, message.call_at(call), false)).collect();
        let by_id = calls.iter().enumerate().filter_map(|(place, (id, ..))| Some(((*id)?, place))).collect();
        Self { calls, by_id, first: 0 }
    }

    /// Marks the call that a result answers: the one of its id, or else the first without an id, or that is open.
    fn answer(&mut self, id: Option<&'v str>) -> bool {
        let known = id.and_then(|id| self.by_id.get(id).copied());
        while self.calls.get(self.first).is_some_and(|(.., answered)| *answered) {
            self.first += 1;
        }
        let fits = |(own, ..): &(Option<&str>, Pointer, bool)| id.is_none() || own.is_none();
        let next = Some(self.first).filter(|place| self.calls.get(*place).is_some_and(fits));
        let Some((.., answered)) = known.or(next).and_then(|place| self.calls.get_mut(place)) else {
            return false;
        };
        *answered = true;
        true
    }
}

/// Every broken link of a conversation.
pub(super) fn broken_links(turns: &[Message<'_>]) -> Vec<BrokenLink> {
    let mut broken = Vec::new();
    let mut open = Open::default();
    for message in turns {
        let mut is_result = message.role == Role::Tool;
        for part in &message.parts {
            let Part::ToolResult { call_id, .. } = part else { continue };
            is_result = true;
            if open.answer(*call_id) {
                continue;
            }
            let how = if open.calls.is_empty() { Broken::Orphan } else { Broken::UnknownId };
            if how == Broken::Orphan || call_id.is_some() {
                broken.push((how, message.at.message(), call_id.map(str::to_owned)));
            }
        }
        if is_result {
            continue;
        }
        let left = open.calls.drain(..).filter(|(.., answered)| !answered);
        broken.extend(left.map(|(id, at, _)| (Broken::Unanswered, at, id.map(str::to_owned))));
        open = Open::of(message);
    }
    // A result for an unknown id and the call that it leaves open are one mistake.
    if broken.iter().any(|(how, ..)| *how == Broken::UnknownId) {
        broken.retain(|(how, ..)| *how != Broken::Unanswered);
    }
    broken
}
