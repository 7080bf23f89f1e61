//! Facts: what a measuring pass remembers of one record.

use xxhash_rust::xxh3::xxh3_64;

use super::texts::Place;
use crate::dedupe::{AnswerMark, Keys};
use crate::model::Record;
use crate::signals::Gates;

/// What is remembered of a record.
#[derive(Debug, Clone, Copy)]
pub struct Fact {
    /// The physical line on which it starts.
    pub line: u64,
    /// The rule that denies it first, by its place in the list; where there are several routes, of the first of them,
    /// and only if all deny it.
    pub denied_by: Option<u8>,
    /// Whether it decodes into an example.
    pub is_example: bool,
    /// The quality gates that fired.
    pub gates: Gates,
    /// What it is compared by.
    pub keys: Keys,
    /// How long its text is, in bytes of the normal form.
    pub text_length: u32,
    /// What is remembered of its answer.
    pub answer: AnswerMark,
    /// Where its bytes are.
    pub place: Place,
    /// A hash of its bytes, by which the second pass knows it again.
    pub hash: u64,
}

impl Fact {
    /// What is known of a record by where it stands.
    pub(super) fn at(record: &Record<'_>) -> Self {
        Self {
            line: record.line,
            denied_by: None,
            is_example: false,
            gates: Gates::default(),
            keys: Keys::default(),
            text_length: 0,
            answer: AnswerMark::default(),
            place: Place::of(record),
            hash: xxh3_64(record.text),
        }
    }

    /// Whether it is of this record, as its bytes are now.
    pub fn is_of(&self, record: &Record<'_>) -> bool {
        self.hash == xxh3_64(record.text)
    }

    /// The input it comes from.
    pub fn source(&self) -> usize {
        self.place.source as usize
    }
}
