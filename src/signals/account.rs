//! Account: a score with the reasons that make it exact.

use super::weighed::bit;
use super::{
    ALL, Axis, Gates, Grade, Hit, Late, Left, Measure, Policy, Sight, Signal, Site, Weighed, phrases,
};
use crate::model::{Pointer, Role, Task};

/// An example's score with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// 0 to 100.
    pub score: u32,
    /// The score as a letter.
    pub grade: Grade,
    /// What the example asks for.
    pub task: Task,
    /// What is left of each axis.
    pub left: Left,
    /// What took something, heaviest first.
    pub reasons: Vec<Reason>,
}

/// What took some of an axis. All deltas of an axis and 100 add up to what is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The signal's name.
    pub signal: &'static str,
    /// The axis.
    pub axis: Axis,
    /// How many points of the axis it took; negative.
    pub delta: i64,
    /// What it found.
    pub message: String,
    /// Where.
    pub pointer: Pointer,
}

/// Shows what every signal finds that looks at one example, by its place in the list.
pub(super) fn look(sight: &Sight<'_, '_>, mut each: impl FnMut(usize, Hit)) {
    let said = phrases::said(&sight.words.asked);
    for (number, signal) in ALL.iter().enumerate() {
        let hit = match &signal.measure {
            Measure::Look(look) => look(sight),
            Measure::Phrases(phrases) => phrases::hit(phrases, number, said, sight),
            Measure::Gate { .. } | Measure::Late(_) => None,
        };
        if let Some(hit) = hit {
            each(number, hit);
        }
    }
}

/// Shows what every signal finds that waited until all examples were looked at.
fn look_late(weighed: &Weighed, late: &Late, mut each: impl FnMut(usize, Hit)) {
    for (number, signal) in ALL.iter().enumerate() {
        if let Measure::Late(look) = signal.measure
            && let Some(hit) = look(weighed, late)
        {
            each(number, hit);
        }
    }
}

impl Weighed {
    /// The same with what waited until all examples were looked at.
    #[must_use]
    pub fn settled(self, late: &Late) -> Self {
        let Self { mut left, mut fired, .. } = self;
        look_late(&self, late, |number, hit| {
            left.keep(ALL[number].axis, hit.keeps);
            fired |= bit(number, hit.keeps);
        });
        Self { left, fired, ..self }
    }
}

impl Account {
    /// The account of an example: the same arithmetic as that of [`Weighed`], with words.
    pub fn new(sight: &Sight<'_, '_>, gates: Gates, policy: Policy, late: &Late) -> Self {
        let mut left = Left::default();
        let mut reasons = Vec::new();
        let mut add = |signal: &'static Signal, keeps: f64, message: String, pointer: Pointer| {
            let delta = left.keep(signal.axis, keeps);
            if delta != 0 {
                reasons.push(Reason { signal: signal.name, axis: signal.axis, delta, message, pointer });
            }
        };
        gates.tell(policy, sight.example, &mut add);
        let pointer = |site: Site| pointer_of(sight, site);
        look(sight, |number, hit| add(ALL[number], hit.keeps, hit.message, pointer(hit.at)));
        let weighed = Weighed::untouched(sight, gates, policy);
        look_late(&weighed, late, |number, hit| add(ALL[number], hit.keeps, hit.message, pointer(hit.at)));
        reasons.sort_by_key(|reason| reason.delta);
        let score = left.score(weighed.task, weighed.is_condemned);
        Self { score, grade: Grade::of(score), task: weighed.task, left, reasons }
    }

    /// The account of a record that means nothing to its shape.
    pub fn unreadable(message: String) -> Self {
        let Weighed { task, left, .. } = Weighed::unreadable();
        let pointer = Pointer::ROOT;
        let reason = Reason { signal: "unreadable", axis: Axis::Integrity, delta: -100, message, pointer };
        Self { score: 0, grade: Grade::E, task, left, reasons: vec![reason] }
    }
}

/// Where the answer stands that is meant, or the question before the last one.
fn pointer_of(sight: &Sight<'_, '_>, site: Site) -> Pointer {
    let messages = sight.example.messages();
    let starts = &sight.words.starts;
    let last = starts.last().map_or(messages.len(), |(_, message)| *message);
    let message = match site {
        Site::Answer => messages.get(last),
        Site::At(place) => {
            let answer = starts.iter().rfind(|(start, _)| *start <= place);
            messages.get(answer.map_or(last, |(_, message)| *message))
        }
        Site::Prompt => messages[..last].iter().rfind(|message| message.role == Role::User),
    };
    message.map_or(Pointer::ROOT, |message| message.at.content())
}
