//! Labels: how well each fits the words of its question, by the questions of all labels.

use std::collections::HashMap;

use crate::text::{Key, KeyMap};

/// Examples with short answers, and some of the stems of their questions.
#[derive(Debug, Default, Clone)]
pub struct Labelled {
    records: Vec<Row>,
    stems: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    record: u32,
    answer: Key,
    /// Where its stems begin and end.
    start: u32,
    end: u32,
}

/// What is known of one label.
#[derive(Debug, Clone, Default)]
struct Label {
    examples: f64,
}

impl Labelled {
    /// Stems that are remembered of a question; of more, those with the lowest hashes.
    const STEMS: usize = 48;
    /// Labels beyond which nobody is told that one misfits.
    const LABELS: usize = 1_000;

    /// Adds an example with the different stems of its question.
    pub fn add(&mut self, record: u32, answer: Key, stems: &[u32]) {
        let start = self.stems.len();
        self.stems.extend(stems.iter().take(Self::STEMS));
        let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.records.push(Row { record, answer, start: short(start), end: short(self.stems.len()) });
    }

    /// Adds what another one collected, whose records come after so many.
    pub fn join(&mut self, more: &Self, before: u32) {
        let offset = u32::try_from(self.stems.len()).unwrap_or(u32::MAX);
        self.stems.extend_from_slice(&more.stems);
        let moved = |row: &Row| Row {
            record: row.record + before,
            start: row.start + offset,
            end: row.end + offset,
            ..*row
        };
        self.records.extend(more.records.iter().map(moved));
    }

    /// Whether so few of the answers differ that they are labels.
    pub fn are_labels(&self) -> bool {
        let different: std::collections::HashSet<Key> = self.records.iter().map(|row| row.answer).collect();
        crate::model::Task::are_labels(self.records.len() as u64, different.len() as u64)
    }

    fn stems_of(&self, row: &Row) -> &[u32] {
        &self.stems[row.start as usize..row.end as usize]
    }

    /// How little each record's label fits its question, 0 to 100, for those that have a label: naive Bayes over the stems of
    /// the questions, each question left out of what it is judged by.
    ///
    /// The odds of the best other label against the given one are tempered, since stems do not come independently.
    pub fn misfits(&self) -> Vec<(u32, u8)> {
        let mut numbers: HashMap<Key, usize> = HashMap::new();
        let labels: Vec<usize> = self
            .records
            .iter()
            .map(|row| {
                let next = numbers.len();
                *numbers.entry(row.answer).or_insert(next)
            })
            .collect();
        if !(2..=Self::LABELS).contains(&numbers.len()) {
            return Vec::new();
        }
        let mut sizes = vec![Label::default(); numbers.len()];
        let mut counts: KeyMap<u32, Vec<(u32, u32)>> = KeyMap::default();
        for (row, label) in self.records.iter().zip(&labels) {
            sizes[*label].examples += 1.0;
            for stem in self.stems_of(row) {
                let own = counts.entry(*stem).or_default();
                let label = u32::try_from(*label).unwrap_or(u32::MAX);
                match own.iter_mut().find(|(other, _)| *other == label) {
                    Some((_, count)) => *count += 1,
                    None => own.push((label, 1)),
                }
            }
        }
        let model = Model { sizes, counts, examples: self.records.len() as f64 };
        let judged = self.records.iter().zip(labels);
        judged.map(|(row, label)| (row.record, model.misfit(self.stems_of(row), label))).collect()
    }
}

/// Naive Bayes over the stems of questions.
struct Model {
    sizes: Vec<Label>,
    /// For every stem, how many questions of which labels have it.
    counts: KeyMap<u32, Vec<(u32, u32)>>,
    examples: f64,
}

impl Model {
    /// Pseudo-questions of every label that have stems as often as all questions do.
    const PRIOR: f64 = 1.0;
    /// By how much log odds are divided.
    const TEMPER: f64 = 3.0;

    fn misfit(&self, stems: &[u32], given: usize) -> u8 {
        let size = |label: usize| self.sizes[label].examples - if label == given { 1.0 } else { 0.0 };
        let mut odds: Vec<f64> = (0..self.sizes.len())
            .map(|label| libm::log((size(label) + Self::PRIOR) / self.examples))
            .collect();
        for stem in stems {
            let Some(own) = self.counts.get(stem) else { continue };
            let all: f64 = own.iter().map(|(_, count)| f64::from(*count)).sum();
            let share = all / (self.examples + 1.0);
            // Without the question itself nobody would have it.
            if all < 2.0 {
                continue;
            }
            let likely = |count: f64, label: usize| {
                libm::log((count + Self::PRIOR * share) / (size(label) + Self::PRIOR))
            };
            for (label, odds) in odds.iter_mut().enumerate() {
                let count =
                    own.iter().find(|(other, _)| *other as usize == label).map_or(0, |(_, count)| *count);
                let count = f64::from(count) - if label == given { 1.0 } else { 0.0 };
                *odds += likely(count, label);
            }
        }
        let best = (0..odds.len()).filter(|label| *label != given).map(|label| odds[label]);
        let best = best.fold(f64::NEG_INFINITY, f64::max);
        let ahead = (best - odds[given]) / Self::TEMPER;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
        let misfit = (200.0 / (1.0 + libm::exp(-ahead)) - 100.0).max(0.0).round() as u8;
        misfit
    }
}
