//! The texts of records, read once more where they must be compared: shingles are never kept for all records.

use xxhash_rust::xxh3::xxh3_64;

use super::{Fact, Inputs};
use crate::dedupe::{Answer, By, Texts};
use crate::error::Error;
use crate::model::{Example, Message, Record};
use crate::rules::View;
use crate::text::{Grams, printable};

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The input it comes from.
    pub source: u32,
    /// Its bytes in the file that is read.
    pub length: u32,
    /// Where they begin.
    pub offset: u64,
}

impl Place {
    /// Where a record stands.
    pub fn of(record: &Record<'_>) -> Self {
        let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { source: short(record.source), length: short(record.raw.len()), offset: record.offset }
    }
}

/// Reads the texts of records again.
#[derive(Clone, Copy)]
pub struct Shelf<'s> {
    /// The inputs.
    pub inputs: &'s Inputs,
    /// What shingles are runs of.
    pub grams: Grams,
}

/// What a thread uses again for every record.
#[derive(Default)]
pub struct Scratch {
    bytes: Vec<u8>,
    texts: Texts,
}

impl Shelf<'_> {
    /// Shows the texts of a record to `look`; nothing where it has none.
    ///
    /// Fails when the record is not what it was, as `hash` knows it.
    pub fn read<R>(
        &self,
        place: Place,
        hash: Option<u64>,
        scratch: &mut Scratch,
        look: impl FnOnce(Option<&mut Texts>) -> R,
    ) -> Result<R, Error> {
        let Scratch { bytes, texts } = scratch;
        self.view(place, hash, bytes, |view| match view.compared() {
            Some(example) => {
                texts.read(example);
                look(Some(texts))
            }
            None => look(None),
        })
    }

    /// The answer of a record; empty where it has none.
    pub fn answer(&self, fact: &Fact, scratch: &mut Scratch) -> Result<Answer, Error> {
        self.read(fact.place, Some(fact.hash), scratch, |texts| {
            texts.map(|texts| Answer::new(texts.part(By::Completion))).unwrap_or_default()
        })
    }

    /// How the text of a record begins, on one line.
    pub fn beginning(&self, fact: &Fact) -> Result<String, Error> {
        /// Characters.
        const SHOWN: usize = 60;
        self.view(fact.place, Some(fact.hash), &mut Vec::new(), |view| {
            let messages = view.example.map(Example::messages).unwrap_or_default();
            let said = messages.iter().filter(|message| !message.is_system()).flat_map(Message::texts);
            let mut text = String::new();
            for word in said.flat_map(str::split_whitespace) {
                if text.chars().count() > SHOWN {
                    break;
                }
                text.push_str(if text.is_empty() { "" } else { " " });
                text.push_str(&printable(word));
            }
            match text.char_indices().nth(SHOWN) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        })
    }

    /// Shows a record to `look`. Fails as [`Self::read`] does.
    pub fn view<R>(
        &self,
        place: Place,
        hash: Option<u64>,
        bytes: &mut Vec<u8>,
        look: impl FnOnce(&View<'_>) -> R,
    ) -> Result<R, Error> {
        let source = place.source as usize;
        self.inputs.sources[source].read_at(place.offset, place.length as usize, bytes)?;
        if hash.is_some_and(|hash| hash != xxh3_64(bytes)) {
            return Err(Error::Changed { path: self.inputs.name(source).into() });
        }
        let record = Record {
            source,
            ordinal: 0,
            line: 0,
            text: bytes,
            raw: bytes,
            offset: place.offset,
            is_whole_line: false,
            columns: None,
            oversized: None,
        };
        Ok(self.inputs.reading(source).read(&record, look))
    }

    /// Threads that read.
    pub fn threads(&self) -> usize {
        self.inputs.settings.threads
    }

    /// The shingles of a part of a record, those that occur again included. Fails as [`Self::read`] does.
    pub fn shingles(
        &self,
        place: Place,
        hash: Option<u64>,
        by: By,
        scratch: &mut Scratch,
    ) -> Result<Vec<u64>, Error> {
        self.read(place, hash, scratch, |texts| {
            let mut shingles = Vec::new();
            if let Some(texts) = texts {
                texts.shingles(by, self.grams, &mut shingles);
            }
            shingles
        })
    }
}
