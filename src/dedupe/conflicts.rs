//! Conflicts: the same prompt under the same system text, answered differently.

use std::collections::hash_map::Entry;

use super::Items;
use crate::text::{Key, KeyMap, KeySet};

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

/// The prompts with more than one answer, in the order in which their second records come.
pub fn conflicts(items: &(impl Items + ?Sized)) -> Vec<Disagreement> {
    /// Where a prompt was seen first, and its group once there is a second record.
    struct Seen {
        first: usize,
        group: Option<usize>,
    }
    let mut prompts: KeyMap<Key, Seen> = KeyMap::default();
    let mut answers: KeySet<(usize, Key)> = KeySet::default();
    let mut groups: Vec<Disagreement> = Vec::new();
    for place in 0..items.len() {
        let keys = items.keys(place);
        if keys.prompt.is_none() || keys.answer.is_none() {
            continue;
        }
        let seen = match prompts.entry(keys.prompt.and(keys.context)) {
            Entry::Vacant(entry) => {
                entry.insert(Seen { first: place, group: None });
                continue;
            }
            Entry::Occupied(entry) => entry.into_mut(),
        };
        let first = seen.first;
        let number = *seen.group.get_or_insert_with(|| {
            answers.insert((groups.len(), items.keys(first).answer));
            groups.push(Disagreement { first, second: first, records: 1, answers: 1 });
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
            (Keys { prompt: key(prompt), answer: key(answer), ..Keys::default() }, 0)
        };
        let items =
            [item("p", "a"), item("q", "a"), item("p", "a"), item("p", "b"), item("q", "a"), item("p", "c")];
        assert_eq!(conflicts(&items[..]), [Disagreement { first: 0, second: 3, records: 4, answers: 3 }]);
    }
}
