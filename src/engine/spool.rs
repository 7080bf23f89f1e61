//! What is not plain JSON in a file is made so once, in a temporary file that has no name.
//!
//! A thread of its own reads and converts, because a pipe may have nothing to say for long and a container may be
//! hostile: the user can stop the run meanwhile (the thread is left behind then, and ends with the process), and a
//! decoder that gives up takes only its thread with it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::{NotRead, Observer};
use crate::error::Error;
use crate::text::{thousands, to_hex};

/// The name of threads that decode what others have written. They may give up; that ends in a finding, so whoever
/// prints panics can leave theirs out.
pub const READER_THREAD: &str = "gristmill-reader";

/// How much is handed over at a time.
const BLOCK: usize = 256 << 10;

/// How much an input may always grow to: a gigabyte of temporary file harms nobody.
const ALWAYS: u64 = 1 << 30;

/// How much more than it has an input may grow to beyond that. Text packs to a third or a twentieth, the most regular
/// logs to a fiftieth; what packs to less than this was made to fill a disk, or has one row a million times.
const MOST_RATIO: u64 = 200;

/// Why a conversion ended.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The input is not what it should be.
    Broken(NotRead),
    /// The system could not read it.
    Read(io::Error),
    /// Nobody waits for the rest.
    Gone,
}

impl Trouble {
    /// An input that is data, and damaged or not as it must be.
    pub fn broken(what: impl Into<String>, help: &'static str) -> Self {
        Self::Broken(NotRead { what: what.into(), help, is_data: true })
    }
}

/// What to do about a file that was cut or changed on its way.
pub(super) const COPY_AGAIN: &str = "download or copy it again: it was cut or changed on its way";

impl From<io::Error> for Trouble {
    /// What the system says carries its number; everything else was said by a decoder.
    fn from(cause: io::Error) -> Self {
        if cause.raw_os_error().is_some() {
            return Self::Read(cause);
        }
        Self::broken(format!("cannot be unpacked: {cause}"), COPY_AGAIN)
    }
}

/// Where a conversion puts what it makes.
pub(super) struct Feed {
    /// What was made and not handed on yet; may be written to as one likes before [`Feed::turn`].
    pub buffer: Vec<u8>,
    /// Bytes of the input that went in.
    pub taken: Arc<AtomicU64>,
    sender: SyncSender<Vec<u8>>,
    sent: u64,
    most: Option<u64>,
}

impl Feed {
    /// A feed into a channel, which ends in trouble where more than `most` comes.
    pub fn new(sender: SyncSender<Vec<u8>>, most: Option<u64>) -> Self {
        Self { buffer: Vec::new(), taken: Arc::default(), sender, sent: 0, most }
    }

    /// Hands the buffer on once it is worth it.
    pub fn turn(&mut self) -> Result<(), Trouble> {
        if self.buffer.len() < BLOCK { Ok(()) } else { self.send() }
    }

    /// Hands the buffer on.
    pub fn send(&mut self) -> Result<(), Trouble> {
        self.sent += self.buffer.len() as u64;
        let fair = self.taken.load(Ordering::Relaxed).saturating_mul(MOST_RATIO).max(ALWAYS);
        if self.sent > self.most.unwrap_or(fair) {
            return Err(self.too_much());
        }
        let block = std::mem::replace(&mut self.buffer, Vec::with_capacity(BLOCK + (8 << 10)));
        self.sender.send(block).map_err(|_| Trouble::Gone)
    }

    fn too_much(&self) -> Trouble {
        let mib = |bytes: u64| thousands(bytes >> 20);
        let what = match self.most {
            Some(most) => format!("unpacks to more than the limit of {} bytes", thousands(most)),
            None => format!(
                "unpacks to more than {} MiB, over {MOST_RATIO} times its own size: this may be a bomb",
                mib(self.sent.max(1 << 20) - 1)
            ),
        };
        Trouble::broken(what, "raise --max-unpacked-bytes if it is meant to be so large")
    }
}

/// Runs `job` on a thread of its own and gathers what it feeds into a temporary file. `total` is how much there is to
/// take in, where that is known.
pub(super) fn spool<T: Send + 'static>(
    name: &str,
    most: Option<u64>,
    total: Option<u64>,
    observer: &dyn Observer,
    job: impl FnOnce(&mut Feed) -> Result<T, Trouble> + Send + 'static,
) -> Result<Result<(File, T), NotRead>, Error> {
    let mut file = tempfile::tempfile().map_err(|cause| unwritten(name, cause))?;
    let (sender, collect) = sync_channel::<Vec<u8>>(2);
    let mut feed = Feed::new(sender, most);
    let taken = Arc::clone(&feed.taken);
    let work = move || {
        let made = job(&mut feed)?;
        feed.send()?;
        Ok(made)
    };
    let thread = std::thread::Builder::new().name(READER_THREAD.to_owned()).spawn(work);
    let thread = thread.map_err(|cause| Error::refused(format!("cannot start a thread: {cause}"), ""))?;
    if let Some(total) = total {
        observer.begin("unpacking", total);
    }
    let mut seen = 0;
    let gathered = loop {
        if observer.is_cancelled() {
            return Err(Error::Interrupted);
        }
        match collect.recv_timeout(Duration::from_millis(50)) {
            Ok(block) => {
                if let Err(cause) = file.write_all(&block) {
                    break Err(unwritten(name, cause));
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break Ok(()),
        }
        let now = taken.load(Ordering::Relaxed).min(total.unwrap_or(0));
        observer.advance(now.saturating_sub(seen));
        seen = now.max(seen);
    };
    if total.is_some() {
        observer.end();
    }
    gathered?;
    match thread.join() {
        Ok(Ok(made)) => Ok(Ok((file, made))),
        Ok(Err(Trouble::Broken(not_read))) => Ok(Err(not_read)),
        Ok(Err(Trouble::Read(cause))) => Err(Error::read(name, cause)),
        Ok(Err(Trouble::Gone)) => Err(Error::Interrupted),
        Err(_) => Ok(Err(NotRead {
            what: "is damaged: what it holds makes no sense".to_owned(),
            help: COPY_AGAIN,
            is_data: true,
        })),
    }
}

fn unwritten(name: &str, cause: io::Error) -> Error {
    Error::write(format!("a copy of {name} in {}", std::env::temp_dir().display()), cause)
}

/// An input that is counted, and hashed where it can be read only once.
pub(super) struct Tap {
    pub inner: Box<dyn Read + Send>,
    pub taken: Arc<AtomicU64>,
    pub hasher: Option<Hasher>,
}

/// The hash of a stream, shared with whoever wants it at the end.
#[derive(Clone, Default)]
pub(super) struct Hasher(Arc<Mutex<Sha256>>);

impl Hasher {
    /// The hash of what was read, in hexadecimal digits.
    pub fn finish(&self) -> String {
        to_hex(&self.0.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize())
    }
}

impl Read for Tap {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        if let Some(Hasher(hasher)) = &self.hasher {
            hasher.lock().unwrap_or_else(PoisonError::into_inner).update(&buffer[..read]);
        }
        Ok(read)
    }
}

/// Reads until the buffer is full or the input at its end.
pub(super) fn read_full(input: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match input.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
    Ok(filled)
}
