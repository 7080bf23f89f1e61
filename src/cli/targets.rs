//! `gristmill targets`

use super::Ending;
use super::args::OutputArgs;
use crate::error::Error;
use crate::report;
use crate::targets::{self, Target};

/// Flags of `targets`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A target's id, to see all that is known of it [default: a line for each]
    #[arg(value_name = "TARGET")]
    target: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        let one = self.target.as_deref().map(|name| Target::named(name, None)).transpose()?;
        let all: Vec<_> = one.map_or_else(|| targets::ALL.to_vec(), |target| vec![target]);
        let report = report::TargetList::new(&all);
        let text = || one.map_or_else(|| report::targets(&all), report::target);
        self.output.summarise(&report, false, text)?;
        Ok(Ending::Clean)
    }
}
