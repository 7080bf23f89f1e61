//! `gristmill split`

use std::path::{Path, PathBuf};

use super::Ending;
use super::args::{AsideArgs, HoldoutArgs, InputArgs, RunArgs, ShingleArgs};
use crate::error::Error;
use crate::pipeline::{self, Options};
use crate::report;

/// Flags of `split`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// The folder to write
    #[arg(long, short, value_name = "DIR", required_unless_present = "check")]
    out: Option<PathBuf>,
    /// Replace the folder if gristmill wrote it
    #[arg(long)]
    force: bool,
    /// Write nothing: compare the two inputs, TRAIN and then HOLDOUT, and end with 1 when the one is in the other
    #[arg(long, conflicts_with_all = [
        "out", "force", "holdout", "seed", "group_threshold", "group_by", "group_context", "stratify_by", "previous",
        "validation", "ood", "eval",
    ])]
    check: bool,
    /// The Jaccard similarity from which --check takes records for near, 0.3 to 1 [default: 0.8]
    #[arg(long, value_name = "J")]
    threshold: Option<f64>,
    #[command(flatten)]
    holdout: HoldoutArgs,
    #[command(flatten)]
    aside: AsideArgs,
    #[command(flatten)]
    shingles: ShingleArgs,
    #[command(flatten)]
    run: RunArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        let mut options = self.run.options(&self.inputs, &[])?;
        self.holdout.apply(&mut options);
        self.aside.apply(&mut options);
        self.shingles.apply(&mut options);
        if self.threshold.is_some() && !self.check {
            let message = "--threshold belongs to --check";
            return Err(Error::refused(message, "a split has --group-threshold"));
        }
        match &self.out {
            Some(out) if out.as_os_str() == "-" => Err(Error::refused(
                "a split is a folder, which has no place on standard output",
                "name a folder with --out",
            )),
            Some(out) if !self.check => self.split(out, &options),
            _ => self.check(&mut options),
        }
    }

    fn split(&self, out: &Path, options: &Options) -> Result<Ending, Error> {
        let split = pipeline::split(&self.inputs.inputs, options, out, self.force, &self.run.output.bars())?;
        self.run.output.summarise(&split, false, || report::split(&split, out))?;
        Ok(Ending::Clean)
    }

    fn check(&self, options: &mut Options) -> Result<Ending, Error> {
        let [train, holdout] = &self.inputs.inputs[..] else {
            let message = format!("--check compares two inputs, and {} are named", self.inputs.inputs.len());
            return Err(Error::refused(message, "write `gristmill split --check TRAIN HOLDOUT`"));
        };
        options.dedupe.threshold = self.threshold.unwrap_or(options.dedupe.threshold);
        let checked = pipeline::check(train, holdout, options, &self.run.output.bars())?;
        let text = || report::split_check(&checked, train, holdout);
        self.run.output.summarise(&checked, false, text)?;
        Ok(if checked.overlap.is_leak() { Ending::Findings } else { Ending::Clean })
    }
}
