//! Common text: the shingles that stand in so many records that they say nothing about two of them.
//!
//! The template guard leaves them out of a second comparison. Which they are must be known exactly when two texts are
//! compared, and roughly when they are sketched, a whole pass earlier. So a sample tells which shingles may be common,
//! now or when duplicates are gone; those alone are watched, and counted in all records.

use crate::text::{KeyMap, KeySet, mixed, order};

/// A shingle is common when it stands in more than this many records, and in more than a tenth of them.
const LEAST: u64 = 20;

/// The number of records, of so many, beyond which a shingle is common.
pub fn limit(records: u64) -> u64 {
    LEAST.max(records / 10)
}

/// How often shingles stand in the records of a sample.
#[derive(Debug, Default)]
pub struct Sample {
    records: u64,
    /// Records of different shingles: of equal ones, one stays.
    distinct: u64,
    seen: KeySet<u64>,
    counts: KeyMap<u64, Count>,
}

/// In how many records a shingle stands, and in how many different ones.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    records: u32,
    distinct: u32,
}

impl Sample {
    /// Records in a sample. A shingle of one record in ten is then seen in 102 of them, give or take ten: far from the
    /// fifth of that from which it is watched.
    pub const RECORDS: usize = 1_024;
    /// Shingles that are held; the rarest go when there are more.
    const HELD: usize = 1 << 20;

    /// Adds a record; its shingles are put in order.
    pub fn add(&mut self, shingles: &mut Vec<u64>) {
        order(shingles);
        if shingles.is_empty() {
            return;
        }
        let is_new = self.seen.insert(shingles.iter().fold(0, |hash, shingle| mixed(hash ^ shingle)));
        self.records += 1;
        self.distinct += u64::from(is_new);
        for shingle in shingles.iter() {
            let count = self.counts.entry(*shingle).or_default();
            count.records += 1;
            count.distinct += u32::from(is_new);
        }
        if self.counts.len() > Self::HELD {
            let rare = (self.records / 32).max(1);
            self.counts.retain(|_, count| u64::from(count.records) > rare);
        }
    }

    /// The shingles to watch, when there are so many records in all.
    pub fn watched(self, records: u64) -> Watched {
        let scale = self.records.min(records) as f64 / records.max(1) as f64;
        let limit = limit(records) as f64 * scale;
        // When four of five records have gone, what stands in one of fifty is common.
        let may_be = if self.records >= records { LEAST as f64 } else { limit / 5.0 };
        // What stands in a quarter of all, and of those that stay of equal ones, stays common unless nearly all of that goes.
        let must_be = 2.5 * limit;
        let distinct = records.saturating_mul(self.distinct) / self.records.max(1);
        let distinct_must_be = 2.5 * self::limit(distinct) as f64 * scale;
        let counts = self.counts.into_iter();
        let mut found: Vec<(u64, bool)> = counts
            .filter(|(_, count)| f64::from(count.records) > may_be)
            .map(|(shingle, count)| {
                let stays = f64::from(count.distinct) > distinct_must_be;
                (shingle, stays && f64::from(count.records) > must_be)
            })
            .collect();
        found.sort_unstable();
        let mut watched = Watched::default();
        for (place, (shingle, is_likely)) in found.into_iter().enumerate() {
            watched.filter.add(shingle);
            watched.places.insert(shingle, u32::try_from(place).unwrap_or(u32::MAX));
            watched.is_likely.push(is_likely);
            watched.has_likely |= is_likely;
        }
        watched
    }
}

/// Shingles that may be common.
#[derive(Debug, Default)]
pub struct Watched {
    places: KeyMap<u64, u32>,
    /// Whether each almost certainly is.
    is_likely: Vec<bool>,
    has_likely: bool,
    filter: Filter,
}

impl Watched {
    /// Whether a shingle is watched.
    pub fn has(&self, shingle: u64) -> bool {
        self.place(shingle).is_some()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.is_likely.is_empty()
    }

    fn place(&self, shingle: u64) -> Option<u32> {
        self.filter.may_have(shingle).then(|| self.places.get(&shingle).copied()).flatten()
    }

    /// Counts the watched shingles of a record once each. Order does not matter.
    pub fn count(&self, shingles: &[u64], counts: &mut Vec<u32>) {
        counts.resize(self.is_likely.len(), 0);
        if self.is_empty() {
            return;
        }
        let mut seen: Vec<u32> = shingles.iter().filter_map(|shingle| self.place(*shingle)).collect();
        seen.sort_unstable();
        seen.dedup();
        for place in seen {
            counts[place as usize] += 1;
        }
    }

    /// Takes those out of `shingles` that are almost certainly common, where some are left that are not even watched. Of a
    /// text that is watched as a whole, what is left would be too little to know it by.
    pub fn thin(&self, shingles: &mut Vec<u64>) {
        let is_likely =
            |shingle: u64| self.place(shingle).is_some_and(|place| self.is_likely[place as usize]);
        if self.has_likely && shingles.iter().any(|shingle| !self.has(*shingle)) {
            shingles.retain(|shingle| !is_likely(*shingle));
        }
    }

    /// What is common among so many records, of which each watched shingle stands in so many.
    pub fn common(&self, counts: &[u32], records: u64) -> Common {
        let limit = limit(records);
        let is_common =
            |place: u32| counts.get(place as usize).is_some_and(|count| u64::from(*count) > limit);
        Common::new(self.places.iter().filter(|(_, place)| is_common(**place)).map(|(shingle, _)| *shingle))
    }
}

/// Shingles that are common.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Common {
    shingles: KeySet<u64>,
    filter: Filter,
}

impl Common {
    /// Some shingles.
    pub fn new(shingles: impl Iterator<Item = u64>) -> Self {
        let mut common = Self::default();
        for shingle in shingles {
            common.filter.add(shingle);
            common.shingles.insert(shingle);
        }
        common
    }

    /// Whether a shingle is among them.
    pub fn has(&self, shingle: u64) -> bool {
        self.filter.may_have(shingle) && self.shingles.contains(&shingle)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.shingles.is_empty()
    }
}

/// Says of most shingles that are not in a set that they are not, from a few kilobytes.
#[derive(Debug, Clone, PartialEq)]
struct Filter(Vec<u64>);

impl Default for Filter {
    fn default() -> Self {
        // A bit for each of the numbers of 16 bits.
        Self(vec![0; (1 << 16) / 64])
    }
}

impl Filter {
    fn place(shingle: u64) -> (usize, u64) {
        // The top bits: those below order the maps.
        let bit = usize::try_from(shingle >> 48).unwrap_or_default();
        (bit / 64, 1 << (bit % 64))
    }

    fn add(&mut self, shingle: u64) {
        let (word, bit) = Self::place(shingle);
        self.0[word] |= bit;
    }

    fn may_have(&self, shingle: u64) -> bool {
        let (word, bit) = Self::place(shingle);
        self.0[word] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::mixed;

    #[test]
    fn what_stands_in_a_tenth_of_many_records_is_common() {
        assert_eq!([limit(0), limit(200), limit(201), limit(1_000), limit(1_009)], [20, 20, 20, 100, 100]);
        // 1 stands in all of 100 records, 2 in 21, 3 in 20.
        let record = |i: u64| -> Vec<u64> {
            let shared = [1].into_iter().chain((i < 21).then_some(2)).chain((i < 20).then_some(3));
            shared.map(mixed).chain([mixed(100 + i); 2]).collect()
        };
        let mut sample = Sample::default();
        (0..100).for_each(|i| sample.add(&mut record(i)));
        let watched = sample.watched(100);
        let mut counts = Vec::new();
        for i in 0..100 {
            let mut shingles = record(i);
            watched.count(&shingles, &mut counts);
            watched.thin(&mut shingles);
            assert_eq!(shingles.contains(&mixed(2)), i < 21);
            assert!(!shingles.contains(&mixed(1)) && shingles.contains(&mixed(100 + i)));
        }
        let common = watched.common(&counts, 100);
        assert_eq!([1, 2, 3, 100].map(|n| common.has(mixed(n))), [true, true, false, false]);
        // What is common as long as its equal copies are there is not left out of sketches.
        let mut sample = Sample::default();
        (0..100).for_each(|i| sample.add(&mut [1, 2, 100 + i.max(60)].map(mixed).to_vec()));
        (0..100).for_each(|i| sample.add(&mut [3, 300 + i].map(mixed).to_vec()));
        let copied = sample.watched(200);
        let mut shingles = [1, 2, 100].map(mixed).to_vec();
        copied.thin(&mut shingles);
        assert_eq!((copied.has(mixed(1)), shingles.len()), (true, 3));
        // A record of nothing but what may be common keeps it.
        for shingles in [vec![mixed(1), mixed(1)], vec![mixed(1), mixed(2)]] {
            let mut thinned = shingles.clone();
            watched.thin(&mut thinned);
            assert_eq!(thinned, shingles);
        }
    }
}
