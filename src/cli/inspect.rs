//! `gristmill inspect`

use std::path::PathBuf;

use super::Ending;
use super::args::{CostArgs, InputArgs, RunArgs, TargetArgs, TokenArgs};
use crate::error::Error;
use crate::pipeline::{self, Inspecting};
use crate::report;

/// Flags of `inspect`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    #[command(flatten)]
    target: TargetArgs,
    /// Show the record that starts on this line as the chat template writes it
    #[arg(
        long,
        value_name = "LINE",
        requires = "chat_template",
        conflicts_with_all = ["lengths", "compare", "no_tokens", "epochs", "evaluations", "prices"],
        value_parser = clap::value_parser!(u64).range(1..),
    )]
    render: Option<u64>,
    /// The file for one line of lengths a record, in order; - for standard output
    #[arg(long, value_name = "FILE")]
    lengths: Option<PathBuf>,
    /// Count no tokens
    #[arg(long, conflicts_with_all = ["model", "tokenizer", "compare", "epochs", "evaluations", "prices"])]
    no_tokens: bool,
    /// Tell the cost at every provider that takes the data, as it stands or converted
    #[arg(long)]
    compare: bool,
    #[command(flatten)]
    tokens: TokenArgs,
    #[command(flatten)]
    cost: CostArgs,
    #[command(flatten)]
    run: RunArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        let mut options = self.run.options(&self.inputs, &[self.lengths.as_deref()])?;
        self.target.apply(&mut options);
        self.tokens.apply(&mut options);
        self.cost.apply(&mut options)?;
        if self.cost.is_typed() && options.target.is_none() && !self.compare {
            let message = "no target is named whose cost is to be told";
            return Err(Error::refused(message, "add --target, or --compare for all that take the data"));
        }
        let (inputs, output) = (&self.inputs.inputs, &self.run.output);
        if let Some(line) = self.render {
            let rendered = pipeline::render(inputs, &options, line, &output.bars())?;
            output.summarise(&rendered, false, || report::render(&rendered))?;
            return Ok(Ending::Clean);
        }
        let inspecting = Inspecting {
            counts_tokens: !self.no_tokens,
            compares: self.compare,
            lengths: self.lengths.as_deref(),
        };
        let inspected = pipeline::inspect(inputs, &options, inspecting, &output.bars())?;
        let is_aside = self.lengths.as_deref() == Some(std::path::Path::new("-"));
        let width = output.terminal().width();
        output.summarise(&inspected, is_aside, || report::inspected(&inspected, width))?;
        Ok(Ending::Clean)
    }
}
