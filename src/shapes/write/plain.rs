//! Prompt and completion, as texts and as messages, and plain text.

use serde_json::{Map, Value, json};

use super::{Messages, add_fields, line, text};
use crate::model::{Body, Example, Message, Role, Train};
use crate::shapes::Form;

/// Prompt and completion, both texts.
pub fn encode_pair(example: &Example<'_>, form: &Form, out: &mut Vec<u8>) {
    let said = |place: usize| example.messages().get(place).map(text).unwrap_or_default();
    let mut row = Map::new();
    row.insert("prompt".to_owned(), said(0).into());
    row.insert("completion".to_owned(), said(1).into());
    add_fields(&mut row, example, form);
    line(&row, out);
}

/// Prompt and completion as lists of messages: the completion begins behind the last turn that is not trained.
pub fn encode_messages(example: &Example<'_>, form: &Form, out: &mut Vec<u8>) {
    line(&messages(example, form), out);
}

/// The same, with a label on the completion.
pub fn encode_label(example: &Example<'_>, form: &Form, out: &mut Vec<u8>) {
    let mut row = messages(example, form);
    if let Body::Label(label) = &example.body {
        row.insert("label".to_owned(), label.is_good.into());
    }
    line(&row, out);
}

fn messages(example: &Example<'_>, form: &Form) -> Map<String, Value> {
    let messages = example.messages();
    let is_context = |place: &usize| {
        let message = &messages[*place];
        message.role != Role::Tool && (message.role != Role::Assistant || message.train == Train::No)
    };
    let is_marked =
        messages.iter().any(|message| message.role == Role::Assistant && message.train != Train::Unset);
    let marked = || (0..messages.len()).rev().find(is_context).map_or(0, |last| last + 1);
    let cut = if is_marked { marked() } else { messages.len().saturating_sub(1) };
    let mut plain = messages.to_vec();
    for message in &mut plain {
        message.train = Train::Unset;
    }
    let (prompt, completion) = plain.split_at(cut);
    let list = |messages| serde_json::to_value(Messages(messages, form)).unwrap_or_default();
    let mut row = Map::new();
    row.insert("prompt".to_owned(), list(prompt));
    row.insert("completion".to_owned(), list(completion));
    if let Some(tools) = example.tools() {
        row.insert("tools".to_owned(), tools.to_value());
    }
    let images = super::image_column(messages, form);
    if !images.is_empty() {
        row.insert("images".to_owned(), json!(images));
    }
    add_fields(&mut row, example, form);
    row
}

/// Plain text.
pub fn encode_text(example: &Example<'_>, form: &Form, out: &mut Vec<u8>) {
    let said: String = example.messages().iter().flat_map(Message::texts).collect();
    let mut row = Map::new();
    row.insert("text".to_owned(), Value::String(said));
    add_fields(&mut row, example, form);
    line(&row, out);
}
