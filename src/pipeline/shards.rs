//! Output files that are parted where a target's limits want it: `train.jsonl`, or `train-00001.jsonl` and so on.

use memchr::memchr_iter;

use crate::engine::{Folder, Output, Written};
use crate::error::Error;

/// The UTF-8 byte order mark.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Where one file becomes two.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The most bytes of a file.
    pub bytes: u64,
    /// The most rows of a file.
    pub rows: u64,
}

impl Bounds {
    /// Nowhere.
    pub const NONE: Self = Self { bytes: u64::MAX, rows: u64::MAX };
}

/// One output: a file, or several where it grows beyond its bounds.
pub struct Shards<'f> {
    /// Where further files are made, and the stem of their names.
    folder: Option<(&'f Folder, String)>,
    bounds: Bounds,
    has_bom: bool,
    done: Vec<Written>,
    current: Output,
    bytes: u64,
    rows: u64,
}

impl<'f> Shards<'f> {
    /// A single file without bounds.
    pub fn one(output: Output) -> Self {
        Self {
            folder: None,
            bounds: Bounds::NONE,
            has_bom: false,
            done: Vec::new(),
            current: output,
            bytes: 0,
            rows: 0,
        }
    }

    /// Starts `STEM.jsonl` in a folder.
    pub fn start(folder: &'f Folder, stem: String, bounds: Bounds, has_bom: bool) -> Result<Self, Error> {
        let mut shards = Self::one(folder.file(&name(&stem, 1))?);
        (shards.folder, shards.bounds, shards.has_bom) = (Some((folder, stem)), bounds, has_bom);
        shards.begin()?;
        Ok(shards)
    }

    /// Appends whole lines.
    pub fn write_rows(&mut self, lines: &[u8], rows: u64) -> Result<(), Error> {
        let fits = |own: &Self| {
            own.bytes.saturating_add(lines.len() as u64) <= own.bounds.bytes
                && own.rows.saturating_add(rows) <= own.bounds.rows
        };
        if fits(self) {
            return self.put(lines, rows);
        }
        let mut start = 0;
        for end in memchr_iter(b'\n', lines).map(|at| at + 1) {
            let line = &lines[start..end];
            let is_full = self.bytes + line.len() as u64 > self.bounds.bytes || self.rows >= self.bounds.rows;
            if is_full && self.rows > 0 {
                self.next()?;
            }
            self.put(line, 1)?;
            start = end;
        }
        Ok(())
    }

    /// Appends bytes that end no line.
    pub fn write_bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.bytes += bytes.len() as u64;
        self.current.write_bytes(bytes)
    }

    /// Finishes all files, and says what was written under which names.
    pub fn finish(self) -> Result<Vec<(String, Written)>, Error> {
        let Self { folder, mut done, current, .. } = self;
        done.push(current.finish()?);
        let Some((folder, stem)) = folder else {
            return Ok(done.into_iter().map(|written| (String::new(), written)).collect());
        };
        if let [written] = done.as_slice() {
            return Ok(vec![(name(&stem, 1), written.clone())]);
        }
        let first = format!("{stem}-00001.jsonl");
        folder.rename(&name(&stem, 1), &first)?;
        let names = std::iter::once(first).chain((2..).map(|number| name(&stem, number)));
        Ok(names.zip(done).collect())
    }

    fn put(&mut self, lines: &[u8], rows: u64) -> Result<(), Error> {
        self.bytes += lines.len() as u64;
        self.rows += rows;
        self.current.write_rows(lines, rows)
    }

    fn begin(&mut self) -> Result<(), Error> {
        (self.bytes, self.rows) = (0, 0);
        if self.has_bom { self.write_bytes(BOM) } else { Ok(()) }
    }

    fn next(&mut self) -> Result<(), Error> {
        let Some((folder, stem)) = &self.folder else { return Ok(()) };
        let next = folder.file(&name(stem, self.done.len() + 2))?;
        self.done.push(std::mem::replace(&mut self.current, next).finish()?);
        self.begin()
    }
}

/// The name of the file of a number, from 1; the first has none while it is the only one.
fn name(stem: &str, number: usize) -> String {
    if number == 1 { format!("{stem}.jsonl") } else { format!("{stem}-{number:05}.jsonl") }
}
