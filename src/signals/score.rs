//! The score: what is left of 100 after every defect took its share, with the reasons that make it exact.

use super::{ALL, Signal, measure, placeholder, refusal, serialised_null};
use crate::model::{Example, Pointer};

/// Which signals fired on an example: a small set, kept for every record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gates(u16);

/// What the whole dataset says about its signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Policy {
    pardoned: Gates,
}

/// The share of refusals from which they are the dataset's manner, not a defect.
const WANTED_REFUSALS: f64 = 0.05;

/// An example's quality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quality {
    /// 0 to 100.
    pub score: u32,
    /// Why it is not 100, heaviest first.
    pub reasons: Vec<Reason>,
}

/// What took some of the score. All deltas and 100 add up to the score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The signal's name.
    pub signal: &'static str,
    /// How many points it took; negative.
    pub delta: i64,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub pointer: Pointer,
}

impl Gates {
    /// The signals that fire on an example.
    pub fn of(example: &Example<'_>) -> Self {
        let mut gates = Self::default();
        measure(example, |number, _, _| gates.0 |= 1 << number);
        gates
    }

    /// Some signals.
    fn of_signals(signals: &[&Signal]) -> Self {
        let is_meant = |signal: &Signal| signals.iter().any(|other| other.name == signal.name);
        Self(
            ALL.iter()
                .enumerate()
                .filter(|(_, signal)| is_meant(signal))
                .map(|(number, _)| 1 << number)
                .sum(),
        )
    }

    /// The signals in the set, as a policy sees them.
    pub fn fired(self, policy: Policy) -> impl Iterator<Item = &'static Signal> {
        let counted = self.0 & !policy.pardoned.0;
        ALL.iter()
            .copied()
            .enumerate()
            .filter(move |(number, _)| counted & (1 << number) != 0)
            .map(|(_, s)| s)
    }

    /// The gate that condemns the example first; nothing when none does.
    pub fn heaviest(self, policy: Policy) -> Option<&'static Signal> {
        self.fired(policy)
            .reduce(|heaviest, signal| if signal.weight > heaviest.weight { signal } else { heaviest })
    }

    /// The score that these signals leave, 0 to 100.
    pub fn score(self, policy: Policy) -> u32 {
        let mut weights: Vec<u32> = self.fired(policy).map(|signal| signal.weight).collect();
        weights.sort_unstable_by_key(|weight| std::cmp::Reverse(*weight));
        weights.iter().fold(100, |score, weight| score - taken(score, *weight))
    }
}

impl Policy {
    /// What the dataset pardons: refusals where more than one example in twenty refuses or they are allowed, and words
    /// such as `None` or `N/A` where answers are labels (fewer than a third of them differ, the measure by which
    /// OpenAI's old preparation tool told classification).
    pub fn new(gates: impl Iterator<Item = Gates>, different_answers: usize, allow_refusals: bool) -> Self {
        let refusal = Gates::of_signals(&[&refusal::SIGNAL]);
        let labels = Gates::of_signals(&[&serialised_null::SIGNAL, &placeholder::SIGNAL]);
        let (mut examples, mut refusals, mut fired) = (0_u64, 0_u64, Gates::default());
        for gates in gates {
            examples += 1;
            refusals += u64::from(gates.0 & refusal.0 != 0);
            fired.0 |= gates.0;
        }
        let mut pardoned = Gates::default();
        if allow_refusals || refusals as f64 > WANTED_REFUSALS * examples as f64 {
            pardoned.0 |= refusal.0;
        }
        if (different_answers as u64) < examples / 3 {
            pardoned.0 |= labels.0;
        }
        // What never fired needs no pardon.
        Self { pardoned: Gates(pardoned.0 & fired.0) }
    }

    /// The names of the signals that are pardoned.
    pub fn pardoned(self) -> Vec<&'static str> {
        self.pardoned.fired(Self::default()).map(|signal| signal.name).collect()
    }
}

/// An example's score with its reasons.
pub fn quality(example: &Example<'_>, policy: Policy) -> Quality {
    let mut hits: Vec<(usize, Pointer, String)> = Vec::new();
    measure(example, |number, pointer, message| {
        let is_first = hits.iter().all(|(other, ..)| *other != number);
        if is_first && policy.pardoned.0 & (1 << number) == 0 {
            hits.push((number, pointer, message));
        }
    });
    hits.sort_by_key(|(number, ..)| (std::cmp::Reverse(ALL[*number].weight), *number));
    let mut score = 100;
    let reasons = hits.into_iter().map(|(number, pointer, message)| {
        let signal = ALL[number];
        let delta = taken(score, signal.weight);
        score -= delta;
        Reason { signal: signal.name, delta: -i64::from(delta), message, pointer }
    });
    let reasons = reasons.collect();
    Quality { score, reasons }
}

/// What a signal takes of the points that are left, rounded half up.
fn taken(left: u32, weight: u32) -> u32 {
    (left * weight + 50) / 100
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{empty, mojibake};

    #[test]
    fn defects_take_shares_of_what_is_left() {
        let policy = Policy::default();
        assert_eq!(Gates::default().score(policy), 100);
        assert_eq!(Gates::of_signals(&[&refusal::SIGNAL]).score(policy), 40);
        assert_eq!(Gates::of_signals(&[&refusal::SIGNAL, &mojibake::SIGNAL]).score(policy), 16);
        assert_eq!(Gates::of_signals(&[&empty::SIGNAL, &mojibake::SIGNAL]).score(policy), 0);
    }

    #[test]
    fn a_dataset_that_refuses_on_purpose_is_pardoned() {
        let rows = |refusals: usize| {
            (0..100).map(
                move |i| if i < refusals { Gates::of_signals(&[&refusal::SIGNAL]) } else { Gates::default() },
            )
        };
        assert_eq!(Policy::new(rows(5), 100, false).pardoned(), Vec::<&str>::new());
        assert_eq!(Policy::new(rows(6), 100, false).pardoned(), ["refusal"]);
        assert_eq!(Policy::new(rows(1), 100, true).pardoned(), ["refusal"]);
        let labels = || [Gates::of_signals(&[&serialised_null::SIGNAL]); 30].into_iter();
        assert_eq!(Policy::new(labels(), 3, false).pardoned(), ["serialised-null"]);
        assert_eq!(Policy::new(labels(), 20, false).pardoned(), Vec::<&str>::new());
    }
}
