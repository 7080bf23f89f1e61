//! The flags that commands share, and how they change the options.

use std::path::{Path, PathBuf};

use clap::Args;

use super::terminal::{Bars, Terminal};
use crate::engine::{gather, is_same_file};
use crate::error::Error;
use crate::pipeline::Options;
use crate::report::Format;

/// What is read.
#[derive(Debug, Args)]
pub struct InputArgs {
    /// Files, folders, globs, @list.txt (one name a line), or - for standard input
    #[arg(value_name = "IN", required = true)]
    pub inputs: Vec<String>,
    /// Read all inputs as this shape instead of finding it by content
    #[arg(long, value_name = "SHAPE")]
    shape: Option<String>,
    /// The longest record that is read, in bytes [default: 33554432]
    #[arg(long, value_name = "BYTES")]
    max_record_bytes: Option<usize>,
}

/// How a command runs.
#[derive(Debug, Args)]
#[command(next_help_heading = "Run")]
pub struct RunArgs {
    /// Options file [default: the nearest gristmill.toml, here or above]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Worker threads; never changes a result [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// How a command reports.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// The form of the report [default: full]
    #[arg(long, value_enum, env = "GRISTMILL_OUTPUT_FORMAT")]
    output_format: Option<Format>,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,
    /// Print findings and errors only
    #[arg(short, long)]
    pub quiet: bool,
    /// Colours
    #[arg(long, value_enum, default_value = "auto")]
    color: clap::ColorChoice,
}

impl OutputArgs {
    /// The form of the report.
    pub fn format(&self) -> Format {
        self.output_format.unwrap_or_default()
    }

    /// Where the report goes.
    pub fn terminal(&self) -> Terminal<'_> {
        Terminal::new(self.color, self.output_file.as_deref())
    }

    /// Refuses to write the report over an input.
    fn refuse_inputs(&self, inputs: &[String]) -> Result<(), Error> {
        let Some(file) = &self.output_file else { return Ok(()) };
        if gather(inputs)?.iter().any(|input| is_same_file(Path::new(input), file)) {
            let message = format!("{} is an input, and inputs are never overwritten", file.display());
            return Err(Error::refused(message, "choose another --output-file"));
        }
        Ok(())
    }

    /// Whoever watches the run.
    pub fn bars(&self) -> Bars {
        Bars::new(!self.quiet)
    }
}

impl RunArgs {
    /// The options of the file, changed by the flags.
    pub fn options(&self, inputs: &InputArgs) -> Result<Options, Error> {
        self.output.refuse_inputs(&inputs.inputs)?;
        let here = std::env::current_dir().map_err(|cause| Error::read(".", cause))?;
        let mut options = Options::load(self.config.as_deref(), &here)?;
        set(&mut options.threads, self.threads);
        set(&mut options.shape, inputs.shape.clone());
        set(&mut options.max_record_bytes, inputs.max_record_bytes);
        Ok(options)
    }
}

/// Sets an option to what was typed, if anything was.
pub fn set<T>(option: &mut Option<T>, typed: Option<T>) {
    if typed.is_some() {
        *option = typed;
    }
}
