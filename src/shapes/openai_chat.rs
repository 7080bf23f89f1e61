//! OpenAI-style chat: `{"messages": [{"role": ..., "content": ...}], "tools": [...]}`.
//!
//! A `system` string beside the messages, as Anthropic and Axolotl have it, is the first message.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::form::Form;
use super::write::{self, Messages};
use super::{Shape, messages, meta, optional_text};
use crate::model::{Arena, At, Body, Chat, Example, Json, Message, Role};

const LIST: &str = "messages";
const MEMBERS: &[&str] = &[LIST, "tools", "functions", "parallel_tool_calls", "system"];

/// OpenAI-style chat.
pub static SHAPE: Shape = Shape {
    name: "openai-chat",
    title: "OpenAI chat",
    is_preference: false,
    schema: include_str!("../../schemas/openai-chat.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/messages"],
    of_messages: messages::MEMBERS,
    fits: |record| record.get(LIST).is_some(),
    decode,
    encode: Some(encode),
    ..Shape::UNKNOWN
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let mut chat =
        Chat { messages: messages::list(record.get(LIST)?, "/messages", &mut is_sound)?, ..Chat::default() };
    messages::tools(record, &mut chat, &mut is_sound);
    let system = optional_text(record, "system");
    is_sound &= system.is_some();
    if let Some(text) = system.flatten() {
        chat.messages.insert(0, Message::text(Role::System, text, At::Key("system")));
    }
    Some(Example { body: Body::Chat(chat), meta: meta(record, MEMBERS), is_sound })
}

fn encode(example: &Example<'_>, form: &Form, out: &mut Vec<u8>) {
    write::line(&Row(example, form), out);
}

struct Row<'e>(&'e Example<'e>, &'e Form);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(example, form) = *self;
        let mut row = serializer.serialize_map(None)?;
        let chat = example.conversation();
        let system = chat.messages.first().filter(|first| form.is_system_beside && first.is_system());
        if let Some(system) = system {
            row.serialize_entry("system", &write::text(system))?;
        }
        let messages = &chat.messages[usize::from(system.is_some())..];
        row.serialize_entry(LIST, &Messages(messages, form))?;
        write::tools(&mut row, chat)?;
        if let Some(flag) = chat.parallel_tool_calls.filter(|_| form.has_parallel_flag) {
            row.serialize_entry("parallel_tool_calls", &flag)?;
        }
        let images = write::image_column(messages, form);
        if !images.is_empty() {
            row.serialize_entry("images", &images)?;
        }
        write::fields(&mut row, example, form)?;
        row.end()
    }
}
