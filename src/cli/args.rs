//! The flags that commands share, and how they change the options.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::terminal::{Bars, Terminal};
use crate::dedupe::{By, ConflictPolicy, Keep, Switch};
use crate::engine::{gather, is_same_file};
use crate::error::Error;
use crate::model::Task;
use crate::pipeline::{Options, WrittenAs};
use crate::report::Format;
use crate::shapes::{Map, Paths};
use crate::split::{Eval, GroupThreshold, Holdout, Stratify};
use crate::targets::OwnPrice;

/// What is read.
#[derive(Debug, Args)]
pub struct InputArgs {
    /// Files, folders, globs, @list.txt (one name a line), or - for standard input
    #[arg(value_name = "IN", required = true)]
    pub inputs: Vec<String>,
    /// Read all inputs as this shape instead of finding it by content: openai-chat, sharegpt, alpaca, text and so on
    #[arg(long, value_name = "SHAPE")]
    shape: Option<String>,
    /// Read members under other names, by key or JSON Pointer: prompt=question,completion=/answers/0/text
    #[arg(long, value_name = "NAME=FROM,...")]
    map: Option<String>,
    /// Read every record as what it is where a file mixes shapes, instead of refusing the file
    #[arg(long)]
    mixed: bool,
    /// The longest record that is read, in bytes [default: 33554432]
    #[arg(long, value_name = "BYTES")]
    max_record_bytes: Option<usize>,
    /// The columns of CSV and TSV files that have no header, with commas between
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    columns: Vec<String>,
    /// How many bytes a packed input may unpack to [default: 1 GiB, or 200 times its own size]
    #[arg(long, value_name = "BYTES")]
    max_unpacked_bytes: Option<u64>,
}

/// How a command runs.
#[derive(Debug, Args)]
#[command(next_help_heading = "Run")]
pub struct RunArgs {
    /// Options file [default: the nearest gristmill.toml, here or above]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Worker threads; never changes a result [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// How a command reports.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// The form of the report [default: full]
    #[arg(long, value_enum, env = "GRISTMILL_OUTPUT_FORMAT")]
    output_format: Option<Format>,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,
    /// Print findings and errors only
    #[arg(short, long)]
    pub quiet: bool,
    /// Colours
    #[arg(long, value_enum, default_value = "auto")]
    color: clap::ColorChoice,
}

/// Who shall take the files.
#[derive(Debug, Args)]
pub struct TargetArgs {
    /// Who shall take the files: a provider's name or a target's full id (`gristmill targets` lists them); several with
    /// commas between, a folder each
    #[arg(long, short, value_name = "TARGET,...")]
    target: Option<String>,
}

/// How tokens are counted.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tokens")]
pub struct TokenArgs {
    /// The model that tokens are counted for, where a target has several [default: the target's first]
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// Count tokens with this tokenizer.json instead of the target's own vocabulary or an estimate
    #[arg(long, value_name = "FILE")]
    tokenizer: Option<PathBuf>,
    /// Write conversations with this chat template (a .jinja file, or the tokenizer config of a model), and count
    /// and judge what the trainer sees
    #[arg(long, value_name = "FILE")]
    chat_template: Option<PathBuf>,
}

/// What training costs.
#[derive(Debug, Args)]
#[command(next_help_heading = "Cost")]
pub struct CostArgs {
    /// How often the data is gone over in training [default: what the target publishes]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1000))]
    epochs: Option<u64>,
    /// How often the model is evaluated on the held-out files while it trains, where that is charged [default: 0]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=100_000))]
    evaluations: Option<u64>,
    /// Prices of your own: a TOML file of `[[prices]]` with target, model, usd-per-million-tokens, as-of and source
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
}

/// What may happen to records on the way to a target.
#[derive(Debug, Args)]
pub struct WayArgs {
    /// Go on where the target cannot hold something: its name, as the refusal tells it, or all
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    allow_loss: Vec<String>,
    /// Which conversations of a tree of replies become rows [default: best]
    #[arg(long, value_enum, value_name = "PATHS")]
    paths: Option<Paths>,
    /// How data files are written for trainers that read tables [default: jsonl]
    #[arg(long = "as", value_enum, value_name = "FORM")]
    written_as: Option<WrittenAs>,
    /// Begin data files with a byte order mark, as Azure's documents ask for
    #[arg(long)]
    bom: bool,
}

/// Where a folder is written.
#[derive(Debug, Args)]
pub struct FolderArgs {
    /// The folder to write
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,
    /// Replace the folder if gristmill wrote it
    #[arg(long)]
    pub force: bool,
}

/// Which records are good enough.
#[derive(Debug, Args)]
#[command(next_help_heading = "Quality")]
pub struct QualityArgs {
    /// The lowest score that is kept; 0 keeps even what a quality gate condemns [default: keep what none condemns]
    #[arg(long, value_name = "0-100", value_parser = clap::value_parser!(u32).range(0..=100))]
    min_score: Option<u32>,
    /// Keep so many of the records that are good enough: those that score highest
    #[arg(long, value_name = "N", conflicts_with = "budget", value_parser = clap::value_parser!(u64).range(1..))]
    top: Option<u64>,
    /// Keep so many of the records that are good enough: those that together stand best for all
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    budget: Option<u64>,
    /// What every example asks for [default: told by its form]
    #[arg(long, value_enum, value_name = "TASK", hide_possible_values = true)]
    task: Option<Task>,
    /// Answers that refuse are wanted in this dataset
    #[arg(long)]
    allow_refusals: bool,
}

/// When records are alike, and what follows from it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Likeness")]
pub struct LikenessArgs {
    /// Which part of records is compared [default: example]
    #[arg(long, value_enum, value_name = "PART")]
    by: Option<By>,
    #[command(flatten)]
    shingles: ShingleArgs,
    /// The Jaccard similarity of shingles from which texts are near, 0.3 to 1 [default: 0.8]
    #[arg(long, value_name = "J")]
    threshold: Option<f64>,
    /// Which of some duplicates stays [default: best]
    #[arg(long, value_enum, value_name = "WHICH")]
    keep: Option<Keep>,
    /// What becomes of records that answer one prompt differently [default: report]
    #[arg(long, value_enum, value_name = "WHAT")]
    conflicts: Option<ConflictPolicy>,
    /// Near prompts count as one prompt where conflicts are looked for
    #[arg(long)]
    near_conflicts: bool,
}

/// How the holdout is drawn.
#[derive(Debug, Args)]
#[command(next_help_heading = "Holdout")]
pub struct HoldoutArgs {
    /// How much is held out: auto (15 % of up to 1,000 records, 10 % from 10,000 on), a fraction such as 0.12 or 12%,
    /// or a count [default: auto]
    #[arg(long, value_name = "SIZE")]
    holdout: Option<Holdout>,
    /// Which of the equally good holdouts is taken [default: 42]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The Jaccard similarity from which records or prompts stay on one side, 0.3 to 1, or off for equal ones only
    /// [default: 0.7]
    #[arg(long, value_name = "J")]
    group_threshold: Option<GroupThreshold>,
    /// Keep records on one side that share the value at a JSON Pointer, such as /user or /source/document
    #[arg(long, value_name = "POINTER")]
    group_by: Option<String>,
    /// Keep records on one side whose prompts share 13 words in a row, such as a retrieved passage
    #[arg(long)]
    group_context: bool,
    /// What both sides get equal shares of: auto, label, task, source, length, language, none, or a JSON Pointer
    /// [default: auto]
    #[arg(long, value_name = "WHAT")]
    stratify_by: Option<Stratify>,
    /// An earlier split, folder or holdout file, whose members stay where they were
    #[arg(long, value_name = "PATH")]
    previous: Option<PathBuf>,
}

/// What is set aside besides the holdout.
#[derive(Debug, Args)]
#[command(next_help_heading = "Further sides")]
pub struct AsideArgs {
    /// How much is set aside to be looked at while training: a fraction or a count
    #[arg(long, value_name = "SIZE")]
    validation: Option<Holdout>,
    /// How much is set aside as whole topics, on which no prompt of train touches: a fraction or a count
    #[arg(long, value_name = "SIZE")]
    ood: Option<Holdout>,
    /// Write the holdout also for an evaluation
    #[arg(long, value_enum, value_name = "FORM")]
    eval: Option<Eval>,
}

/// What texts are compared by.
#[derive(Debug, Args)]
#[command(next_help_heading = "Likeness")]
pub struct ShingleArgs {
    /// Words in a shingle [default: 3]
    #[arg(long, value_name = "N")]
    ngram: Option<usize>,
    /// Characters in a shingle, instead of words
    #[arg(long, value_name = "N", conflicts_with = "ngram")]
    char_ngram: Option<usize>,
    /// Whether texts must also be near without the shingles that stand in many records [default: on]
    #[arg(long, value_enum, value_name = "SWITCH")]
    template_guard: Option<Switch>,
}

impl TargetArgs {
    /// Changes the options to what was typed.
    pub fn apply(&self, options: &mut Options) {
        set(&mut options.target, self.target.clone());
    }
}

impl TokenArgs {
    /// Changes the options to what was typed.
    pub fn apply(&self, options: &mut Options) {
        set(&mut options.model, self.model.clone());
        set(&mut options.tokenizer, self.tokenizer.clone());
        set(&mut options.chat_template, self.chat_template.clone());
    }
}

impl CostArgs {
    /// Whether anything was typed that only counts where a cost is told.
    pub fn is_typed(&self) -> bool {
        self.epochs.is_some() || self.evaluations.is_some() || self.prices.is_some()
    }

    /// Changes the options to what was typed; prices of the file come before those of gristmill.toml.
    pub fn apply(&self, options: &mut Options) -> Result<(), Error> {
        set(&mut options.epochs, self.epochs);
        set(&mut options.evaluations, self.evaluations);
        if let Some(file) = &self.prices {
            let mut prices = OwnPrice::read(file)?;
            prices.append(&mut options.prices);
            options.prices = prices;
        }
        Ok(())
    }
}

impl WayArgs {
    /// Changes the options to what was typed.
    pub fn apply(&self, options: &mut Options) {
        options.allow_loss.extend(self.allow_loss.iter().cloned());
        options.paths = self.paths.unwrap_or(options.paths);
        set(&mut options.written_as, self.written_as);
        options.bom |= self.bom;
    }
}

impl QualityArgs {
    /// Changes the options to what was typed.
    pub fn apply(&self, options: &mut Options) {
        let score = &mut options.score;
        set(&mut score.min_score, self.min_score);
        set(&mut score.task, self.task);
        if self.top.is_some() || self.budget.is_some() {
            (score.top, score.budget) = (self.top, self.budget);
        }
        options.score.allow_refusals |= self.allow_refusals;
    }
}

impl LikenessArgs {
    /// Changes the options to what was typed.
    pub fn apply(&self, options: &mut Options) {
        let dedupe = &mut options.dedupe;
        dedupe.by = self.by.unwrap_or(dedupe.by);
        dedupe.threshold = self.threshold.unwrap_or(dedupe.threshold);
        dedupe.keep = self.keep.unwrap_or(dedupe.keep);
        dedupe.conflicts = self.conflicts.unwrap_or(dedupe.conflicts);
        dedupe.near_conflicts |= self.near_conflicts;
        self.shingles.apply(options);
    }
}

impl ShingleArgs {
    /// Changes the options to what was typed.
    pub fn apply(&self, options: &mut Options) {
        let dedupe = &mut options.dedupe;
        dedupe.template_guard = self.template_guard.unwrap_or(dedupe.template_guard);
        if let Some(ngram) = self.ngram {
            (dedupe.ngram, dedupe.char_ngram) = (ngram, None);
        }
        set(&mut dedupe.char_ngram, self.char_ngram);
    }
}

impl HoldoutArgs {
    /// Changes the options to what was typed.
    pub fn apply(&self, options: &mut Options) {
        let split = &mut options.split;
        split.holdout = self.holdout.unwrap_or(split.holdout);
        split.seed = self.seed.unwrap_or(split.seed);
        split.group_threshold = self.group_threshold.unwrap_or(split.group_threshold);
        set(&mut split.group_by, self.group_by.clone());
        split.group_context |= self.group_context;
        if let Some(by) = &self.stratify_by {
            split.stratify_by = by.clone();
        }
        set(&mut split.previous, self.previous.clone());
    }
}

impl AsideArgs {
    /// Changes the options to what was typed.
    pub fn apply(&self, options: &mut Options) {
        set(&mut options.split.validation, self.validation);
        set(&mut options.split.ood, self.ood);
        set(&mut options.split.eval, self.eval);
    }
}

impl OutputArgs {
    /// The form of the report.
    pub fn format(&self) -> Format {
        self.output_format.unwrap_or_default()
    }

    /// Where the report goes.
    pub fn terminal(&self) -> Terminal<'_> {
        Terminal::new(self.color, self.output_file.as_deref())
    }

    /// Prints a summary in the form that was asked for; aside, when records were sent to standard output.
    pub fn summarise(
        &self,
        report: &impl Serialize,
        records_on_stdout: bool,
        text: impl FnOnce() -> String,
    ) -> Result<(), Error> {
        let terminal = self.terminal();
        match (self.format(), records_on_stdout) {
            (Format::Json, true) => terminal.print_json_aside(report),
            (Format::Json, false) => terminal.print_json(report),
            _ if self.quiet => Ok(()),
            (_, true) => terminal.print_aside(&text()),
            (_, false) => terminal.print(&text()),
        }
    }

    /// Refuses to write the report over an input or over another output, and two outputs to one place.
    fn refuse_clashes(&self, inputs: &[String], outputs: &[Option<&Path>]) -> Result<(), Error> {
        let outputs = outputs.iter().copied().chain([self.output_file.as_deref()]).flatten();
        let mut outputs: Vec<&Path> = outputs.collect();
        if outputs.iter().filter(|path| **path == Path::new("-")).count() > 1 {
            let message = "standard output is named for two outputs";
            return Err(Error::refused(message, "give `-` once, and the others a file each"));
        }
        // A device takes whatever comes.
        outputs.retain(|path| *path != Path::new("-") && !path.starts_with("/dev"));
        for (i, output) in outputs.iter().enumerate() {
            if outputs[..i].iter().any(|other| is_same_file(other, output)) {
                let message = format!("{} is named for two outputs", output.display());
                return Err(Error::refused(message, "give each its own file"));
            }
        }
        if let Some(file) = &self.output_file
            && gather(inputs)?.iter().any(|input| is_same_file(Path::new(input), file))
        {
            return Err(Error::is_an_input(file, "choose another --output-file"));
        }
        Ok(())
    }

    /// Whoever watches the run.
    pub fn bars(&self) -> Bars {
        Bars::new(!self.quiet)
    }
}

impl RunArgs {
    /// The options of the file, changed by the flags. `outputs` are the files that the command writes besides.
    pub fn options(&self, inputs: &InputArgs, outputs: &[Option<&Path>]) -> Result<Options, Error> {
        self.output.refuse_clashes(&inputs.inputs, outputs)?;
        let here = std::env::current_dir().map_err(|cause| Error::read(".", cause))?;
        let mut options = Options::load(self.config.as_deref(), &here)?;
        set(&mut options.threads, self.threads);
        set(&mut options.shape, inputs.shape.clone());
        if let Some(map) = &inputs.map {
            options.map = Map::pairs(map)?.into_iter().collect();
        }
        options.mixed |= inputs.mixed;
        set(&mut options.max_record_bytes, inputs.max_record_bytes);
        set(&mut options.max_unpacked_bytes, inputs.max_unpacked_bytes);
        if !inputs.columns.is_empty() {
            options.columns.clone_from(&inputs.columns);
        }
        Ok(options)
    }
}

/// Sets an option to what was typed, if anything was.
pub fn set<T>(option: &mut Option<T>, typed: Option<T>) {
    if typed.is_some() {
        *option = typed;
    }
}
