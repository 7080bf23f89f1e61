//! Dedupe: one of each group of duplicates stays, byte for byte.

use std::path::Path;

use serde::Serialize;

use super::decide::{Chosen, conflicts, policy};
use super::lanes::{Files, Lane, Write};
use super::measure::facts;
use super::{Fact, Inputs, Keeps, Options};
use crate::dedupe::{Level, Surplus, find, surplus};
use crate::engine::Observer;
use crate::error::Error;
use crate::model::Record;
use crate::rules::{Conflict, Selection};

/// What was found and removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deduped {
    /// The report's version.
    pub schema: &'static str,
    /// Records read.
    pub read: u64,
    /// Records kept.
    pub kept: u64,
    /// Records removed.
    pub removed: u64,
    /// Records with the same JSON value.
    pub exact: Surplus,
    /// Records with the same normalised text.
    pub normalised: Surplus,
    /// Prompts with several answers among the kept records.
    pub conflicts: Conflicts,
    /// Records that mean nothing to their shape: they are compared by value alone, and kept.
    pub unreadable: u64,
}

/// Prompts with several answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Conflicts {
    /// How many prompts there are.
    pub groups: u64,
    /// How many records have such a prompt.
    pub records: u64,
    /// Each of them.
    pub places: Vec<Conflict>,
}

/// Finds duplicates and writes what stays to `out`, if it is given.
pub fn dedupe(
    inputs: &[String],
    options: &Options,
    out: Option<&Path>,
    observer: &dyn Observer,
) -> Result<Deduped, Error> {
    let inputs = Inputs::open(inputs, options, None, observer)?;
    if let Some(out) = out {
        inputs.refuse_output(out)?;
    }
    let selection = Selection::of_shapes().keeping(Some(0));
    let facts = facts(&inputs, &selection, &[], Keeps::Facts, observer)?;
    let policy = policy(&facts, options.score.allow_refusals);
    let all = Chosen { facts: &facts, places: (0..facts.records.len()).collect(), policy };
    let level = options.dedupe.level;
    let removed = find(&all, level);
    let exact = surplus(&all, |keys| keys.value);
    let normalised =
        if level >= Level::Normalised { surplus(&all, |keys| keys.text) } else { Surplus::default() };
    let places = all.places.into_iter().filter(|place| removed[*place].is_none()).collect();
    let kept = Chosen { facts: &facts, places, policy };
    let places = conflicts(&kept, &inputs);
    if let Some(out) = out {
        let put = |record: &Record<'_>, place: usize, _: &Fact, lanes: &mut [Lane]| {
            if removed[place].is_none() {
                lanes[0].copy(record);
            }
        };
        let mut files = Files::default();
        files.open(out)?;
        let pass = Write { inputs: &inputs, facts: &facts, lanes: files.len(), put };
        files.write(&pass, observer)?;
    }
    let records = places.iter().map(|conflict| conflict.records).sum();
    Ok(Deduped {
        schema: "gristmill/dedupe/1",
        read: facts.read,
        kept: kept.places.len() as u64,
        removed: facts.read - kept.places.len() as u64,
        exact,
        normalised,
        conflicts: Conflicts { groups: places.len() as u64, records, places },
        unreadable: facts.records.iter().filter(|fact| !fact.is_example).count() as u64,
    })
}
