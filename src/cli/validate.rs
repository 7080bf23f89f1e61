//! `gristmill validate`

use super::Ending;
use super::args::{InputArgs, RunArgs, TargetArgs};
use crate::error::Error;
use crate::pipeline;
use crate::report::{self, Format};

/// Flags of `validate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    #[command(flatten)]
    target: TargetArgs,
    /// How many findings of each rule are shown as text; all are counted [default: 20]
    #[arg(long, value_name = "N")]
    max_findings: Option<usize>,
    #[command(flatten)]
    run: RunArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        /// Findings of each rule that are shown as text.
        const SHOWN: usize = 20;
        let mut options = self.run.options(&self.inputs, &[])?;
        self.target.apply(&mut options);
        let (output, format) = (&self.run.output, self.run.output.format());
        let keep = (format != Format::Json).then(|| self.max_findings.unwrap_or(SHOWN));
        let validated = pipeline::validate(&self.inputs.inputs, &options, keep, &output.bars())?;
        let verdict = || if output.quiet { String::new() } else { report::verdict(&validated) };
        match format {
            Format::Json => output.terminal().print_json(&report::json_validated(&validated))?,
            Format::Concise => {
                let findings: String = validated.findings.iter().map(report::concise).collect();
                output.terminal().print(&(findings + &verdict()))?;
            }
            Format::Full => output.terminal().print(&(report::full(&validated.findings) + &verdict()))?,
        }
        Ok(if validated.summary.deny > 0 { Ending::Findings } else { Ending::Clean })
    }
}
