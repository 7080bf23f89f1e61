//! Groups: records that must stay on one side, and what ties them together.

use serde::Serialize;

use crate::dedupe::Clusters;
use crate::text::{Key, KeyMap};

/// What ties two records together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tie {
    /// The same text.
    EqualText,
    /// The same prompt.
    EqualPrompt,
    /// The same key of the user's.
    Key,
    /// One conversation: its id, or how it begins.
    Conversation,
    /// Nearly the same text.
    NearText,
    /// Nearly the same prompt.
    NearPrompt,
    /// A run of 13 words that both prompts have.
    Context,
}

impl Tie {
    /// Every tie.
    pub const ALL: [Self; 7] = [
        Self::EqualText,
        Self::EqualPrompt,
        Self::Key,
        Self::Conversation,
        Self::NearText,
        Self::NearPrompt,
        Self::Context,
    ];

    /// What two records share.
    pub fn what(self) -> &'static str {
        match self {
            Self::EqualText => "the same text",
            Self::EqualPrompt => "the same prompt",
            Self::Key => "the same key",
            Self::Conversation => "one conversation",
            Self::NearText => "nearly the same text",
            Self::NearPrompt => "nearly the same prompt",
            Self::Context => "13 words in a row",
        }
    }

    /// How a group that is too large is parted, where this is what ties it.
    pub fn cut(self) -> &'static str {
        match self {
            Self::EqualText => "take duplicates out first: `gristmill dedupe`",
            Self::EqualPrompt => {
                "if the prompt is only an instruction, move what differs into it, or move it into a system message"
            }
            Self::Key => "group by something finer: `--group-by`",
            Self::Conversation => "give each conversation an id of its own",
            Self::NearText | Self::NearPrompt => "raise --group-threshold, for example to 0.8",
            Self::Context => "leave out --group-context, or shorten the shared context",
        }
    }
}

/// Groups in the making.
#[derive(Debug, Clone)]
pub struct Grouping {
    clusters: Clusters,
    /// What tied each item to one before it, if anything did.
    ties: Vec<Option<Tie>>,
}

impl Grouping {
    /// So many items, none of them tied.
    pub fn new(items: usize) -> Self {
        Self { clusters: Clusters::new(items), ties: vec![None; items] }
    }

    /// Ties two items; says whether they were not tied before.
    pub fn tie(&mut self, a: u32, b: u32, tie: Tie) -> bool {
        let joined = self.clusters.unite(a, b);
        if let Some(joined) = joined {
            self.ties[joined as usize] = Some(tie);
        }
        joined.is_some()
    }

    /// Ties the items that share a key; an absent one ties nothing.
    pub fn tie_equal(&mut self, keys: impl Iterator<Item = Key>, tie: Tie) {
        let mut seen: KeyMap<Key, u32> = KeyMap::default();
        for (number, key) in (0..).zip(keys) {
            if !key.is_none() {
                self.tie(*seen.entry(key).or_insert(number), number, tie);
            }
        }
    }

    /// The groups as they are now.
    pub fn groups(&mut self) -> Groups {
        let mut numbers: Vec<u32> = vec![u32::MAX; self.ties.len()];
        let mut groups = Groups::default();
        for (_, item) in self.ties.iter().zip(0..) {
            let number = &mut numbers[self.clusters.root(item) as usize];
            if *number == u32::MAX {
                *number = u32::try_from(groups.sizes.len()).expect("fewer than 2^32 records");
                groups.sizes.push(0);
                groups.first.push(item);
            }
            groups.sizes[*number as usize] += 1;
            groups.of.push(*number);
        }
        groups
    }

    /// How many ties of each kind hold a group together; of those between the same items the first that was found.
    pub fn ties(&self, groups: &Groups, group: u32) -> Vec<(Tie, u64)> {
        let mut counts = [0; Tie::ALL.len()];
        for (tie, _) in self.ties.iter().zip(&groups.of).filter(|(_, of)| **of == group) {
            if let Some(tie) = tie {
                counts[*tie as usize] += 1;
            }
        }
        let mut found: Vec<(Tie, u64)> =
            Tie::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect();
        found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        found
    }
}

/// The groups of some items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Groups {
    /// For each item its group, numbered from 0 in the order of their first items.
    pub of: Vec<u32>,
    /// For each group how many items it has.
    pub sizes: Vec<u64>,
    /// For each group its first item.
    pub first: Vec<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_ties_records_puts_them_into_one_group() {
        let keys =
            |numbers: [u128; 7]| numbers.into_iter().map(|n| if n == 0 { Key::NONE } else { Key::from(n) });
        let mut grouping = Grouping::new(7);
        grouping.tie_equal(keys([1, 2, 3, 2, 4, 5, 6]), Tie::EqualText);
        grouping.tie_equal(keys([11, 12, 11, 13, 0, 0, 13]), Tie::EqualPrompt);
        let groups = grouping.groups();
        assert_eq!(groups.of, [0, 1, 0, 1, 2, 3, 1]);
        assert_eq!((groups.sizes, groups.first), (vec![2, 3, 1, 1], vec![0, 1, 4, 5]));
        grouping.tie(0, 6, Tie::NearPrompt);
        grouping.tie(2, 3, Tie::Context);
        let groups = grouping.groups();
        assert_eq!(groups.of, [0, 0, 0, 0, 1, 2, 0]);
        assert_eq!(
            grouping.ties(&groups, 0),
            [(Tie::EqualPrompt, 2), (Tie::EqualText, 1), (Tie::NearPrompt, 1)]
        );
    }
}
