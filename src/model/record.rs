//! A record: one row of an input, as its bytes.

use std::ops::Range;

/// One row of an input, before anybody looks at what it means.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// Which input, by its place in the list of inputs.
    pub source: usize,
    /// Its place among the records of that input, from 0.
    pub ordinal: usize,
    /// The physical line on which it starts, from 1.
    pub line: u64,
    /// The record's text: what lies between the line ends, or an array's element without the white space
    /// around its tokens when it spans lines. Empty when the record was too long to hold.
    pub text: &'a [u8],
    /// The bytes as they stand in the input; equal to `text` but for elements that span lines.
    pub raw: &'a [u8],
    /// Where the bytes begin in the file that is read: the input, or its spooled copy.
    pub offset: u64,
    /// Whether line ends part records, so that this one starts in the first column.
    pub is_whole_line: bool,
    /// For a row of CSV or its kin: how many columns the header names. A row that has not as many is a list of its cells.
    pub columns: Option<usize>,
    /// For a record too long to hold: where its bytes lie in the input (in its spooled copy, for pipes and archives).
    pub oversized: Option<(u64, u64)>,
}

/// Why a record has no JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// Longer than the limit, in bytes; it was not held in memory.
    Oversized {
        /// The record's length.
        bytes: u64,
    },
    /// Not UTF-8 from this byte on (from 0).
    NotUtf8 {
        /// The bytes that are no character.
        at: Range<usize>,
    },
    /// Not JSON.
    NotJson(super::SyntaxError),
}
