//! Shared context: prompts that have a run of 13 words in common, such as a retrieved passage.
//!
//! One pass notes which runs may occur more than once, as bits; a second gathers those alone, in as many parts as keep what
//! is held small.

use std::collections::HashMap;

use crate::dedupe::{self, Items, Texts, fingerprint::overlapping};
use crate::engine::{self, Observer, Pass};
use crate::error::Error;
use crate::model::Record;
use crate::pipeline::Inputs;
use crate::pipeline::decide::Chosen;
use crate::split::{Grouping, Tie};

/// Ties the records whose prompts share a run of 13 words that is not common.
pub fn tie_contexts(
    grouping: &mut Grouping,
    items: &Chosen<'_>,
    inputs: &Inputs,
    observer: &dyn Observer,
) -> Result<(), Error> {
    /// Runs that are held at a time.
    const HELD: u64 = 8 << 20;
    let limit = usize::try_from(dedupe::limit(items.len() as u64)).unwrap_or(usize::MAX);
    let numbers: HashMap<usize, u32> = items.places.iter().copied().zip(0..).collect();
    let run = |seen: Option<&Seen>, part, parts, total| {
        let pass = Contexts { inputs, items, numbers: &numbers, seen, part, parts };
        engine::run("comparing", &pass, total, &inputs.sources, inputs.settings, observer)
    };
    let seen = run(None, 0, 1, Met { seen: Seen::new(), runs: Vec::new() })?.seen;
    let parts = 1 + seen.again / HELD;
    for part in 0..parts {
        let mut runs = run(Some(&seen), part, parts, Met::default())?.runs;
        runs.sort_unstable();
        runs.dedup();
        for equal in runs.chunk_by(|a, b| a.0 == b.0).filter(|equal| equal.len() <= limit) {
            for (_, item) in &equal[1..] {
                grouping.tie(equal[0].1, *item, Tie::Context);
            }
        }
    }
    Ok(())
}

/// Which runs were met, and which again.
#[derive(Debug, Default)]
struct Seen {
    once: Vec<u64>,
    twice: Vec<u64>,
    /// How often one was met that had been met before.
    again: u64,
}

impl Seen {
    /// Words of bits: 32 MiB.
    const WORDS: usize = 1 << 22;

    fn new() -> Self {
        Self { once: vec![0; Self::WORDS], twice: vec![0; Self::WORDS], again: 0 }
    }

    fn place(run: u64) -> (usize, u64) {
        let hash = run.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (usize::try_from(hash >> 42).unwrap_or_default(), 1 << (hash >> 20 & 63))
    }

    fn add(&mut self, run: u64) {
        let (word, bit) = Self::place(run);
        self.again += u64::from(self.once[word] & bit != 0);
        self.twice[word] |= self.once[word] & bit;
        self.once[word] |= bit;
    }

    fn is_repeated(&self, run: u64) -> bool {
        let (word, bit) = Self::place(run);
        self.twice[word] & bit != 0
    }
}

/// The pass over the runs of words in prompts: notes all, or gathers one part of those that may be repeated.
struct Contexts<'c> {
    inputs: &'c Inputs,
    items: &'c Chosen<'c>,
    numbers: &'c HashMap<usize, u32>,
    seen: Option<&'c Seen>,
    part: u64,
    parts: u64,
}

#[derive(Default)]
struct Met {
    seen: Seen,
    runs: Vec<(u64, u32)>,
}

impl Pass for Contexts<'_> {
    type Part = (Vec<(u64, u32)>, Texts, Vec<u64>);
    type Total = Met;

    fn record(&self, record: &Record<'_>, (found, texts, runs): &mut Self::Part) {
        let Some(item) = self.numbers.get(&self.items.facts.index(record)) else { return };
        self.inputs.reading(record.source).read(record, |view| {
            let Some(example) = view.compared() else { return };
            texts.read(example);
            overlapping(texts, runs);
            // What one record repeats is shared with nobody.
            runs.sort_unstable();
            runs.dedup();
            let is_wanted = |run: &&u64| {
                **run % self.parts == self.part && self.seen.is_none_or(|seen| seen.is_repeated(**run))
            };
            found.extend(runs.iter().filter(is_wanted).map(|run| (*run, *item)));
        });
    }

    fn fold(&self, total: &mut Met, part: Self::Part) -> Result<(), Error> {
        if self.seen.is_some() {
            total.runs.extend(part.0);
        } else {
            part.0.iter().for_each(|(run, _)| total.seen.add(*run));
        }
        Ok(())
    }
}
