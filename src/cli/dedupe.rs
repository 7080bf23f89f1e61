//! `gristmill dedupe`

use std::path::{Path, PathBuf};

use super::Ending;
use super::args::{InputArgs, RunArgs};
use crate::dedupe::Level;
use crate::error::Error;
use crate::pipeline;
use crate::report;

/// Flags of `dedupe`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// The file for the records that stay; - for standard output. Without it, duplicates are only counted
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// How alike two records must be [default: normalised]
    #[arg(long, value_enum, value_name = "LEVEL")]
    level: Option<Level>,
    #[command(flatten)]
    run: RunArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        let mut options = self.run.options(&self.inputs, &[self.out.as_deref()])?;
        options.dedupe.level = self.level.unwrap_or(options.dedupe.level);
        let output = &self.run.output;
        let deduped = pipeline::dedupe(&self.inputs.inputs, &options, self.out.as_deref(), &output.bars())?;
        let is_aside = self.out.as_deref() == Some(Path::new("-"));
        output.summarise(&deduped, is_aside, || report::deduped(&deduped, self.out.is_some()))?;
        Ok(Ending::Clean)
    }
}
