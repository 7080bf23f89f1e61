//! Preferences in OpenAI-style messages, in OpenAI's layout and in TRL's.

use serde_json::{Map, Value};

use super::{Messages, add_fields, line};
use crate::model::{Body, Example, Message};
use crate::shapes::Form;

/// OpenAI's layout.
pub fn encode_openai(example: &Example<'_>, form: &Form, out: &mut Vec<u8>) {
    let Body::Preference(preference) = &example.body else { return };
    let mut input = Map::new();
    input.insert("messages".to_owned(), messages(example.turns(), form));
    let chat = &preference.preferred;
    if let Some(tools) = chat.tools {
        input.insert("tools".to_owned(), tools.to_value());
    }
    if let Some(flag) = chat.parallel_tool_calls.filter(|_| form.has_parallel_flag) {
        input.insert("parallel_tool_calls".to_owned(), flag.into());
    }
    let [chosen, rejected] = preference.answers();
    let mut row = Map::new();
    row.insert("input".to_owned(), Value::Object(input));
    row.insert("preferred_output".to_owned(), messages(chosen, form));
    row.insert("non_preferred_output".to_owned(), messages(rejected, form));
    add_fields(&mut row, example, form);
    line(&row, out);
}

/// TRL's layout, with an explicit prompt of messages wherever there is one.
pub fn encode_trl(example: &Example<'_>, form: &Form, out: &mut Vec<u8>) {
    let Body::Preference(preference) = &example.body else { return };
    let [chosen, rejected] = preference.answers();
    let mut row = Map::new();
    if !example.turns().is_empty() {
        row.insert("prompt".to_owned(), messages(example.turns(), form));
    }
    row.insert("chosen".to_owned(), messages(chosen, form));
    row.insert("rejected".to_owned(), messages(rejected, form));
    if let Some(tools) = preference.preferred.tools {
        row.insert("tools".to_owned(), tools.to_value());
    }
    let images: Vec<&str> = [example.turns(), chosen, rejected]
        .into_iter()
        .flat_map(|list| super::image_column(list, form))
        .collect();
    if !images.is_empty() {
        row.insert("images".to_owned(), images.into());
    }
    add_fields(&mut row, example, form);
    line(&row, out);
}

fn messages(messages: &[Message<'_>], form: &Form) -> Value {
    serde_json::to_value(Messages(messages, form)).unwrap_or_default()
}
