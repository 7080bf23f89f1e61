//! What the two sides share, measured after the fact by a join that knows nothing of groups.

use serde::Serialize;

use super::Item;
use crate::dedupe::KeySet;
use crate::text::Key;

/// How many holdout records are also in train.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Overlap {
    /// Holdout records whose normalised prompt is in train.
    pub prompt_equal: u64,
    /// Holdout records whose normalised text is in train.
    pub record_equal: u64,
}

/// Measures what the records that are held out share with the others.
pub fn overlap(items: &[Item], is_held_out: &[bool]) -> Overlap {
    let side = |wanted: bool| {
        items.iter().zip(is_held_out).filter(move |(_, side)| **side == wanted).map(|(item, _)| item)
    };
    let shared = |part: fn(&Item) -> Key| {
        let seen: KeySet<Key> = side(false).map(part).filter(|key| !key.is_none()).collect();
        side(true).filter(|item| seen.contains(&part(item))).count() as u64
    };
    Overlap { prompt_equal: shared(|item| item.prompt), record_equal: shared(|item| item.text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaks_are_counted_on_the_holdout_side() {
        let item = |text: u128, prompt: u128| Item {
            text: Key::from(text),
            prompt: Key::from(prompt),
            ..Item::default()
        };
        let items = [item(11, 1), item(12, 2), item(13, 1), item(12, 3), item(14, 4)];
        assert_eq!(
            overlap(&items, &[false, false, true, true, true]),
            Overlap { prompt_equal: 1, record_equal: 1 }
        );
    }
}
