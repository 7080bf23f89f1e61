//! Readers: an input cut into chunks, whichever its container.

use super::array::{ArrayFault, ArrayReader};
use super::chunk::Chunk;
use super::lines::LineReader;
use crate::error::Error;

/// What a reader noticed about the whole file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FileNotes {
    /// Whether the file begins with a byte order mark.
    pub has_bom: bool,
    /// How many records it holds.
    pub records: usize,
    /// What is wrong with its JSON array around the elements.
    pub array_fault: Option<ArrayFault>,
}

/// Cuts an input into chunks of records.
pub struct ChunkReader<'s> {
    inner: Inner<'s>,
    source: usize,
    has_bom: bool,
    records: usize,
}

/// The two containers: records parted by line ends, or by the commas of one JSON array.
pub(super) enum Inner<'s> {
    Lines(LineReader<'s>),
    Array(ArrayReader<'s>),
}

impl<'s> ChunkReader<'s> {
    pub(super) fn new(inner: Inner<'s>, source: usize, has_bom: bool) -> Self {
        Self { inner, source, has_bom, records: 0 }
    }

    /// The next chunk with at least one record or blank line; `buffer` is used for its bytes.
    pub fn next(&mut self, mut buffer: Vec<u8>) -> Result<Option<Chunk>, Error> {
        buffer.clear();
        let chunk = match &mut self.inner {
            Inner::Lines(lines) => lines.next(buffer)?,
            Inner::Array(array) => array.next(buffer)?,
        };
        Ok(chunk.map(|mut chunk| {
            chunk.source = self.source;
            chunk.first_ordinal = self.records;
            self.records += chunk.spans.len();
            chunk
        }))
    }

    /// How many bytes have been read.
    pub fn offset(&self) -> u64 {
        match &self.inner {
            Inner::Lines(lines) => lines.offset(),
            Inner::Array(array) => array.offset(),
        }
    }

    /// What was noticed about the file; complete after the last chunk.
    pub fn notes(&self) -> FileNotes {
        let array_fault = if let Inner::Array(array) = &self.inner { array.fault() } else { None };
        FileNotes { has_bom: self.has_bom, records: self.records, array_fault }
    }
}
