//! `gristmill schema`

use super::Ending;
use super::args::OutputArgs;
use crate::error::Error;
use crate::report;

/// Flags of `schema`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A shape (openai-chat, alpaca, ...), a target's id, or a report (validate, manifest, ...)
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    output: OutputArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        self.output.terminal().print_json(&report::schema(&self.name)?)?;
        Ok(Ending::Clean)
    }
}
