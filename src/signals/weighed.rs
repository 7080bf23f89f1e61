//! Weighed: what is remembered of an example that was looked at, until all were.

use super::account::look;
use super::{ALL, Around, Axis, Gates, Left, Policy, Set, Sight, Signal, Words};
use crate::model::{Example, Task};

/// What is remembered of an example.
#[derive(Debug, Clone, Copy)]
pub struct Weighed {
    /// What it asks for.
    pub task: Task,
    /// What signals left of each axis.
    pub left: Left,
    /// Whether a gate condemns it.
    pub is_condemned: bool,
    /// How much the answers say: the natural logarithm of one more than the summed weights of their different stems.
    pub amount: f32,
    /// The mean weight of the different stems of the answers.
    pub specificity: f32,
    /// The signals that took a tenth of what was left, or more, by their places in the list.
    pub fired: u64,
}

impl Weighed {
    /// Looks at an example.
    pub fn new(sight: &Sight<'_, '_>, gates: Gates, policy: Policy) -> Self {
        let mut left = Left::default();
        gates.take(policy, &mut left);
        let mut fired = 0;
        look(sight, |number, hit| {
            left.keep(ALL[number].axis, hit.keeps);
            fired |= bit(number, hit.keeps);
        });
        Self { left, fired, ..Self::untouched(sight, gates, policy) }
    }

    /// What is known of an example before signals look.
    pub(super) fn untouched(sight: &Sight<'_, '_>, gates: Gates, policy: Policy) -> Self {
        let (amount, specificity) = sight.substance();
        Self {
            task: sight.task,
            left: Left::default(),
            is_condemned: gates.condemning(policy).is_some(),
            amount,
            specificity,
            fired: 0,
        }
    }

    /// What means nothing to its shape.
    pub fn unreadable() -> Self {
        let mut left = Left::default();
        left.keep(Axis::Integrity, 0.0);
        Self { task: Task::Text, left, is_condemned: true, amount: 0.0, specificity: 0.0, fired: 0 }
    }

    /// The signals that took a tenth of what was left, or more; gates apart.
    pub fn fired(&self) -> impl Iterator<Item = &'static Signal> {
        ALL.iter().enumerate().filter(|(number, _)| self.fired >> number & 1 == 1).map(|(_, signal)| *signal)
    }

    /// The score, 0 to 100.
    pub fn score(&self) -> u32 {
        self.left.score(self.task, self.is_condemned)
    }
}

/// The bit of a signal that takes enough to be told of.
pub(super) fn bit(number: usize, keeps: f64) -> u64 {
    u64::from(keeps <= 0.9) << number
}

impl<'s, 'e> Sight<'s, 'e> {
    /// An example as signals see it.
    pub fn new(example: &'s Example<'e>, task: Task, words: &'s Words, set: &'s Set, around: Around) -> Self {
        let mut sight = Self { example, task, words, set, around, coverage: 0.0 };
        sight.coverage = sight.coverage_of();
        sight
    }

    fn weight(&self, stem: u32) -> f32 {
        self.set.counts.weight(stem)
    }

    /// How much the answers say, and how specific it is.
    fn substance(&self) -> (f32, f32) {
        let stems = &self.words.answer_set;
        let sum: f32 = stems.iter().map(|stem| self.weight(*stem)).sum();
        #[expect(clippy::cast_possible_truncation, reason = "seven digits are enough")]
        let amount = libm::log1p(f64::from(sum)) as f32;
        (amount, if stems.is_empty() { 0.0 } else { sum / stems.len() as f32 })
    }

    /// The share of what is asked, by weight, that the answers take up in their first sixty words. Of a long prompt as much
    /// is all as a dozen rare words weigh.
    fn coverage_of(&self) -> f32 {
        /// The weight, in nats, that is all of a long prompt.
        const ALL: f32 = 60.0;
        let heads = &self.words.heads;
        let (mut all, mut covered) = (0.0, 0.0);
        for stem in &self.words.prompt_set {
            let weight = self.weight(*stem);
            all += weight;
            if heads.binary_search(stem).is_ok() {
                covered += weight;
            }
        }
        if all > 0.0 { (covered / all.min(ALL)).min(1.0) } else { 0.0 }
    }
}
