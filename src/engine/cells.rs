//! The cells of a table, from its bytes.
//!
//! `csv-core` knows what a cell is. Rows without anything odd, which are nearly all, are found by their delimiters and
//! quotes alone, several times as fast; a test holds both together.

use std::io::Read;
use std::ops::Range;

use csv_core::{ReadFieldResult, Reader};
use memchr::{memchr, memchr_iter, memchr3};

use super::delimiter::Delimiter;
use super::spool::Trouble;

/// How much of the input is held at a time, and how much of a cell.
pub(super) const BLOCK: usize = 256 << 10;
const PIECE: usize = 64 << 10;

/// A cell that was found whole.
#[derive(Debug, Clone)]
pub(super) struct Simple {
    /// Where its text lies in the block, without the quotes around it.
    pub place: Range<usize>,
    /// Whether two quotes stand for one in it.
    pub has_pairs: bool,
}

/// A cell in quotes whose text starts at a place: the cell, and the place behind its closing quote.
fn quoted_cell(data: &[u8], start: usize) -> Option<(Simple, usize)> {
    let (mut at, mut has_pairs) = (start, false);
    loop {
        at += memchr(b'"', &data[at..])?;
        if data.get(at + 1)? != &b'"' {
            return Some((Simple { place: start..at, has_pairs }, at + 1));
        }
        has_pairs = true;
        at += 2;
    }
}

/// What ended a piece of a cell.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// There is more of the cell.
    Nothing,
    /// The cell is over, and with the last one its row.
    Cell { is_last: bool },
}

/// The cells of an input.
pub(super) struct Cells<'i> {
    input: &'i mut dyn Read,
    reader: Reader,
    delimiter: u8,
    block: Vec<u8>,
    at: usize,
    end: usize,
    piece: Vec<u8>,
    /// Line ends between rows, which the reader did not see.
    skipped: u64,
    /// Where the present cell began.
    cell_line: u64,
    is_inside: bool,
    is_at_end: bool,
}

impl<'i> Cells<'i> {
    pub fn new(input: &'i mut dyn Read, delimiter: Delimiter, block: usize) -> Self {
        Self {
            input,
            reader: delimiter.reader(),
            delimiter: delimiter.byte(),
            block: vec![0; block],
            at: 0,
            end: 0,
            piece: vec![0; PIECE],
            skipped: 0,
            cell_line: 1,
            is_inside: false,
            is_at_end: false,
        }
    }

    fn fill(&mut self) -> Result<(), Trouble> {
        self.at = 0;
        self.end = loop {
            match self.input.read(&mut self.block) {
                Err(cause) if cause.kind() == std::io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.is_at_end = self.end == 0;
        Ok(())
    }

    fn line(&self) -> u64 {
        self.reader.line() + self.skipped
    }

    /// Goes to the next row that is not blank; gives its line.
    pub fn next_row(&mut self) -> Result<Option<u64>, Trouble> {
        loop {
            if self.at == self.end {
                self.fill()?;
                if self.is_at_end {
                    return Ok(None);
                }
            }
            match self.block[self.at] {
                b'\n' => self.skipped += 1,
                b'\r' => {}
                _ => return Ok(Some(self.line())),
            }
            self.at += 1;
        }
    }

    /// The next piece of a cell, and what ended it.
    pub fn piece(&mut self) -> Result<(&[u8], End), Trouble> {
        if !self.is_inside {
            (self.cell_line, self.is_inside) = (self.line(), true);
        }
        let mut filled = 0;
        loop {
            if self.at == self.end && !self.is_at_end {
                self.fill()?;
            }
            let output = &mut self.piece[filled..];
            let (result, read, written) = if self.is_at_end {
                // A line end closes the last row, unless a quote is open: then it belongs to the cell.
                let (result, _, written) = self.reader.read_field(b"\n", output);
                if written > 0 {
                    return Err(self.open_quote());
                }
                (result, 0, 0)
            } else {
                self.reader.read_field(&self.block[self.at..self.end], output)
            };
            self.at += read;
            filled += written;
            let end = match result {
                ReadFieldResult::InputEmpty => continue,
                ReadFieldResult::OutputFull => End::Nothing,
                ReadFieldResult::Field { record_end } => End::Cell { is_last: record_end },
                ReadFieldResult::End => End::Cell { is_last: true },
            };
            self.is_inside = matches!(end, End::Nothing);
            return Ok((&self.piece[..filled], end));
        }
    }

    /// Finds the cells of a row that lies in the block as a whole and has nothing odd, which is nearly every row; passes
    /// over it then. Other rows are left to the reader.
    pub fn simple_row(&mut self, cells: &mut Vec<Simple>) -> bool {
        cells.clear();
        let data = &self.block[..self.end];
        let mut at = self.at;
        loop {
            let (cell, behind) = match data.get(at) {
                Some(b'"') => match quoted_cell(data, at + 1) {
                    Some(found) => found,
                    None => return false,
                },
                _ => match memchr3(self.delimiter, b'\n', b'\r', &data[at..]) {
                    Some(length) => (Simple { place: at..at + length, has_pairs: false }, at + length),
                    None => return false,
                },
            };
            cells.push(cell);
            match data.get(behind) {
                Some(byte) if *byte == self.delimiter => at = behind + 1,
                Some(b'\n' | b'\r') => {
                    // The line end is left to whoever looks for the next row.
                    self.skipped += memchr_iter(b'\n', &data[self.at..behind]).count() as u64;
                    self.at = behind;
                    return true;
                }
                _ => return false,
            }
        }
    }

    /// The bytes of a cell that was found.
    pub fn at(&self, place: Range<usize>) -> &[u8] {
        &self.block[place]
    }

    fn open_quote(&self) -> Trouble {
        let what = format!("has a quote in a cell on line {} that is never closed", self.cell_line);
        Trouble::broken(what, "close the quote, or double the quotes that belong to the text: \"\"")
    }
}
