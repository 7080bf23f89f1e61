//! CSV and its kin: every row becomes one JSON object of strings, on a line of its own.
//!
//! Cells go from the reader to the line as they come, so a cell of any length costs no memory beyond the longest record
//! that is held anyway. A row with more or fewer cells than the header becomes a list of its cells: it is no record,
//! and nothing of it is lost.

use std::io::Read;
use std::ops::Range;

use csv_core::{ReadFieldResult, Reader};

use super::array::LineJoiner;
use super::delimiter::{Delimiter, faulty_names, is_data, short};
use super::escape::{escape, quoted};
use super::heights::Heights;
use super::spool::{Feed, Trouble};
use crate::model::{Arena, Json, Parsed};

/// How much of the input is held at a time, and how much of a cell.
const BLOCK: usize = 128 << 10;
const PIECE: usize = 64 << 10;

/// The longest header; a longer one is a file without line ends, or a text in quotes that are never closed.
const LONGEST_HEADER: usize = 1 << 20;

/// What is known of a table that was converted.
#[derive(Debug)]
pub(super) struct Table {
    pub heights: Heights,
    pub columns: usize,
    /// Whether the first row, taken for the header, looks like any other.
    pub has_doubtful_header: bool,
}

/// Converts a table. `names` are the columns of one without header; `longest` is the longest record that is held.
pub(super) fn convert(
    input: &mut dyn Read,
    delimiter: Delimiter,
    names: &[String],
    longest: usize,
    feed: &mut Feed,
) -> Result<Table, Trouble> {
    let mut cells = Cells::new(input, delimiter.reader());
    let names = if names.is_empty() { header(&mut cells)? } else { names.to_vec() };
    let has_doubtful_header = is_data(&names);
    let mut rows = Rows::new(&names, longest);
    let mut heights = Heights::default();
    while let Some(line) = cells.next_row()? {
        heights.add(line);
        rows.convert(&mut cells, feed)?;
        feed.turn()?;
    }
    Ok(Table { heights, columns: names.len(), has_doubtful_header })
}

/// The names of the columns in the first row.
fn header(cells: &mut Cells<'_>) -> Result<Vec<String>, Trouble> {
    const HELP: &str = "give each column a name of its own in the first row, or leave columns out; where the file \
                        has no header, name its columns with --columns";
    let mut names = Vec::new();
    if cells.next_row()?.is_none() {
        return Ok(names);
    }
    let (mut name, mut length) = (Vec::new(), 0);
    loop {
        let (piece, end) = cells.piece()?;
        name.extend_from_slice(piece);
        length += piece.len() + 1;
        if length > LONGEST_HEADER {
            let what = "has a first row of more than 1 MiB, which is no header";
            return Err(Trouble::broken(
                what,
                "look for a quote that is never closed, or for missing line ends",
            ));
        }
        let End::Cell { is_last } = end else { continue };
        let text = String::from_utf8(std::mem::take(&mut name));
        names.push(
            text.map_err(|_| Trouble::broken("has a header that is not UTF-8", "convert it to UTF-8"))?,
        );
        if is_last {
            break;
        }
    }
    if let Some(fault) = faulty_names(&names) {
        const SHOWN: usize = 8;
        let shown: Vec<String> = names.iter().take(SHOWN).map(|name| short(name)).collect();
        let dots = if names.len() > SHOWN { ", ..." } else { "" };
        return Err(Trouble::broken(format!("{fault} (its columns: {}{dots})", shown.join(", ")), HELP));
    }
    Ok(names)
}

/// What ended a piece of a cell.
#[derive(Clone, Copy)]
enum End {
    /// There is more of the cell.
    Nothing,
    /// The cell is over, and with the last one its row.
    Cell { is_last: bool },
}

/// The cells of an input.
struct Cells<'i> {
    input: &'i mut dyn Read,
    reader: Reader,
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
    fn new(input: &'i mut dyn Read, reader: Reader) -> Self {
        Self {
            input,
            reader,
            block: vec![0; BLOCK],
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
    fn next_row(&mut self) -> Result<Option<u64>, Trouble> {
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
    fn piece(&mut self) -> Result<(&[u8], End), Trouble> {
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

    fn open_quote(&self) -> Trouble {
        let what = format!("has a quote in a cell on line {} that is never closed", self.cell_line);
        Trouble::broken(what, "close the quote, or double the quotes that belong to the text: \"\"")
    }
}

/// Rows on their way to lines.
struct Rows {
    /// What stands before each cell: `{"name":` and `,"name":`.
    keys: Vec<Vec<u8>>,
    longest: usize,
    /// Where the cells of the row stand in the feed's buffer, as JSON.
    cells: Vec<Range<usize>>,
    arena: Arena,
}

impl Rows {
    fn new(names: &[String], longest: usize) -> Self {
        let key = |(i, name): (usize, &String)| {
            [if i == 0 { b"{" } else { b"," }, &quoted(name.as_bytes())[..], b":"].concat()
        };
        Self {
            keys: names.iter().enumerate().map(key).collect(),
            longest,
            cells: Vec::new(),
            arena: Arena::default(),
        }
    }

    fn convert(&mut self, cells: &mut Cells<'_>, feed: &mut Feed) -> Result<(), Trouble> {
        self.cells.clear();
        let row = feed.buffer.len();
        let mut is_held = true;
        let mut number = 0;
        loop {
            match self.keys.get(number) {
                Some(key) => feed.buffer.extend_from_slice(key),
                // A row that is too long to hold is no list any more: what it has too many of gets a name.
                None => feed.buffer.extend_from_slice(format!(",\"column {}\":", number + 1).as_bytes()),
            }
            number += 1;
            let start = feed.buffer.len();
            let is_last = self.cell(cells, feed, row, &mut is_held)?;
            if is_held {
                self.cells.push(start..feed.buffer.len());
                is_held = feed.buffer.len() - row <= self.longest;
            }
            if !is_held {
                self.cells.clear();
                feed.turn()?;
            }
            if is_last {
                break;
            }
        }
        if is_held && number != self.keys.len() {
            self.list(row, feed);
        } else {
            feed.buffer.push(b'}');
        }
        feed.buffer.push(b'\n');
        Ok(())
    }

    /// Writes a cell; says whether it is the last of its row.
    fn cell(
        &mut self,
        cells: &mut Cells<'_>,
        feed: &mut Feed,
        row: usize,
        is_held: &mut bool,
    ) -> Result<bool, Trouble> {
        let (piece, mut end) = cells.piece()?;
        let may_be_list = starts_list(piece);
        if let (End::Cell { is_last }, false) = (end, may_be_list) {
            feed.buffer.push(b'"');
            escape(piece, &mut feed.buffer);
            feed.buffer.push(b'"');
            return Ok(is_last);
        }
        let mut list = piece.to_vec();
        while may_be_list && list.len() <= self.longest {
            if let End::Cell { is_last } = end {
                self.list_or_text(&list, &mut feed.buffer);
                return Ok(is_last);
            }
            let (piece, next) = cells.piece()?;
            list.extend_from_slice(piece);
            end = next;
        }
        feed.buffer.push(b'"');
        escape(&list, &mut feed.buffer);
        drop(list);
        while let End::Nothing = end {
            let (piece, next) = cells.piece()?;
            escape(piece, &mut feed.buffer);
            end = next;
            *is_held = *is_held && feed.buffer.len() - row <= self.longest;
            if !*is_held {
                feed.turn()?;
            }
        }
        feed.buffer.push(b'"');
        Ok(matches!(end, End::Cell { is_last: true }))
    }

    /// Messages, tools: a cell that is a JSON list of objects counts as that list.
    fn list_or_text(&mut self, cell: &[u8], out: &mut Vec<u8>) {
        if self.is_list(cell) {
            if cell.contains(&b'\n') {
                LineJoiner::default().join(cell, out);
            } else {
                out.extend_from_slice(cell.trim_ascii());
            }
            return;
        }
        out.push(b'"');
        escape(cell, out);
        out.push(b'"');
    }

    fn is_list(&mut self, cell: &[u8]) -> bool {
        let Ok(text) = std::str::from_utf8(cell) else { return false };
        let arena = std::mem::take(&mut self.arena);
        let is_list = Parsed::parse(text, &arena).is_ok_and(|parsed| is_list_of_objects(&parsed.root));
        self.arena = arena.cleared();
        is_list
    }

    /// Writes the row anew, as the list of its cells.
    fn list(&self, row: usize, feed: &mut Feed) {
        let mut list = vec![b'['];
        for (i, cell) in self.cells.iter().enumerate() {
            list.extend_from_slice(if i > 0 { b"," } else { b"" });
            list.extend_from_slice(&feed.buffer[cell.clone()]);
        }
        list.push(b']');
        feed.buffer.truncate(row);
        feed.buffer.append(&mut list);
    }
}

fn is_list_of_objects(value: &Json<'_>) -> bool {
    let items = value.items();
    !items.is_empty() && items.iter().all(|item| matches!(item, Json::Object(_)))
}

/// Whether a cell starts like a list of objects.
fn starts_list(cell: &[u8]) -> bool {
    let Some(rest) = cell.trim_ascii_start().strip_prefix(b"[") else { return false };
    rest.trim_ascii_start().first().is_none_or(|byte| *byte == b'{')
}
