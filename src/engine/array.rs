//! Records that are the elements of one JSON array, cut at the commas without reading the array into memory; or JSON
//! values one after another, which end when their brackets are closed.
//!
//! The cutter follows strings and brackets only; whether an element is JSON is the parser's to say.

use std::io::{Seek, SeekFrom};

use memchr::memchr3;

use super::chunk::{Chunk, Span, fill};
use super::{Settings, Source};
use crate::error::Error;

pub(super) struct ArrayReader<'s> {
    source: &'s Source,
    settings: Settings,
    offset: u64,
    at_end: bool,
    /// The element whose end has not been read yet.
    carry: Vec<u8>,
    cutter: Cutter,
}

impl<'s> ArrayReader<'s> {
    /// Starts at `offset`, behind a byte order mark; `is_array` says whether an array is around the values.
    pub fn new(source: &'s Source, settings: Settings, offset: u64, is_array: bool) -> Result<Self, Error> {
        source.file().seek(SeekFrom::Start(offset)).map_err(|cause| Error::read(source.name(), cause))?;
        let cutter = Cutter::new(is_array);
        Ok(Self { source, settings, offset, at_end: false, carry: Vec::new(), cutter })
    }

    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// What is wrong with the array around its elements; complete when the input is at its end.
    pub fn fault(&self) -> Option<ArrayFault> {
        let is_unclosed = self.at_end && self.cutter.form == Form::Array && self.cutter.state != State::After;
        if is_unclosed { Some(ArrayFault::Unclosed) } else { self.cutter.fault }
    }

    pub fn next(&mut self, mut data: Vec<u8>) -> Result<Option<Chunk>, Error> {
        let mut chunk = Chunk { spans_lines: true, ..Chunk::default() };
        data.append(&mut self.carry);
        let mut scanned = data.len();
        while !self.at_end && chunk.spans.is_empty() {
            let read = fill(&mut self.source.file(), &mut data, self.settings.chunk_bytes)
                .map_err(|cause| Error::read(self.source.name(), cause))?;
            self.offset += read as u64;
            self.at_end = read < self.settings.chunk_bytes;
            let base = self.offset - data.len() as u64;
            chunk.offset = base;
            self.cutter.scan(&data, scanned, base, self.settings.max_record_bytes, &mut chunk.spans);
            if self.at_end {
                self.cutter.finish(&data, base, &mut chunk.spans);
            }
            // What lies before the open element is done with; an element too long to hold is not kept at all.
            let keep = match self.cutter.element {
                Some(element) if element.is_held => within(element.start, base),
                _ => data.len(),
            };
            if chunk.spans.is_empty() {
                data.drain(..keep);
            } else if !self.at_end {
                self.carry.extend_from_slice(&data[keep..]);
            }
            scanned = data.len();
        }
        chunk.data = data;
        Ok((!chunk.spans.is_empty()).then_some(chunk))
    }
}

/// What is wrong with an array around its elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArrayFault {
    /// The input ends inside it.
    Unclosed,
    /// A comma has no element before or behind it.
    StrayComma {
        /// The physical line, from 1.
        line: u64,
    },
    /// Something stands behind its end.
    Tail {
        /// The physical line, from 1.
        line: u64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// Before the opening bracket.
    #[default]
    Before,
    /// Between the brackets.
    Inside,
    /// Behind the closing bracket, where nothing should be.
    After,
}

/// The place in a block of an offset in the input.
fn within(offset: u64, base: u64) -> usize {
    usize::try_from(offset.saturating_sub(base)).unwrap_or(usize::MAX)
}

/// An element whose end has not been seen; its places are offsets in the input.
#[derive(Debug, Clone, Copy)]
struct Element {
    start: u64,
    /// One past the last byte that is not white space.
    end: u64,
    line: u64,
    is_held: bool,
}

#[derive(Default)]
struct Cutter {
    state: State,
    line: u64,
    depth: usize,
    in_string: bool,
    /// The last byte was a backslash inside a string.
    escaped: bool,
    /// A comma stood in the array.
    has_comma: bool,
    element: Option<Element>,
    fault: Option<ArrayFault>,
    form: Form,
}

/// What is around the elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Form {
    #[default]
    Array,
    /// Nothing: they end with their own brackets.
    Values,
}

impl Cutter {
    fn new(is_array: bool) -> Self {
        let (form, state) =
            if is_array { (Form::Array, State::Before) } else { (Form::Values, State::Inside) };
        Self { form, state, line: 1, ..Self::default() }
    }

    /// Goes on at `from`. `base` is the offset of the data's first byte in the input.
    fn scan(&mut self, data: &[u8], from: usize, base: u64, limit: usize, spans: &mut Vec<Span>) {
        let mut at = from;
        while at < data.len() {
            if self.in_string {
                at = self.scan_string(data, at);
                self.extend(base + at as u64, limit);
                continue;
            }
            let byte = data[at];
            match (self.state, byte) {
                (_, b'\n') => {
                    // What stands between the values ends with its line.
                    if self.form == Form::Values && self.depth == 0 {
                        self.end_element(base, spans);
                    }
                    self.line += 1;
                }
                (_, b' ' | b'\t' | b'\r') => {}
                (State::Before, _) => self.state = State::Inside,
                (_, byte) if self.form == Form::Values => {
                    let is_start = self.depth == 0 && matches!(byte, b'{' | b'[');
                    if is_start {
                        self.end_element(base, spans);
                    }
                    self.step(byte, at, base, limit);
                    if self.depth == 0 && matches!(byte, b'}' | b']') {
                        self.end_element(base, spans);
                    }
                }
                (State::Inside, b',') if self.depth == 0 => {
                    if self.element.is_none() {
                        self.fault.get_or_insert(ArrayFault::StrayComma { line: self.line });
                    }
                    self.has_comma = true;
                    self.end_element(base, spans);
                }
                (State::Inside, b']') if self.depth == 0 => {
                    if self.element.is_none() && self.has_comma {
                        self.fault.get_or_insert(ArrayFault::StrayComma { line: self.line });
                    }
                    self.end_element(base, spans);
                    self.state = State::After;
                }
                (state, byte) => {
                    if state == State::After {
                        self.fault.get_or_insert(ArrayFault::Tail { line: self.line });
                    }
                    self.step(byte, at, base, limit);
                }
            }
            at += 1;
        }
    }

    /// One byte of an element, outside strings.
    fn step(&mut self, byte: u8, at: usize, base: u64, limit: usize) {
        if self.element.is_none() {
            let start = base + at as u64;
            self.element = Some(Element { start, end: start, line: self.line, is_held: true });
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.extend(base + at as u64 + 1, limit);
    }

    fn scan_string(&mut self, data: &[u8], mut at: usize) -> usize {
        if self.escaped {
            self.escaped = false;
            return at + 1;
        }
        match memchr3(b'"', b'\\', b'\n', &data[at..]) {
            None => at = data.len(),
            Some(found) => {
                at += found + 1;
                match data[at - 1] {
                    b'"' => self.in_string = false,
                    b'\\' => self.escaped = true,
                    _ => self.line += 1,
                }
            }
        }
        at
    }

    fn extend(&mut self, end: u64, limit: usize) {
        if let Some(element) = &mut self.element {
            element.end = end;
            element.is_held &= end - element.start <= limit as u64;
        }
    }

    fn end_element(&mut self, base: u64, spans: &mut Vec<Span>) {
        if let Some(Element { start, end, line, is_held }) = self.element.take() {
            let oversized = (!is_held).then_some((start, end - start));
            let (start, end) = if is_held { (within(start, base), within(end, base)) } else { (0, 0) };
            spans.push(Span { start, end, line, oversized });
        }
    }

    /// The input is over: what is open is the last element, whole or not.
    fn finish(&mut self, data: &[u8], base: u64, spans: &mut Vec<Span>) {
        if self.in_string {
            self.extend(base + data.len() as u64, usize::MAX);
        }
        self.end_element(base, spans);
    }
}

/// Where the first value of a text ends that stands in brackets, if it does.
pub(super) fn first_value(text: &[u8]) -> Option<usize> {
    let mut spans = Vec::new();
    Cutter::new(false).scan(text, 0, 0, usize::MAX, &mut spans);
    spans.first().map(|span| span.end)
}

/// Writes elements on one line: white space outside strings goes. Blocks of one element may come one after another.
#[derive(Debug, Default)]
pub struct LineJoiner {
    in_string: bool,
    escaped: bool,
}

impl LineJoiner {
    /// Appends a block of an element to `out`.
    pub fn join(&mut self, block: &[u8], out: &mut Vec<u8>) {
        for &byte in block {
            if self.in_string {
                self.in_string = self.escaped || byte != b'"';
                self.escaped = !self.escaped && byte == b'\\';
            } else if byte.is_ascii_whitespace() {
                continue;
            } else {
                self.in_string = byte == b'"';
            }
            out.push(byte);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_goes_outside_strings_only() {
        let mut out = Vec::new();
        LineJoiner::default().join(b"{\n  \"a b\": [ 1,\n \"c \\\" d\" ]\n}", &mut out);
        assert_eq!(out, br#"{"a b":["#.iter().chain(br#"1,"c \" d"]}"#).copied().collect::<Vec<_>>());
    }
}
