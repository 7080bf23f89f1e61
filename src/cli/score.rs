//! `gristmill score`

use std::path::{Path, PathBuf};

use super::Ending;
use super::args::{InputArgs, QualityArgs, RunArgs};
use crate::error::Error;
use crate::pipeline::{self, Scoring};
use crate::report;

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
    /// Show how the record on this line of the first input comes to its score
    #[arg(long, value_name = "LINE", value_parser = clap::value_parser!(u64).range(1..))]
    explain: Option<u64>,
    #[command(flatten)]
    quality: QualityArgs,
    #[command(flatten)]
    run: RunArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        let mut options = self.run.options(&self.inputs, &[self.scores.as_deref(), self.out.as_deref()])?;
        self.quality.apply(&mut options);
        let scoring =
            Scoring { scores: self.scores.as_deref(), out: self.out.as_deref(), explain: self.explain };
        let output = &self.run.output;
        let scored = pipeline::score(&self.inputs.inputs, &options, scoring, &output.bars())?;
        let to_stdout = Some(Path::new("-"));
        let is_aside = self.scores.as_deref() == to_stdout || self.out.as_deref() == to_stdout;
        let width = output.terminal().width();
        output.summarise(&scored, is_aside, || report::scored(&scored, width))?;
        Ok(Ending::Clean)
    }
}
