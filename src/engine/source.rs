//! An input: opened once, read as often as needed.
//!
//! JSON in a file is read where it stands. Everything else (pipes, archives, tables) is copied to an unnamed temporary
//! file first, as JSON, because most commands read twice; the system frees that file however the process ends.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use super::array::{ArrayReader, LineJoiner};
use super::chunk::fill;
use super::delimiter::Delimiter;
use super::heights::Heights;
use super::lines::LineReader;
use super::output::digest;
use super::reader::{ChunkReader, Inner};
use super::sniff::{self, BOM, Container, HEAD, Kind, NotRead};
use super::spool::{Feed, Hasher, Tap, Trouble, read_full, spool};
use super::unpack::{Packing, Stream, peek};
use super::{Observer, Settings, table};
use crate::error::Error;

/// How inputs are opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// The names of the columns of tables that have no header; empty where they have one.
    pub columns: Vec<String>,
    /// The longest record that is held, in bytes.
    pub max_record_bytes: usize,
    /// How many bytes an input may grow to when it is unpacked. Where nothing is set, that is 1 GiB, or 200 times what
    /// the input has: what grows more is a bomb, or should be looked at by somebody.
    pub max_unpacked_bytes: Option<u64>,
}

impl Default for Intake {
    fn default() -> Self {
        let max_record_bytes = Settings::default().max_record_bytes;
        Self { columns: Vec::new(), max_record_bytes, max_unpacked_bytes: None }
    }
}

/// An input that is ready to be read.
#[derive(Debug)]
pub struct Source {
    name: String,
    /// What is read: the input itself, or a copy of it.
    file: File,
    /// How long that is.
    held_bytes: u64,
    bytes: u64,
    container: Container,
    /// How records stand in the file that is read.
    layout: Container,
    has_bom: bool,
    /// Where the first record may start in the file that is read.
    start: u64,
    rows: Option<RowNotes>,
    original: Original,
}

/// What is known of the rows of a table.
#[derive(Debug, Default)]
pub(super) struct RowNotes {
    /// The line of each, where it is not that of the copy.
    pub heights: Option<Heights>,
    /// How many columns the header names.
    pub columns: Option<usize>,
    has_doubtful_header: bool,
}

/// The input as the user has it.
#[derive(Debug)]
enum Original {
    /// It is what is read.
    Same,
    /// A file that a copy was made of, as it was then.
    File(File, u64, Option<SystemTime>),
    /// A stream that is gone.
    Hashed(String),
}

/// What was made of a stream.
struct Made {
    container: Container,
    layout: Container,
    has_bom: bool,
    start: u64,
    bytes: u64,
    rows: Option<RowNotes>,
}

impl Source {
    /// Opens an input by the name the user gave; `-` is standard input.
    ///
    /// Fails when the input cannot be read. One that can be read and holds no records is told apart.
    pub fn open(
        name: &str,
        intake: &Intake,
        observer: &dyn Observer,
    ) -> Result<Result<Self, NotRead>, Error> {
        let failed = |cause| Error::read(name, cause);
        if name == "-" {
            return Self::from_stream(Box::new(io::stdin()), name, intake, observer);
        }
        let mut file = File::open(name).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        if !metadata.is_file() {
            return Self::from_stream(Box::new(file), name, intake, observer);
        }
        let mut head = vec![0; HEAD];
        let read = read_full(&mut file, &mut head).map_err(failed)?;
        head.truncate(read);
        file.rewind().map_err(failed)?;
        if Packing::of(&head).is_none() {
            let has_bom = head.starts_with(BOM);
            match sniff::kind(head.strip_prefix(BOM).unwrap_or(&head), name) {
                Err(not_read) => return Ok(Err(not_read)),
                Ok(Kind::Json(container)) => {
                    let bytes = metadata.len();
                    let made = Made { has_bom, ..Made::json(container, bytes) };
                    return Ok(Ok(Self::new(name, file, bytes, made, Original::Same)));
                }
                Ok(_) => {}
            }
        }
        let original = file.try_clone().map_err(failed)?;
        let original = Original::File(original, metadata.len(), metadata.modified().ok());
        #[cfg(feature = "parquet")]
        if head.starts_with(b"PAR1") {
            return Ok(read_parquet(file, name, intake, observer)?
                .map(|(file, held, made)| Self::new(name, file, held, made, original)));
        }
        Ok(convert(Box::new(file), None, Some(metadata.len()), name, intake, observer)?
            .map(|(file, held, made)| Self::new(name, file, held, made, original)))
    }

    fn from_stream(
        stream: Stream,
        name: &str,
        intake: &Intake,
        observer: &dyn Observer,
    ) -> Result<Result<Self, NotRead>, Error> {
        let hasher = Hasher::default();
        let converted = convert(stream, Some(hasher.clone()), None, name, intake, observer)?;
        Ok(converted
            .map(|(file, held, made)| Self::new(name, file, held, made, Original::Hashed(hasher.finish()))))
    }

    fn new(name: &str, file: File, held_bytes: u64, made: Made, original: Original) -> Self {
        let Made { container, layout, has_bom, start, bytes, rows, .. } = made;
        let start = if rows.is_none() && has_bom { BOM.len() as u64 } else { start };
        let name = name.to_owned();
        Self { name, file, held_bytes, bytes, container, layout, has_bom, start, rows, original }
    }

    /// The input's name as the user gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How records stand in it.
    pub fn container(&self) -> Container {
        self.container
    }

    /// Whether the bytes of its records are lines as they are read.
    pub fn has_lines(&self) -> bool {
        self.layout == Container::Lines
    }

    /// Whether it is a table of which the first row, taken for its header, looks like any other.
    pub fn has_doubtful_header(&self) -> bool {
        self.rows.as_ref().is_some_and(|rows| rows.has_doubtful_header)
    }

    /// Its length in bytes, unpacked.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many bytes are read in a pass.
    pub(super) fn held_bytes(&self) -> u64 {
        self.held_bytes
    }

    /// The SHA-256 of the input as the user has it: of the archive, where it is one.
    pub fn sha256(&self) -> Result<String, Error> {
        match &self.original {
            Original::Same => sha256(&self.file, &self.name),
            Original::Hashed(hash) => Ok(hash.clone()),
            Original::File(file, bytes, modified) => {
                let now = file.metadata().map_err(|cause| Error::read(&self.name, cause))?;
                if now.len() != *bytes || now.modified().ok() != *modified {
                    return Err(Error::Changed { path: self.name.clone().into() });
                }
                sha256(file, &self.name)
            }
        }
    }

    /// Reads it from the start. One reader at a time: they share the file's position.
    pub fn chunks(&self, index: usize, settings: Settings) -> Result<ChunkReader<'_>, Error> {
        let inner = match self.layout {
            Container::Array | Container::Values => {
                let is_array = self.layout == Container::Array;
                Inner::Array(ArrayReader::new(self, settings, self.start, is_array)?)
            }
            _ => Inner::Lines(LineReader::new(self, settings, self.start)?),
        };
        Ok(ChunkReader::new(inner, index, self.has_bom, self.rows.as_ref()))
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

    /// Reads one record again by where it stood, as the text that it had then, into `text`. Any number of threads may do
    /// so at a time, and no reader of this input is disturbed.
    pub fn read_at(&self, offset: u64, length: usize, text: &mut Vec<u8>) -> Result<(), Error> {
        text.clear();
        text.resize(length, 0);
        read_exact_at(&self.file, text, offset).map_err(|cause| Error::read(&self.name, cause))?;
        if text.contains(&b'\n') {
            let mut line = Vec::with_capacity(length);
            LineJoiner::default().join(text, &mut line);
            *text = line;
        }
        Ok(())
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Whether `path` names this very file, by whatever name.
    pub fn is_at(&self, path: &Path) -> bool {
        self.name != "-" && is_same_file(Path::new(&self.name), path)
    }

    /// Whether another input is the same file.
    pub fn is_same(&self, other: &Self) -> bool {
        self.name == other.name || other.is_at(Path::new(&self.name))
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
fn read_exact_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                buffer = &mut buffer[read..];
                offset += read as u64;
            }
        }
    }
    Ok(())
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

fn sha256(file: &File, name: &str) -> Result<String, Error> {
    let written = digest(&mut rewound(file, name)?).map_err(|cause| Error::read(name, cause))?;
    Ok(written.sha256)
}

impl Made {
    fn json(container: Container, bytes: u64) -> Self {
        let layout = container;
        Self { container, layout, has_bom: false, start: 0, bytes, rows: None }
    }

    fn rows(container: Container, bytes: u64, rows: RowNotes) -> Self {
        Self { layout: Container::Lines, rows: Some(rows), ..Self::json(container, bytes) }
    }
}

/// A copy of an input, its length, and what is known of it.
type Converted = Result<(File, u64, Made), NotRead>;

/// Copies a stream: unpacked, and as lines of JSON where it is a table.
fn convert(
    stream: Stream,
    hasher: Option<Hasher>,
    total: Option<u64>,
    name: &str,
    intake: &Intake,
    observer: &dyn Observer,
) -> Result<Converted, Error> {
    let (own_name, own_intake) = (name.to_owned(), intake.clone());
    let job = move |feed: &mut Feed| {
        let tap = Tap { inner: stream, taken: Arc::clone(&feed.taken), hasher };
        feed_stream(Box::new(tap), &own_name, &own_intake, feed)
    };
    let (file, made) = match spool(name, intake.max_unpacked_bytes, total, observer, job)? {
        Ok(spooled) => spooled,
        Err(not_read) => return Ok(Err(not_read)),
    };
    #[cfg(feature = "parquet")]
    if made.container == Container::Parquet {
        // Its end must be read first, so it had to lie in a file before.
        return read_parquet(file, name, intake, observer);
    }
    let held = length(&file, name)?;
    let made = Made { bytes: if made.rows.is_some() { made.bytes } else { held }, ..made };
    Ok(Ok((file, held, made)))
}

fn feed_stream(stream: Stream, name: &str, intake: &Intake, feed: &mut Feed) -> Result<Made, Trouble> {
    let (mut head, mut stream) = peek(stream)?;
    if let Some(packing) = Packing::of(&head) {
        (head, stream) = peek(packing.unpack(stream)?)?;
    }
    let has_bom = head.starts_with(BOM);
    let kind = sniff::kind(head.strip_prefix(BOM).unwrap_or(&head), name).map_err(Trouble::Broken)?;
    let made = match kind {
        Kind::Json(container) => Made { has_bom, ..Made::json(container, 0) },
        Kind::Table(delimiter) => {
            let mut bom = [0; BOM.len()];
            if has_bom {
                read_full(&mut stream, &mut bom)?;
            }
            let mut counted = Counted { inner: stream, bytes: if has_bom { BOM.len() as u64 } else { 0 } };
            let table =
                table::convert(&mut counted, delimiter, &intake.columns, intake.max_record_bytes, feed)?;
            let is_tsv = delimiter == Delimiter::Tab;
            let rows = RowNotes {
                heights: Some(table.heights),
                columns: Some(table.columns),
                has_doubtful_header: table.has_doubtful_header,
            };
            let container = if is_tsv { Container::Tsv } else { Container::Csv };
            return Ok(Made { has_bom, ..Made::rows(container, counted.bytes, rows) });
        }
        #[cfg(feature = "parquet")]
        Kind::Parquet => Made::json(Container::Parquet, 0),
    };
    loop {
        let length = feed.buffer.len();
        let read = stream.by_ref().take(64 << 10).read_to_end(&mut feed.buffer)?;
        if read == 0 && feed.buffer.len() == length {
            return Ok(made);
        }
        feed.turn()?;
    }
}

/// Makes lines of the rows of a Parquet file.
#[cfg(feature = "parquet")]
fn read_parquet(
    mut file: File,
    name: &str,
    intake: &Intake,
    observer: &dyn Observer,
) -> Result<Converted, Error> {
    let bytes = length(&file, name)?;
    file.rewind().map_err(|cause| Error::read(name, cause))?;
    let job = move |feed: &mut Feed| super::parquet::convert(file, feed);
    Ok(match spool(name, intake.max_unpacked_bytes, Some(bytes), observer, job)? {
        Ok((file, ())) => {
            let held = length(&file, name)?;
            Ok((file, held, Made::rows(Container::Parquet, bytes, RowNotes::default())))
        }
        Err(not_read) => Err(not_read),
    })
}

fn length(file: &File, name: &str) -> Result<u64, Error> {
    Ok(file.metadata().map_err(|cause| Error::read(name, cause))?.len())
}

/// Counts what is read.
struct Counted {
    inner: Stream,
    bytes: u64,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes += read as u64;
        Ok(read)
    }
}
