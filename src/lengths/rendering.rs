//! An example as a chat template writes it, and where in the text its messages stand.
//!
//! Templates do not say which message a stretch of text comes from: each message is looked for behind the one before it,
//! by the texts and the names of calls that it has.

use std::ops::Range;

use crate::convert::REASONING;
use crate::model::{Arguments, Example, Message, Part, Role, Train};
use crate::shapes::as_recorded;
use crate::tokens::ChatTemplate;

/// An example as a chat template writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendering {
    /// What the trainer sees; of a preference, the prompt with the preferred answer.
    pub text: String,
    /// Where each message stands; nothing for one of which no text was found.
    pub messages: Vec<Option<Range<usize>>>,
    /// Where that stands which the template marks as generated; nothing where it has no marks.
    pub generated: Option<Vec<Range<usize>>>,
}

impl Rendering {
    /// Writes an example; says why not where the template refuses it.
    pub fn new(template: &ChatTemplate, example: &Example<'_>) -> Result<Self, String> {
        let tools = example.tools().map(crate::model::Json::to_value);
        let rendered = template.render(&as_recorded(example.messages()), tools.as_ref())?;
        let text = rendered.text;
        let mut from = 0;
        let place = |message: &Message<'_>| {
            let mut range: Option<Range<usize>> = None;
            let mut next = from;
            for piece in pieces(message) {
                let Some(at) = text[next..].find(piece).map(|at| next + at) else { continue };
                next = at + piece.len();
                range = Some(range.map_or(at, |range| range.start)..next);
            }
            from = next;
            range
        };
        let messages = example.messages().iter().map(place).collect();
        Ok(Self { text, messages, generated: rendered.generated })
    }

    /// Where that stands which is trained on: what the template marks, or else the answers that are not masked.
    pub fn trained(&self, example: &Example<'_>) -> Vec<Range<usize>> {
        if let Some(generated) = &self.generated {
            return generated.iter().filter(|range| !range.is_empty()).cloned().collect();
        }
        let answers = example.answers().filter_map(|(place, _)| self.messages.get(place).cloned().flatten());
        answers.filter(|range| !range.is_empty()).collect()
    }

    /// Whether a text stands in it, be it as it is or escaped as JSON.
    pub fn holds(&self, text: &str) -> bool {
        let text = text.trim();
        text.is_empty() || self.text.contains(text) || self.text.contains(&escaped(text))
    }

    /// The arguments of a call that stand in it as a string inside JSON although they are JSON themselves.
    pub fn encodes_twice(&self, arguments: &Arguments<'_>) -> bool {
        let Arguments::Text(text) = arguments else { return false };
        let text = text.trim();
        let twice = escaped(text);
        twice != text && text.starts_with('{') && self.text.contains(&twice)
    }

    /// What stands behind the last answer.
    pub fn behind(&self, example: &Example<'_>) -> Option<&str> {
        let messages = example.messages().iter().zip(&self.messages);
        let (last, range) = messages.rev().find(|(message, _)| message.role == Role::Assistant)?;
        let range = range.as_ref().filter(|_| last.train != Train::No)?;
        Some(&self.text[range.end..])
    }
}

/// A text as it stands inside a JSON string.
fn escaped(text: &str) -> String {
    let quoted = serde_json::to_string(text).expect("a text can be written as JSON");
    quoted[1..quoted.len() - 1].to_owned()
}

/// What can be found of a message in a text: templates trim what is said.
fn pieces<'m>(message: &'m Message<'_>) -> impl Iterator<Item = &'m str> {
    let texts = message.parts.iter().filter_map(|part| match part {
        Part::Text(text) | Part::ToolResult { body: text, .. } => Some(text.trim()),
        Part::Refusal(text) | Part::Reasoning(text) => Some(text.trim()),
        Part::ToolCall(call) => Some(call.name.as_ref()),
        Part::Image { .. } | Part::Medium { .. } => None,
    });
    // What is thought comes before what is said, and may be a member that the shape does not know.
    let thoughts = message.meta.iter().filter(|field| REASONING.contains(&field.name.as_ref()));
    let thoughts = thoughts.filter_map(|field| field.value.as_str()).map(str::trim);
    thoughts.chain(texts).filter(|piece| !piece.is_empty())
}
