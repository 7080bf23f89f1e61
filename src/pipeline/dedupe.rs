//! Dedupe: one of each group of duplicates stays, byte for byte; what goes says in favour of what.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::against::{self, Against, How, Reference};
use super::alike::Alike;
use super::clusters::{Cluster, Clustered};
use super::decide::{Chosen, Disposition, policy};
use super::lanes::{Files, Lane, Write};
use super::manifest::rejected_by;
use super::rejects::Rejects;
use super::sketching::Sketching;
use super::{Fact, Inputs, Keeps, Measure, Options};
use crate::dedupe::{Level, NearSurplus, Removed, Surplus, near_surplus, surplus};
use crate::engine::Observer;
use crate::error::Error;
use crate::model::Record;
use crate::rules::{Conflict, Selection};
use crate::shapes::OPENAI_CHAT;

/// What is written, and where to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Deduping<'d> {
    /// The records that stay.
    pub out: Option<&'d Path>,
    /// The records that go, with their reasons.
    pub removed: Option<&'d Path>,
    /// The clusters of near records.
    pub clusters: Option<&'d Path>,
    /// Other sets that records are compared with: files, fingerprints, or benchmarks at hand (`@gsm8k`).
    pub against: &'d [String],
    /// Whether nothing is removed.
    pub report_only: bool,
}

impl<'d> Deduping<'d> {
    /// Only the records that stay are written.
    pub fn to(out: &'d Path) -> Self {
        Self { out: Some(out), ..Self::default() }
    }
}

/// What was found and removed. The counts describe what stands in the data, whatever was removed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Deduped {
    /// The report's version.
    pub schema: &'static str,
    /// How alike records had to be.
    pub level: Level,
    /// Records read.
    pub read: u64,
    /// Records kept.
    pub kept: u64,
    /// Records removed.
    pub removed: u64,
    /// Removed records by reason.
    pub removed_by: BTreeMap<&'static str, u64>,
    /// Records with the same bytes at that level, with the same JSON value above it.
    pub exact: Surplus,
    /// Records with the same normalised text, where the level looks for them.
    pub normalised: Option<Surplus>,
    /// Records with nearly the same text, where the level looks for them.
    pub near: Option<NearSurplus>,
    /// Prompts with several answers, where records are read for more than their bytes or value.
    pub conflicts: Option<Conflicts>,
    /// What is in other sets.
    pub against: Vec<Against>,
    /// The largest clusters of near records, largest first.
    pub largest: Vec<Cluster>,
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

/// Finds duplicates, and writes what was asked for.
pub fn dedupe(
    inputs: &[String],
    options: &Options,
    deduping: Deduping<'_>,
    observer: &dyn Observer,
) -> Result<Deduped, Error> {
    let level = options.dedupe.level;
    options.dedupe.check()?;
    if inputs.iter().chain(deduping.against).filter(|name| *name == "-").count() > 1 {
        let help = "give `-` once, for the records or for one of --against";
        return Err(Error::refused("standard input can be read once only", help));
    }
    // Equal bytes are found in records of any shape, which is not looked for.
    let any = Options { shape: Some(OPENAI_CHAT.name.to_owned()), ..options.clone() };
    let inputs = Inputs::open(inputs, if level == Level::Bytes { &any } else { options }, None, observer)?;
    let references = deduping.against.iter().map(|name| Reference::open(name, &inputs, options, observer));
    let references = references.collect::<Result<Vec<_>, Error>>()?;
    for out in [deduping.out, deduping.removed, deduping.clusters].into_iter().flatten() {
        inputs.refuse_output(out)?;
        references.iter().try_for_each(|reference| reference.refuse_output(out))?;
    }
    let mut files = Files::default();
    let kept = deduping.out.map(|path| files.open(path)).transpose()?;
    let gone = deduping.removed.map(|path| files.open(path)).transpose()?;
    let selection = Selection::reading().keeping(Some(0));
    let sketching = Sketching::for_dedupe(&inputs, &options.dedupe, observer)?;
    let keeps = match level {
        Level::Bytes => Keeps::Bytes,
        Level::Exact if !options.dedupe.asks_for_conflicts() => Keeps::Values,
        _ => Keeps::Facts,
    };
    let measure = Measure { sketching: sketching.as_ref(), ..Measure::new(&inputs, &selection, keeps) };
    let mut facts = measure.facts(observer)?;
    let sketching = sketching.map(|sketching| sketching.with(&mut facts));
    let policy = policy(&facts, options.score.allow_refusals);
    let alike = Alike {
        facts: &facts,
        inputs: &inputs,
        sketching: sketching.as_ref(),
        policy,
        options: &options.dedupe,
        observer,
    };

    let all = Chosen { facts: &facts, places: (0..facts.records.len()).collect(), policy };
    let Whole { near, largest, removed } = Whole::new(&alike, &all, deduping.clusters, &mut files)?;
    let by = options.dedupe.by;
    let exact = surplus(&all, |keys| keys.value);
    let normalised = (level >= Level::Normalised).then(|| surplus(&all, |keys| keys.part(by)));
    let conflicts = (keeps == Keeps::Facts).then(|| alike.conflicts(&all)).transpose()?;
    drop(all);

    let matches = against::matches(&inputs, &facts, &references, options, observer)?;
    let mut dispositions = vec![Disposition::Train; facts.records.len()];
    for (number, found) in (0..).zip(&matches) {
        let disposition = &mut dispositions[found.place];
        if found.how != How::Ngram && *disposition == Disposition::Train {
            *disposition = Disposition::Known(number);
        }
    }
    alike.settle_conflicts(&mut dispositions)?;
    if dispositions.iter().all(|disposition| *disposition == Disposition::Train) {
        for (disposition, removed) in dispositions.iter_mut().zip(removed) {
            *disposition = removed.map_or(Disposition::Train, Disposition::Duplicate);
        }
    } else {
        alike.remove_duplicates(&mut dispositions)?;
    }
    if deduping.report_only {
        dispositions.fill(Disposition::Train);
    }
    let rejects = Rejects::new(&inputs, &facts, &selection, policy).against(&references, &matches);
    let put = |record: &Record<'_>, place: usize, _: &Fact, lanes: &mut [Lane]| match dispositions[place] {
        Disposition::Train => {
            if let Some(lane) = kept {
                lanes[lane].copy(record);
            }
        }
        disposition => {
            if let Some(lane) = gone {
                rejects.put(record, disposition, &mut lanes[lane]);
            }
        }
    };
    let pass = Write { inputs: &inputs, facts: &facts, lanes: files.len(), put };
    files.write(&pass, observer)?;
    let kept = dispositions.iter().filter(|disposition| **disposition == Disposition::Train).count() as u64;
    Ok(Deduped {
        schema: "gristmill/dedupe/1",
        level,
        read: facts.read,
        kept,
        removed: facts.read - kept,
        removed_by: rejected_by(&dispositions),
        exact,
        normalised,
        near: (level >= Level::Near).then_some(near),
        conflicts: conflicts.map(|places| Conflicts {
            groups: places.len() as u64,
            records: places.iter().map(|conflict| conflict.records).sum(),
            places,
        }),
        against: against::count(&matches, &references, &inputs, &facts, level),
        largest,
        unreadable: if level == Level::Bytes { 0 } else { facts.unreadable() },
    })
}

/// What is alike in the data as it stands.
struct Whole {
    near: NearSurplus,
    largest: Vec<Cluster>,
    removed: Vec<Option<Removed>>,
}

impl Whole {
    /// Finds it, and writes the clusters where a file is named.
    fn new(
        alike: &Alike<'_>,
        items: &Chosen<'_>,
        clusters: Option<&Path>,
        files: &mut Files,
    ) -> Result<Self, Error> {
        /// How many clusters are shown.
        const SHOWN: usize = 5;
        let whole = alike.duplicates(items)?;
        let (near, roots) = near_surplus(items, &whole.classes, &whole.found.edges, alike.options);
        let clustered = Clustered::new(alike, items, &whole, &roots);
        if let Some(path) = clusters {
            clustered.write(path, files)?;
        }
        let near = NearSurplus { pairs_verified: whole.found.pairs_verified, ..near };
        Ok(Self { near, largest: clustered.largest(SHOWN)?, removed: whole.removed })
    }
}
