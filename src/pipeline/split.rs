//! Split: a holdout that shares no prompt and no text with train; every record byte for byte.

use std::path::Path;

use serde::Serialize;

use super::decide::{Chosen, Disposition, SplitFacts, split_facts};
use super::delivery::{Finish, HOLDOUT, REJECTED, TRAIN, deliver, finish, open_plain};
use super::lanes::{Lane, Write};
use super::manifest::{MANIFEST, Manifest, rejected_by};
use super::rejects::Rejects;
use super::{Fact, Inputs, Keeps, Measure, Options};
use crate::engine::{Folder, Observer};
use crate::error::Error;
use crate::model::Record;
use crate::rules::{self, Selection};
use crate::signals::Policy;
use crate::split;
use crate::targets::Layout;

/// What was split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
}

/// Splits inputs into a folder.
pub fn split(
    inputs: &[String],
    options: &Options,
    out: &Path,
    force: bool,
    observer: &dyn Observer,
) -> Result<SplitReport, Error> {
    let inputs = Inputs::open(inputs, options, None, observer)?;
    let folder = Folder::create(out, force, MANIFEST, &inputs.sources)?;
    let selection = Selection::of_shapes().keeping(Some(0));
    let facts = Measure::new(&inputs, &selection, Keeps::Facts).facts(observer)?;
    let places: Vec<usize> =
        (0..facts.records.len()).filter(|place| facts.records[*place].is_example).collect();
    let chosen = Chosen { facts: &facts, places, policy: Policy::default() };
    let halves = split::split(&chosen, &options.split);

    let denied = |fact: &Fact| Disposition::Denied {
        rule: fact.denied_by.map_or("", |rule| rules::ALL[usize::from(rule)].name),
    };
    let mut dispositions: Vec<Disposition> = facts.records.iter().map(denied).collect();
    for (place, is_held_out) in chosen.places.iter().zip(&halves.is_held_out) {
        dispositions[*place] = if *is_held_out { Disposition::Holdout } else { Disposition::Train };
    }
    let rejects = Rejects::new(&inputs, &facts, &selection, chosen.policy);
    let put = |record: &Record<'_>, place: usize, _: &Fact, lanes: &mut [Lane]| match dispositions[place] {
        Disposition::Train => lanes[TRAIN].copy(record),
        Disposition::Holdout => lanes[HOLDOUT].copy(record),
        rejected => rejects.put(record, rejected, &mut lanes[REJECTED]),
    };
    let outputs = open_plain(&folder)?;
    let outputs =
        Write { inputs: &inputs, facts: &facts, lanes: outputs.len(), put }.run(outputs, observer)?;

    let facts_of_split = split_facts(&chosen, &halves);
    let mut manifest = Manifest {
        command: "split",
        options: serde_json::to_value(options).unwrap_or_default(),
        rejected_by: rejected_by(&dispositions),
        verbatim: chosen.places.len() as u64,
        ..Manifest::new(&inputs, &facts, facts_of_split.clone())?
    };
    let how = Finish { layout: Layout::PLAIN, keeps_empty: true, is_parquet: false };
    let columns = finish(&folder, "", outputs, how, &mut manifest)?;
    deliver(&folder, "", Layout::PLAIN, &columns, &mut manifest)?;
    folder.commit()?;
    Ok(SplitReport {
        schema: "gristmill/split/1",
        read: facts.read,
        rejected: manifest.rejected,
        split: facts_of_split,
        is_unusual: options.split.holdout.is_unusual(chosen.places.len() as u64),
    })
}
