//! `gristmill prepare`

use std::path::PathBuf;

use super::Ending;
use super::args::{InputArgs, RunArgs, set};
use crate::dedupe::Level;
use crate::error::Error;
use crate::pipeline::{self, Job, Verdict};
use crate::report::{self, Format};
use crate::split::Holdout;

/// Flags of `prepare`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// Who shall take the files: a provider's name or a target's full id
    #[arg(long, short, value_name = "TARGET")]
    target: Option<String>,
    /// The folder to write
    #[arg(long, short, value_name = "DIR")]
    out: PathBuf,
    /// Replace the folder if gristmill wrote it
    #[arg(long)]
    force: bool,
    /// How alike two records must be to be duplicates [default: normalised]
    #[arg(long, value_enum, value_name = "LEVEL")]
    dedupe: Option<Level>,
    /// Drop records that score less [default: drop those a quality gate condemns]
    #[arg(long, value_name = "0-100", value_parser = clap::value_parser!(u32).range(0..=100))]
    min_score: Option<u32>,
    /// Keep answers that refuse
    #[arg(long)]
    allow_refusals: bool,
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
        set(&mut options.target, self.target.clone());
        set(&mut options.score.min_score, self.min_score);
        options.score.allow_refusals |= self.allow_refusals;
        options.dedupe.level = self.dedupe.unwrap_or(options.dedupe.level);
        options.split.holdout = self.holdout.unwrap_or(options.split.holdout);
        options.split.seed = self.seed.unwrap_or(options.split.seed);
        if options.target.is_none() {
            return Err(Error::refused("no target is named", "add --target, for example `--target openai`"));
        }
        let bars = self.run.output.bars();
        let job = Job {
            inputs: &self.inputs.inputs,
            out: &self.out,
            force: self.force,
            options: &options,
            observer: &bars,
        };
        let prepared = pipeline::prepare(&job)?;
        let terminal = self.run.output.terminal();
        match self.run.output.format() {
            Format::Json => terminal.print(&report::document(&prepared.manifest))?,
            _ if self.run.output.quiet => {}
            _ => terminal.print(&report::prepared(&prepared, &self.out))?,
        }
        Ok(if prepared.manifest.verdict == Some(Verdict::Reject) { Ending::Findings } else { Ending::Clean })
    }
}
