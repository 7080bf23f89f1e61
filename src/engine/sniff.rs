//! What a file is, from its first bytes: the container is found by content; its name only says what content leaves open.

use super::array::first_value;
use super::delimiter::{Delimiter, delimiter, promised};
use crate::model::Parsed;

/// How records stand in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// One record a line (JSON Lines).
    Lines,
    /// The elements of one JSON array.
    Array,
    /// JSON values one after another that span lines.
    Values,
    /// Rows of cells, parted by commas or semicolons.
    Csv,
    /// Rows of cells, parted by tabs.
    Tsv,
    /// Rows of typed columns.
    Parquet,
}

impl Container {
    /// The container's name, for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lines => "JSON Lines",
            Self::Array => "JSON array",
            Self::Values => "JSON values",
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Parquet => "Parquet",
        }
    }
}

/// Why a file cannot be read: what it is, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRead {
    /// What it is, as the rest of a sentence that begins with its name.
    pub what: String,
    /// What to do about it.
    pub help: &'static str,
    /// Whether it is data, in another form or damaged, and not something else altogether.
    pub is_data: bool,
}

/// What stands in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// JSON that is read where it stands.
    Json(Container),
    /// A table.
    Table(Delimiter),
    /// Parquet.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// The UTF-8 byte order mark.
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";
/// How much of a file is looked at.
pub(super) const HEAD: usize = 64 << 10;

/// Tells what a file holds from its first bytes, byte order mark already taken off.
pub(super) fn kind(head: &[u8], name: &str) -> Result<Kind, NotRead> {
    #[cfg(feature = "parquet")]
    if head.starts_with(b"PAR1") {
        return Ok(Kind::Parquet);
    }
    if let Some(not_read) = foreign(head) {
        return Err(not_read);
    }
    let is_whole = head.len() < HEAD;
    let text = String::from_utf8_lossy(head);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else { return Ok(Kind::Json(Container::Lines)) };
    let next: Vec<&str> = lines.take(20).collect();
    if first.starts_with('[') {
        // Lists one a line, or objects one a line behind a broken one, are no array: its elements have commas between.
        let next = &next[..next.len().min(5)];
        let are_lists = !next.is_empty() && Parsed::check(first).is_ok();
        let are_objects = next.len() > 1 && next.iter().all(|line| is_object(line));
        let is_array = !are_lists && !are_objects;
        return Ok(Kind::Json(if is_array { Container::Array } else { Container::Lines }));
    }
    if first.starts_with('{') {
        return Ok(Kind::Json(if spans_lines(&text, first, &next) {
            Container::Values
        } else {
            Container::Lines
        }));
    }
    let promised = promised(name);
    if promised.is_none() && next.iter().any(|line| is_object(line)) {
        return Ok(Kind::Json(Container::Lines));
    }
    if let Some(delimiter) = delimiter(head, is_whole, promised) {
        return Ok(Kind::Table(delimiter));
    }
    if next.iter().any(|line| line.starts_with(['{', '['])) {
        return Ok(Kind::Json(Container::Lines));
    }
    Err(NotRead {
        what: "is text, not JSON: no line of it starts with `{`".to_owned(),
        help: "give a file with one JSON object a line, a JSON array of objects, or a table; one with rows of several lengths must be named .csv or .tsv",
        is_data: true,
    })
}

fn is_object(line: &str) -> bool {
    line.starts_with('{') && Parsed::check(line).is_ok()
}

/// Whether the first value goes on behind its first line: it is JSON as a whole, or so long that its end is not seen.
fn spans_lines(text: &str, first: &str, next: &[&str]) -> bool {
    if next.is_empty() || Parsed::check(first).is_ok() || next.iter().any(|line| is_object(line)) {
        return false;
    }
    match first_value(text.as_bytes()) {
        Some(end) => Parsed::check(&text[..end]).is_ok(),
        None => first == "{" || Parsed::check(first).is_err_and(|error| error.is_truncated),
    }
}

/// Files that are no JSON at all, told by their first bytes.
fn foreign(head: &[u8]) -> Option<NotRead> {
    const UNPACK: &str = "convert it to JSON Lines first, one object a line";
    let known: [(&[u8], &str, &'static str); 12] = [
        (
            b"version https://git-lfs.github.com/spec/",
            "is a Git LFS pointer: the data itself was never downloaded",
            "run `git lfs pull` in its repository, then try again",
        ),
        (b"PAR1", "is Parquet, which this build does not read", "build with the feature `parquet`"),
        (b"PARE", "is Parquet with an encrypted footer", "decrypt it first"),
        (b"\x1f\x8b", "is packed twice", "unpack it once with `gunzip`"),
        (
            b"PK\x03\x04",
            "is a ZIP archive (or a spreadsheet)",
            "unpack it first, then give the JSON file inside",
        ),
        (b"BZh", "is packed with bzip2", "unpack it first with `bunzip2`"),
        (b"\xfd7zXZ", "is packed with xz", "unpack it first with `unxz`"),
        (b"\xff\xfe", "is UTF-16, not UTF-8", "convert it, for example with `iconv -f UTF-16 -t UTF-8`"),
        (b"\xfe\xff", "is UTF-16, not UTF-8", "convert it, for example with `iconv -f UTF-16 -t UTF-8`"),
        (b"<!", "is a web page, not JSON", "check the download: it may be an error page"),
        (b"<html", "is a web page, not JSON", "check the download: it may be an error page"),
        (b"<?xml", "is XML, not JSON", UNPACK),
    ];
    let found =
        known.iter().find(|(magic, ..)| head.starts_with(magic)).map(|(_, what, help)| (*what, *help));
    // A single NUL is a broken record; binary files have many.
    let nuls = memchr::memchr_iter(0, head).count();
    let binary = || (nuls * 20 > head.len()).then_some(("is a binary file, not JSON", UNPACK));
    let is_data = |what: &str| what.contains("UTF-16") || what.contains("web page") || what.contains("XML");
    found.or_else(binary).map(|(what, help)| NotRead { what: what.to_owned(), help, is_data: is_data(what) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(head: &str) -> Container {
        match kind(head.as_bytes(), "data.jsonl") {
            Ok(Kind::Json(container)) => container,
            other => panic!("{head:?} is {other:?}"),
        }
    }

    fn what(head: &str) -> String {
        kind(head.as_bytes(), "data.jsonl").unwrap_err().what
    }

    #[test]
    fn containers_are_told_by_content() {
        assert_eq!(json(""), Container::Lines);
        assert_eq!(json("\n {\"a\": 1}\n"), Container::Lines);
        assert_eq!(json("broken\n{\"a\": 1}\n"), Container::Lines);
        assert_eq!(json("broken, here\n{\"a\": 1, \"b\": 2}\n"), Container::Lines);
        assert_eq!(json("[\n {\"a\": 1}"), Container::Array);
        assert_eq!(json("[{\"a\": 1}]\n"), Container::Array);
        assert_eq!(json("[1]\n[2]\n"), Container::Lines);
        assert_eq!(json("[{\"a\": [\n{\"a\": 1}\n{\"a\": 2}\n"), Container::Lines);
        assert_eq!(json("[{\"a\": 1},\n{\"a\": 1}\n]\n"), Container::Array);
        assert_eq!(json("{\"a\": \"\0\"}\n{\"a\": \"a sentence of some length\"}\n"), Container::Lines);
    }

    #[test]
    fn values_may_span_lines() {
        assert_eq!(json("{\n  \"a\": 1\n}"), Container::Values);
        assert_eq!(json("{ \"a\": 1,\n  \"b\": 1}\n{ \"a\": 1,\n  \"b\": 1}"), Container::Values);
        assert_eq!(json("{\n  \"a\": [\n"), Container::Values);
        // A broken line at the start of JSON Lines is a broken line.
        assert_eq!(json("{\n{\"a\": 1}\n{\"a\": 1}\n"), Container::Lines);
        assert_eq!(json("{\"a\": two words}\n{\"a\": 1 2}\n"), Container::Lines);
    }

    #[test]
    fn tables_are_told_by_their_rows() {
        let table = |head: &str, name: &str| kind(head.as_bytes(), name);
        assert_eq!(table("prompt,completion\na,b\n", "x.jsonl"), Ok(Kind::Table(Delimiter::Comma)));
        assert_eq!(table("messages\n\"[\n{\"\"a\"\": 1}]\"\n", "x.csv"), Ok(Kind::Table(Delimiter::Comma)));
    }

    #[test]
    fn other_files_are_named() {
        assert!(what("version https://git-lfs.github.com/spec/v1\noid").contains("Git LFS pointer"));
        assert!(what("once upon a time").contains("is text"));
        assert!(what("a\0b").contains("binary"));
    }
}
