//! An input: opened once, read as often as needed.
//!
//! Pipes and archives are copied to an unnamed temporary file first, because most commands read twice; the system
//! frees that file however the process ends.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use super::array::ArrayReader;
use super::chunk::fill;
use super::lines::LineReader;
use super::output::digest;
use super::reader::{ChunkReader, Inner};
use super::sniff::{self, BOM, Container, GZIP, NotRead};
use super::{Observer, Settings};
use crate::error::Error;
use flate2::read::MultiGzDecoder;

/// An input that is ready to be read.
#[derive(Debug)]
pub struct Source {
    name: String,
    file: File,
    bytes: u64,
    container: Container,
    has_bom: bool,
    /// The hash of the input as the user has it, where `file` is an unpacked copy of it.
    packed_sha256: Option<String>,
}

impl Source {
    /// Opens an input by the name the user gave; `-` is standard input.
    ///
    /// Fails when the input cannot be read. One that can be read and is no container of JSON records is told apart.
    pub fn open(name: &str, observer: &dyn Observer) -> Result<Result<Self, NotRead>, Error> {
        let failed = |cause| Error::read(name, cause);
        let mut file = if name == "-" {
            spool(io::stdin(), name, observer)?
        } else {
            let file = File::open(name).map_err(failed)?;
            let kind = file.metadata().map_err(failed)?.file_type();
            if kind.is_dir() {
                return Err(failed(io::ErrorKind::IsADirectory.into()));
            }
            if kind.is_file() { file } else { spool(file, name, observer)? }
        };
        let mut packed_sha256 = None;
        if head(&mut file, name)?.starts_with(GZIP) {
            packed_sha256 = Some(sha256(&file, name)?);
            file.rewind().map_err(failed)?;
            file = spool(MultiGzDecoder::new(file), name, observer)?;
        }
        let head = head(&mut file, name)?;
        let has_bom = head.starts_with(BOM);
        let container = match sniff::container(head.strip_prefix(BOM).unwrap_or(&head)) {
            Ok(container) => container,
            Err(not_read) => return Ok(Err(not_read)),
        };
        let bytes = file.metadata().map_err(failed)?.len();
        Ok(Ok(Self { name: name.to_owned(), file, bytes, container, has_bom, packed_sha256 }))
    }

    /// The input's name as the user gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How records stand in it.
    pub fn container(&self) -> Container {
        self.container
    }

    /// Its length in bytes, unpacked.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The SHA-256 of the input as the user has it: of the archive, where it is one.
    pub fn sha256(&self) -> Result<String, Error> {
        self.packed_sha256.clone().map_or_else(|| sha256(&self.file, &self.name), Ok)
    }

    /// Reads it from the start. One reader at a time: they share the file's position.
    pub fn chunks(&self, index: usize, settings: Settings) -> Result<ChunkReader<'_>, Error> {
        let start = if self.has_bom { BOM.len() as u64 } else { 0 };
        let inner = match self.container {
            Container::Lines => Inner::Lines(LineReader::new(self, settings, start)?),
            Container::Array => Inner::Array(ArrayReader::new(self, settings, start)?),
        };
        Ok(ChunkReader::new(inner, index, self.has_bom))
    }

    /// Gives some of its bytes to `each` in blocks of `block` bytes, for a record that is too long to hold. A reader of
    /// this input goes on afterwards where it was.
    pub fn read_range(
        &self,
        offset: u64,
        length: u64,
        block: usize,
        mut each: impl FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let failed = |cause| Error::read(&self.name, cause);
        let mut file = &self.file;
        let position = file.stream_position().map_err(failed)?;
        file.seek(io::SeekFrom::Start(offset)).map_err(failed)?;
        let mut rest = file.take(length);
        let mut data = Vec::with_capacity(block);
        while fill(&mut rest, &mut data, block).map_err(failed)? > 0 {
            each(&data)?;
            data.clear();
        }
        file.seek(io::SeekFrom::Start(position)).map(drop).map_err(failed)
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Whether `path` names this very file, by whatever name.
    pub fn is_at(&self, path: &Path) -> bool {
        self.name != "-" && is_same_file(Path::new(&self.name), path)
    }

    /// Whether the file stands in a folder or anywhere below it.
    pub fn is_below(&self, folder: &Path) -> bool {
        let absolute = |path: &Path| path.canonicalize().ok();
        let own = absolute(Path::new(&self.name)).zip(absolute(folder));
        own.is_some_and(|(file, folder)| file.starts_with(folder))
    }
}

/// Whether two paths lead to one file, there or not yet: through links, or because they are hard links of each other.
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    let absolute = |path: &Path| match (path.canonicalize(), path.file_name()) {
        (Ok(path), _) => Some(path),
        (Err(_), Some(name)) => {
            Some(std::path::absolute(path).ok()?.parent()?.canonicalize().ok()?.join(name))
        }
        _ => None,
    };
    let is_same_path = absolute(a).zip(absolute(b)).is_some_and(|(a, b)| a == b);
    is_same_path
        || std::fs::metadata(a)
            .ok()
            .zip(std::fs::metadata(b).ok())
            .is_some_and(|(a, b)| is_same_inode(&a, &b))
}

#[cfg(unix)]
fn is_same_inode(a: &std::fs::Metadata, b: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    a.dev() == b.dev() && a.ino() == b.ino()
}

#[cfg(not(unix))]
fn is_same_inode(_: &std::fs::Metadata, _: &std::fs::Metadata) -> bool {
    false
}

fn rewound<'f>(mut file: &'f File, name: &str) -> Result<&'f File, Error> {
    file.rewind().map_err(|cause| Error::read(name, cause))?;
    Ok(file)
}

fn head(file: &mut File, name: &str) -> Result<Vec<u8>, Error> {
    let mut head = Vec::new();
    rewound(file, name)?.take(64 << 10).read_to_end(&mut head).map_err(|cause| Error::read(name, cause))?;
    Ok(head)
}

fn sha256(file: &File, name: &str) -> Result<String, Error> {
    let written = digest(&mut rewound(file, name)?).map_err(|cause| Error::read(name, cause))?;
    Ok(written.sha256)
}

/// Copies a stream into a temporary file that has no name.
///
/// A thread of its own reads, because a pipe may have nothing to say for long: the user can stop the run meanwhile. The
/// thread is left behind then, and ends with the process.
fn spool(mut input: impl Read + Send + 'static, name: &str, observer: &dyn Observer) -> Result<File, Error> {
    const BLOCK: usize = 256 << 10;
    let temporary =
        |cause| Error::write(format!("a copy of {name} in {}", std::env::temp_dir().display()), cause);
    let mut spool = tempfile::tempfile().map_err(temporary)?;
    let (hand_in, collect) = sync_channel::<io::Result<Vec<u8>>>(2);
    std::thread::spawn(move || {
        loop {
            let mut block = vec![0; BLOCK];
            let read = match input.read(&mut block) {
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
                read => read.map(|read| {
                    block.truncate(read);
                    block
                }),
            };
            let is_end = read.as_ref().map_or(true, Vec::is_empty);
            if hand_in.send(read).is_err() || is_end {
                return;
            }
        }
    });
    loop {
        if observer.is_cancelled() {
            return Err(Error::Interrupted);
        }
        match collect.recv_timeout(Duration::from_millis(50)) {
            Ok(Ok(block)) if block.is_empty() => return Ok(spool),
            Ok(Ok(block)) => io::Write::write_all(&mut spool, &block).map_err(temporary)?,
            Ok(Err(cause)) => return Err(Error::read(name, cause)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Error::read(name, io::ErrorKind::UnexpectedEof.into()));
            }
        }
    }
}
