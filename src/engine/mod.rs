//! One parallel, bounded pass over the inputs, which every command shares.
//!
//! The calling thread reads the inputs in blocks, cuts them into records and folds results in file order; the
//! workers do the rest. A [`Pass`] says what happens to a record and how the parts of a chunk join the total.
//! However many threads there are, parts are folded in file order, so results cannot depend on timing.
//!
//! Outputs appear whole or not at all: see [`Folder`] and [`AtomicFile`].

mod array;
mod cells;
mod chunk;
mod delimiter;
mod escape;
mod folder;
mod gather;
mod heights;
mod lines;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
mod reader;
mod share;
mod sniff;
mod source;
mod spool;
mod table;
mod unpack;

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

pub use array::{ArrayFault, LineJoiner};
pub use chunk::{Chunk, Span};
pub use folder::Folder;
pub use gather::gather;
pub use output::{AtomicFile, Output, Written, sha256_of};
pub use reader::{ChunkReader, FileNotes};
pub use share::share;
pub use sniff::{Container, NotRead};
pub use source::{Intake, Source, is_same_file};
pub use spool::READER_THREAD;

use crate::error::Error;
use crate::model::Record;

/// What happens to the records of the inputs.
pub trait Pass: Sync {
    /// What one chunk of records yields.
    type Part: Default + Send;
    /// What the whole run yields.
    type Total;

    /// Looks at one record; called on any thread.
    fn record(&self, record: &Record<'_>, part: &mut Self::Part);

    /// Looks at a line of nothing but white space; called on any thread, between the records around it.
    fn blank_line(&self, source: usize, line: u64, part: &mut Self::Part) {
        let _ = (source, line, part);
    }

    /// Joins the part of the next chunk in file order; called on one thread.
    fn fold(&self, total: &mut Self::Total, part: Self::Part) -> Result<(), Error>;

    /// Joins what the reader noticed about a file, after its last chunk.
    fn file_end(&self, total: &mut Self::Total, source: usize, notes: &FileNotes) -> Result<(), Error> {
        let _ = (total, source, notes);
        Ok(())
    }
}

/// Somebody who watches a run and may stop it: a progress bar, or nobody (`&()`).
pub trait Observer: Sync {
    /// A pass over so many bytes begins.
    fn begin(&self, what: &'static str, bytes: u64) {
        let _ = (what, bytes);
    }

    /// So many bytes more have been read.
    fn advance(&self, bytes: u64) {
        let _ = bytes;
    }

    /// The pass is over.
    fn end(&self) {}

    /// Whether the run should stop.
    fn is_cancelled(&self) -> bool {
        false
    }
}

impl Observer for () {}

/// How the engine runs. Threads and block size change no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Worker threads; with one, the calling thread does all the work.
    pub threads: usize,
    /// Bytes read at a time.
    pub chunk_bytes: usize,
    /// The longest record that is held in memory, in bytes.
    pub max_record_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threads: thread::available_parallelism().map_or(1, NonZeroUsize::get),
            chunk_bytes: 1 << 20,
            max_record_bytes: 32 << 20,
        }
    }
}

/// Runs a pass over the inputs, folding into `total`.
pub fn run<P: Pass>(
    what: &'static str,
    pass: &P,
    mut total: P::Total,
    sources: &[Source],
    settings: Settings,
    observer: &dyn Observer,
) -> Result<P::Total, Error> {
    observer.begin(what, sources.iter().map(Source::held_bytes).sum());
    let outcome = sources.iter().enumerate().try_for_each(|(index, source)| {
        let mut chunks = source.chunks(index, settings)?;
        if settings.threads <= 1 {
            run_alone(pass, &mut chunks, &mut total, observer)?;
        } else {
            run_shared(pass, &mut chunks, &mut total, settings.threads, observer)?;
        }
        pass.file_end(&mut total, index, &chunks.notes())
    });
    observer.end();
    outcome.map(|()| total)
}

fn run_alone<P: Pass>(
    pass: &P,
    chunks: &mut ChunkReader<'_>,
    total: &mut P::Total,
    observer: &dyn Observer,
) -> Result<(), Error> {
    let mut buffer = Vec::new();
    while let Some(chunk) = next(chunks, buffer, observer)? {
        pass.fold(total, examine(pass, &chunk))?;
        buffer = chunk.data;
    }
    Ok(())
}

/// A chunk's result on its way back: its number, its part or what went wrong with the program, and its buffer to be used again.
type Done<P> = (usize, thread::Result<<P as Pass>::Part>, Vec<u8>);

fn run_shared<P: Pass>(
    pass: &P,
    chunks: &mut ChunkReader<'_>,
    total: &mut P::Total,
    threads: usize,
    observer: &dyn Observer,
) -> Result<(), Error> {
    let in_flight = threads + 2;
    let (give, take) = sync_channel::<(usize, Chunk)>(in_flight);
    let take = Mutex::new(take);
    let (hand_in, collect) = channel::<Done<P>>();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (take, hand_in) = (&take, hand_in.clone());
            thread::Builder::new().spawn_scoped(scope, move || work(pass, take, &hand_in)).map_err(
                |cause| Error::refused(format!("cannot start a thread: {cause}"), "lower --threads"),
            )?;
        }
        drop(hand_in);
        let give = give;
        let mut waiting = std::collections::BTreeMap::new();
        let mut spare = Vec::new();
        let (mut given, mut folded, mut at_end) = (0, 0, false);
        loop {
            while !at_end && given - folded < in_flight {
                match next(chunks, spare.pop().unwrap_or_default(), observer)? {
                    Some(chunk) => {
                        if give.send((given, chunk)).is_err() {
                            return Ok(());
                        }
                        given += 1;
                    }
                    None => at_end = true,
                }
            }
            if folded == given {
                return Ok(());
            }
            let Ok((number, part, buffer)) = collect.recv() else { return Ok(()) };
            spare.push(buffer);
            // Nobody waits for a part that will never come.
            let part = part.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            waiting.insert(number, part);
            while let Some(part) = waiting.remove(&folded) {
                pass.fold(total, part)?;
                folded += 1;
            }
        }
    })
}

fn work<P: Pass>(pass: &P, take: &Mutex<Receiver<(usize, Chunk)>>, hand_in: &Sender<Done<P>>) {
    loop {
        let job = take.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, chunk)) = job else { return };
        let part = catch_unwind(AssertUnwindSafe(|| examine(pass, &chunk)));
        if hand_in.send((number, part, chunk.data)).is_err() {
            return;
        }
    }
}

fn next(
    chunks: &mut ChunkReader<'_>,
    buffer: Vec<u8>,
    observer: &dyn Observer,
) -> Result<Option<Chunk>, Error> {
    if observer.is_cancelled() {
        return Err(Error::Interrupted);
    }
    let before = chunks.offset();
    let chunk = chunks.next(buffer)?;
    observer.advance(chunks.offset() - before);
    Ok(chunk)
}

fn examine<P: Pass>(pass: &P, chunk: &Chunk) -> P::Part {
    let mut part = P::Part::default();
    let mut blank = chunk.blank_lines.iter().peekable();
    let mut one_line = Vec::new();
    for (i, span) in chunk.spans.iter().enumerate() {
        while let Some(line) = blank.next_if(|line| **line < span.line) {
            pass.blank_line(chunk.source, *line, &mut part);
        }
        let raw = &chunk.data[span.range()];
        let text = if chunk.spans_lines && raw.contains(&b'\n') {
            one_line.clear();
            LineJoiner::default().join(raw, &mut one_line);
            one_line.as_slice()
        } else {
            raw
        };
        let record = Record {
            source: chunk.source,
            ordinal: chunk.first_ordinal + i,
            line: span.line,
            text,
            raw,
            offset: span.oversized.map_or(chunk.offset + span.start as u64, |(offset, _)| offset),
            is_whole_line: !chunk.spans_lines,
            columns: chunk.columns,
            oversized: span.oversized,
        };
        pass.record(&record, &mut part);
    }
    for line in blank {
        pass.blank_line(chunk.source, *line, &mut part);
    }
    part
}
