//! Pairs: the two answers of a preference, each scored as if it were an example, and what all pairs have in common.

use serde::Serialize;

use super::Scores;
use crate::model::{Body, Chat, Example, Message};
use crate::signals::{Around, Gates, Policy, Sight, Weighed, Words, are_near_identical};

/// A preference among the records.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// Its place.
    pub record: u32,
    /// The rejected answer, looked at.
    pub rejected: Weighed,
    /// Whether both answers say nearly the same.
    pub is_near_identical: bool,
    /// Characters of both answers.
    pub lengths: [u32; 2],
    /// The score of the answer that is preferred, by itself.
    pub chosen_score: u32,
    /// That of the rejected one.
    pub rejected_score: u32,
}

/// What all pairs of a dataset say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairFacts {
    /// How many there are.
    pub pairs: u64,
    /// Those whose preferred answer has more characters.
    pub longer_chosen: u64,
    /// Those whose answers are equally long.
    pub equally_long: u64,
    /// Those whose answers say nearly the same.
    pub near_identical: u64,
    /// Those whose rejected answer scores more.
    pub other_way: u64,
    /// Those whose rejected answer scores more by ten points or more, furthest first: a few of them.
    pub furthest: Vec<WrongWay>,
}

/// A pair whose rejected answer scores more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrongWay {
    /// Where it stands.
    pub record: String,
    /// The score of the answer that is preferred.
    pub chosen: u32,
    /// That of the rejected one.
    pub rejected: u32,
}

impl Pair {
    /// By how many points the rejected answer is ahead; of a pair of nearly the same answers none is.
    pub fn ahead(&self) -> u32 {
        if self.is_near_identical { 0 } else { self.rejected_score.saturating_sub(self.chosen_score) }
    }

    /// The pair that an example is, if it is one.
    pub fn new(sight: &Sight<'_, '_>, record: u32, policy: Policy) -> Option<Self> {
        let Body::Preference(preference) = &sight.example.body else { return None };
        let prompt = &preference.preferred.messages[..preference.prompt];
        let messages = prompt.iter().chain(&preference.rejected).cloned().collect();
        let chat = Chat { messages, ..preference.preferred.clone() };
        let other = Example { body: Body::Chat(chat), ..Example::chat(Vec::new()) };
        let mut words = Words::default();
        words.read(&other);
        let seen = Sight::new(&other, sight.task, &words, sight.set, Around::default());
        let [chosen, rejected] = preference.answers().map(characters);
        Some(Self {
            record,
            rejected: Weighed::new(&seen, Gates::of(&other), policy),
            is_near_identical: are_near_identical(&sight.words.answer_set, &words.answer_set),
            lengths: [chosen, rejected],
            chosen_score: 0,
            rejected_score: 0,
        })
    }
}

fn characters(messages: &[Message<'_>]) -> u32 {
    let characters = messages.iter().flat_map(Message::texts).map(|text| text.chars().count()).sum::<usize>();
    u32::try_from(characters).unwrap_or(u32::MAX)
}

impl PairFacts {
    /// Pairs that are named.
    const NAMED: usize = 10;
    /// Points that are no accident.
    const AHEAD: u32 = 10;

    /// What the pairs among some records say; nothing where there are none.
    pub fn of(scores: &Scores<'_>) -> Option<Self> {
        let pairs = &scores.pairs;
        if pairs.is_empty() {
            return None;
        }
        let count = |is_meant: fn(&Pair) -> bool| pairs.iter().filter(|pair| is_meant(pair)).count() as u64;
        let mut furthest: Vec<&Pair> = pairs.iter().filter(|pair| pair.ahead() >= Self::AHEAD).collect();
        furthest.sort_by_key(|pair| (std::cmp::Reverse(pair.ahead()), pair.record));
        Some(Self {
            pairs: pairs.len() as u64,
            longer_chosen: count(|pair| pair.lengths[0] > pair.lengths[1]),
            equally_long: count(|pair| pair.lengths[0] == pair.lengths[1]),
            near_identical: count(|pair| pair.is_near_identical),
            other_way: count(|pair| pair.ahead() > 0),
            furthest: furthest
                .iter()
                .take(Self::NAMED)
                .map(|pair| WrongWay {
                    record: scores.spot(pair.record as usize),
                    chosen: pair.chosen_score,
                    rejected: pair.rejected_score,
                })
                .collect(),
        })
    }
}
