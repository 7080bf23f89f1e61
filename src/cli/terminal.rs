//! The terminal: reports, errors and progress bars.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use clap::ColorChoice;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::signals;
use crate::engine::{AtomicFile, Observer, Output};
use crate::error::Error;
use crate::report;

/// Where a report goes.
pub struct Terminal<'t> {
    file: Option<&'t Path>,
}

impl<'t> Terminal<'t> {
    /// A report to a file, or else to standard output.
    pub fn new(color: ColorChoice, file: Option<&'t Path>) -> Self {
        let choice = match color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
        Self { file }
    }

    /// How many columns a report may have: those of the terminal, and eighty where there is none.
    pub fn width(&self) -> usize {
        const USUAL: usize = 80;
        const WIDEST: usize = 120;
        let size = self.file.is_none().then(|| terminal_size::terminal_size_of(std::io::stdout())).flatten();
        size.map_or(USUAL, |(width, _)| usize::from(width.0).clamp(40, WIDEST))
    }

    /// Prints a report; to a file without styles.
    pub fn print(&self, text: &str) -> Result<(), Error> {
        match self.file {
            Some(path) => {
                let (file, mut output) = AtomicFile::create(path)?;
                output.write_bytes(anstream::adapter::strip_str(text).to_string().as_bytes())?;
                output.finish()?;
                file.commit()
            }
            None => write(anstream::stdout().lock(), text),
        }
    }

    /// Prints a report as one JSON document.
    pub fn print_json(&self, report: &impl Serialize) -> Result<(), Error> {
        match self.file {
            Some(path) => {
                let (file, output) = AtomicFile::create(path)?;
                let mut output = BufWriter::new(output);
                report::document(report, &mut output).map_err(|cause| Error::write(path, cause))?;
                output.into_inner().map_err(|error| Error::write(path, error.into_error()))?.finish()?;
                file.commit()
            }
            None => write_json(std::io::stdout().lock(), report),
        }
    }

    /// Opens the place where a report goes that is written piece by piece.
    pub fn open(&self) -> Result<Stream, Error> {
        Ok(match self.file {
            Some(path) => {
                let (file, output) = AtomicFile::create(path)?;
                Stream::File(Box::new((file, output)))
            }
            None => Stream::Out(BufWriter::new(std::io::stdout().lock())),
        })
    }

    /// Prints a report as one JSON document to standard error, when records go to standard output.
    pub fn print_json_aside(&self, report: &impl Serialize) -> Result<(), Error> {
        if self.file.is_some() {
            self.print_json(report)
        } else {
            write_json(std::io::stderr().lock(), report)
        }
    }

    /// Prints a report to standard error, when records go to standard output.
    pub fn print_aside(&self, text: &str) -> Result<(), Error> {
        if self.file.is_some() { self.print(text) } else { write(anstream::stderr().lock(), text) }
    }
}

/// A report that is written piece by piece; a file appears only when it is finished.
pub enum Stream {
    /// To a file.
    File(Box<(AtomicFile, Output)>),
    /// To standard output.
    Out(BufWriter<std::io::StdoutLock<'static>>),
}

impl Stream {
    /// Writes a piece.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), Error> {
        match self {
            Self::File(file) => file.1.write_bytes(piece),
            Self::Out(out) => out.write_all(piece).map_err(|cause| Error::write("standard output", cause)),
        }
    }

    /// Writes what is left and gives the file its name.
    pub fn finish(self) -> Result<(), Error> {
        match self {
            Self::File(file) => {
                let (file, output) = *file;
                output.finish()?;
                file.commit()
            }
            Self::Out(mut out) => out.flush().map_err(|cause| Error::write("standard output", cause)),
        }
    }
}

fn write(mut to: impl Write, text: &str) -> Result<(), Error> {
    let written = to.write_all(text.as_bytes()).and_then(|()| to.flush());
    written.map_err(|cause| Error::write("standard output", cause))
}

fn write_json(to: impl Write, report: &impl Serialize) -> Result<(), Error> {
    let mut to = BufWriter::new(to);
    let written = report::document(report, &mut to).and_then(|()| to.flush());
    written.map_err(|cause| Error::write("standard output", cause))
}

/// Prints an error with its causes and what to do about it.
pub fn print_error(error: &Error) {
    use std::error::Error as _;
    let red = anstyle::AnsiColor::Red.on_default().bold();
    let mut text = format!("{red}error:{red:#} {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.extend([": ", &error.to_string()]);
        cause = error.source();
    }
    text.push('\n');
    if let Some(help) = error.help() {
        let dim = anstyle::Style::new().dimmed();
        text.extend([&format!("{dim}help:{dim:#} "), &help, "\n"]);
    }
    // With standard error gone too there is nobody left to tell.
    let _ = write(anstream::stderr().lock(), &text);
}

/// Progress bars on standard error, for work that takes long and somebody watches; and the user's wish to stop.
pub struct Bars {
    is_shown: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    what: &'static str,
    bytes: u64,
    done: u64,
    since: Option<Instant>,
    bar: Option<ProgressBar>,
}

impl Bars {
    /// How long work goes on before a bar appears.
    const PATIENCE: Duration = Duration::from_millis(400);

    /// Bars, where standard error is a terminal and the user does not mind.
    pub fn new(is_wanted: bool) -> Self {
        Self { is_shown: is_wanted && std::io::stderr().is_terminal(), state: Mutex::default() }
    }
}

impl Observer for Bars {
    fn begin(&self, what: &'static str, bytes: u64) {
        if self.is_shown {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            *state = State { what, bytes, since: Some(Instant::now()), ..State::default() };
        }
    }

    fn advance(&self, bytes: u64) {
        if !self.is_shown {
            return;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.done += bytes;
        if state.bar.is_none() && state.since.is_some_and(|since| since.elapsed() > Self::PATIENCE) {
            let style =
                ProgressStyle::with_template("{msg:>8} {bar:32} {binary_bytes}/{binary_total_bytes}  {eta}");
            let bar = ProgressBar::new(state.bytes).with_message(state.what);
            state.bar = Some(style.map(|style| bar.clone().with_style(style)).unwrap_or(bar));
        }
        if let Some(bar) = &state.bar {
            bar.set_position(state.done);
        }
    }

    fn end(&self) {
        let bar = self.state.lock().unwrap_or_else(PoisonError::into_inner).bar.take();
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
    }

    fn is_cancelled(&self) -> bool {
        signals::is_interrupted()
    }
}
