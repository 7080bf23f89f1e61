//! Which groups are set aside: those with the smallest keyed hashes, of every stratum its share.

use super::{Groups, Side};
use crate::dedupe::Items;
use crate::text::Key;

/// Where groups must stand, or must not.
#[derive(Debug, Clone, Default)]
pub struct Pinned {
    /// For each group its side, where something says it.
    pub sides: Vec<Option<Side>>,
    /// For each group whether it stays in train, unless it is pinned elsewhere.
    pub stay: Vec<bool>,
}

/// The drawing of one side after another.
#[derive(Debug)]
pub struct Draw<'d> {
    groups: &'d Groups,
    /// The stratum of each group.
    strata: &'d [u32],
    /// Groups in the order in which they are drawn.
    order: Vec<u32>,
    /// What each group is so far.
    sides: Vec<Option<Side>>,
    stay: Vec<bool>,
}

/// What came of the drawing of a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Drawn {
    /// Items that were wanted.
    pub wanted: u64,
    /// Items that the side has, pinned ones included.
    pub items: u64,
    /// Items in the largest group that was placed there.
    pub largest: u64,
}

/// Groups of one or several strata that give a share together.
#[derive(Debug, Default)]
struct Slot {
    /// Items of all its groups.
    items: u64,
    /// All its groups.
    groups: u64,
    /// Items that stand on the wanted side already.
    placed: u64,
    /// The groups that may be drawn, in order.
    free: Vec<u32>,
    /// The largest of them.
    largest: u64,
}

impl<'d> Draw<'d> {
    /// A drawing among the groups of some items. The seed orders them, by their content alone.
    pub fn new(
        items: &(impl Items + ?Sized),
        groups: &'d Groups,
        strata: &'d [u32],
        pinned: Pinned,
        seed: u64,
    ) -> Self {
        let mut keys: Vec<Option<Key>> = vec![None; groups.sizes.len()];
        for (place, group) in groups.of.iter().enumerate() {
            let item = items.keys(place);
            let content = if item.text.is_none() { item.value } else { item.text };
            let smallest = keys[*group as usize].get_or_insert(content);
            *smallest = content.min(*smallest);
        }
        let seed = blake3::derive_key("gristmill holdout 1", &seed.to_le_bytes());
        let draw = |key: Key| {
            let mut half = [0; 16];
            half.copy_from_slice(&blake3::keyed_hash(&seed, &key.to_bytes()).as_bytes()[..16]);
            half
        };
        let mut order: Vec<([u8; 16], u32)> =
            keys.into_iter().zip(0..).map(|(key, group)| (draw(key.unwrap_or_default()), group)).collect();
        order.sort_unstable();
        let Pinned { mut sides, mut stay } = pinned;
        sides.resize(groups.sizes.len(), None);
        stay.resize(groups.sizes.len(), false);
        let order = order.into_iter().map(|(_, group)| group).collect();
        Self { groups, strata, order, sides, stay }
    }

    /// Puts a group onto a side, whatever its share.
    pub fn put(&mut self, group: u32, side: Side) {
        self.sides[group as usize] = Some(side);
    }

    /// Whether a group may be drawn.
    pub fn is_free(&self, group: u32) -> bool {
        self.sides[group as usize].is_none() && !self.stay[group as usize]
    }

    /// Whether a group stands on a side.
    pub fn is_on(&self, group: u32, side: Side) -> bool {
        self.sides[group as usize] == Some(side)
    }

    /// Draws a side of so many items, of every stratum its share.
    ///
    /// A group larger than the side is never drawn. What one stratum is short of or beyond, because groups are whole, the
    /// next makes good, so that the side is off by at most half the largest group in it where there are groups to choose
    /// from. A stratum with as many groups as a share of one group takes has a group on both sides. Smaller ones give
    /// their share together.
    pub fn take(&mut self, side: Side, wanted: u64) -> Drawn {
        let mut slots = self.slots(side, wanted);
        let quotas = quotas(&slots, wanted);
        let mut order: Vec<usize> = (0..slots.len()).collect();
        // Those with small groups come last, so that they can make good what is left.
        order.sort_by_key(|slot| std::cmp::Reverse(slots[*slot].largest));
        let mut owed = 0_i64;
        let mut taken: Vec<u32> = Vec::new();
        for place in order {
            let slot = &mut slots[place];
            let due = signed(quotas[place]) - signed(slot.placed) + owed;
            let is_pool = place == 0;
            let own = self.take_of(slot, due, !is_pool);
            owed = due - own.iter().map(|group| signed(self.size(*group))).sum::<i64>();
            taken.extend(own);
        }
        self.make_good(owed, &mut taken, &slots);
        for group in taken {
            self.put(group, side);
        }
        let of_side = |group: &&u32| self.sides[**group as usize] == Some(side);
        let sizes = || self.order.iter().filter(of_side).map(|group| self.size(*group));
        Drawn { wanted, items: sizes().sum(), largest: sizes().max().unwrap_or_default() }
    }

    /// What every group is in the end.
    pub fn sides(self) -> Vec<Side> {
        self.sides.into_iter().map(Option::unwrap_or_default).collect()
    }

    fn size(&self, group: u32) -> u64 {
        self.groups.sizes[group as usize]
    }

    /// The slots of a side: first that of all strata with few groups, then one a stratum.
    fn slots(&self, side: Side, wanted: u64) -> Vec<Slot> {
        let strata = self.strata.iter().max().map_or(0, |last| *last as usize + 1);
        let mut counts = vec![0_u64; strata];
        self.strata.iter().for_each(|stratum| counts[*stratum as usize] += 1);
        let all: u64 = self.groups.sizes.iter().sum();
        let is_rare = |stratum: u32| counts[stratum as usize].saturating_mul(wanted) < all;
        let mut slots: Vec<Slot> = Vec::new();
        slots.resize_with(strata + 1, Slot::default);
        for group in &self.order {
            let stratum = self.strata[*group as usize];
            let slot = &mut slots[if is_rare(stratum) { 0 } else { stratum as usize + 1 }];
            let items = self.size(*group);
            slot.items += items;
            slot.groups += 1;
            if self.is_on(*group, side) {
                slot.placed += items;
            } else if self.is_free(*group) && items <= wanted {
                slot.free.push(*group);
                slot.largest = slot.largest.max(items);
            }
        }
        slots
    }

    /// Takes groups of a slot in order, each that is not too large for what is due; and where something is still due, the
    /// one that comes nearest to it.
    fn take_of(&self, slot: &Slot, due: i64, is_on_both_sides: bool) -> Vec<u32> {
        let mut missing = due;
        let mut taken = Vec::new();
        let mut left: Option<(i64, u32)> = None;
        for group in &slot.free {
            if missing <= 0 {
                break;
            }
            let size = signed(self.size(*group));
            if size <= missing {
                taken.push(*group);
                missing -= size;
            } else if left.is_none_or(|(smallest, _)| size < smallest) {
                left = Some((size, *group));
            }
        }
        if let Some((size, group)) = left
            && missing > 0
            && size <= 2 * missing
        {
            taken.push(group);
        }
        if is_on_both_sides && slot.placed == 0 && taken.is_empty() {
            // Of the smallest the first.
            taken.extend(slot.free.iter().copied().min_by_key(|group| self.size(*group)));
        }
        if is_on_both_sides && slot.groups > 1 && taken.len() as u64 == slot.groups {
            taken.pop();
        }
        taken
    }

    /// Makes good what is owed at the end, where that is more than half the largest group: takes the smallest group that is
    /// left, and gives others back for it.
    fn make_good(&self, mut owed: i64, taken: &mut Vec<u32>, slots: &[Slot]) {
        let largest = |taken: &[u32]| taken.iter().map(|group| signed(self.size(*group))).max().unwrap_or(0);
        let mut is_taken = vec![false; self.sides.len()];
        for group in taken.iter() {
            is_taken[*group as usize] = true;
        }
        while 2 * owed > largest(taken) {
            let left = slots.iter().flat_map(|slot| &slot.free).filter(|group| !is_taken[**group as usize]);
            let Some(next) = left.copied().min_by_key(|group| self.size(*group)) else { return };
            let mut over = signed(self.size(next)) - owed;
            let mut back = Vec::new();
            for group in taken.iter().rev() {
                let size = signed(self.size(*group));
                // What comes nearer that way.
                if over > 0 && size < 2 * over {
                    back.push(*group);
                    over -= size;
                }
            }
            if over.abs() >= owed {
                return;
            }
            for group in back {
                is_taken[group as usize] = false;
            }
            is_taken[next as usize] = true;
            taken.push(next);
            taken.retain(|group| is_taken[*group as usize]);
            owed = -over;
        }
    }
}

/// How many items each slot gives: its share, rounded so that the sum is what is wanted.
fn quotas(slots: &[Slot], wanted: u64) -> Vec<u64> {
    let all: u128 = slots.iter().map(|slot| u128::from(slot.items)).sum::<u128>().max(1);
    let share = |slot: &Slot| {
        (u128::from(slot.items) * u128::from(wanted) / all, {
            u128::from(slot.items) * u128::from(wanted) % all
        })
    };
    let mut quotas: Vec<u64> =
        slots.iter().map(|slot| u64::try_from(share(slot).0).unwrap_or_default()).collect();
    let mut rest: Vec<usize> = (0..slots.len()).filter(|slot| share(&slots[*slot]).1 > 0).collect();
    rest.sort_by_key(|slot| std::cmp::Reverse(share(&slots[*slot]).1));
    let missing = wanted.saturating_sub(quotas.iter().sum());
    for slot in rest.into_iter().take(usize::try_from(missing).unwrap_or_default()) {
        quotas[slot] += 1;
    }
    quotas
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedupe::Keys;
    use crate::split::{Grouping, Holdout, Tie};

    /// Items of which each pair shares a prompt.
    fn items(n: u64) -> Vec<(Keys, u32)> {
        let key = |n: u64| Key::of(&n.to_le_bytes());
        (0..n)
            .map(|i| (Keys { text: key(i), prompt: key(1_000_000 + i / 2), ..Keys::default() }, 0))
            .collect()
    }

    fn groups(items: &[(Keys, u32)]) -> Groups {
        let mut grouping = Grouping::new(items.len());
        grouping.tie_equal(items.iter().map(|item| item.0.prompt), Tie::EqualPrompt);
        grouping.groups()
    }

    /// Which items are held out, where one stratum has all.
    fn held_out(items: &[(Keys, u32)], seed: u64) -> Vec<bool> {
        let groups = groups(items);
        let strata = vec![0; groups.sizes.len()];
        let mut draw = Draw::new(items, &groups, &strata, Pinned::default(), seed);
        draw.take(Side::Holdout, Holdout::Auto.wanted(items.len() as u64));
        let sides = draw.sides();
        groups.of.iter().map(|group| sides[*group as usize] == Side::Holdout).collect()
    }

    fn count(held_out: &[bool]) -> usize {
        held_out.iter().filter(|is| **is).count()
    }

    #[test]
    fn the_seed_decides_and_nothing_else() {
        let all = items(1000);
        let first = held_out(&all, 1);
        assert_eq!(count(&first), 150);
        assert_eq!(first, held_out(&all, 1));
        assert_ne!(first, held_out(&all, 2));
        let reversed: Vec<(Keys, u32)> = all.iter().rev().copied().collect();
        let sides: Vec<bool> = held_out(&reversed, 1).into_iter().rev().collect();
        assert_eq!(sides, first);
    }

    #[test]
    fn growing_a_dataset_moves_little() {
        let (before, after) = (held_out(&items(1000), 7), held_out(&items(1100), 7));
        let moved = before.iter().zip(&after).filter(|(a, b)| a != b).count();
        assert!(moved < 20, "{moved} of 1000 records moved");
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
        let held_out = held_out(&all, 1);
        assert!(held_out[20..].iter().all(|is| !is));
        assert!(count(&held_out).abs_diff(15) <= 1, "{}", count(&held_out));
    }

    #[test]
    fn every_stratum_gives_its_share_and_rare_ones_together() {
        // Strata of 600, 300 and 80 items, and ten of two.
        let all = items(1000);
        let groups = groups(&all);
        let stratum = |item: u32| match item {
            0..600 => 0,
            600..900 => 1,
            900..980 => 2,
            rare => 3 + (rare - 980) / 2,
        };
        let strata: Vec<u32> = groups.first.iter().map(|first| stratum(*first)).collect();
        for seed in 0..50 {
            let mut draw = Draw::new(&all[..], &groups, &strata, Pinned::default(), seed);
            let drawn = draw.take(Side::Holdout, 150);
            let validation = draw.take(Side::Validation, 100);
            assert_eq!((drawn.items, validation.items), (150, 100));
            let sides = draw.sides();
            let mut counts = [0; 4];
            for (group, stratum) in strata.iter().enumerate() {
                counts[(*stratum).min(3) as usize] += 2 * usize::from(sides[group] == Side::Holdout);
            }
            let [a, b, c, rare] = counts;
            assert!(a.abs_diff(90) <= 2 && b.abs_diff(45) <= 2 && c.abs_diff(12) <= 2, "{counts:?}");
            assert!((2..=4).contains(&rare), "{counts:?}");
        }
    }

    #[test]
    fn what_is_pinned_stays_and_counts() {
        let all = items(100);
        let groups = groups(&all);
        let strata = vec![0; 50];
        let mut pinned = Pinned { sides: vec![Some(Side::Holdout); 5], stay: vec![false; 50] };
        pinned.stay[5..40].fill(true);
        let mut draw = Draw::new(&all[..], &groups, &strata, pinned, 3);
        assert_eq!(draw.take(Side::Holdout, 15).items, 16);
        let sides = draw.sides();
        assert!(sides[..5].iter().all(|side| *side == Side::Holdout));
        assert!(sides[5..40].iter().all(|side| *side == Side::Train));
    }

    #[test]
    fn what_cannot_be_met_by_halves_is_made_good() {
        // One group of five and many of seven, where eight are wanted: seven is nearer than five.
        let mut grouping = Grouping::new(75);
        for i in 1..75 {
            grouping.tie(if i < 5 { 0 } else { 5 + (i - 5) / 7 * 7 }, i, Tie::Key);
        }
        let groups = grouping.groups();
        let all = items(75);
        let strata = vec![0; groups.sizes.len()];
        for seed in 0..20 {
            let mut draw = Draw::new(&all[..], &groups, &strata, Pinned::default(), seed);
            let drawn = draw.take(Side::Holdout, 8);
            assert!(2 * drawn.items.abs_diff(8) <= drawn.largest, "{drawn:?}");
        }
    }
}
