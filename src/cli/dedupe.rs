//! `gristmill dedupe`

use std::path::{Path, PathBuf};

use super::Ending;
use super::args::{InputArgs, LikenessArgs, RunArgs};
use crate::dedupe::Level;
use crate::error::Error;
use crate::pipeline::{self, Deduping};
use crate::report;

/// Flags of `dedupe`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// The file for the records that stay; - for standard output. Without it, duplicates are only counted
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// A file for the records that go, with the reason and the record that each is like
    #[arg(long, value_name = "FILE")]
    removed: Option<PathBuf>,
    /// A file for the clusters of near records, one a line
    #[arg(long, value_name = "FILE")]
    clusters: Option<PathBuf>,
    /// Other sets whose records are taken out: files, fingerprints, or benchmarks at hand (@gsm8k, @humaneval, @mgsm)
    #[arg(long, value_name = "FILE", num_args = 1..)]
    against: Vec<String>,
    /// Remove nothing, only tell
    #[arg(long, conflicts_with = "removed")]
    report_only: bool,
    /// Write a fingerprint of the inputs to --out instead, which --against takes in their place: hashes, no text
    #[arg(long, conflicts_with_all = ["removed", "clusters", "against", "report_only", "level"])]
    fingerprint: bool,
    /// How alike two records must be [default: near]
    #[arg(long, value_enum, value_name = "LEVEL")]
    level: Option<Level>,
    #[command(flatten)]
    likeness: LikenessArgs,
    #[command(flatten)]
    run: RunArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        let deduping = Deduping {
            out: self.out.as_deref(),
            removed: self.removed.as_deref(),
            clusters: self.clusters.as_deref(),
            against: &self.against,
            report_only: self.report_only,
        };
        let Deduping { out, removed, clusters, .. } = deduping;
        let mut options = self.run.options(&self.inputs, &[out, removed, clusters])?;
        options.dedupe.level = self.level.unwrap_or(options.dedupe.level);
        self.likeness.apply(&mut options);
        let output = &self.run.output;
        if self.fingerprint {
            let Some(out) = out else {
                let help = "name the file to write, for example `-o set.fp`";
                return Err(Error::refused("a fingerprint needs a file", help));
            };
            let made = pipeline::fingerprint(&self.inputs.inputs, &options, out, &output.bars())?;
            output.summarise(&made, out == Path::new("-"), || report::fingerprinted(&made, out))?;
            return Ok(Ending::Clean);
        }
        let deduped = pipeline::dedupe(&self.inputs.inputs, &options, deduping, &output.bars())?;
        let is_aside = [out, removed, clusters].contains(&Some(Path::new("-")));
        output.summarise(&deduped, is_aside, || {
            report::deduped(&deduped, out.or(removed).or(clusters).is_some())
        })?;
        Ok(Ending::Clean)
    }
}
