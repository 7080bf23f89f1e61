//! `gristmill prepare`

use super::Ending;
use super::args::{
    CostArgs, FolderArgs, HoldoutArgs, InputArgs, LikenessArgs, QualityArgs, RunArgs, TargetArgs, TokenArgs,
    WayArgs,
};
use crate::dedupe::Level;
use crate::error::Error;
use crate::pipeline::{self, Job, Prepared, Verdict};
use crate::report::{self, Format};

/// Flags of `prepare`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    way: WayArgs,
    #[command(flatten)]
    folder: FolderArgs,
    /// How alike two records must be to be duplicates [default: near]
    #[arg(long, value_enum, value_name = "LEVEL")]
    dedupe: Option<Level>,
    #[command(flatten)]
    likeness: LikenessArgs,
    #[command(flatten)]
    quality: QualityArgs,
    #[command(flatten)]
    holdout: HoldoutArgs,
    #[command(flatten)]
    tokens: TokenArgs,
    #[command(flatten)]
    cost: CostArgs,
    #[command(flatten)]
    run: RunArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        let mut options = self.run.options(&self.inputs, &[])?;
        self.target.apply(&mut options);
        self.way.apply(&mut options);
        self.quality.apply(&mut options);
        self.holdout.apply(&mut options);
        options.dedupe.level = self.dedupe.unwrap_or(options.dedupe.level);
        self.likeness.apply(&mut options);
        self.tokens.apply(&mut options);
        self.cost.apply(&mut options)?;
        let job = Job {
            inputs: &self.inputs.inputs,
            out: &self.folder.out,
            force: self.folder.force,
            options: &options,
            observer: &self.run.output.bars(),
        };
        tell(&pipeline::prepare(&job)?, &self.folder, &self.run)
    }
}

/// Reports what was written for targets.
pub fn tell(prepared: &[Prepared], folder: &FolderArgs, run: &RunArgs) -> Result<Ending, Error> {
    let text =
        || prepared.iter().map(|one| report::prepared(one, &folder.out)).collect::<Vec<_>>().join("\n");
    match prepared {
        [one] => run.output.summarise(&one.manifest, false, text)?,
        several => {
            let manifests: Vec<_> = several.iter().map(|one| &one.manifest).collect();
            run.output.summarise(&manifests, false, text)?;
        }
    }
    if run.output.quiet && run.output.format() != Format::Json {
        for one in prepared {
            run.output.terminal().print(&report::refused(one, &folder.out))?;
        }
    }
    let is_refused = prepared.iter().any(|one| one.manifest.verdict == Some(Verdict::Reject));
    Ok(if is_refused { Ending::Findings } else { Ending::Clean })
}
