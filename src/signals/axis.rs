//! Axes: the six sides of quality, what is left of each, and the score that they make together.

use crate::model::Task;

/// A side of quality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Axis {
    /// Whether the answer is whole and undamaged.
    Integrity,
    /// Whether a model that sees no more than the prompt could answer at all.
    Answerability,
    /// Whether the answer is about what is asked.
    Relevance,
    /// How much the answer says.
    Substance,
    /// Whether the example agrees with the others, and with itself.
    Consistency,
    /// How much of it no earlier example says; for choosing, never part of the score.
    Novelty,
}

/// The score that condemned examples do not get beyond.
pub const CONDEMNED: u32 = 40;

impl Axis {
    /// Every axis.
    pub const ALL: [Self; 6] = [
        Self::Integrity,
        Self::Answerability,
        Self::Relevance,
        Self::Substance,
        Self::Consistency,
        Self::Novelty,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Integrity => "integrity",
            Self::Answerability => "answerability",
            Self::Relevance => "relevance",
            Self::Substance => "substance",
            Self::Consistency => "consistency",
            Self::Novelty => "novelty",
        }
    }
}

/// How much each axis weighs for a task, in hundredths, in the order of the axes; novelty never does.
///
/// An answer of a few words has no substance to speak of, and a label is judged by the other labels.
fn weights(task: Task) -> [u8; 5] {
    match task {
        Task::Label => [40, 10, 0, 0, 50],
        Task::ShortAnswer => [40, 15, 10, 10, 25],
        Task::Json => [45, 15, 15, 0, 25],
        Task::ToolCall => [50, 15, 10, 0, 25],
        Task::Text => [60, 0, 0, 25, 15],
        Task::Preference
        | Task::Feedback
        | Task::Chat
        | Task::Code
        | Task::Math
        | Task::Rewrite
        | Task::List
        | Task::Generation => [30, 15, 20, 20, 15],
    }
}

/// What signals left of each axis. Each takes a share of what is left, so none takes more than there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left([u32; 6]);

impl Default for Left {
    fn default() -> Self {
        Self([Self::WHOLE; 6])
    }
}

impl Left {
    /// All of an axis, in the unit in which it is counted: whole numbers, so that every machine counts alike.
    const WHOLE: u32 = 100_000_000;
    /// As little as the score can tell from nothing.
    const LEAST: f64 = 0.01;

    /// Leaves a share of an axis, 0 to 1; says how many points of the axis that takes: none or negative.
    pub fn keep(&mut self, axis: Axis, share: f64) -> i64 {
        let before = i64::from(self.points(axis));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of what is left"
        )]
        let left = (f64::from(self.0[axis as usize]) * share.clamp(0.0, 1.0)).round() as u32;
        self.0[axis as usize] = left;
        i64::from(self.points(axis)) - before
    }

    /// What is left of an axis, 0 to 100.
    pub fn points(self, axis: Axis) -> u32 {
        const POINT: u32 = Left::WHOLE / 100;
        (self.0[axis as usize] + POINT / 2) / POINT
    }

    /// The score, 0 to 100: the geometric mean of the axes, weighted by what the task asks for, so that one bad axis
    /// cannot hide behind the others. Nothing left of integrity is nothing at all.
    pub fn score(self, task: Task, is_condemned: bool) -> u32 {
        let left = |axis: usize| f64::from(self.0[axis]) / f64::from(Self::WHOLE);
        if self.0[Axis::Integrity as usize] == 0 {
            return 0;
        }
        let sum: f64 = weights(task)
            .iter()
            .enumerate()
            .map(|(axis, weight)| f64::from(*weight) * libm::log(left(axis).max(Self::LEAST)))
            .sum();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score from 0 to 100")]
        let score = (100.0 * libm::exp(sum / 100.0)).round() as u32;
        if is_condemned { score.min(CONDEMNED) } else { score }
    }
}

/// A score as a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub enum Grade {
    /// 85 and more.
    A,
    /// 70 and more.
    B,
    /// 55 and more.
    C,
    /// More than what is condemned.
    D,
    /// What a gate condemns, or what scores no more than that.
    E,
}

impl Grade {
    /// Every grade.
    pub const ALL: [Self; 5] = [Self::A, Self::B, Self::C, Self::D, Self::E];

    /// The grade of a score.
    pub fn of(score: u32) -> Self {
        match score {
            85.. => Self::A,
            70..85 => Self::B,
            55..70 => Self::C,
            41..55 => Self::D,
            _ => Self::E,
        }
    }

    /// Its letter.
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_whole() {
        for task in Task::ALL {
            assert_eq!(
                weights(task).iter().map(|weight| u32::from(*weight)).sum::<u32>(),
                100,
                "{}",
                task.name()
            );
        }
    }

    #[test]
    fn shares_are_taken_of_what_is_left() {
        let mut left = Left::default();
        assert_eq!(left.score(Task::Generation, false), 100);
        assert_eq!(left.keep(Axis::Integrity, 0.5), -50);
        assert_eq!(left.keep(Axis::Integrity, 0.5), -25);
        assert_eq!(left.points(Axis::Integrity), 25);
        // 0.25 to the power of 0.3.
        assert_eq!(left.score(Task::Generation, false), 66);
        assert_eq!(left.score(Task::Generation, true), 40);
        // Novelty is no part of it.
        assert_eq!(left.keep(Axis::Novelty, 0.0), -100);
        assert_eq!(left.score(Task::Generation, false), 66);
        assert_eq!(left.keep(Axis::Integrity, 0.0), -25);
        assert_eq!(left.score(Task::Generation, false), 0);
    }

    #[test]
    fn grades_begin_where_condemned_examples_end() {
        assert_eq!([100, 85, 84, 70, 69, 55, 54, 41, 40, 0].map(Grade::of), {
            use Grade::{A, B, C, D, E};
            [A, A, B, B, C, C, D, D, E, E]
        });
    }
}
