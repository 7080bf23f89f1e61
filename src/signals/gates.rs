//! Gates: which of them fired on an example, and what the whole dataset makes of that.

use std::sync::LazyLock;

use super::{Answer, Axis, Left, Measure, Signal, answers, integrity};
use crate::model::{Example, Pointer, Task};

/// Which gates fired on an example: a small set, kept for every record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gates(u16);

/// What the whole dataset says about its gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Policy {
    /// What is no defect here.
    pardoned: Gates,
    /// What is a defect, and too common here to condemn for.
    common: Gates,
}

/// The share of examples from which what fires is no accident.
const COMMON: f64 = 0.05;
/// The share of examples from which it is what the dataset is about.
const WANTED: f64 = 0.5;
/// What is taken, in percent, by a gate that is too common to condemn for.
const TAKEN_BY_COMMON: u32 = 85;

/// A gate with how much it takes and how it looks.
struct Gate {
    signal: &'static Signal,
    takes: u32,
    check: fn(&Answer<'_>) -> Option<String>,
}

static GATES: LazyLock<Vec<Gate>> = LazyLock::new(|| {
    let gate = |signal: &&'static Signal| match signal.measure {
        Measure::Gate { takes, check } => Some(Gate { signal, takes, check }),
        _ => None,
    };
    integrity::SIGNALS.iter().filter_map(gate).collect()
});

impl Gates {
    /// The gates that fire on an example.
    pub fn of(example: &Example<'_>) -> Self {
        let mut gates = Self::default();
        answers(example, |answer| {
            for (number, gate) in GATES.iter().enumerate() {
                if gates.0 & (1 << number) == 0 && (gate.check)(answer).is_some() {
                    gates.0 |= 1 << number;
                }
            }
        });
        gates
    }

    /// Some gates, by their names.
    fn named(names: &[&str]) -> Self {
        let is_meant = |gate: &Gate| names.contains(&gate.signal.name);
        Self(GATES.iter().enumerate().filter(|(_, gate)| is_meant(gate)).map(|(number, _)| 1 << number).sum())
    }

    /// Whether none fired.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn has(self, number: usize) -> bool {
        self.0 & (1 << number) != 0
    }

    /// The gates in the set that the dataset does not pardon.
    pub fn fired(self, policy: Policy) -> impl Iterator<Item = &'static Signal> {
        self.counted(policy).map(|(number, _)| GATES[number].signal)
    }

    /// The gates that count, each with the percentage of integrity that it takes.
    fn counted(self, policy: Policy) -> impl Iterator<Item = (usize, u32)> {
        let counted = Self(self.0 & !policy.pardoned.0);
        let takes =
            move |number| if policy.common.has(number) { TAKEN_BY_COMMON } else { GATES[number].takes };
        (0..GATES.len()).filter(move |number| counted.has(*number)).map(move |number| (number, takes(number)))
    }

    /// The gate that condemns the example; of several, the one that takes most. Nothing when none does.
    pub fn condemning(self, policy: Policy) -> Option<&'static Signal> {
        let condemning = Self(self.0 & !policy.common.0);
        condemning
            .counted(policy)
            .reduce(|heaviest, gate| if gate.1 > heaviest.1 { gate } else { heaviest })
            .map(|(number, _)| GATES[number].signal)
    }

    /// Takes what they take.
    pub fn take(self, policy: Policy, left: &mut Left) {
        for (_, takes) in self.counted(policy) {
            left.keep(Axis::Integrity, f64::from(100 - takes) / 100.0);
        }
    }

    /// Says of each gate that counts what it takes, what is wrong, and where.
    pub fn tell(
        self,
        policy: Policy,
        example: &Example<'_>,
        mut each: impl FnMut(&'static Signal, f64, String, Pointer),
    ) {
        for (number, takes) in self.counted(policy) {
            let mut is_told = false;
            answers(example, |answer| {
                if !is_told && let Some(message) = (GATES[number].check)(answer) {
                    is_told = true;
                    let share = f64::from(100 - takes) / 100.0;
                    each(GATES[number].signal, share, message, answer.at.content());
                }
            });
        }
    }

    /// What they leave of integrity, 0 to 100.
    pub fn score(self, policy: Policy) -> u32 {
        let mut left = Left::default();
        self.take(policy, &mut left);
        left.points(Axis::Integrity)
    }
}

impl Policy {
    /// What the dataset pardons: refusals where they are allowed, what more than half of the examples do, and words such
    /// as `None` or `N/A` where answers are labels. Refusals and JSON that does not parse, where more than one
    /// example in twenty has such, are too common to condemn for.
    pub fn new(gates: impl Iterator<Item = Gates>, different_answers: usize, allow_refusals: bool) -> Self {
        let (mut examples, mut fired) = (0_u64, [0_u64; u16::BITS as usize]);
        for gates in gates {
            examples += 1;
            let mut rest = gates.0;
            while rest != 0 {
                fired[rest.trailing_zeros() as usize] += 1;
                rest &= rest - 1;
            }
        }
        let above = |share: f64| {
            let is_above = |number: &usize| fired[*number] as f64 > share * examples as f64;
            Gates((0..GATES.len()).filter(is_above).map(|number| 1 << number).sum())
        };
        let choices = Gates::named(&["refusal", "broken-json"]).0;
        let mut pardoned = above(WANTED).0 & choices;
        if allow_refusals {
            pardoned |= Gates::named(&["refusal"]).0;
        }
        if Task::are_labels(examples, different_answers as u64) {
            pardoned |= Gates::named(&["serialised-null", "placeholder"]).0;
        }
        // What never fired needs no pardon.
        Self { pardoned: Gates(pardoned & above(0.0).0), common: Gates(above(COMMON).0 & choices) }
    }

    /// The names of the gates that are pardoned.
    pub fn pardoned(self) -> Vec<&'static str> {
        self.pardoned.fired(Self::default()).map(|signal| signal.name).collect()
    }

    /// The names of the gates that are too common to condemn for.
    pub fn common(self) -> Vec<&'static str> {
        Gates(self.common.0 & !self.pardoned.0).fired(Self::default()).map(|signal| signal.name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_gate_condemns() {
        let policy = Policy::default();
        assert_eq!(Gates::default().score(policy), 100);
        assert_eq!(Gates::named(&["refusal"]).score(policy), 10);
        assert_eq!(Gates::named(&["refusal", "mojibake"]).score(policy), 1);
        let gates = Gates::named(&["empty", "mojibake"]);
        assert_eq!(
            (gates.score(policy), gates.condemning(policy).map(|signal| signal.name)),
            (0, Some("empty"))
        );
    }

    #[test]
    fn a_dataset_that_refuses_on_purpose_is_pardoned() {
        let rows = |refusals: usize| {
            (0..100).map(move |i| if i < refusals { Gates::named(&["refusal"]) } else { Gates::default() })
        };
        let refusal = Gates::named(&["refusal"]);
        let score = |policy: Policy| (refusal.score(policy), refusal.condemning(policy).is_some());
        assert_eq!(score(Policy::new(rows(5), 100, false)), (10, true));
        let policy = Policy::new(rows(6), 100, false);
        assert_eq!((score(policy), policy.common()), ((15, false), vec!["refusal"]));
        assert_eq!(policy.pardoned(), Vec::<&str>::new());
        for policy in [Policy::new(rows(51), 100, false), Policy::new(rows(1), 100, true)] {
            assert_eq!((score(policy), policy.pardoned()), ((100, false), vec!["refusal"]));
        }
        let labels = || [Gates::named(&["serialised-null"]); 30].into_iter();
        assert_eq!(Policy::new(labels(), 3, false).pardoned(), ["serialised-null"]);
        assert_eq!(Policy::new(labels(), 20, false).pardoned(), Vec::<&str>::new());
    }
}
