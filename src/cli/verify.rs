//! `gristmill verify`

use std::path::PathBuf;

use super::Ending;
use super::args::OutputArgs;
use crate::error::Error;
use crate::pipeline;
use crate::report::{self, Format};

/// Flags of `verify`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A folder that gristmill wrote
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    output: OutputArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        let verified = pipeline::verify(&self.folder)?;
        let is_sound = verified.problems.is_empty();
        // What is not as it should be is a finding, and findings are printed however quiet it shall be.
        match self.output.format() {
            Format::Json => self.output.terminal().print_json(&verified)?,
            _ if self.output.quiet && is_sound => {}
            _ => self.output.terminal().print(&report::verified(&verified, &self.folder))?,
        }
        Ok(if is_sound { Ending::Clean } else { Ending::Findings })
    }
}
