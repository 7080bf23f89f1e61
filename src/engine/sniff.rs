//! What a file is, from its first bytes: the container is found by content, never by the file's name.

use crate::model::Parsed;

/// How records stand in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// One record a line (JSON Lines).
    Lines,
    /// The elements of one JSON array.
    Array,
}

impl Container {
    /// The container's name, for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lines => "JSON Lines",
            Self::Array => "JSON array",
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
    /// Whether it is text: data in another form, not something else altogether.
    pub is_text: bool,
}

/// The UTF-8 byte order mark.
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";
/// The first bytes of a gzip member.
pub(super) const GZIP: &[u8] = b"\x1f\x8b";

/// Tells the container from the first bytes of a file, byte order mark already taken off.
pub(super) fn container(head: &[u8]) -> Result<Container, NotRead> {
    if let Some(not_read) = foreign(head) {
        return Err(not_read);
    }
    let text = String::from_utf8_lossy(head);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else { return Ok(Container::Lines) };
    if first.starts_with('[') {
        // Lists one a line, or objects one a line behind a broken one, are no array: its elements have commas between.
        let next: Vec<&str> = lines.take(5).collect();
        let is_object = |line: &&str| line.starts_with('{') && Parsed::check(line).is_ok();
        let are_lists = !next.is_empty() && Parsed::check(first).is_ok();
        let are_objects = next.len() > 1 && next.iter().all(is_object);
        return Ok(if are_lists || are_objects { Container::Lines } else { Container::Array });
    }
    if first == "{" {
        return Err(NotRead {
            what: "holds JSON spread over several lines, not one record a line".to_owned(),
            help: "write each record on one line, for example with `jq -c .`",
            is_text: true,
        });
    }
    if std::iter::once(first).chain(lines.take(20)).any(|line| line.starts_with(['{', '['])) {
        return Ok(Container::Lines);
    }
    Err(not_json(first))
}

/// A text file without a single JSON record in its first lines.
fn not_json(first: &str) -> NotRead {
    let columns =
        |mark: char| -> Vec<&str> { first.split(mark).map(|name| name.trim_matches(['"', ' '])).collect() };
    for (mark, kind) in [('\t', "TSV"), (',', "CSV"), (';', "CSV with semicolons")] {
        let names = columns(mark);
        if names.len() > 1 && names.iter().all(|name| name.len() < 60) {
            return NotRead {
                what: format!(
                    "is {kind}, not JSON (its columns: {})",
                    names[..names.len().min(8)].join(", ")
                ),
                help: "convert it to JSON Lines first, one object a line",
                is_text: true,
            };
        }
    }
    NotRead {
        what: "is text, not JSON: no line of it starts with `{`".to_owned(),
        help: "give a file with one JSON object a line, or a JSON array of objects",
        is_text: true,
    }
}

/// Files that are no JSON at all, told by their first bytes.
fn foreign(head: &[u8]) -> Option<NotRead> {
    const UNPACK: &str = "convert it to JSON Lines first, one object a line";
    let known: [(&[u8], &str, &'static str); 11] = [
        (
            b"version https://git-lfs.github.com/spec/",
            "is a Git LFS pointer: the data itself was never downloaded",
            "run `git lfs pull` in its repository, then try again",
        ),
        (b"PAR1", "is Parquet, which is not read yet", UNPACK),
        (
            b"\x28\xb5\x2f\xfd",
            "is packed with Zstandard, which is not read yet",
            "unpack it first with `zstd -d`",
        ),
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
    let is_text = |what: &str| what.contains("UTF-16") || what.contains("web page") || what.contains("XML");
    found.or_else(binary).map(|(what, help)| NotRead { what: what.to_owned(), help, is_text: is_text(what) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(head: &str) -> String {
        container(head.as_bytes()).unwrap_err().what
    }

    #[test]
    fn containers_are_told_by_content() {
        assert_eq!(container(b""), Ok(Container::Lines));
        assert_eq!(container(b"\n {\"a\": 1}\n"), Ok(Container::Lines));
        assert_eq!(container(b"broken\n{\"a\": 1}\n"), Ok(Container::Lines));
        assert_eq!(container(b"[\n {\"a\": 1}"), Ok(Container::Array));
        assert_eq!(container(b"[{\"a\": 1}]\n"), Ok(Container::Array));
        assert_eq!(container(b"[1]\n[2]\n"), Ok(Container::Lines));
        assert_eq!(container(b"[{\"a\": [\n{\"a\": 1}\n{\"a\": 2}\n"), Ok(Container::Lines));
        assert_eq!(container(b"[{\"a\": 1},\n{\"a\": 1}\n]\n"), Ok(Container::Array));
        assert_eq!(
            container(b"{\"a\": \"\0\"}\n{\"a\": \"a sentence of some length\"}\n"),
            Ok(Container::Lines)
        );
    }

    #[test]
    fn other_files_are_named() {
        assert_eq!(what("prompt,completion\na,b\n"), "is CSV, not JSON (its columns: prompt, completion)");
        assert!(what("version https://git-lfs.github.com/spec/v1\noid").contains("Git LFS pointer"));
        assert!(what("{\n  \"a\": 1\n}").contains("several lines"));
        assert!(what("once upon a time").contains("is text"));
        assert!(what("a\0b").contains("binary"));
    }
}
