//! `gristmill score`

use std::path::{Path, PathBuf};

use super::Ending;
use super::args::{InputArgs, RunArgs, set};
use crate::error::Error;
use crate::pipeline::{self, Scoring};
use crate::report::{self, Format};

/// Flags of `score`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// The file for one line of scores a record, in order; - for standard output
    #[arg(long, value_name = "FILE")]
    scores: Option<PathBuf>,
    /// The file for the records that are good enough, byte for byte; - for standard output
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The lowest score that is good enough [default: whatever no quality gate condemns]
    #[arg(long, value_name = "0-100", value_parser = clap::value_parser!(u32).range(0..=100))]
    min_score: Option<u32>,
    /// Refusals are wanted in this dataset
    #[arg(long)]
    allow_refusals: bool,
    #[command(flatten)]
    run: RunArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        let mut options = self.run.options(&self.inputs)?;
        set(&mut options.score.min_score, self.min_score);
        options.score.allow_refusals |= self.allow_refusals;
        if self.scores.is_some() && self.scores == self.out {
            return Err(Error::refused("--scores and --out name the same file", "give each its own"));
        }
        let scoring = Scoring { scores: self.scores.as_deref(), out: self.out.as_deref() };
        let output = &self.run.output;
        let scored = pipeline::score(&self.inputs.inputs, &options, scoring, &output.bars())?;
        let terminal = output.terminal();
        let text = match output.format() {
            Format::Json => report::document(&scored),
            _ if output.quiet => String::new(),
            _ => report::scored(&scored),
        };
        let to_stdout = Some(Path::new("-"));
        if self.scores.as_deref() == to_stdout || self.out.as_deref() == to_stdout {
            terminal.print_aside(&text)?;
        } else {
            terminal.print(&text)?;
        }
        Ok(Ending::Clean)
    }
}
