//! `gristmill prepare`

use super::Ending;
use super::args::{FolderArgs, HoldoutArgs, InputArgs, QualityArgs, RunArgs, TargetArgs};
use crate::dedupe::Level;
use crate::error::Error;
use crate::pipeline::{self, Job, Verdict};
use crate::report::{self, Format};

/// Flags of `prepare`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    folder: FolderArgs,
    /// How alike two records must be to be duplicates [default: normalised]
    #[arg(long, value_enum, value_name = "LEVEL")]
    dedupe: Option<Level>,
    #[command(flatten)]
    quality: QualityArgs,
    #[command(flatten)]
    holdout: HoldoutArgs,
    #[command(flatten)]
    run: RunArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        let mut options = self.run.options(&self.inputs, &[])?;
        self.target.apply(&mut options);
        self.quality.apply(&mut options);
        self.holdout.apply(&mut options);
        options.dedupe.level = self.dedupe.unwrap_or(options.dedupe.level);
        if options.target.is_none() {
            return Err(Error::refused("no target is named", "add --target, for example `--target openai`"));
        }
        let job = Job {
            inputs: &self.inputs.inputs,
            out: &self.folder.out,
            force: self.folder.force,
            options: &options,
            observer: &self.run.output.bars(),
        };
        let prepared = pipeline::prepare(&job)?;
        let text = || report::prepared(&prepared, &self.folder.out);
        self.run.output.summarise(&prepared.manifest, false, text)?;
        if self.run.output.quiet && self.run.output.format() != Format::Json {
            self.run.output.terminal().print(&report::refused(&prepared, &self.folder.out))?;
        }
        Ok(if prepared.manifest.verdict == Some(Verdict::Reject) { Ending::Findings } else { Ending::Clean })
    }
}
