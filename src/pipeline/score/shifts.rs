//! Shifts: answers that take up next to nothing of their own question, and most of another record's.

use std::collections::HashMap;

use crate::engine::{Observer, share};
use crate::error::Error;
use crate::model::Task;
use crate::signals::{Counts, Sight, is_covered};
use crate::text::KeySet;

/// What is remembered of records to find whose answers are whose.
#[derive(Default)]
pub struct Traces {
    /// The rarest stems of each question, so many a record, 0 where there are fewer.
    rare: Vec<[u32; RARE]>,
    /// The first stems of answers that take up little of their question: the record, and where they end.
    suspects: Vec<(u32, u32)>,
    heads: Vec<u32>,
}

/// Stems of a question that are remembered.
const RARE: usize = 8;
/// Questions of fewer rare stems say too little.
const LEAST: usize = 4;
/// The share of a question that an answer takes up at most which is looked at.
const LITTLE: f32 = 0.2;
/// What it takes up at most of its own rarest stems, and at least of another question's.
const OWN: f32 = 0.2;
const OTHER: f32 = 0.65;
/// Stems of an answer that are enough.
const ANSWER: usize = 8;
/// The weight, in nats, of stems that are in so many examples that they tell nothing of a question.
const COMMON: f32 = 2.5;
/// The weight, in nats, of what is enough though it is few stems.
const TELLING: f32 = 12.0;
/// Stems in more questions than this tell none from another.
const MANY: usize = 64;

impl Traces {
    /// Adds an example.
    pub fn add(&mut self, sight: &Sight<'_, '_>) {
        let weight = |stem: u32| sight.set.counts.weight(stem);
        let mut stems: Vec<(f32, u32)> = if is_covered(sight) {
            sight.words.prompt_set.iter().map(|stem| (weight(*stem), *stem)).collect()
        } else {
            Vec::new()
        };
        stems.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut rare = [0; RARE];
        rare.iter_mut().zip(&stems).for_each(|(rare, (_, stem))| *rare = *stem);
        let record = u32::try_from(self.rare.len()).unwrap_or(u32::MAX);
        self.rare.push(rare);
        let is_suspect =
            stems.len() >= LEAST && sight.coverage < LITTLE && sight.words.answer_set.len() >= ANSWER;
        // Names in code are few, and many programs have them.
        if is_suspect && sight.task != Task::Code {
            let is_telling = |stem: &&u32| weight(**stem) > COMMON;
            self.heads.extend(sight.words.heads.iter().filter(is_telling));
            self.suspects.push((record, u32::try_from(self.heads.len()).unwrap_or(u32::MAX)));
        }
    }

    /// Adds a record that means nothing.
    pub fn skip(&mut self) {
        self.rare.push([0; RARE]);
    }

    /// Adds those of the next records.
    pub fn join(&mut self, more: &Self) {
        let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (records, stems) = (short(self.rare.len()), short(self.heads.len()));
        self.suspects.extend(more.suspects.iter().map(|(record, end)| (record + records, end + stems)));
        self.heads.extend_from_slice(&more.heads);
        self.rare.extend_from_slice(&more.rare);
    }
}

/// The answers that belong to another record.
#[derive(Debug, Default)]
pub struct Shifts {
    /// For each its owner.
    owners: HashMap<u32, u32>,
}

impl Shifts {
    /// Finds them.
    pub fn find(
        traces: &Traces,
        counts: &Counts,
        threads: usize,
        observer: &dyn Observer,
    ) -> Result<Self, Error> {
        // Whose answer another one is has lost it: where answers were moved, no question has kept its own. So only the
        // questions of suspects are looked up.
        let records = traces.suspects.iter().map(|(record, _)| *record);
        let mut index: Vec<(u32, u32)> = records
            .flat_map(|record| traces.rare[record as usize].iter().map(move |stem| (*stem, record)))
            .filter(|(stem, _)| *stem != 0)
            .collect();
        index.sort_unstable();
        let starts = std::iter::once(0).chain(traces.suspects.iter().map(|(_, end)| *end));
        let suspects: Vec<(u32, &[u32])> = starts
            .zip(&traces.suspects)
            .map(|(start, (record, end))| (*record, &traces.heads[start as usize..*end as usize]))
            .collect();
        let search = Search { traces, counts, index: &index };
        let found = share(&suspects, threads, observer, |(record, head), (): &mut ()| {
            Ok(search.owner(*record, head).map(|owner| (*record, owner)))
        })?;
        Ok(Self { owners: found.into_iter().flatten().collect() })
    }

    /// Whose answer a record has, if it has another one's.
    pub fn owner(&self, record: u32) -> Option<u32> {
        self.owners.get(&record).copied()
    }

    /// The records, each with the owner of its answer, in file order.
    pub fn all(&self) -> Vec<(u32, u32)> {
        let mut all: Vec<(u32, u32)> = self.owners.iter().map(|(record, owner)| (*record, *owner)).collect();
        all.sort_unstable();
        all
    }
}

struct Search<'s> {
    traces: &'s Traces,
    counts: &'s Counts,
    /// Stems with the suspects whose questions have them among their rarest, in order.
    index: &'s [(u32, u32)],
}

impl Search<'_> {
    /// The record whose question an answer takes up, where it does not take up its own.
    fn owner(&self, record: u32, head: &[u32]) -> Option<u32> {
        if self.share(record, head) > OWN {
            return None;
        }
        let mut found: KeySet<u32> = KeySet::default();
        for stem in head {
            let start = self.index.partition_point(|(own, _)| own < stem);
            let same = self.index[start..].iter().take(MANY + 1).take_while(|(own, _)| own == stem);
            let records: Vec<u32> = same.map(|(_, record)| *record).collect();
            if records.len() <= MANY {
                found.extend(records);
            }
        }
        let own = &self.traces.rare[record as usize];
        let is_alike = |other: u32| {
            let rare = &self.traces.rare[other as usize];
            2 * rare.iter().filter(|stem| own.contains(stem)).count() >= RARE
        };
        let mut likely: Vec<(u32, f32)> = found
            .iter()
            .map(|other| (*other, self.share(*other, head)))
            .filter(|(_, share)| *share >= OTHER)
            .collect();
        likely.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut likely = likely.into_iter().map(|(other, _)| other);
        likely.find(|other| *other != record && !is_alike(*other))
    }

    /// The share, by weight, of a question's rarest stems that an answer has; 0 of questions with too few.
    fn share(&self, record: u32, head: &[u32]) -> f32 {
        let rare = &self.traces.rare[record as usize];
        let (mut all, mut own, mut number, mut found) = (0.0, 0.0, 0, 0);
        for stem in rare.iter().filter(|stem| **stem != 0) {
            let weight = self.counts.weight(*stem);
            all += weight;
            number += 1;
            if head.binary_search(stem).is_ok() {
                own += weight;
                found += 1;
            }
        }
        // A few characters that two Chinese texts share say little, whatever their share.
        if number < LEAST || own < TELLING && found < LEAST { 0.0 } else { own / all }
    }
}
