//! Conflicts: the same prompt under the same system text, answered differently.

use std::collections::hash_map::Entry;
use std::num::NonZeroU32;

use super::{ConflictPolicy, Difference, Items};
use crate::text::{Key, KeyMap};

/// Records that answer one prompt differently, by their places among the items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The records with the prompt, in order.
    pub members: Vec<u32>,
    /// The first record with each answer, and how many have it, in the order of those records.
    pub answers: Vec<(u32, u64)>,
}

/// What the answers of a disagreement differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contradiction {
    /// The gravest difference between the commonest answer and another.
    pub difference: Difference,
    /// The first record that differs so.
    pub by: u32,
}

impl Disagreement {
    /// The most answers that are compared with the commonest one.
    pub const COMPARED: usize = 100;

    /// The answer that most records give, by its place among the answers; of equals the one whose first record is better,
    /// and then the earlier one.
    pub fn majority(&self, items: &(impl Items + ?Sized)) -> usize {
        let rank = |place: usize| {
            let (first, records) = self.answers[place];
            (records, items.score(first as usize), std::cmp::Reverse(place))
        };
        (0..self.answers.len()).max_by_key(|place| rank(*place)).unwrap_or_default()
    }

    /// What the answers differ in, the commonest of them against the others; `differ` says how two answers do, by the
    /// records that give them.
    pub fn contradiction<E>(
        &self,
        majority: usize,
        mut differ: impl FnMut(u32, u32) -> Result<Difference, E>,
    ) -> Result<Contradiction, E> {
        let commonest = self.answers[majority].0;
        let others = self.answers.iter().map(|(first, _)| *first).filter(|first| *first != commonest);
        let mut gravest: Option<Contradiction> = None;
        for by in others.take(Self::COMPARED) {
            let difference = differ(commonest, by)?;
            if gravest.is_none_or(|gravest| difference < gravest.difference) {
                gravest = Some(Contradiction { difference, by });
            }
        }
        Ok(gravest.unwrap_or(Contradiction { difference: Difference::Paraphrase, by: commonest }))
    }

    /// The records that a policy takes out.
    pub fn goes(&self, items: &(impl Items + ?Sized), policy: ConflictPolicy) -> Vec<u32> {
        let stays = match policy {
            ConflictPolicy::Report => return Vec::new(),
            ConflictPolicy::Drop => return self.members.clone(),
            ConflictPolicy::KeepMajority => self.answers[self.majority(items)].0,
            ConflictPolicy::KeepBest => {
                let best = |best: u32, other: &u32| {
                    if items.score(*other as usize) > items.score(best as usize) { *other } else { best }
                };
                self.members.iter().fold(self.members[0], best)
            }
        };
        let answer = items.keys(stays as usize).answer;
        let goes = |member: &&u32| items.keys(**member as usize).answer != answer;
        self.members.iter().filter(goes).copied().collect()
    }
}

/// The prompts with more than one answer, in the order of their first records. `prompts` names the prompt of every item,
/// where near ones count as one.
pub fn conflicts(items: &(impl Items + ?Sized), prompts: Option<&[u32]>) -> Vec<Disagreement> {
    // Most prompts have one record, and need no list.
    let mut firsts: KeyMap<Key, (u32, Option<NonZeroU32>)> = KeyMap::default();
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for (place, number) in (0..items.len()).zip(0..) {
        let keys = items.keys(place);
        if keys.prompt.is_none() || keys.answer.is_none() {
            continue;
        }
        let prompt = prompts.map_or(keys.prompt, |prompts| Key::of(&prompts[place].to_le_bytes()));
        match firsts.entry(prompt.and(keys.context)) {
            Entry::Vacant(entry) => drop(entry.insert_entry((number, None))),
            Entry::Occupied(mut entry) => {
                let (first, group) = entry.get_mut();
                // Groups are numbered from 1, which keeps the map small.
                let group = *group.get_or_insert_with(|| {
                    groups.push(vec![*first]);
                    let groups = u32::try_from(groups.len()).expect("fewer than 2^32 records");
                    NonZeroU32::new(groups).expect("one was just added")
                });
                groups[group.get() as usize - 1].push(number);
            }
        }
    }
    let mut found: Vec<Disagreement> =
        groups.into_iter().filter_map(|members| disagreement(items, members)).collect();
    found.sort_unstable_by_key(|group| group.members[0]);
    found
}

fn disagreement(items: &(impl Items + ?Sized), members: Vec<u32>) -> Option<Disagreement> {
    let mut places: KeyMap<Key, usize> = KeyMap::default();
    let mut answers: Vec<(u32, u64)> = Vec::new();
    for member in &members {
        let place = *places.entry(items.keys(*member as usize).answer).or_insert(answers.len());
        if place == answers.len() {
            answers.push((*member, 0));
        }
        answers[place].1 += 1;
    }
    (answers.len() > 1).then_some(Disagreement { members, answers })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedupe::{Answer, Keys};

    fn item(prompt: &str, answer: &str, score: u32) -> (Keys, u32) {
        let key = |text: &str| Key::of(text.as_bytes());
        (Keys { prompt: key(prompt), answer: key(answer), ..Keys::default() }, score)
    }

    #[test]
    fn only_different_answers_to_one_prompt_conflict() {
        let items = [
            item("p", "a", 90),
            item("q", "a", 90),
            item("p", "b", 100),
            item("p", "a", 80),
            item("q", "a", 90),
            item("p", "c", 90),
        ];
        let found = conflicts(&items[..], None);
        let group = Disagreement { members: vec![0, 2, 3, 5], answers: vec![(0, 2), (2, 1), (5, 1)] };
        assert_eq!(found, [group]);
        let goes = |policy| found[0].goes(&items[..], policy);
        assert_eq!(goes(ConflictPolicy::Report), [0; 0]);
        assert_eq!(goes(ConflictPolicy::Drop), [0, 2, 3, 5]);
        assert_eq!(goes(ConflictPolicy::KeepMajority), [2, 5]);
        assert_eq!(goes(ConflictPolicy::KeepBest), [0, 3, 5]);
    }

    #[test]
    fn the_gravest_difference_names_the_conflict() {
        let items = [item("p", "5 km", 1), item("p", "five km", 1), item("p", "6 km", 1)];
        let found = conflicts(&items[..], None);
        let answers = ["5 km", "five km", "6 km"].map(Answer::new);
        let differ = |a: u32, b: u32| {
            Ok::<_, ()>(answers[a as usize].difference(&answers[b as usize], false).unwrap())
        };
        let contradiction = found[0].contradiction(found[0].majority(&items[..]), differ);
        assert_eq!(contradiction, Ok(Contradiction { difference: Difference::Number, by: 2 }));
        // Where prompts are near, they count as one.
        let items = [item("p", "a", 1), item("q", "b", 1), item("r", "c", 1)];
        assert!(conflicts(&items[..], None).is_empty());
        assert_eq!(conflicts(&items[..], Some(&[0, 0, 2]))[0].members, [0, 1]);
    }
}
