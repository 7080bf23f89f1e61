//! Duplicates: which records say the same, which of them stays, and which contradict each other.
//!
//! Pure functions over the keys of records. Exact duplicates have the same JSON value, key order ignored; normalised
//! duplicates have the same turns after NFKC, lower-casing and white-space folding. A record is removed only in
//! favour of one that is kept, never through a chain, and never when system text, tools or training marks differ.

mod conflicts;
mod keys;

use serde::{Deserialize, Serialize};

pub use conflicts::conflicts;
pub use keys::Keys;

use crate::text::{Key, KeyMap};

/// How alike two records must be to be duplicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Level {
    /// No record is a duplicate.
    Off,
    /// The same JSON value; the order of keys does not matter.
    Exact,
    /// The same text but for letter case, white space and compatibility forms.
    #[default]
    Normalised,
}

/// What `[dedupe]` in gristmill.toml and the flags set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// How alike two records must be.
    pub level: Level,
}

/// The records among which duplicates, conflicts and groups are found: their keys and scores, by place.
pub trait Items {
    /// How many there are.
    fn len(&self) -> usize;

    /// What the record at a place is compared by.
    fn keys(&self, place: usize) -> &Keys;

    /// Its score: of duplicates the best stays, of equals the first.
    fn score(&self, place: usize) -> u32;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Items for [(Keys, u32)] {
    fn len(&self) -> usize {
        <[_]>::len(self)
    }

    fn keys(&self, place: usize) -> &Keys {
        &self[place].0
    }

    fn score(&self, place: usize) -> u32 {
        self[place].1
    }
}

/// A record that goes because another says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removed {
    /// The record that stays, by its place among the items.
    pub keeper: usize,
    /// How alike the two are.
    pub level: Level,
}

/// How much stands in the data more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Surplus {
    /// Texts that stand there more than once.
    pub groups: u64,
    /// Records that go when one of each group stays.
    pub surplus: u64,
}

/// Says which records go at a level: for each, in favour of which other; nothing when it stays.
pub fn find(items: &(impl Items + ?Sized), level: Level) -> Vec<Option<Removed>> {
    match level {
        Level::Off => vec![None; items.len()],
        Level::Exact => removed(items, |keys| keys.value),
        Level::Normalised => removed(items, |keys| match keys.text {
            Key::NONE => keys.value,
            // The prompt counts beside the text, so that it matters where the answer begins.
            text => text.and(keys.prompt).and(keys.context),
        }),
    }
}

/// How many records stand there more than once by one of their keys, whatever the others are; an absent key matches
/// nothing.
pub fn surplus(items: &(impl Items + ?Sized), key: impl Fn(&Keys) -> Key) -> Surplus {
    let mut seen: KeyMap<Key, bool> = KeyMap::default();
    let mut surplus = Surplus::default();
    for key in (0..items.len()).map(|place| key(items.keys(place))).filter(|key| !key.is_none()) {
        if let Some(is_group) = seen.get_mut(&key) {
            surplus.groups += u64::from(!*is_group);
            surplus.surplus += 1;
            *is_group = true;
        } else {
            seen.insert(key, false);
        }
    }
    surplus
}

fn removed(items: &(impl Items + ?Sized), identity: impl Fn(&Keys) -> Key) -> Vec<Option<Removed>> {
    let mut best: KeyMap<Key, usize> = KeyMap::default();
    for place in 0..items.len() {
        let keeper = best.entry(identity(items.keys(place))).or_insert(place);
        if items.score(*keeper) < items.score(place) {
            *keeper = place;
        }
    }
    let goes = |place: usize| {
        let keeper = best[&identity(items.keys(place))];
        let is_exact = items.keys(keeper).value == items.keys(place).value;
        let level = if is_exact { Level::Exact } else { Level::Normalised };
        (keeper != place).then_some(Removed { keeper, level })
    };
    (0..items.len()).map(goes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(value: &str, text: &str, context: &str, score: u32) -> (Keys, u32) {
        let key = |text: &str| if text.is_empty() { Key::NONE } else { Key::of(text.as_bytes()) };
        let keys = Keys { value: key(value), text: key(text), context: key(context), ..Keys::default() };
        (keys, score)
    }

    #[test]
    fn the_best_stays_and_then_the_first() {
        let items =
            [item("a", "t", "", 40), item("b", "t", "", 100), item("b", "t", "", 100), item("c", "u", "", 0)];
        let found = find(&items[..], Level::Normalised);
        assert_eq!(
            found,
            [
                Some(Removed { keeper: 1, level: Level::Normalised }),
                None,
                Some(Removed { keeper: 1, level: Level::Exact }),
                None
            ]
        );
        assert_eq!(surplus(&items[..], |keys| keys.value), Surplus { groups: 1, surplus: 1 });
        assert_eq!(surplus(&items[..], |keys| keys.text), Surplus { groups: 1, surplus: 2 });
        assert_eq!(find(&items[..], Level::Exact).iter().flatten().count(), 1);
        assert_eq!(find(&items[..], Level::Off).iter().flatten().count(), 0);
    }

    #[test]
    fn other_system_text_is_another_record() {
        let items = [item("a", "t", "s1", 100), item("b", "t", "s2", 100)];
        let found = find(&items[..], Level::Normalised);
        assert_eq!(found, [None, None]);
        assert_eq!(surplus(&items[..], |keys| keys.text).surplus, 1);
    }

    #[test]
    fn an_empty_text_matches_nothing_but_its_own_value() {
        let items = [item("a", "", "", 0), item("b", "", "", 0), item("a", "", "", 0)];
        let found = find(&items[..], Level::Normalised);
        assert_eq!(found.iter().flatten().count(), 1);
    }
}
