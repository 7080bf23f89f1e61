//! The keys by which records are compared.
//!
//! *Prompt*: all turns before the last assistant turn, without system text. *Answer*: that turn. *Text*: all turns
//! without system text. Images count by their reference, tool calls by name and arguments. Of a preference, all
//! answers are part of the text, and none is an answer that others could contradict.

use crate::engine::LineJoiner;
use crate::model::{Body, Example, Json, Message, Part, Record, Role, Train};
use crate::text::{Key, normalise_into, to_hex};

/// The keys of one record; [`Key::NONE`] where there is nothing to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Keys {
    /// The record's JSON value, or its bytes where it has none.
    pub value: Key,
    /// The normalised text of all turns.
    pub text: Key,
    /// The normalised text of the prompt.
    pub prompt: Key,
    /// The normalised text of the answer.
    pub answer: Key,
    /// What must be equal beside the text: system messages, tools and training marks.
    pub context: Key,
}

impl Keys {
    /// The keys of a record that means nothing: its value alone, or where that cannot be compared exactly its bytes
    /// without the white space between tokens.
    pub fn of_record(record: &Record<'_>, value: Option<&Json<'_>>) -> Self {
        let bytes = || {
            if let Some((offset, length)) = record.oversized {
                // It was not held, so it is like no other.
                let place = [record.source as u64, offset, length];
                return Key::of(&place.map(u64::to_le_bytes).concat()).and(Key::of(b"oversized"));
            }
            let mut tokens = Vec::with_capacity(record.text.len());
            LineJoiner::default().join(record.text, &mut tokens);
            Key::of(&tokens)
        };
        Self { value: value.and_then(Json::key).unwrap_or_else(bytes), ..Self::default() }
    }

    /// The keys of an example; `scratch` is overwritten.
    #[must_use]
    pub fn with_example(self, example: &Example<'_>, scratch: &mut String) -> Self {
        let messages = example.messages();
        let split = match &example.body {
            Body::Preference(preference) => preference.prompt,
            Body::Text(_) => 0,
            _ => {
                messages.iter().rposition(|message| message.role == Role::Assistant).unwrap_or(messages.len())
            }
        };
        scratch.clear();
        write_turns(&messages[..split], scratch);
        let prompt = key_of(scratch);
        let prompt_end = scratch.len();
        write_turns(&messages[split..messages.len().min(split + 1)], scratch);
        let is_chat = matches!(example.body, Body::Chat(_));
        let answer = if is_chat { key_of(scratch[prompt_end..].trim_start()) } else { Key::NONE };
        write_turns(&messages[messages.len().min(split + 1)..], scratch);
        let preferred = key_of(scratch);
        let text = if let Body::Preference(preference) = &example.body {
            let rejected = std::iter::once(&preference.rejected).chain(&preference.others);
            rejected.fold(preferred, |key, answer| {
                scratch.clear();
                write_turns(answer, scratch);
                key.and(key_of(scratch))
            })
        } else {
            preferred
        };
        Self { text, prompt, answer, context: context(example, self.value), ..self }
    }
}

fn key_of(text: &str) -> Key {
    if text.is_empty() { Key::NONE } else { Key::of(text.as_bytes()) }
}

/// Appends the normal form of some turns, one blank between pieces.
fn write_turns(messages: &[Message<'_>], out: &mut String) {
    for part in messages.iter().filter(|message| !message.is_system()).flat_map(|message| &message.parts) {
        match part {
            Part::Text(text) | Part::ToolResult { body: text, .. } => write_piece(text, out),
            Part::Refusal(text) | Part::Reasoning(text) => write_piece(text, out),
            Part::ToolCall(call) => {
                write_piece(&call.name, out);
                write_piece(&call.arguments.to_text(), out);
            }
            Part::Medium { value, .. } => {
                let key = value.key().unwrap_or_else(|| Key::of(value.to_value().to_string().as_bytes()));
                write_piece(&to_hex(&key.to_bytes()), out);
            }
            Part::Image { url, .. } => write_piece(&to_hex(&Key::of(url.as_bytes()).to_bytes()), out),
        }
    }
}

fn write_piece(text: &str, out: &mut String) {
    if !out.is_empty() {
        out.push(' ');
    }
    normalise_into(text, out);
}

/// `value` stands in for tools that cannot be compared exactly: they are equal in equal records only.
fn context(example: &Example<'_>, value: Key) -> Key {
    let mut context = Key::NONE;
    for (place, message) in example.messages().iter().enumerate() {
        if message.is_system() {
            context = message
                .texts()
                .fold(context, |context, text| context.and(Key::of_kind(b's', text.as_bytes())));
        }
        if message.train != Train::Unset {
            let kind = if message.train == Train::Yes { b'1' } else { b'0' };
            context = context.and(Key::of_kind(kind, &(place as u64).to_le_bytes()));
        }
    }
    match example.tools() {
        Some(tools) => context.and(tools.key().unwrap_or(value)),
        None => context,
    }
}
