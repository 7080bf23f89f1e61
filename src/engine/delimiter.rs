//! Whether a text is a table, and what parts its cells: found by reading its first rows each way.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::model::Parsed;

/// What parts the cells of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delimiter {
    Comma,
    Semicolon,
    Tab,
}

impl Delimiter {
    /// The byte that stands between two cells.
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    /// A reader of tables that are parted so.
    pub fn reader(self) -> Reader {
        ReaderBuilder::new().delimiter(self.byte()).build()
    }
}

/// How many rows are looked at.
const ROWS: usize = 20;

/// What the ending of a file's name says about its delimiter.
pub(super) fn promised(name: &str) -> Option<Delimiter> {
    let name = name.to_lowercase();
    let name = [".gz", ".zst", ".zstd"].iter().find_map(|packed| name.strip_suffix(packed)).unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "csv" => Some(Delimiter::Comma),
        "tsv" | "tab" => Some(Delimiter::Tab),
        _ => None,
    }
}

/// How the first rows look with a delimiter: the columns of the first, and the share of rows that have as many.
struct Look {
    delimiter: Delimiter,
    columns: usize,
    share: f64,
    rows: usize,
    has_names: bool,
}

/// The delimiter of a table that starts with `head`, where it is one. A file whose name says that it is a table is one,
/// even of a single column; another must have more than one column in every row, and more than one row.
pub(super) fn delimiter(head: &[u8], is_whole: bool, promised: Option<Delimiter>) -> Option<Delimiter> {
    // Tabs and semicolons seldom stand in texts: where they part rows evenly, that is no chance.
    let all = [Delimiter::Tab, Delimiter::Semicolon, Delimiter::Comma];
    let looks: Vec<Look> = all.iter().map(|delimiter| look(head, is_whole, *delimiter)).collect();
    let even = looks.iter().filter(|look| look.columns > 1 && look.share >= 1.0 && look.rows > 1);
    let best = even.max_by_key(|look| (look.has_names, Some(look.delimiter) == promised, place(&all, look)));
    if let Some(best) = best {
        return Some(best.delimiter);
    }
    let promised = promised?;
    // Rows of several lengths: what most of them agree on, and what the name says where that is no worse.
    let parted = looks.iter().filter(|look| look.columns > 1);
    let rank = |look: &&Look| (look.share > 0.5, look.delimiter == promised, place(&all, look));
    Some(parted.max_by_key(rank).map_or(promised, |look| look.delimiter))
}

/// Earlier ones weigh more.
fn place(all: &[Delimiter], look: &Look) -> usize {
    all.len() - all.iter().position(|other| *other == look.delimiter).unwrap_or(0)
}

fn look(head: &[u8], is_whole: bool, delimiter: Delimiter) -> Look {
    let rows = first_rows(head, is_whole, delimiter);
    let columns = rows.first().map_or(0, Vec::len);
    let alike = rows.iter().filter(|row| row.len() == columns).count();
    let names = rows.first().map(Vec::as_slice).unwrap_or_default();
    Look {
        delimiter,
        columns,
        share: alike as f64 / rows.len().max(1) as f64,
        rows: rows.len(),
        has_names: faulty_names(names).is_none(),
    }
}

/// The first rows as cells; a row that the end of the head cuts is left out.
fn first_rows(head: &[u8], is_whole: bool, delimiter: Delimiter) -> Vec<Vec<String>> {
    let mut reader = delimiter.reader();
    let (mut text, mut ends) = (vec![0; head.len() + 8], vec![0; head.len() + 8]);
    let (mut at, mut rows) = (0, Vec::new());
    while rows.len() < ROWS {
        let (result, read, _, fields) = reader.read_record(&head[at..], &mut text, &mut ends);
        at += read;
        let is_row = match result {
            ReadRecordResult::Record => true,
            ReadRecordResult::InputEmpty if is_whole => {
                // Nothing more comes: what is open is a row too. A reader that is told so starts a row anew.
                rows.extend(last_row(head, at - read, delimiter));
                return rows;
            }
            _ => return rows,
        };
        if is_row {
            rows.push(cells(&text, &ends[..fields]));
        }
    }
    rows
}

/// The row without a line end at the end of a text.
fn last_row(head: &[u8], start: usize, delimiter: Delimiter) -> Option<Vec<String>> {
    let mut whole = head[start..].to_vec();
    whole.push(b'\n');
    let (mut text, mut ends) = (vec![0; whole.len() + 8], vec![0; whole.len() + 8]);
    let (result, _, _, fields) = delimiter.reader().read_record(&whole, &mut text, &mut ends);
    (result == ReadRecordResult::Record).then(|| cells(&text, &ends[..fields]))
}

fn cells(text: &[u8], ends: &[usize]) -> Vec<String> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends).map(|(start, end)| String::from_utf8_lossy(&text[start..*end]).into_owned()).collect()
}

/// Why the names of columns name none: some are empty, or the same.
pub(super) fn faulty_names(names: &[String]) -> Option<String> {
    let empty = names.iter().position(|name| name.trim().is_empty());
    if let Some(place) = empty {
        return Some(format!("has a column without a name, number {} of {}", place + 1, names.len()));
    }
    let mut seen = std::collections::HashSet::new();
    let twice = names.iter().find(|name| !seen.insert(name.as_str()))?;
    Some(format!("names the column `{}` twice", short(twice)))
}

/// A name as messages show it.
pub(super) fn short(name: &str) -> String {
    const SHOWN: usize = 40;
    let mut short: String = name.chars().take(SHOWN).collect();
    if short.len() < name.len() {
        short += "...";
    }
    short
}

/// Whether the names of columns look like cells of a row instead: sentences, numbers, JSON.
pub(super) fn is_data(names: &[String]) -> bool {
    let is_cell = |name: &String| {
        name.chars().count() > 60
            || name.split_whitespace().count() > 6
            || name.trim().parse::<f64>().is_ok()
            || name.starts_with(['{', '[']) && Parsed::check(name).is_ok()
    };
    names.iter().any(is_cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, name: &str) -> Option<Delimiter> {
        delimiter(text.as_bytes(), true, promised(name))
    }

    #[test]
    fn rows_tell_their_delimiter() {
        assert_eq!(found("a,b\n1,2\n", "x.jsonl"), Some(Delimiter::Comma));
        assert_eq!(found("a;b\n1,5;2\n3,5;4", "x"), Some(Delimiter::Semicolon));
        assert_eq!(found("a\tb\nx, y\tz, w\n", "x.csv"), Some(Delimiter::Tab));
        assert_eq!(found("a,b\n\"x, y\n and; more\",2\n", "x"), Some(Delimiter::Comma));
        assert_eq!(found("a,b\nx;y,c;d\n", "x.csv"), Some(Delimiter::Comma));
    }

    #[test]
    fn names_break_ties_and_allow_one_column() {
        assert_eq!(found("text\nonce upon a time\n", "x.csv"), Some(Delimiter::Comma));
        assert_eq!(found("text\nonce, upon\n", "x.tsv"), Some(Delimiter::Tab));
        assert_eq!(found("text\nonce upon a time\n", "x.txt"), None);
        assert_eq!(found("a,b\n1\n2,3\n", "x.csv.gz"), Some(Delimiter::Comma));
        assert_eq!(found("once, upon a time\nthere was\n", "x.jsonl"), None);
        assert_eq!(found("a,b", "x.jsonl"), None);
    }
}
