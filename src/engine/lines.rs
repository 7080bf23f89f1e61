//! Records parted by line ends (LF or CRLF).
//!
//! A line longer than the limit is never held: its place is noted and the reader goes on behind it.

use std::io::{Seek, SeekFrom};

use memchr::{memchr, memchr_iter, memrchr};

use super::chunk::{Chunk, Span, fill};
use super::{Settings, Source};
use crate::error::Error;

/// The most lines in a chunk: what is found in them is held until its turn comes, however short they are.
const MOST_LINES: usize = 8_192;

pub(super) struct LineReader<'s> {
    source: &'s Source,
    settings: Settings,
    /// Bytes read so far.
    offset: u64,
    /// The start of a line whose end has not been read yet.
    carry: Vec<u8>,
    /// The physical line on which the carry starts.
    line: u64,
    at_end: bool,
}

impl<'s> LineReader<'s> {
    /// Starts at `offset`, behind a byte order mark.
    pub fn new(source: &'s Source, settings: Settings, offset: u64) -> Result<Self, Error> {
        source.file().seek(SeekFrom::Start(offset)).map_err(|cause| Error::read(source.name(), cause))?;
        Ok(Self { source, settings, offset, carry: Vec::new(), line: 1, at_end: false })
    }

    pub fn offset(&self) -> u64 {
        self.offset
    }

    pub fn next(&mut self, mut data: Vec<u8>) -> Result<Option<Chunk>, Error> {
        data.append(&mut self.carry);
        let mut searched = 0;
        loop {
            if let Some(end) = memrchr(b'\n', &data[searched..]) {
                let end = searched + end + 1;
                self.carry.extend_from_slice(&data[end..]);
                data.truncate(end);
                self.put_back_surplus(&mut data);
                return Ok(Some(self.cut(data)));
            }
            if self.at_end {
                return Ok((!data.is_empty()).then(|| self.cut(data)));
            }
            // One byte more may be the carriage return of a line that is just short enough.
            if data.len() > self.settings.max_record_bytes + 1 {
                return self.pass_over(data).map(Some);
            }
            searched = data.len();
            self.read(&mut data)?;
        }
    }

    /// Leaves to the next chunk what is more than one may hold.
    fn put_back_surplus(&mut self, data: &mut Vec<u8>) {
        if let Some(end) = memchr_iter(b'\n', data).nth(MOST_LINES - 1).map(|at| at + 1)
            && end < data.len()
        {
            self.carry.splice(..0, data[end..].iter().copied());
            data.truncate(end);
        }
    }

    fn read(&mut self, data: &mut Vec<u8>) -> Result<(), Error> {
        let read = fill(&mut self.source.file(), data, self.settings.chunk_bytes)
            .map_err(|cause| Error::read(self.source.name(), cause))?;
        self.offset += read as u64;
        self.at_end = read < self.settings.chunk_bytes;
        Ok(())
    }

    /// Finds the records in whole lines.
    fn cut(&mut self, data: Vec<u8>) -> Chunk {
        let offset = self.offset - (self.carry.len() + data.len()) as u64;
        let mut chunk = Chunk { offset, ..Chunk::default() };
        let mut start = 0;
        let ends = memchr_iter(b'\n', &data).chain((data.last() != Some(&b'\n')).then_some(data.len()));
        for end in ends {
            let text = data[start..end].strip_suffix(b"\r").unwrap_or(&data[start..end]);
            if text.iter().all(u8::is_ascii_whitespace) {
                chunk.blank_lines.push(self.line);
            } else if text.len() > self.settings.max_record_bytes {
                let oversized = Some((offset + start as u64, text.len() as u64));
                chunk.spans.push(Span { start, end: start, line: self.line, oversized });
            } else {
                chunk.spans.push(Span { start, end: start + text.len(), line: self.line, oversized: None });
            }
            self.line += 1;
            start = end + 1;
        }
        chunk.data = data;
        chunk
    }

    /// Skips to the end of a line that is too long, of which `data` is the start.
    fn pass_over(&mut self, mut data: Vec<u8>) -> Result<Chunk, Error> {
        let start = self.offset - data.len() as u64;
        let mut length = data.len() as u64;
        let mut last = data.last().copied();
        let mut is_blank = data.iter().all(u8::is_ascii_whitespace);
        while !self.at_end {
            data.clear();
            self.read(&mut data)?;
            let end = memchr(b'\n', &data);
            let taken = &data[..end.unwrap_or(data.len())];
            length += taken.len() as u64;
            last = taken.last().copied().or(last);
            is_blank &= taken.iter().all(u8::is_ascii_whitespace);
            if let Some(end) = end {
                self.carry.extend_from_slice(&data[end + 1..]);
                break;
            }
        }
        let line = self.line;
        self.line += 1;
        if is_blank {
            return Ok(Chunk { blank_lines: vec![line], ..Chunk::default() });
        }
        let length = length - u64::from(last == Some(b'\r'));
        let span = Span { start: 0, end: 0, line, oversized: Some((start, length)) };
        Ok(Chunk { spans: vec![span], ..Chunk::default() })
    }
}
