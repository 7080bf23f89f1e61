//! What the two sides share, measured after the fact by a join that knows nothing of groups.

use serde::Serialize;

use crate::dedupe::{Items, Keys};
use crate::text::{Key, KeySet};

/// How many holdout records are also in train.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Overlap {
    /// Holdout records whose normalised prompt is in train.
    pub prompt_equal: u64,
    /// Holdout records whose normalised text is in train.
    pub record_equal: u64,
}

/// Measures what the records that are held out share with the others.
pub fn overlap(items: &(impl Items + ?Sized), is_held_out: &[bool]) -> Overlap {
    let side = |wanted: bool| (0..items.len()).filter(move |place| is_held_out[*place] == wanted);
    let shared = |part: fn(&Keys) -> Key| {
        let train = side(false).map(|place| part(items.keys(place)));
        let seen: KeySet<Key> = train.filter(|key| !key.is_none()).collect();
        side(true).filter(|place| seen.contains(&part(items.keys(*place)))).count() as u64
    };
    Overlap { prompt_equal: shared(|keys| keys.prompt), record_equal: shared(|keys| keys.text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaks_are_counted_on_the_holdout_side() {
        let item = |text: u128, prompt: u128| {
            (Keys { text: Key::from(text), prompt: Key::from(prompt), ..Keys::default() }, 0)
        };
        let items = [item(11, 1), item(12, 2), item(13, 1), item(12, 3), item(14, 4)];
        assert_eq!(
            overlap(&items[..], &[false, false, true, true, true]),
            Overlap { prompt_equal: 1, record_equal: 1 }
        );
    }
}
