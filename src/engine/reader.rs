//! Chunks: a block of an input's bytes with the places of the records in it.

use std::io;
use std::ops::Range;

use super::array::{ArrayFault, ArrayReader};
use super::lines::LineReader;
use crate::error::Error;

/// A block of bytes and where its records stand.
#[derive(Debug, Default)]
pub struct Chunk {
    /// Which input.
    pub source: usize,
    /// The bytes.
    pub data: Vec<u8>,
    /// The records in order.
    pub spans: Vec<Span>,
    /// The place of the first record among the input's records, from 0.
    pub first_ordinal: usize,
    /// Physical lines of nothing but white space, where line ends part records.
    pub blank_lines: Vec<u64>,
    /// Whether records may span lines.
    pub spans_lines: bool,
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First byte in the chunk's data.
    pub start: usize,
    /// End in the chunk's data.
    pub end: usize,
    /// The physical line, from 1.
    pub line: u64,
    /// For a record that was too long to hold: its offset in the input and its length.
    pub oversized: Option<(u64, u64)>,
}

impl Span {
    /// The record's bytes in the chunk's data.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

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

/// Reads up to `bytes` more bytes to the end of `data`; fewer only at the end of the input.
pub(super) fn fill(input: &mut impl io::Read, data: &mut Vec<u8>, bytes: usize) -> io::Result<usize> {
    let before = data.len();
    data.reserve(bytes);
    io::Read::read_to_end(&mut io::Read::take(input, bytes as u64), data)?;
    Ok(data.len() - before)
}
