//! Split: a holdout that shares nothing with train, and what else is set aside; every record byte for byte.
//!
//! Records that are tied make groups ([`ties`]), groups are drawn stratum by stratum ([`draw`]), and an exact join of the
//! sides ([`join`]) has the last word: what it still finds near is tied too, and the sides are drawn again.

mod check;
mod contexts;
mod draw;
mod eval;
mod index;
mod join;
mod marks;
mod neighbours;
mod parted;
mod previous;
mod runs;
mod strata;
mod ties;
mod topics;

use std::path::Path;

use serde::Serialize;

use super::decide::{Chosen, Disposition};
use super::delivery::{Finish, HOLDOUT, REJECTED, TRAIN, deliver, finish, open_plain};
use super::lanes::{Lane, Write};
use super::manifest::{MANIFEST, Manifest, rejected_by};
use super::rejects::Rejects;
use super::sketching::Sketching;
use super::{Fact, Inputs, Keeps, Measure, Options};
use crate::engine::{Folder, Observer};
use crate::error::Error;
use crate::model::Record;
use crate::rules::{self, Selection};
use crate::signals::Policy;
use crate::split::Side;
use crate::targets::Layout;

pub use check::{Checked, LeakFacts, check};
pub use draw::Splitter;
pub use marks::{Marking, Marks};
pub use neighbours::Neighbours;
pub use parted::{Giant, SplitFacts, StratumFacts, TieCount, Warning};
pub use previous::Movement;
pub use topics::Topic;

/// What was split.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SplitReport {
    /// The report's version.
    pub schema: &'static str,
    /// Records read.
    pub read: u64,
    /// Records that mean nothing to their shape; they are in `rejected.jsonl`.
    pub rejected: u64,
    /// The split.
    #[serde(flatten)]
    pub split: SplitFacts,
    /// Whether the holdout's share lies outside the usual 10 to 15 %.
    pub is_unusual: bool,
    /// Which file goes where: what the parameters of most providers and trainers call them.
    pub files: Vec<FileUse>,
}

/// What a file is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileUse {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: u64,
    /// What it is for.
    pub purpose: &'static str,
}

/// What a file of a folder is for.
fn purpose(stem: &str) -> &'static str {
    match stem {
        "train" => "training_file: trained on",
        "validation" => "validation_file: its loss is shown while training",
        "holdout" => "kept back: judge the base and the tuned model by it",
        "ood" => "kept back: judge by topics that were not trained on",
        eval::PROMPTS => "the holdout as prompts with references, to be answered by both models",
        _ => "what was not used, with the reasons",
    }
}

/// The lane of a side, where more than train and holdout are written.
struct Lanes {
    stems: Vec<&'static str>,
    validation: Option<usize>,
    ood: Option<usize>,
    prompts: Option<usize>,
}

impl Lanes {
    fn new(has_validation: bool, has_ood: bool, has_prompts: bool) -> Self {
        let mut stems = vec![Layout::PLAIN.train, Layout::PLAIN.holdout, "rejected"];
        let mut add = |is_wanted: bool, stem| {
            is_wanted.then(|| {
                stems.push(stem);
                stems.len() - 1
            })
        };
        let validation = add(has_validation, Side::Validation.name());
        let ood = add(has_ood, Side::Ood.name());
        let prompts = add(has_prompts, eval::PROMPTS);
        Self { stems, validation, ood, prompts }
    }
}

/// Splits inputs into a folder.
pub fn split(
    inputs: &[String],
    options: &Options,
    out: &Path,
    force: bool,
    observer: &dyn Observer,
) -> Result<SplitReport, Error> {
    let marking = Marking::new(&options.split)?;
    let inputs = Inputs::open(inputs, options, None, observer)?;
    let folder = Folder::create(out, force, MANIFEST, &inputs.sources)?;
    let selection = Selection::of_shapes().keeping(Some(0));
    let sketching = Sketching::for_split(&inputs, options, false, observer)?;
    let measure = Measure {
        sketching: sketching.as_ref(),
        marking: Some(&marking),
        ..Measure::new(&inputs, &selection, Keeps::Texts)
    };
    let mut facts = measure.facts(observer)?;
    let sketching = sketching.map(|sketching| sketching.with(&mut facts));
    let places: Vec<usize> =
        (0..facts.records.len()).filter(|place| facts.records[*place].is_example).collect();
    let chosen = Chosen { facts: &facts, places, policy: Policy::default() };
    let splitter = Splitter { inputs: &inputs, facts: &facts, options, observer };
    let parted = splitter.part(&chosen, sketching)?;

    let denied = |fact: &Fact| Disposition::Denied {
        rule: fact.denied_by.map_or("", |rule| rules::ALL[usize::from(rule)].name),
    };
    let mut dispositions: Vec<Disposition> = facts.records.iter().map(denied).collect();
    for (place, side) in chosen.places.iter().zip(&parted.sides) {
        dispositions[*place] = Disposition::on(*side);
    }
    let has = |side: Side| parted.sides.contains(&side);
    let lanes = Lanes::new(
        options.split.validation.is_some() || has(Side::Validation),
        options.split.ood.is_some() || has(Side::Ood),
        options.split.eval.is_some(),
    );
    let ids = eval::Ids::new(&facts, &chosen.places, &parted.sides);
    let rejects = Rejects::new(&inputs, &facts, &selection, chosen.policy);
    let put = |record: &Record<'_>, place: usize, fact: &Fact, to: &mut [Lane]| {
        let lane = match dispositions[place] {
            Disposition::Train => TRAIN,
            Disposition::Holdout => {
                if let Some(prompts) = lanes.prompts {
                    let reading = inputs.reading(record.source);
                    reading.read(record, |view| ids.put(view, place, fact.keys.value, &mut to[prompts]));
                }
                HOLDOUT
            }
            Disposition::Validation => lanes.validation.unwrap_or(HOLDOUT),
            Disposition::Ood => lanes.ood.unwrap_or(HOLDOUT),
            rejected => return rejects.put(record, rejected, &mut to[REJECTED]),
        };
        to[lane].copy(record);
    };
    let outputs = open_plain(&folder, &lanes.stems)?;
    let outputs =
        Write { inputs: &inputs, facts: &facts, lanes: outputs.len(), put }.run(outputs, observer)?;

    let mut manifest = Manifest {
        command: "split",
        options: serde_json::to_value(options).unwrap_or_default(),
        rejected_by: rejected_by(&dispositions),
        verbatim: chosen.places.len() as u64,
        ..Manifest::new(&inputs, &facts, parted.facts.clone())?
    };
    let how = Finish { layout: Layout::PLAIN, keeps_empty: true, is_parquet: false };
    let of_side = |stem: &&'static str| Side::ALL.iter().any(|side| side.name() == *stem).then_some(*stem);
    let outputs = lanes.stems.iter().map(of_side).zip(outputs).collect();
    let columns = finish(&folder, "", outputs, how, &mut manifest)?;
    deliver(&folder, "", Layout::PLAIN, &columns, &mut manifest)?;
    folder.commit()?;
    let data = manifest.files.iter().filter_map(|file| {
        let stem = file.name.strip_suffix(".jsonl")?;
        Some(FileUse { name: file.name.clone(), rows: file.rows, purpose: purpose(stem) })
    });
    let files = data.collect();
    Ok(SplitReport {
        schema: "gristmill/split/1",
        read: facts.read,
        rejected: manifest.rejected,
        files,
        split: parted.facts,
        is_unusual: options.split.holdout.is_unusual(chosen.places.len() as u64),
    })
}
