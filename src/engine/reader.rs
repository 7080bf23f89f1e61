//! Readers: an input cut into chunks, whichever its container.

use super::array::{ArrayFault, ArrayReader};
use super::chunk::Chunk;
use super::heights::{Heights, Walk};
use super::lines::LineReader;
use super::source::RowNotes;
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
    rows: Option<&'s RowNotes>,
    lines: Option<Walk<'s>>,
}

/// The two layouts: records parted by line ends, or by their own brackets, as the elements of a JSON array are.
pub(super) enum Inner<'s> {
    Lines(LineReader<'s>),
    Array(ArrayReader<'s>),
}

impl<'s> ChunkReader<'s> {
    pub(super) fn new(inner: Inner<'s>, source: usize, has_bom: bool, rows: Option<&'s RowNotes>) -> Self {
        let lines = rows.and_then(|rows| rows.heights.as_ref()).map(Heights::walk);
        Self { inner, source, has_bom, records: 0, rows, lines }
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
            if let Some(rows) = self.rows {
                // The line is that of a copy: nothing in it stands in a column of the input.
                (chunk.spans_lines, chunk.columns) = (true, rows.columns);
            }
            if let Some(lines) = &mut self.lines {
                chunk.spans.iter_mut().for_each(|span| span.line = lines.next());
            }
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
