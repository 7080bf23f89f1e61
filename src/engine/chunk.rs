//! Chunks: a block of an input's bytes with the places of the records in it.

use std::io;
use std::ops::Range;

/// A block of bytes and where its records stand.
#[derive(Debug, Default)]
pub struct Chunk {
    /// Which input.
    pub source: usize,
    /// The bytes.
    pub data: Vec<u8>,
    /// Where the bytes begin in the file that is read.
    pub offset: u64,
    /// The records in order.
    pub spans: Vec<Span>,
    /// The place of the first record among the input's records, from 0.
    pub first_ordinal: usize,
    /// Physical lines of nothing but white space, where line ends part records.
    pub blank_lines: Vec<u64>,
    /// Whether records may span lines.
    pub spans_lines: bool,
    /// How many columns the header of the table names that the records are rows of.
    pub columns: Option<usize>,
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

/// Reads up to `bytes` more bytes to the end of `data`; fewer only at the end of the input.
pub(super) fn fill(input: &mut impl io::Read, data: &mut Vec<u8>, bytes: usize) -> io::Result<usize> {
    let before = data.len();
    data.reserve(bytes);
    io::Read::read_to_end(&mut io::Read::take(input, bytes as u64), data)?;
    Ok(data.len() - before)
}
