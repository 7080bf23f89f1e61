//! `gristmill emit`

use super::Ending;
use super::args::{FolderArgs, InputArgs, RunArgs, TargetArgs, WayArgs};
use super::prepare::tell;
use crate::error::Error;
use crate::pipeline::{self, Job};

/// Flags of `emit`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    way: WayArgs,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    run: RunArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        let mut options = self.run.options(&self.inputs, &[])?;
        self.target.apply(&mut options);
        self.way.apply(&mut options);
        let job = Job {
            inputs: &self.inputs.inputs,
            out: &self.folder.out,
            force: self.folder.force,
            options: &options,
            observer: &self.run.output.bars(),
        };
        tell(&pipeline::emit(&job)?, &self.folder, &self.run)
    }
}
