//! An example as a chat template writes it, and where in the text its messages stand.
//!
//! Templates do not say which message a stretch of text comes from: each message is looked for behind the one before it,
//! by the texts and the names of calls that it has. A short text may stand in the template's own words too, so where there is
//! one, the conversation is written a second time with marks for texts, and what stands around the marks is laid beside the
//! first.

use std::ops::Range;

use serde_json::Value;

use crate::convert::traces;
use crate::model::{Arguments, Body, Example, Message, Part, Role, Train};
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
        if matches!(example.body, Body::Text(_)) {
            return Err("plain text has no turns to write".to_owned());
        }
        let tools = example.tools().map(crate::model::Json::to_value);
        let turns = as_recorded(example.messages());
        let rendered = template.render(&turns, tools.as_ref())?;
        let text = rendered.text;
        let is_short = |message: &Message<'_>| pieces(message).any(|piece| piece.len() < SHORT);
        let marked = example.messages().iter().any(is_short).then(|| marked(&turns));
        let marked = marked.and_then(|turns| template.render(&turns, tools.as_ref()).ok());
        let known = marked.and_then(|marked| aligned(&text, &marked.text, &turns)).unwrap_or_default();
        let mut from = 0;
        let place = |(number, message): (usize, &Message<'_>)| {
            if let Some(range) = known.get(number).cloned().flatten() {
                from = range.end;
                return Some(range);
            }
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
        let messages = example.messages().iter().enumerate().map(place).collect();
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

/// Bytes of a text that may well stand in a template too.
const SHORT: usize = 16;

/// What stands for the text of a message.
fn mark(number: usize) -> String {
    format!("\u{fdd2}{number}\u{fdd2}")
}

/// The turns with marks instead of their texts.
fn marked(turns: &Value) -> Value {
    let mut marked = turns.clone();
    for (number, turn) in marked.as_array_mut().into_iter().flatten().enumerate() {
        if let Some(text) = turn.get_mut("content").filter(|content| has_text(content)) {
            *text = Value::String(mark(number));
        }
    }
    marked
}

fn has_text(content: &Value) -> bool {
    content.as_str().is_some_and(|text| !text.trim().is_empty())
}

/// Where the texts of turns stand in what was written, by what stands around their marks in what was written with those;
/// nothing where the one does not follow from the other.
fn aligned(text: &str, marked: &str, turns: &Value) -> Option<Vec<Option<Range<usize>>>> {
    let turns = turns.as_array()?;
    let mut ranges = vec![None; turns.len()];
    // The places of the marks, in order; turns whose marks are not there were left out.
    let mut marks: Vec<(usize, Range<usize>)> = Vec::new();
    for (number, turn) in turns.iter().enumerate().filter(|(_, turn)| has_text(&turn["content"])) {
        let from = marks.last().map_or(0, |(_, last)| last.end);
        let mark = mark(number);
        if let Some(at) = marked[from..].find(&mark).map(|at| from + at) {
            marks.push((number, at..at + mark.len()));
        } else if turn["role"] != "system" {
            return None;
        }
    }
    let mut at = marks.first().map_or(0, |(_, first)| first.start);
    if !text.starts_with(&marked[..at]) {
        return None;
    }
    for (place, (number, own)) in marks.iter().enumerate() {
        let next = marks.get(place + 1).map_or(marked.len(), |(_, next)| next.start);
        let behind = &marked[own.end..next];
        let content = turns[*number]["content"].as_str()?;
        let forms = [content, content.trim(), content.trim_end(), content.trim_start()];
        let form = forms
            .into_iter()
            .find(|form| text[at..].strip_prefix(form).is_some_and(|rest| rest.starts_with(behind)))?;
        ranges[*number] = Some(at..at + form.len());
        at += form.len() + behind.len();
    }
    Some(ranges)
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
    let thoughts = traces(message).map(str::trim);
    thoughts.chain(texts).filter(|piece| !piece.is_empty())
}
