//! The keys by which records are compared.

use super::{By, Texts};
use crate::engine::LineJoiner;
use crate::model::{Body, Example, Json, Record, Train};
use crate::text::Key;

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
    /// What must be equal beside the text: system messages, tools, training marks, and labels.
    pub context: Key,
}

impl Keys {
    /// The keys of a record by its bytes alone.
    pub fn of_bytes(record: &Record<'_>) -> Self {
        let value = Self::of_oversized(record).unwrap_or_else(|| Key::of(record.text));
        Self { value, ..Self::default() }
    }

    /// The keys of a record that means nothing: its value alone, or where that cannot be compared exactly its bytes
    /// without the white space between tokens.
    pub fn of_record(record: &Record<'_>, value: Option<&Json<'_>>) -> Self {
        let bytes = || {
            let mut tokens = Vec::with_capacity(record.text.len());
            LineJoiner::default().join(record.text, &mut tokens);
            Key::of(&tokens)
        };
        let value = value.and_then(Json::key);
        let value = value.or_else(|| Self::of_oversized(record)).unwrap_or_else(bytes);
        Self { value, ..Self::default() }
    }

    /// A record that was not held is like no other.
    fn of_oversized(record: &Record<'_>) -> Option<Key> {
        let (offset, length) = record.oversized?;
        let place = [record.source as u64, offset, length];
        Some(Key::of(&place.map(u64::to_le_bytes).concat()).and(Key::of(b"oversized")))
    }

    /// The keys of an example, whose texts these are.
    #[must_use]
    pub fn with_example(self, example: &Example<'_>, texts: &Texts) -> Self {
        Self {
            text: texts.key(By::Example),
            prompt: texts.key(By::Prompt),
            answer: texts.key(By::Completion),
            context: context(example, self.value),
            ..self
        }
    }

    /// The key of a part of the texts.
    pub fn part(&self, by: By) -> Key {
        match by {
            By::Example => self.text,
            By::Prompt => self.prompt,
            By::Completion => self.answer,
        }
    }
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
    context = match &example.body {
        Body::Label(label) => context.and(Key::of_kind(b'k', &[u8::from(label.is_good)])),
        Body::Steps(steps) => {
            let labels: Vec<u8> = steps.are_right.iter().map(|is_right| u8::from(*is_right)).collect();
            context.and(Key::of_kind(b't', &labels))
        }
        _ => context,
    };
    match example.tools() {
        Some(tools) => context.and(tools.key().unwrap_or(value)),
        None => context,
    }
}
