//! Which groups are held out: those with the smallest keyed hashes, until the holdout has its size.

use super::{Groups, Options};
use crate::dedupe::Items;
use crate::text::Key;

/// A split of some records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// For each record whether it is held out.
    pub is_held_out: Vec<bool>,
    /// How many records the holdout was meant to have.
    pub wanted: u64,
    /// How many it has.
    pub holdout: u64,
    /// How many groups the records form.
    pub groups: u64,
    /// How many records the largest group has.
    pub largest_group: u64,
}

/// Splits records: whole groups, chosen by the seed and the groups' content alone.
///
/// A group larger than the wanted holdout goes to train. A group that would overshoot is taken only when that comes
/// nearer to the wanted size than leaving it.
pub fn split(items: &(impl Items + ?Sized), options: &Options) -> Split {
    let groups = Groups::new(items);
    let wanted = options.holdout.wanted(items.len() as u64);
    let mut keys: Vec<Option<Key>> = vec![None; groups.sizes.len()];
    for (place, group) in groups.of.iter().enumerate() {
        let item = items.keys(place);
        let content = if item.text.is_none() { item.value } else { item.text };
        let smallest = keys[*group].get_or_insert(content);
        *smallest = content.min(*smallest);
    }
    let seed = blake3::derive_key("gristmill holdout 1", &options.seed.to_le_bytes());
    let draw = |key: Key| {
        let mut half = [0; 16];
        half.copy_from_slice(&blake3::keyed_hash(&seed, &key.to_bytes()).as_bytes()[..16]);
        half
    };
    let mut order: Vec<([u8; 16], usize)> =
        keys.into_iter().enumerate().map(|(group, key)| (draw(key.unwrap_or_default()), group)).collect();
    order.sort_unstable();
    let mut is_chosen = vec![false; order.len()];
    let mut holdout = 0;
    for (_, group) in order {
        let (size, missing) = (groups.sizes[group], wanted - holdout.min(wanted));
        if missing > 0 && size <= wanted && size <= 2 * missing {
            is_chosen[group] = true;
            holdout += size;
        }
    }
    Split {
        is_held_out: groups.of.iter().map(|group| is_chosen[*group]).collect(),
        wanted,
        holdout,
        groups: groups.sizes.len() as u64,
        largest_group: groups.sizes.iter().copied().max().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedupe::Keys;
    use crate::split::Holdout;

    fn items(n: u64) -> Vec<(Keys, u32)> {
        let key = |n: u64| Key::of(&n.to_le_bytes());
        (0..n)
            .map(|i| (Keys { text: key(i), prompt: key(1_000_000 + i / 2), ..Keys::default() }, 0))
            .collect()
    }

    fn options(seed: u64) -> Options {
        Options { holdout: Holdout::Auto, seed }
    }

    #[test]
    fn the_seed_decides_and_nothing_else() {
        let all = items(1000);
        let split_a = split(&all[..], &options(1));
        assert_eq!(
            (split_a.wanted, split_a.holdout, split_a.groups, split_a.largest_group),
            (150, 150, 500, 2)
        );
        assert_eq!(split_a, split(&all[..], &options(1)));
        assert_ne!(split_a.is_held_out, split(&all[..], &options(2)).is_held_out);
        let reversed: Vec<(Keys, u32)> = all.iter().rev().copied().collect();
        let sides: Vec<bool> = split(&reversed[..], &options(1)).is_held_out.into_iter().rev().collect();
        assert_eq!(sides, split_a.is_held_out);
    }

    #[test]
    fn growing_a_dataset_moves_little() {
        let before = split(&items(1000)[..], &options(7));
        let after = split(&items(1100)[..], &options(7));
        let moved = before.is_held_out.iter().zip(&after.is_held_out).filter(|(a, b)| a != b).count();
        assert!(moved < 30, "{moved} of 1000 records moved");
    }

    #[test]
    fn a_group_larger_than_the_holdout_stays_in_train() {
        let key = Key::of(b"same prompt");
        let mut all: Vec<(Keys, u32)> = items(20);
        all.extend(
            (0..80_u64).map(|i| {
                (Keys { text: Key::of(&(i + 500).to_le_bytes()), prompt: key, ..Keys::default() }, 0)
            }),
        );
        let split = split(&all[..], &options(1));
        assert_eq!(split.largest_group, 80);
        assert!(split.is_held_out[20..].iter().all(|held_out| !held_out));
        assert!(split.holdout.abs_diff(split.wanted) <= 1, "{split:?}");
    }
}
