//! `gristmill targets`

use super::Ending;
use super::args::OutputArgs;
use crate::error::Error;
use crate::pipeline::Options;
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
        let here = std::env::current_dir().map_err(|cause| Error::read(".", cause))?;
        let known = Options::load(None, &here)?.known_targets()?;
        let one = self.target.as_deref().map(|name| known.named(name, None)).transpose()?;
        let every = || targets::ALL.iter().chain(&known.0).copied().collect();
        let all: Vec<&Target> = one.map_or_else(every, |target| vec![target]);
        let report = report::TargetList::new(&all);
        let text = || one.map_or_else(|| report::targets(&all), report::target);
        self.output.summarise(&report, false, text)?;
        Ok(Ending::Clean)
    }
}
