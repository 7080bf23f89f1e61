//! Write: one pass that puts every record onto one of several outputs, in file order.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::shards::Shards;
use super::{Fact, Facts, Inputs};
use crate::engine::{self, AtomicFile, FileNotes, LineJoiner, Observer, Output, Pass, Source};
use crate::error::Error;
use crate::model::{Parsed, Record};

/// What is appended to one output: whole lines.
#[derive(Default)]
pub struct Lane {
    bytes: Vec<u8>,
    rows: u64,
    spills: Vec<Spill>,
}

/// Bytes of an input that are too many to hold: copied when their turn comes.
struct Spill {
    /// Where in the lane's bytes they belong.
    at: usize,
    source: usize,
    offset: u64,
    length: u64,
    is_quoted: bool,
}

impl Lane {
    /// Appends one line, made by `write` without its line end.
    pub fn row(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.bytes);
        self.bytes.push(b'\n');
        self.rows += 1;
    }

    /// Appends a record's own bytes as a line.
    pub fn copy(&mut self, record: &Record<'_>) {
        self.spill(record, false);
        self.row(|out| out.extend_from_slice(record.text));
    }

    /// Appends a rejected record's line, whose last member is the raw text: `row` ends behind `{...` without brace.
    pub fn row_with_raw(&mut self, row: &[u8], record: &Record<'_>) {
        self.bytes.extend_from_slice(row);
        if record.oversized.is_some() {
            self.spill(record, true);
        } else if let Ok(raw) = std::str::from_utf8(record.raw) {
            // What is no JSON has no white space that could go.
            let is_kept = |text: &&str| text.len() == raw.len() || Parsed::check(text).is_ok();
            let text = std::str::from_utf8(record.text).ok().filter(is_kept);
            self.bytes.extend_from_slice(b",\"raw\":");
            serde_json::to_writer(&mut self.bytes, text.unwrap_or(raw)).expect("a Vec takes every byte");
        } else {
            self.bytes.extend_from_slice(b",\"raw_base64\":\"");
            self.bytes.extend_from_slice(STANDARD.encode(record.raw).as_bytes());
            self.bytes.push(b'"');
        }
        self.row(|out| out.push(b'}'));
    }

    fn spill(&mut self, record: &Record<'_>, is_quoted: bool) {
        if let Some((offset, length)) = record.oversized {
            self.spills.push(Spill {
                at: self.bytes.len(),
                source: record.source,
                offset,
                length,
                is_quoted,
            });
        }
    }
}

/// What a chunk puts onto the outputs.
#[derive(Default)]
pub struct Part {
    lanes: Vec<Lane>,
    /// The input in which a record is not what it was.
    changed: Option<usize>,
}

/// The writing pass: `put` says for a record, its place and its fact what goes onto which lane.
pub struct Write<'w, F> {
    /// The inputs.
    pub inputs: &'w Inputs,
    /// What was measured of them.
    pub facts: &'w Facts,
    /// How many outputs there are.
    pub lanes: usize,
    /// Where a record goes.
    pub put: F,
}

impl<F: Fn(&Record<'_>, usize, &Fact, &mut [Lane]) + Sync> Write<'_, F> {
    /// Runs the pass and gives the outputs back.
    pub fn run<'f>(
        &self,
        outputs: Vec<Shards<'f>>,
        observer: &dyn Observer,
    ) -> Result<Vec<Shards<'f>>, Error> {
        let pass = Filling { write: self, outputs: std::marker::PhantomData };
        engine::run("writing", &pass, outputs, &self.inputs.sources, self.inputs.settings, observer)
    }
}

/// The pass as the engine runs it, with the life of its outputs.
struct Filling<'r, 'w, 'f, F> {
    write: &'r Write<'w, F>,
    outputs: std::marker::PhantomData<fn(&'f ())>,
}

impl<'f, F: Fn(&Record<'_>, usize, &Fact, &mut [Lane]) + Sync> Pass for Filling<'_, '_, 'f, F> {
    type Part = Part;
    type Total = Vec<Shards<'f>>;

    fn record(&self, record: &Record<'_>, part: &mut Part) {
        part.lanes.resize_with(self.write.lanes, Lane::default);
        let place = self.write.facts.index(record);
        match self.write.facts.records.get(place) {
            Some(fact) if fact.is_of(record) => {
                (self.write.put)(record, place, fact, &mut part.lanes);
            }
            _ => part.changed = Some(record.source),
        }
    }

    fn fold(&self, outputs: &mut Vec<Shards<'f>>, part: Part) -> Result<(), Error> {
        if let Some(source) = part.changed {
            return Err(Error::Changed { path: self.write.inputs.name(source).into() });
        }
        for (output, lane) in outputs.iter_mut().zip(part.lanes) {
            let mut done = 0;
            for spill in &lane.spills {
                output.write_bytes(&lane.bytes[done..spill.at])?;
                copy(&self.write.inputs.sources[spill.source], spill, output)?;
                done = spill.at;
            }
            output.write_rows(&lane.bytes[done..], lane.rows)?;
        }
        Ok(())
    }

    fn file_end(&self, _: &mut Vec<Shards<'f>>, source: usize, notes: &FileNotes) -> Result<(), Error> {
        if notes.records == self.write.facts.notes[source].records {
            Ok(())
        } else {
            Err(Error::Changed { path: self.write.inputs.name(source).into() })
        }
    }
}

/// Files beside each other that a writing pass fills, one a lane; they appear whole and together, or not at all.
#[derive(Default)]
pub struct Files {
    lanes: Vec<(AtomicFile, Output)>,
    /// Those that are finished and wait for the others.
    finished: Vec<AtomicFile>,
}

impl Files {
    /// Adds a file, and gives its lane.
    pub fn open(&mut self, path: &Path) -> Result<usize, Error> {
        self.lanes.push(AtomicFile::create(path)?);
        Ok(self.lanes.len() - 1)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lanes.len()
    }

    /// Writes a file of JSON Lines, which is no lane.
    pub fn lines<T: Serialize>(&mut self, path: &Path, rows: impl Iterator<Item = T>) -> Result<(), Error> {
        let (file, mut output) = AtomicFile::create(path)?;
        let mut line = Vec::new();
        for row in rows {
            line.clear();
            serde_json::to_writer(&mut line, &row).expect("a Vec takes every byte");
            line.push(b'\n');
            output.write_rows(&line, 1)?;
        }
        output.finish()?;
        self.finished.push(file);
        Ok(())
    }

    /// Gives the files that are finished their names, where there is no lane.
    pub fn commit(self) -> Result<(), Error> {
        self.finished.into_iter().try_for_each(AtomicFile::commit)
    }

    /// Runs the pass, unless there is no lane, and gives the files their names.
    pub fn write<F>(self, pass: &Write<'_, F>, observer: &dyn Observer) -> Result<(), Error>
    where
        F: Fn(&Record<'_>, usize, &Fact, &mut [Lane]) + Sync,
    {
        let (files, outputs): (Vec<_>, Vec<_>) = self.lanes.into_iter().unzip();
        if !files.is_empty() {
            let outputs = outputs.into_iter().map(Shards::one).collect();
            for output in pass.run(outputs, observer)? {
                output.finish()?;
            }
        }
        files.into_iter().chain(self.finished).try_for_each(AtomicFile::commit)
    }
}

/// How much of an oversized record is held at a time; whole groups of base64.
const BLOCK: usize = 3 << 18;

/// Copies bytes of an input into an output: as they are, or as the last member of a JSON object.
fn copy(source: &Source, spill: &Spill, output: &mut Shards<'_>) -> Result<(), Error> {
    let blocks = |each: &mut dyn FnMut(&[u8]) -> Result<(), Error>| {
        source.read_range(spill.offset, spill.length, BLOCK, each)
    };
    if !spill.is_quoted {
        let is_line = source.has_lines();
        let (mut joiner, mut line) = (LineJoiner::default(), Vec::new());
        return blocks(&mut |block| {
            line.clear();
            joiner.join(block, &mut line);
            output.write_bytes(if is_line { block } else { &line })
        });
    }
    // Bytes that are no text have no place in a JSON string: it takes a look before to know which member it is.
    let mut rest = Vec::new();
    let mut is_text = true;
    blocks(&mut |block| {
        is_text &= characters(&mut rest, block).is_some();
        Ok(())
    })?;
    if is_text && rest.is_empty() {
        output.write_bytes(b",\"raw\":\"")?;
        blocks(&mut |block| {
            let quoted = serde_json::Value::from(characters(&mut rest, block)).to_string();
            output.write_bytes(&quoted.as_bytes()[1..quoted.len() - 1])
        })?;
    } else {
        output.write_bytes(b",\"raw_base64\":\"")?;
        blocks(&mut |block| output.write_bytes(STANDARD.encode(block).as_bytes()))?;
    }
    output.write_bytes(b"\"")
}

/// The text of a block, with what the last one left over; a character cut by the block's end is left over in turn.
fn characters(rest: &mut Vec<u8>, block: &[u8]) -> Option<String> {
    rest.extend_from_slice(block);
    let end = match std::str::from_utf8(rest) {
        Ok(_) => rest.len(),
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        Err(_) => return None,
    };
    String::from_utf8(rest.drain(..end).collect()).ok()
}
