//! The holdout as prompts to be answered: by the model as it was and as it is tuned, and judged by the reference.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use crate::model::{Body, Example, Message, Part, Role};
use crate::pipeline::Facts;
use crate::pipeline::lanes::Lane;
use crate::rules::View;
use crate::shapes::turns_of;
use crate::split::Side;
use crate::text::{Key, KeyMap, to_hex};

/// The stem of the file: no word by which Hugging Face would take it for a split.
pub const PROMPTS: &str = "prompts";

/// A line of `prompts.jsonl`.
#[derive(Serialize)]
struct Prompt<'p> {
    /// Names the record by its content, so that it stays as data grows.
    id: &'p str,
    /// The turns before the answer, system text included.
    messages: Value,
    /// The tools that may be called.
    #[serde(skip_serializing_if = "Option::is_none")]
    tools: Option<Value>,
    /// The answer: its text, or the whole message where it calls tools; `null` where the record holds no good one.
    reference: Value,
}

/// Names records of a holdout by their content.
pub struct Ids(HashMap<usize, u32>);

impl Ids {
    /// The names of the records on the holdout side, of which equal ones are numbered.
    pub fn new(facts: &Facts, places: &[usize], sides: &[Side]) -> Self {
        let mut met: KeyMap<Key, u32> = KeyMap::default();
        let mut again = HashMap::new();
        for (place, _) in places.iter().zip(sides).filter(|(_, side)| **side == Side::Holdout) {
            let count = met.entry(facts.records[*place].keys.value).or_default();
            *count += 1;
            if *count > 1 {
                again.insert(*place, *count);
            }
        }
        Self(again)
    }

    /// Writes the prompt of a record, unless it has none.
    pub fn put(&self, view: &View<'_>, place: usize, value: Key, lane: &mut Lane) {
        let Some((messages, reference)) = view.example.and_then(parted) else { return };
        let mut id = to_hex(&value.to_bytes()[..8]);
        if let Some(number) = self.0.get(&place) {
            id = format!("{id}-{number}");
        }
        let tools = view.example.and_then(Example::tools).map(crate::model::Json::to_value);
        let prompt = Prompt { id: &id, messages: turns_of(messages), tools, reference };
        lane.row(|out| serde_json::to_writer(out, &prompt).expect("a Vec takes every byte"));
    }
}

/// The prompt of an example, and its reference.
fn parted<'e>(example: &'e Example<'_>) -> Option<(&'e [Message<'e>], Value)> {
    let messages = example.messages();
    let (cut, is_good) = match &example.body {
        Body::Text(_) => return None,
        Body::Preference(preference) => (preference.prompt, true),
        Body::Label(label) => (last_answer(messages), label.is_good),
        // A prompt alone has no reference.
        Body::Chat(_) | Body::Steps(_) => (last_answer(messages), true),
    };
    let reference = if is_good { reference(&messages[cut..]) } else { Value::Null };
    (cut > 0).then_some((&messages[..cut], reference))
}

fn last_answer(messages: &[Message<'_>]) -> usize {
    messages.iter().rposition(|message| message.role == Role::Assistant).unwrap_or(messages.len())
}

fn reference(answer: &[Message<'_>]) -> Value {
    let [first, rest @ ..] = answer else { return Value::Null };
    let is_text = |part: &Part<'_>| matches!(part, Part::Text(_));
    if rest.is_empty() && first.parts.iter().all(is_text) {
        return first.texts().collect::<Vec<_>>().join("\n").into();
    }
    match turns_of(answer) {
        Value::Array(mut turns) if turns.len() == 1 => turns.remove(0),
        turns => turns,
    }
}
