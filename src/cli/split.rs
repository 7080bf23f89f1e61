//! `gristmill split`

use std::path::PathBuf;

use super::Ending;
use super::args::{InputArgs, RunArgs};
use crate::error::Error;
use crate::pipeline;
use crate::report::{self, Format};
use crate::split::Holdout;

/// Flags of `split`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// The folder to write
    #[arg(long, short, value_name = "DIR")]
    out: PathBuf,
    /// Replace the folder if gristmill wrote it
    #[arg(long)]
    force: bool,
    /// How much is held out: auto, a fraction, or a count [default: auto]
    #[arg(long, value_name = "SIZE")]
    holdout: Option<Holdout>,
    /// Which of the equally good holdouts is taken [default: 42]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    #[command(flatten)]
    run: RunArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        let mut options = self.run.options(&self.inputs)?;
        options.split.holdout = self.holdout.unwrap_or(options.split.holdout);
        options.split.seed = self.seed.unwrap_or(options.split.seed);
        let output = &self.run.output;
        let split = pipeline::split(&self.inputs.inputs, &options, &self.out, self.force, &output.bars())?;
        let terminal = output.terminal();
        match output.format() {
            Format::Json => terminal.print(&report::document(&split))?,
            _ if output.quiet => {}
            _ => terminal.print(&report::split(&split, &self.out))?,
        }
        Ok(Ending::Clean)
    }
}
