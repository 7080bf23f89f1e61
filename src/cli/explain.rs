//! `gristmill explain`

use super::Ending;
use super::args::OutputArgs;
use crate::error::Error;
use crate::report;

/// Flags of `explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A rule or a signal, as findings and scores name it
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    output: OutputArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        let explained = report::Explained::named(&self.name)?;
        self.output.summarise(&explained, false, || report::explained(&explained))?;
        Ok(Ending::Clean)
    }
}
