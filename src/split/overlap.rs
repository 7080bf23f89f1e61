//! What the holdout shares with train, measured after the fact by a join that knows nothing of groups.

use serde::Serialize;

use super::Side;
use crate::dedupe::{By, Items};
use crate::text::{Key, KeyMap};

/// How many holdout records are also in train.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Overlap {
    /// Holdout records whose normalised prompt is in train.
    pub prompt_equal: u64,
    /// Holdout records whose prompt is nearly in train, equal ones included, where near ones were looked for.
    pub prompt_near: Option<u64>,
    /// Holdout records whose normalised text is in train.
    pub record_equal: u64,
    /// Holdout records whose text is nearly in train, equal ones included, where near ones were looked for.
    pub record_near: Option<u64>,
    /// Holdout records whose prompt shares a run of 13 words with a prompt of train; of other kinds of data, boilerplate
    /// included, so it is told and nothing follows from it.
    pub ngram: Option<u64>,
}

impl Overlap {
    /// Whether anything but runs of words is shared.
    pub fn is_leak(&self) -> bool {
        let near = [self.prompt_near, self.record_near].map(Option::unwrap_or_default);
        self.prompt_equal + self.record_equal + near.iter().sum::<u64>() > 0
    }
}

/// The items held out whose part is equal to that of one in train, each with the first such item.
pub fn equal_rows(items: &(impl Items + ?Sized), sides: &[Side], by: By) -> Vec<(u32, u32)> {
    let part = |item: u32| items.keys(item as usize).part(by);
    let of = |side: Side| (0..).zip(sides).filter(move |(_, own)| **own == side).map(|(item, _)| item);
    let mut held: KeyMap<Key, Option<u32>> = of(Side::Holdout).map(|item| (part(item), None)).collect();
    held.remove(&Key::NONE);
    for item in of(Side::Train) {
        if let Some(first) = held.get_mut(&part(item)) {
            first.get_or_insert(item);
        }
    }
    of(Side::Holdout).filter_map(|item| Some((item, (*held.get(&part(item))?)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedupe::Keys;

    #[test]
    fn leaks_are_counted_on_the_holdout_side() {
        let item = |text: u128, prompt: u128| {
            (Keys { text: Key::from(text), prompt: Key::from(prompt), ..Keys::default() }, 0)
        };
        let items = [item(11, 1), item(12, 2), item(13, 1), item(12, 3), item(14, 4), item(12, 3)];
        let sides = [Side::Train, Side::Train, Side::Holdout, Side::Holdout, Side::Holdout, Side::Ood];
        assert_eq!(equal_rows(&items[..], &sides, By::Prompt), [(2, 0)]);
        assert_eq!(equal_rows(&items[..], &sides, By::Example), [(3, 1)]);
    }
}
