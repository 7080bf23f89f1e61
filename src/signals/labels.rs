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
        let mut sizes = vec![0.0; numbers.len()];
        let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(self.stems.len());
        for (row, label) in self.records.iter().zip(&labels) {
            sizes[*label] += 1.0;
            let label = u32::try_from(*label).unwrap_or(u32::MAX);
            pairs.extend(self.stems_of(row).iter().map(|stem| (*stem, label)));
        }
        pairs.sort_unstable();
        let mut counts: KeyMap<u32, Vec<(u32, u32)>> = KeyMap::default();
        for same in pairs.chunk_by(|a, b| a == b) {
            let (stem, label) = same[0];
            counts.entry(stem).or_default().push((label, u32::try_from(same.len()).unwrap_or(u32::MAX)));
        }
        let model = Model { sizes, counts, examples: self.records.len() as f64 };
        let judged = self.records.iter().zip(labels);
        let mut odds = Vec::new();
        judged.map(|(row, label)| (row.record, model.misfit(self.stems_of(row), label, &mut odds))).collect()
    }
}

/// Naive Bayes over the stems of questions.
struct Model {
    /// How many questions each label has.
    sizes: Vec<f64>,
    /// For every stem, how many questions of which labels have it.
    counts: KeyMap<u32, Vec<(u32, u32)>>,
    examples: f64,
}

impl Model {
    /// Pseudo-questions of every label that have stems as often as all questions do.
    const PRIOR: f64 = 1.0;
    /// By how much log odds are divided.
    const TEMPER: f64 = 3.0;

    fn misfit(&self, stems: &[u32], given: usize, odds: &mut Vec<f64>) -> u8 {
        // The question itself is left out of its label.
        let own_size = self.sizes[given] - 1.0;
        odds.clear();
        odds.extend(self.sizes.iter().map(|size| libm::log((size + Self::PRIOR) / self.examples)));
        odds[given] = libm::log((own_size + Self::PRIOR) / self.examples);
        let mut counted = 0.0;
        for stem in stems {
            let Some(own) = self.counts.get(stem) else { continue };
            let all: f64 = own.iter().map(|(_, count)| f64::from(*count)).sum();
            // Without the question itself nobody would have it.
            if all < 2.0 {
                continue;
            }
            counted += 1.0;
            // What a label without the stem has is the same for all of them but for their size.
            let share = Self::PRIOR * all / (self.examples + 1.0);
            let nothing = libm::log(share);
            for (label, count) in own {
                let count = f64::from(*count) - if *label as usize == given { 1.0 } else { 0.0 };
                odds[*label as usize] += libm::log(count + share) - nothing;
            }
        }
        for (label, odds) in odds.iter_mut().enumerate() {
            let size = if label == given { own_size } else { self.sizes[label] };
            *odds -= counted * libm::log(size + Self::PRIOR);
        }
        let best = (0..odds.len()).filter(|label| *label != given).map(|label| odds[label]);
        let best = best.fold(f64::NEG_INFINITY, f64::max);
        let ahead = (best - odds[given]) / Self::TEMPER;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
        let misfit = (200.0 / (1.0 + libm::exp(-ahead)) - 100.0).max(0.0).round() as u8;
        misfit
    }
}
