//! Text that was already rendered with a chat template: `{"text": "<|im_start|>user\n...<|im_end|>\n..."}`.
//!
//! `ChatML`, Llama 2 and 3, Mistral, Gemma, Phi and Zephyr are read back into turns, with the calls and results that
//! Hermes and Qwen put between tags. The template must account for the whole text, every turn begun and ended as it
//! has it; otherwise the record is the plain text that it also is.

use super::{Shape, TEXT, calls, meta, text};
use crate::model::{Arena, At, Body, Chat, Example, Json, Role};

const MEMBERS: &[&str] = &["text"];

/// Text rendered with a chat template.
pub static SHAPE: Shape = Shape {
    name: "rendered-chat",
    title: "text rendered with a chat template",
    schema: include_str!("../../schemas/rendered-chat.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    is_also: &[&TEXT],
    fits: |record| record.get("text").and_then(Json::as_str).and_then(turns).is_some(),
    decode,
    ..Shape::UNKNOWN
};

fn decode<'t>(record: &'t Json<'t>, arena: &'t Arena) -> Option<Example<'t>> {
    let Some(turns) = record.get("text").and_then(Json::as_str).and_then(turns) else {
        return text::decode(record, arena);
    };
    let mut chat = Chat::default();
    for (role, said) in turns {
        chat.messages.extend(calls::tagged(role, said, At::Key("text"), &mut chat.tools, arena));
    }
    Some(Example { body: Body::Chat(chat), meta: meta(record, MEMBERS), is_sound: true })
}

type Turn<'t> = (Role, &'t str);

/// A template that names who speaks before each turn.
struct Template {
    /// What comes before the name.
    open: &'static str,
    /// What comes after it.
    named: &'static str,
    /// What begins the text of the turn, where it is there.
    gap: &'static str,
    /// What ends the turn.
    end: &'static str,
}

const TEMPLATES: [Template; 5] = [
    // ChatML.
    Template { open: "<|im_start|>", named: "\n", gap: "", end: "<|im_end|>" },
    // Llama 3.
    Template { open: "<|start_header_id|>", named: "<|end_header_id|>", gap: "\n\n", end: "<|eot_id|>" },
    // Gemma.
    Template { open: "<start_of_turn>", named: "\n", gap: "", end: "<end_of_turn>" },
    // Phi, and Zephyr.
    Template { open: "<|", named: "|>", gap: "\n", end: "<|end|>" },
    Template { open: "<|", named: "|>", gap: "\n", end: "</s>" },
];

/// Marks of the beginning and end of texts, which stand around turns.
const AROUND: [&str; 7] =
    ["<|begin_of_text|>", "<|end_of_text|>", "<|endoftext|>", "<s>", "</s>", "<bos>", "<eos>"];

/// The turns of a text that a template accounts for.
fn turns(text: &str) -> Option<Vec<Turn<'_>>> {
    let start = skip(text);
    if start.starts_with("[INST]") {
        return instructions(start);
    }
    let mut fitting = TEMPLATES.iter().filter(|template| start.starts_with(template.open));
    fitting.find_map(|template| template.turns(start))
}

/// A text without white space and marks at its beginning.
fn skip(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some(after) = AROUND.iter().find_map(|mark| rest.strip_prefix(mark)) {
        rest = after.trim_start();
    }
    rest
}

impl Template {
    fn turns<'t>(&self, text: &'t str) -> Option<Vec<Turn<'t>>> {
        let mut rest = text;
        let mut turns = Vec::new();
        while !rest.is_empty() {
            let (name, after) = rest.strip_prefix(self.open)?.split_once(self.named)?;
            let (said, after) = after.split_once(self.end)?;
            // Llama 3 calls tools in a language of its own.
            if said.contains(self.open) || said.contains("<|python_tag|>") {
                return None;
            }
            turns.push((role(name)?, said.strip_prefix(self.gap).unwrap_or(said)));
            rest = skip(after);
        }
        Some(turns)
    }
}

fn role(name: &str) -> Option<Role> {
    Some(match name {
        "system" => Role::System,
        "developer" => Role::Developer,
        "user" => Role::User,
        "assistant" | "model" => Role::Assistant,
        "tool" | "ipython" => Role::Tool,
        _ => return None,
    })
}

/// Llama 2 and Mistral: questions between `[INST]` and `[/INST]`, the system text in the first. The marks of the text's
/// beginning and end may have been left to the tokenizer, after the last answer too.
fn instructions(text: &str) -> Option<Vec<Turn<'_>>> {
    const SYSTEM: (&str, &str) = ("<<SYS>>", "<</SYS>>");
    /// Marks of tools, or of a template that is not this one.
    const FOREIGN: [&str; 5] = ["[INST]", "[/INST]", "<<SYS>>", "[TOOL_", "[AVAILABLE_TOOLS]"];
    let mut rest = text;
    let mut turns = Vec::new();
    while !rest.is_empty() {
        let (asked, after) = rest.strip_prefix("[INST]")?.split_once("[/INST]")?;
        let (said, after) = after.split_once("</s>").unwrap_or((after, ""));
        let mut asked = asked.trim();
        let instructed = asked.strip_prefix(SYSTEM.0).and_then(|asked| asked.split_once(SYSTEM.1));
        if let Some((system, question)) = instructed.filter(|_| turns.is_empty()) {
            turns.push((Role::System, system.trim()));
            asked = question.trim();
        }
        if FOREIGN.iter().any(|mark| asked.contains(mark) || said.contains(mark)) {
            return None;
        }
        turns.extend([(Role::User, asked), (Role::Assistant, said.trim())]);
        rest = skip(after);
    }
    Some(turns)
}
