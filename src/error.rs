//! The one error of a run: what was being done, to which file, and what to do next.
//!
//! Bad data is never an error, it is a [`Finding`](crate::model::Finding). An error means that the run itself
//! cannot go on: a file that is not there, a full disk, options that contradict each other.

use std::io;
use std::path::{Path, PathBuf};

use crate::text::nearest;

/// Why a run could not go on: exit code 2, unless only the reader of our output went away.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An input could not be opened or read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The input as the user named it.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// An output could not be made or written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The output as the user named it.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// Input or options are in a state in which the run makes no sense.
    #[error("{message}")]
    Refused {
        /// What is wrong, naming the file or option.
        message: String,
        /// What to do about it, as an imperative; empty when there is nothing to say.
        help: String,
    },
    /// An input is not the same as it was in the first pass.
    #[error("{} changed while it was being read", path.display())]
    Changed {
        /// The input as the user named it.
        path: PathBuf,
    },
    /// The user asked the run to stop.
    #[error("interrupted; no output was written")]
    Interrupted,
}

impl Error {
    /// An input that could not be read.
    pub fn read(path: impl AsRef<Path>, cause: io::Error) -> Self {
        Self::Read { path: path.as_ref().to_owned(), cause }
    }

    /// An output that could not be written.
    pub fn write(path: impl AsRef<Path>, cause: io::Error) -> Self {
        Self::Write { path: path.as_ref().to_owned(), cause }
    }

    /// A run that is refused, with what to do about it.
    pub fn refused(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), help: help.into() }
    }

    /// A file of the user's own, with this text, that is not the TOML that it should be.
    pub fn toml(path: &Path, text: &str, error: &toml::de::Error, help: &str) -> Self {
        let line =
            error.span().map_or(1, |span| 1 + text[..span.start.min(text.len())].matches('\n').count());
        Self::refused(format!("{}:{line}: {}", path.display(), error.message()), help)
    }

    /// An output that would be written over an input.
    pub fn is_an_input(path: &Path, help: &str) -> Self {
        Self::refused(format!("{} is an input, and inputs are never overwritten", path.display()), help)
    }

    /// A name that is none of the known ones.
    pub fn unknown<'k>(what: &str, name: &str, known: impl Iterator<Item = &'k str>) -> Self {
        let mut names: Vec<&str> = Vec::new();
        known.for_each(|name| names.extend((!names.contains(&name)).then_some(name)));
        let help = match nearest(name, names.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("known {what}s: {}", names.join(", ")),
        };
        Self::refused(format!("there is no {what} `{name}`"), help)
    }

    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Refused { help, .. } if !help.is_empty() => Some(help.clone()),
            Self::Changed { .. } => Some("run again when nothing else writes to it".to_owned()),
            Self::Write { cause, .. } if cause.kind() == io::ErrorKind::StorageFull => {
                Some("free some space or choose another folder; nothing was left behind".to_owned())
            }
            _ => None,
        }
    }

    /// Whether the reader of our output went away, which is no failure.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Write { cause, .. } if cause.kind() == io::ErrorKind::BrokenPipe)
    }
}
