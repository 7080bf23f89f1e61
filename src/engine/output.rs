//! Output files: counted, and hashed for manifests, while they are written, seen by others only when they are complete.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::chunk::fill;
use crate::error::Error;
use crate::text::to_hex;

/// A file being written, with the facts a manifest wants.
pub struct Output {
    path: PathBuf,
    writer: BufWriter<File>,
    /// Only where somebody wants the hash.
    hasher: Option<Sha256>,
    written: Written,
}

/// What was written to a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Lines.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal digits, set when the file is finished; empty where it was not asked for.
    pub sha256: String,
}

impl Output {
    /// Writes to an open file, which messages call `path`.
    pub(super) fn new(path: &Path, file: File) -> Self {
        Self {
            path: path.to_owned(),
            writer: BufWriter::with_capacity(256 << 10, file),
            hasher: None,
            written: Written::default(),
        }
    }

    /// The same, hashed.
    pub(super) fn hashed(path: &Path, file: File) -> Self {
        Self { hasher: Some(Sha256::new()), ..Self::new(path, file) }
    }

    /// Appends whole lines, their line ends included.
    pub fn write_rows(&mut self, lines: &[u8], rows: u64) -> Result<(), Error> {
        self.written.rows += rows;
        self.write_bytes(lines)
    }

    /// Appends bytes that end no line.
    pub fn write_bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.write_all(bytes).map_err(|cause| Error::write(&self.path, cause))
    }

    /// Flushes, and says what was written.
    pub fn finish(mut self) -> Result<Written, Error> {
        self.writer.flush().map_err(|cause| Error::write(&self.path, cause))?;
        if let Some(hasher) = self.hasher {
            self.written.sha256 = to_hex(&hasher.finalize());
        }
        Ok(self.written)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(bytes)?;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&bytes[..written]);
        }
        self.written.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// A single file that takes its name only when it is complete.
///
/// `-` is standard output. It, and a path that exists and is no regular file (a device, a named pipe), is written to
/// directly.
pub struct AtomicFile {
    path: PathBuf,
    temporary: Option<NamedTempFile>,
}

impl AtomicFile {
    /// Starts a file that will be called `path`.
    pub fn create(path: &Path) -> Result<(Self, Output), Error> {
        let failed = |cause| Error::write(path, cause);
        if path == Path::new("-") {
            let output = Output::new(path, standard_output().map_err(failed)?);
            return Ok((Self { path: path.to_owned(), temporary: None }, output));
        }
        // Through a link, the file it leads to is replaced, not the link.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if target.exists() && !target.is_file() {
            if target.is_dir() {
                return Err(failed(io::ErrorKind::IsADirectory.into()));
            }
            let file = File::options().write(true).open(&target).map_err(failed)?;
            return Ok((Self { path: target, temporary: None }, Output::new(path, file)));
        }
        let folder =
            target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".gristmill-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let temporary = builder.tempfile_in(folder).map_err(failed)?;
        let file = temporary.as_file().try_clone().map_err(failed)?;
        Ok((Self { path: target, temporary: Some(temporary) }, Output::new(path, file)))
    }

    /// Gives the file its name; the output must be finished.
    pub fn commit(self) -> Result<(), Error> {
        match self.temporary {
            None => Ok(()),
            Some(temporary) => {
                temporary.persist(&self.path).map(drop).map_err(|error| Error::write(&self.path, error.error))
            }
        }
    }
}

/// Standard output as a file, for bytes that no terminal library should look at.
#[cfg(unix)]
fn standard_output() -> io::Result<File> {
    use std::os::fd::AsFd;
    io::stdout().as_fd().try_clone_to_owned().map(File::from)
}

/// Standard output as a file, for bytes that no terminal library should look at.
#[cfg(windows)]
fn standard_output() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    io::stdout().as_handle().try_clone_to_owned().map(File::from)
}

/// The SHA-256 of a file, and how many lines and bytes it has.
pub fn sha256_of(path: &Path) -> Result<Written, Error> {
    let failed = |cause| Error::read(path, cause);
    digest(&mut File::open(path).map_err(failed)?).map_err(failed)
}

/// The SHA-256 of what is left of a stream, and how many lines and bytes that is.
pub(super) fn digest(input: &mut impl io::Read) -> io::Result<Written> {
    let mut written = Written::default();
    let mut hasher = Sha256::new();
    let mut block = Vec::new();
    while fill(input, &mut block, 256 << 10)? > 0 {
        hasher.update(&block);
        written.bytes += block.len() as u64;
        written.rows += memchr::memchr_iter(b'\n', &block).count() as u64;
        block.clear();
    }
    written.sha256 = to_hex(&hasher.finalize());
    Ok(written)
}
