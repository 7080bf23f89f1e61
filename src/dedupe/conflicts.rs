//! Conflicts: the same prompt under the same system text, answered differently.

use super::{Item, KeyMap, KeySet};
use crate::text::Key;

/// Records that answer one prompt differently, by their places among the items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disagreement {
    /// The first record with the prompt.
    pub first: usize,
    /// The first that answers differently.
    pub second: usize,
    /// How many records have the prompt.
    pub records: u64,
    /// How many different answers they give.
    pub answers: u64,
}

/// The prompts with more than one answer, in the order of their first records.
pub fn conflicts(items: &[Item]) -> Vec<Disagreement> {
    let mut prompts: KeyMap<(Key, Key), usize> = KeyMap::default();
    let mut answers: KeySet<(usize, Key)> = KeySet::default();
    let mut groups: Vec<Disagreement> = Vec::new();
    for (place, Item { keys, .. }) in items.iter().enumerate() {
        if keys.prompt.is_none() || keys.answer.is_none() {
            continue;
        }
        let number = *prompts.entry((keys.prompt, keys.context)).or_insert_with(|| {
            groups.push(Disagreement { first: place, second: place, records: 0, answers: 0 });
            groups.len() - 1
        });
        let group = &mut groups[number];
        group.records += 1;
        if answers.insert((number, keys.answer)) {
            group.answers += 1;
            if group.answers == 2 {
                group.second = place;
            }
        }
    }
    groups.retain(|group| group.answers > 1);
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedupe::Keys;

    #[test]
    fn only_different_answers_to_one_prompt_conflict() {
        let item = |prompt: &str, answer: &str| {
            let key = |text: &str| Key::of(text.as_bytes());
            Item { keys: Keys { prompt: key(prompt), answer: key(answer), ..Keys::default() }, score: 0 }
        };
        let items =
            [item("p", "a"), item("q", "a"), item("p", "a"), item("p", "b"), item("q", "a"), item("p", "c")];
        assert_eq!(conflicts(&items), [Disagreement { first: 0, second: 3, records: 4, answers: 3 }]);
    }
}
