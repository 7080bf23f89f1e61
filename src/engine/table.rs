//! CSV and its kin: every row becomes one JSON object of strings, on a line of its own.
//!
//! Cells go from the reader to the line as they come, so a cell of any length costs no memory beyond the longest record
//! that is held anyway. A row with more or fewer cells than the header becomes a list of its cells: it is no record,
//! and nothing of it is lost.

use std::io::Read;
use std::ops::Range;

use super::array::LineJoiner;
use super::cells::{BLOCK, Cells, End, Simple};
use super::delimiter::{Delimiter, faulty_names, is_data, short};
use super::escape::{escape, quoted};
use super::heights::Heights;
use super::spool::{Feed, Trouble};
use crate::model::{Arena, Json, Parsed};

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
    convert_in_blocks(input, delimiter, names, longest, BLOCK, feed)
}

fn convert_in_blocks(
    input: &mut dyn Read,
    delimiter: Delimiter,
    names: &[String],
    longest: usize,
    block: usize,
    feed: &mut Feed,
) -> Result<Table, Trouble> {
    let mut cells = Cells::new(input, delimiter, block);
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

/// Rows on their way to lines.
struct Rows {
    /// What stands before each cell: `{"name":` and `,"name":`.
    keys: Vec<Vec<u8>>,
    longest: usize,
    /// Where the cells of the row stand in the feed's buffer, as JSON.
    cells: Vec<Range<usize>>,
    arena: Arena,
    simple: Vec<Simple>,
    scratch: Vec<u8>,
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
            simple: Vec::new(),
            scratch: Vec::new(),
        }
    }

    fn convert(&mut self, cells: &mut Cells<'_>, feed: &mut Feed) -> Result<(), Trouble> {
        self.cells.clear();
        let row = feed.buffer.len();
        let mut is_held = true;
        let is_simple = cells.simple_row(&mut self.simple);
        let mut number = 0;
        loop {
            match self.keys.get(number) {
                Some(key) => feed.buffer.extend_from_slice(key),
                // A row that is too long to hold is no list any more: what it has too many of gets a name.
                None => feed.buffer.extend_from_slice(format!(",\"column {}\":", number + 1).as_bytes()),
            }
            number += 1;
            let start = feed.buffer.len();
            let is_last = if is_simple {
                self.simple_cell(number - 1, cells, &mut feed.buffer)
            } else {
                self.cell(cells, feed, row, &mut is_held)?
            };
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

    /// Writes a cell that was found whole; says whether it is the last of its row.
    fn simple_cell(&mut self, number: usize, cells: &Cells<'_>, out: &mut Vec<u8>) -> bool {
        let Simple { place, has_pairs } = self.simple[number].clone();
        let cell = cells.at(place);
        let is_last = number + 1 == self.simple.len();
        if starts_list(cell) && cell.len() <= self.longest {
            let mut list = std::mem::take(&mut self.scratch);
            list.clear();
            halve_quotes(cell, has_pairs, |piece| list.extend_from_slice(piece));
            self.list_or_text(&list, out);
            self.scratch = list;
            return is_last;
        }
        out.push(b'"');
        halve_quotes(cell, has_pairs, |piece| escape(piece, out));
        out.push(b'"');
        is_last
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

/// Gives the text of a cell, in which two quotes stand for one where it has pairs of them.
fn halve_quotes(cell: &[u8], has_pairs: bool, mut put: impl FnMut(&[u8])) {
    let mut rest = cell;
    while let Some(at) = memchr::memchr(b'"', rest).filter(|_| has_pairs) {
        put(&rest[..=at]);
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    put(rest);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a table, read in blocks of some size.
    fn lines(text: &str, delimiter: Delimiter, block: usize) -> Result<(String, Vec<u64>), String> {
        let (sender, _collect) = std::sync::mpsc::sync_channel(2);
        let mut feed = Feed::new(sender, None);
        let made = convert_in_blocks(&mut text.as_bytes(), delimiter, &[], 1 << 20, block, &mut feed);
        let rows = memchr::memchr_iter(b'\n', &feed.buffer).count();
        let table = made.map_err(|trouble| format!("{trouble:?}"))?;
        let mut walk = table.heights.walk();
        let heights = (0..rows).map(|_| walk.next()).collect();
        Ok((String::from_utf8_lossy(&feed.buffer).into_owned(), heights))
    }

    /// Rows that are found whole and rows that are read piece by piece come out the same, whatever is odd in them.
    #[test]
    fn both_ways_to_read_rows_agree() {
        let parts = [
            "a",
            "bc",
            "\"",
            "\"\"",
            ",",
            ";",
            "\n",
            "\r\n",
            "\r",
            " ",
            "[{",
            "}]",
            "\"[{\"\"x\"\":1}]\"",
            "é",
        ];
        let mut chance = 1_u64;
        for _ in 0..20_000 {
            let mut text = "p,c\n".to_owned();
            for _ in 0..12 {
                chance =
                    chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text += parts[usize::try_from(chance >> 33).unwrap() % parts.len()];
            }
            let whole = lines(&text, Delimiter::Comma, 1 << 16);
            for block in [1, 3] {
                assert_eq!(lines(&text, Delimiter::Comma, block), whole, "{text:?} in blocks of {block}");
            }
        }
    }
}
