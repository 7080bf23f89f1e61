//! OpenAI-style messages as several shapes write them, in the normal form that a conversion leaves.

pub mod converse;
pub mod gemini;
pub mod pairs;
pub mod plain;
pub mod sharegpt;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value, json};

use super::{Calls, Form, ImagePlace, Reasoning};
use crate::model::{Arguments, Chat, Content, Example, Message, Part, Role, ToolCall, Train};

/// Appends a record on one line.
pub fn line(row: &impl Serialize, out: &mut Vec<u8>) {
    serde_json::to_writer(out, row).expect("a Vec takes every byte");
}

/// The members beside the messages that mean something to the target, behind those that are written already.
pub fn fields<M: SerializeMap>(row: &mut M, example: &Example<'_>, form: &Form) -> Result<(), M::Error> {
    kept(example, form).try_for_each(|(name, value)| row.serialize_entry(name, &value))
}

/// The same in a row that is built first.
fn add_fields(row: &mut Map<String, Value>, example: &Example<'_>, form: &Form) {
    row.extend(kept(example, form).map(|(name, value)| (name.to_owned(), value)));
}

/// The members beside the messages that mean something to the target.
fn kept<'e>(example: &'e Example<'_>, form: &'e Form) -> impl Iterator<Item = (&'e str, Value)> {
    let is_kept = |name: &str| form.keeps_fields || form.sample_weight == Some(name);
    let fields = example.meta.iter().filter(move |field| is_kept(&field.name));
    fields.map(|field| (field.name.as_ref(), field.value.to_value()))
}

/// Tools and what belongs to them.
pub fn tools<M: SerializeMap>(row: &mut M, chat: &Chat<'_>) -> Result<(), M::Error> {
    for (key, value) in [("tools", chat.tools), ("functions", chat.functions)] {
        if let Some(value) = value {
            row.serialize_entry(key, &value.to_value())?;
        }
    }
    Ok(())
}

/// A list of messages.
pub struct Messages<'e>(pub &'e [Message<'e>], pub &'e Form);

impl Serialize for Messages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for message in self.0 {
            list.serialize_element(&Turn(message, self.1))?;
        }
        list.end()
    }
}

/// Some turns as OpenAI writes them, without training marks.
pub fn turns_of(messages: &[Message<'_>]) -> Value {
    let unmarked: Vec<Message<'_>> =
        messages.iter().map(|message| Message { train: Train::Unset, ..message.clone() }).collect();
    serde_json::to_value(Messages(&unmarked, &Form::CHAT))
        .expect("messages hold nothing that cannot be written")
}

/// Messages as chat templates are given them: as OpenAI writes them, with arguments of calls as the record has them, and
/// with what else the record says of a message. As in transformers 5.24, members that are null are left out, and a trace
/// of reasoning goes by the name of `reasoning_content` too.
pub fn as_recorded(messages: &[Message<'_>]) -> Value {
    const FORM: Form = Form {
        calls: Calls::Object,
        reasoning: Reasoning::Member(&["reasoning_content"]),
        has_legacy_calls: false,
        ..Form::CHAT
    };
    let mut turns = serde_json::to_value(Messages(messages, &FORM))
        .expect("messages hold nothing that cannot be written");
    for (turn, message) in turns.as_array_mut().into_iter().flatten().zip(messages) {
        for field in &message.meta {
            turn[field.name.as_ref()] = field.value.to_value();
        }
        let Some(members) = turn.as_object_mut() else { continue };
        members.retain(|_, value| !value.is_null());
        let thought = ["reasoning_content", "thinking", "reasoning"].iter().find_map(|key| members.get(*key));
        if let Some(thought) = thought.cloned() {
            members.insert("reasoning_content".to_owned(), thought);
        }
    }
    turns
}

/// One message.
struct Turn<'e>(&'e Message<'e>, &'e Form);

impl Serialize for Turn<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(message, form) = *self;
        let mut turn = serializer.serialize_map(None)?;
        let call_id = message.parts.iter().find_map(|part| match part {
            Part::ToolResult { call_id, .. } => *call_id,
            _ => None,
        });
        // A tool result without id is the deprecated result of a function.
        let is_function = form.has_legacy_calls && message.role == Role::Tool && call_id.is_none();
        turn.serialize_entry("role", if is_function { "function" } else { message.role.name() })?;
        if let (Reasoning::Member([key, ..]), Some(text)) = (form.reasoning, reasoning(message)) {
            turn.serialize_entry(key, &text)?;
        }
        match message.content {
            Content::Absent => {}
            Content::Null => turn.serialize_entry("content", &())?,
            Content::Text => turn.serialize_entry("content", message.texts().next().unwrap_or_default())?,
            Content::Parts => turn.serialize_entry("content", &parts(message, form))?,
        }
        if let Some(name) = message.name {
            turn.serialize_entry("name", name)?;
        }
        if message.content != Content::Parts
            && let Some(Part::Refusal(text)) =
                message.parts.iter().find(|part| matches!(part, Part::Refusal(_)))
        {
            turn.serialize_entry("refusal", text)?;
        }
        if let Some(id) = call_id {
            turn.serialize_entry("tool_call_id", id)?;
        }
        if let Some(call) = message.tool_calls().find(|call| call.id.is_none()) {
            turn.serialize_entry("function_call", &function(call, form))?;
        }
        let calls: Vec<Value> =
            message.tool_calls().filter(|call| call.id.is_some()).map(|one| call(one, form)).collect();
        if !calls.is_empty() {
            turn.serialize_entry("tool_calls", &calls)?;
        }
        match message.train {
            Train::Unset => {}
            Train::Yes => turn.serialize_entry("weight", &1)?,
            Train::No => turn.serialize_entry("weight", &0)?,
        }
        turn.end()
    }
}

/// The turns of providers that have no role for tools: results stand in turns of the user, who may go on after them.
/// The assistant speaks as `assistant`, and what a message says stands in a list at `key`.
fn turns<'e, 't>(
    messages: &'e [Message<'t>],
    assistant: &str,
    key: &str,
    mut blocks: impl FnMut(&'e Message<'t>) -> Vec<Value>,
) -> Vec<Value> {
    let mut turns: Vec<(&str, Vec<Value>, bool)> = Vec::new();
    for message in messages.iter().filter(|message| !message.is_system()) {
        let role = if message.role == Role::Assistant { assistant } else { "user" };
        let is_result = message.role == Role::Tool;
        match turns.last_mut().filter(|(last, _, was_result)| *last == role && *was_result) {
            Some((_, all, was_result)) => {
                all.extend(blocks(message));
                *was_result = is_result;
            }
            None => turns.push((role, blocks(message), is_result)),
        }
    }
    turns.into_iter().map(|(role, blocks, _)| json!({"role": role, key: blocks})).collect()
}

/// The reasoning of a message.
pub fn reasoning(message: &Message<'_>) -> Option<String> {
    let thoughts = message.parts.iter().filter_map(|part| match part {
        Part::Reasoning(text) => Some(*text),
        _ => None,
    });
    let thoughts: Vec<&str> = thoughts.collect();
    (!thoughts.is_empty()).then(|| thoughts.join("\n\n"))
}

fn parts(message: &Message<'_>, form: &Form) -> Vec<Value> {
    let value = |(place, part): (usize, &Part<'_>)| {
        Some(match part {
            Part::Text(text) if message.masked_parts.contains(&place) => {
                json!({"type": "text", "text": text, "train": false})
            }
            Part::Text(text) | Part::ToolResult { body: text, .. } => json!({"type": "text", "text": text}),
            Part::Image { .. } if form.images == ImagePlace::Column => json!({"type": "image"}),
            Part::Image { url, detail: None, .. } => json!({"type": "image_url", "image_url": {"url": url}}),
            Part::Image { url, detail, .. } => {
                json!({"type": "image_url", "image_url": {"url": url, "detail": detail}})
            }
            Part::Refusal(text) => json!({"type": "refusal", "refusal": text}),
            Part::Medium { value, .. } => value.to_value(),
            Part::ToolCall(_) | Part::Reasoning(_) => return None,
        })
    };
    message.parts.iter().enumerate().filter_map(value).collect()
}

/// The addresses of the images, for targets that have them in a column.
pub fn image_column<'e>(messages: &'e [Message<'_>], form: &Form) -> Vec<&'e str> {
    let images = messages.iter().flat_map(|message| &message.parts).filter_map(|part| match part {
        Part::Image { url, .. } if form.images == ImagePlace::Column => Some(*url),
        _ => None,
    });
    images.collect()
}

fn call(call: &ToolCall<'_>, form: &Form) -> Value {
    json!({"id": call.id, "type": "function", "function": function(call, form)})
}

fn function(call: &ToolCall<'_>, form: &Form) -> Value {
    json!({"name": call.name, "arguments": arguments(call, form.calls)})
}

/// The arguments of a call, in the way of the target.
pub fn arguments(call: &ToolCall<'_>, calls: Calls) -> Value {
    match &call.arguments {
        Arguments::Value(value) if calls != Calls::Text => value.to_value(),
        Arguments::Absent if calls != Calls::Text => json!({}),
        arguments => Value::String(arguments.to_text().into_owned()),
    }
}

/// What a message says as one text.
pub fn text(message: &Message<'_>) -> String {
    message.texts().collect::<Vec<_>>().join("\n")
}
