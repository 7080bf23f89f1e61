//! `gristmill split`

use super::Ending;
use super::args::{FolderArgs, HoldoutArgs, InputArgs, RunArgs};
use crate::error::Error;
use crate::pipeline;
use crate::report;

/// Flags of `split`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    holdout: HoldoutArgs,
    #[command(flatten)]
    run: RunArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        let mut options = self.run.options(&self.inputs, &[])?;
        self.holdout.apply(&mut options);
        let FolderArgs { out, force } = &self.folder;
        let split = pipeline::split(&self.inputs.inputs, &options, out, *force, &self.run.output.bars())?;
        self.run.output.summarise(&split, false, || report::split(&split, out))?;
        Ok(Ending::Clean)
    }
}
