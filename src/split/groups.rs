//! Groups: records that must stay on one side, because they share their text or their prompt.

use crate::dedupe::{Clusters, Items};
use crate::text::{Key, KeyMap};

/// The groups of some records: connected components of shared texts and shared prompts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// For each record its group, numbered from 0 in the order of their first records.
    pub of: Vec<usize>,
    /// For each group how many records it has.
    pub sizes: Vec<u64>,
}

impl Groups {
    /// Groups records. An empty prompt or text ties nothing.
    pub fn new(items: &(impl Items + ?Sized)) -> Self {
        let mut clusters = Clusters::new(items.len());
        let mut texts: KeyMap<Key, u32> = KeyMap::default();
        let mut prompts: KeyMap<Key, u32> = KeyMap::default();
        for (place, number) in (0..items.len()).zip(0..) {
            let keys = items.keys(place);
            for (seen, key) in [(&mut texts, keys.text), (&mut prompts, keys.prompt)] {
                if !key.is_none() {
                    clusters.unite(*seen.entry(key).or_insert(number), number);
                }
            }
        }
        let mut numbers: Vec<Option<usize>> = vec![None; items.len()];
        let mut sizes = Vec::new();
        let of = (0..items.len())
            .zip(0..)
            .map(|(_, number)| {
                let number = *numbers[clusters.root(number) as usize].get_or_insert_with(|| {
                    sizes.push(0);
                    sizes.len() - 1
                });
                sizes[number] += 1;
                number
            })
            .collect();
        Self { of, sizes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedupe::Keys;

    #[test]
    fn shared_prompts_and_texts_tie_records_together() {
        let item = |text: u128, prompt: u128| {
            let key = |n: u128| if n == 0 { Key::NONE } else { Key::from(n) };
            (Keys { text: key(text), prompt: key(prompt), ..Keys::default() }, 0)
        };
        let items = [item(1, 11), item(2, 12), item(3, 11), item(2, 13), item(4, 0), item(5, 0), item(6, 13)];
        let groups = Groups::new(&items[..]);
        assert_eq!(groups.of, [0, 1, 0, 1, 2, 3, 1]);
        assert_eq!(groups.sizes, [2, 3, 1, 1]);
    }
}
