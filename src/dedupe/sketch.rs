//! Sketches: the few numbers that are kept of a text, by which the texts that may be near it are found.
//!
//! A sketch is a MinHash signature of `bands` × `rows` values, of which one hash a band is kept. Two texts of Jaccard
//! similarity `s` have an equal band with the probability `1 - (1 - s^rows)^bands`; what is found that way is only a
//! candidate, and the shingles themselves decide.
//!
//! The signature is that of Dahlgaard, Knudsen and Thorup, "Fast Similarity Sketching" (FOCS 2017): every shingle is
//! thrown into one slot a round, until all slots are taken. It has the spread of as many independent hash functions, for
//! texts of three words as for long ones, and costs about `k ln k + n` steps for `k` values of `n` shingles.

use crate::text::mixed;

/// How a signature is parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Banding {
    /// Bands, each of which alone makes two texts candidates.
    pub bands: usize,
    /// Values in a band, all of which must be equal.
    pub rows: usize,
}

impl Banding {
    /// The most rows: more would choose better among texts that are nearly equal, of which there are few.
    const MOST_ROWS: usize = 8;
    /// How many of all pairs just at the threshold may be missed.
    const MISSED: f64 = 2e-4;

    /// The banding for a threshold between 0.3 and 1: as many rows as leave a quarter of the pairs at the threshold in
    /// each band, and as many bands as it takes to miss one pair in 5,000 there. Above the threshold fewer are missed.
    ///
    /// ```
    /// use gristmill::dedupe::Banding;
    ///
    /// let banding = Banding::for_threshold(0.7);
    /// assert_eq!((banding.bands, banding.rows), (32, 4));
    /// assert!(banding.recall(0.7) > 0.9998 && banding.recall(0.8) > 0.999_999_9);
    /// // What is far below is rarely looked at.
    /// assert!(banding.recall(0.2) < 0.06);
    /// ```
    pub fn for_threshold(threshold: f64) -> Self {
        Self::missing(threshold, Self::MISSED)
    }

    /// The same for who can do with missing more of the pairs at the threshold: that share of them.
    pub fn missing(threshold: f64, share: f64) -> Self {
        let mut rows = 1;
        let mut agreeing = threshold;
        while rows < Self::MOST_ROWS && agreeing * threshold >= 0.24 {
            agreeing *= threshold;
            rows += 1;
        }
        let (mut bands, mut missed) = (1, 1.0 - agreeing);
        while missed > share {
            missed *= 1.0 - agreeing;
            bands += 1;
        }
        Self { bands, rows }
    }

    /// The share of pairs of a similarity that become candidates.
    pub fn recall(self, similarity: f64) -> f64 {
        let power = |base: f64, times: usize| (0..times).fold(1.0, |power, _| power * base);
        1.0 - power(1.0 - power(similarity, self.rows), self.bands)
    }
}

/// Makes sketches.
#[derive(Debug)]
pub struct Sketcher {
    banding: Banding,
    slots: Vec<u32>,
}

impl Sketcher {
    /// Makes sketches of a banding.
    pub fn new(banding: Banding) -> Self {
        Self { banding, slots: vec![EMPTY; banding.bands * banding.rows] }
    }

    /// How sketches are parted.
    pub fn banding(&self) -> Banding {
        self.banding
    }

    /// Appends the hash of every band to `out`, none of them 0; zeros where there are no shingles. A shingle that occurs
    /// again changes nothing.
    pub fn sketch(&mut self, shingles: &[u64], out: &mut Vec<u32>) {
        if shingles.is_empty() {
            out.resize(out.len() + self.banding.bands, 0);
            return;
        }
        self.fill(shingles);
        out.extend(self.slots.chunks_exact(self.banding.rows).map(|rows| {
            let hash = rows.iter().fold(0, |hash: u64, value| mixed(hash.rotate_left(5) ^ u64::from(*value)));
            u32::try_from(hash >> 32).unwrap_or_default().max(1)
        }));
    }

    /// Throws every shingle into one slot a round, until all are taken; the smallest value stays. A value begins with its
    /// round, so that whatever an earlier one put there is smaller.
    fn fill(&mut self, shingles: &[u64]) {
        self.slots.fill(EMPTY);
        let slots = self.slots.len();
        let place = |half: u32| ((u64::from(half) * slots as u64) >> 32) as usize;
        for round in (0..slots).step_by(2) {
            let (first, second) = (stamp(round), stamp(round + 1));
            let seed = mixed(round as u64 + 1);
            for shingle in shingles {
                // Shingles are hashes already: a little stirring makes them anew, and makes two of them.
                let [a, b] = halves(*shingle ^ seed);
                for (half, stamp) in [(a, first), (b, second)] {
                    let slot = &mut self.slots[place(half)];
                    *slot = (*slot).min(stamp | half & VALUE);
                }
            }
            if !self.slots.contains(&EMPTY) {
                return;
            }
        }
        // What chance has left empty by now, each shingle is thrown into.
        for (place, slot) in self.slots.iter_mut().enumerate().filter(|(_, slot)| **slot == EMPTY) {
            let seed = mixed((slots + place) as u64 + 1);
            let values = shingles.iter().map(|shingle| stamp(LAST) | halves(*shingle ^ seed)[0] & VALUE);
            *slot = values.min().unwrap_or_default();
        }
    }
}

/// An empty slot.
const EMPTY: u32 = u32::MAX;
/// The bits of a value behind its round.
const VALUE: u32 = 0x00ff_ffff;
/// The round of the slots that chance left empty; there are fewer rounds of chance.
const LAST: usize = 254;

#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 255 rounds")]
fn stamp(round: usize) -> u32 {
    (round.min(LAST) as u32) << 24
}

#[expect(clippy::cast_possible_truncation, reason = "the halves are what is meant")]
fn halves(hash: u64) -> [u32; 2] {
    let hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    let hash = hash ^ hash >> 32;
    [(hash >> 32) as u32, hash as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketches(banding: Banding, sets: &[Vec<u64>]) -> Vec<Vec<u32>> {
        let mut sketcher = Sketcher::new(banding);
        let sketch = |set: &Vec<u64>| {
            let mut out = Vec::new();
            sketcher.sketch(set, &mut out);
            out
        };
        sets.iter().map(sketch).collect()
    }

    /// Two sets of `union` shingles together, `shared` of them in both.
    fn pair(seed: u64, union: u64, shared: u64) -> [Vec<u64>; 2] {
        let shingle = |i: u64| mixed((seed << 20) | (i + 1));
        let half = (union - shared) / 2;
        [(0..shared + half).collect::<Vec<_>>(), (0..shared).chain(shared + half..union).collect()]
            .map(|set| set.into_iter().map(shingle).collect())
    }

    #[test]
    fn pairs_are_found_as_often_as_the_formula_says() {
        // Of short texts as of long ones.
        for (union, shared) in [(10, 7), (10, 5), (20, 14), (100, 70), (1_000, 300)] {
            let banding = Banding { bands: 4, rows: 3 };
            let trials = 4_000_u64;
            let found = (0..trials).filter(|seed| {
                let both = sketches(banding, &pair(*seed, union, shared));
                both[0].iter().zip(&both[1]).any(|(a, b)| a == b)
            });
            let share = found.count() as f64 / trials as f64;
            let expected = banding.recall(shared as f64 / union as f64);
            // Few shingles fill the slots more evenly than chance would, which finds a little more.
            assert!((-0.03..0.05).contains(&(share - expected)), "{union} {shared}: {share} for {expected}");
        }
    }

    #[test]
    fn order_and_repetition_do_not_count() {
        let banding = Banding::for_threshold(0.8);
        let set: Vec<u64> = (1..40).map(mixed).collect();
        let again: Vec<u64> = set.iter().rev().chain(&set).copied().collect();
        let both = sketches(banding, &[set, again, Vec::new()]);
        assert_eq!(both[0], both[1]);
        assert!(both[2].iter().all(|band| *band == 0) && both[0].iter().all(|band| *band != 0));
    }

    #[test]
    fn every_threshold_has_a_banding() {
        let at = |threshold| {
            let Banding { bands, rows } = Banding::for_threshold(threshold);
            (bands, rows)
        };
        assert_eq!(
            [at(0.3), at(0.5), at(0.8), at(0.9), at(1.0)],
            [(24, 1), (30, 2), (29, 6), (16, 8), (1, 8)]
        );
    }
}
