//! Candidates: the pairs of texts that share a band of their sketches.
//!
//! A crowd, that is a band with many texts, does not give all its pairs, whose number grows with its square. Each text is
//! paired with the first of the crowd, with the first of the same context, and with its neighbours there in the order of
//! the other bands, in which the most similar ones come to stand side by side in one band or another. What a crowd left
//! out is made good by further rounds among the texts that stay, in which larger crowds give all their pairs.

use crate::text::Key;

/// The sketches of some texts, in the order in which texts are preferred.
pub trait Sketched: Sync {
    /// Bands of each.
    fn width(&self) -> usize;

    /// A band of one; 0 where it has no shingles.
    fn band(&self, text: u32, band: usize) -> u32;

    /// What must be equal for one to go in favour of another.
    fn context(&self, text: u32) -> Key;
}

/// Texts in a band up to which all pairs are candidates, where many texts are looked at.
pub const CROWD: usize = 16;
/// Neighbours in a crowd with which a text is paired.
const NEIGHBOURS: usize = 2;

/// Pairs of texts that share a band.
#[derive(Debug, Default)]
pub struct Pairs {
    /// Each with the first text in the upper half.
    pub pairs: Vec<u64>,
    /// The texts of crowds, in which pairs were left out; some more than once.
    pub crowded: Vec<u32>,
}

/// Two texts as one number.
pub fn pair(a: u32, b: u32) -> u64 {
    u64::from(a.min(b)) << 32 | u64::from(a.max(b))
}

/// The two texts of a pair, the preferred one first.
#[expect(clippy::cast_possible_truncation, reason = "the halves are what is meant")]
pub fn texts_of(pair: u64) -> (u32, u32) {
    ((pair >> 32) as u32, pair as u32)
}

/// The pairs that share a band, among some texts: all of them in a group of up to `crowd`, some in a larger one.
pub fn candidates(sketched: &impl Sketched, among: &[u32], band: usize, crowd: usize) -> Pairs {
    let entries = repeated(sketched, among, band);
    let mut found = Pairs::default();
    for group in groups(&entries) {
        let mut texts: Vec<u32> = group.iter().map(|entry| texts_of(*entry).1).collect();
        if texts.len() <= crowd {
            for (i, a) in texts.iter().enumerate() {
                found.pairs.extend(texts[i + 1..].iter().map(|b| pair(*a, *b)));
            }
            continue;
        }
        found.crowded.extend_from_slice(&texts);
        pair_with_first(&texts, &mut found.pairs);
        let first = texts[0];
        texts.sort_by_cached_key(|text| sketched.context(*text));
        for alike in texts.chunk_by_mut(|a, b| sketched.context(*a) == sketched.context(*b)) {
            if alike[0] != first {
                pair_with_first(alike, &mut found.pairs);
            }
            pair_neighbours(sketched, band, alike, &mut found.pairs);
        }
    }
    found
}

/// How many texts share each hash of a band, where they are more than [`CROWD`].
pub fn crowds(sketched: &impl Sketched, among: &[u32], band: usize) -> Vec<usize> {
    let entries = repeated(sketched, among, band);
    groups(&entries).map(<[u64]>::len).filter(|texts| *texts > CROWD).collect()
}

/// The largest of some crowds that can give all its pairs when smaller ones do so first, and all together give no more
/// than so many; at least [`CROWD`].
pub fn affordable(mut crowds: Vec<usize>, pairs: usize) -> usize {
    crowds.sort_unstable();
    let (mut left, mut largest) = (pairs, CROWD);
    for equal in crowds.chunk_by(|a, b| a == b) {
        let Some(rest) = left.checked_sub(equal.len() * (equal[0] * (equal[0] - 1) / 2)) else { break };
        (left, largest) = (rest, equal[0]);
    }
    largest
}

fn pair_with_first(texts: &[u32], pairs: &mut Vec<u64>) {
    pairs.extend(texts[1..].iter().map(|text| pair(texts[0], *text)));
}

/// Pairs texts with those that come next in the order of the other bands, in which they are put.
fn pair_neighbours(sketched: &impl Sketched, band: usize, texts: &mut [u32], pairs: &mut Vec<u64>) {
    let width = sketched.width();
    texts.sort_unstable_by(|a, b| {
        let others = (band + 1..band + width).map(|other| other % width);
        let mut order = others.map(|other| sketched.band(*a, other).cmp(&sketched.band(*b, other)));
        order.find(|order| order.is_ne()).unwrap_or_else(|| a.cmp(b))
    });
    for (i, a) in texts.iter().enumerate() {
        pairs.extend(texts[i + 1..].iter().take(NEIGHBOURS).map(|b| pair(*a, *b)));
    }
}

/// The entries of each hash, of entries in order.
fn groups(entries: &[u64]) -> impl Iterator<Item = &[u64]> {
    entries.chunk_by(|a, b| a >> 32 == b >> 32)
}

/// The texts whose band others may have too, behind its hash and in order. Most have a band of their own, and need not be
/// ordered.
fn repeated(sketched: &impl Sketched, among: &[u32], band: usize) -> Vec<u64> {
    let bits = (among.len() * 8).next_power_of_two().max(64);
    let (mut once, mut again) = (vec![0_u64; bits / 64], vec![0_u64; bits / 64]);
    let place = |hash: u32| {
        let bit = (hash as usize).wrapping_mul(0x9e37_79b1) & (bits - 1);
        (bit / 64, 1_u64 << (bit % 64))
    };
    let hashes =
        || among.iter().map(|text| (*text, sketched.band(*text, band))).filter(|(_, hash)| *hash != 0);
    for (_, hash) in hashes() {
        let (word, bit) = place(hash);
        again[word] |= once[word] & bit;
        once[word] |= bit;
    }
    let is_repeated = |(_, hash): &(u32, u32)| {
        let (word, bit) = place(*hash);
        again[word] & bit != 0
    };
    let entry = |(text, hash)| u64::from(hash) << 32 | u64::from(text);
    let mut entries: Vec<u64> = hashes().filter(is_repeated).map(entry).collect();
    entries.sort_unstable();
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Rows(Vec<[u32; 3]>);

    impl Sketched for Rows {
        fn width(&self) -> usize {
            3
        }

        fn band(&self, text: u32, band: usize) -> u32 {
            self.0[text as usize][band]
        }

        fn context(&self, text: u32) -> Key {
            Key::of(&[u8::from(text >= 900)])
        }
    }

    fn of(rows: &Rows, band: usize) -> (Vec<(u32, u32)>, bool) {
        let all: Vec<u32> = (0..u32::try_from(rows.0.len()).unwrap()).collect();
        let Pairs { pairs, crowded } = candidates(rows, &all, band, CROWD);
        (pairs.into_iter().map(texts_of).collect(), !crowded.is_empty())
    }

    #[test]
    fn equal_bands_make_pairs() {
        let rows = Rows(vec![[7, 1, 0], [8, 2, 0], [7, 2, 5], [7, 3, 0]]);
        assert_eq!(of(&rows, 0), (vec![(0, 2), (0, 3), (2, 3)], false));
        assert_eq!(of(&rows, 1), (vec![(1, 2)], false));
        // No shingles are like no other.
        assert_eq!(of(&rows, 2), (vec![], false));
    }

    #[test]
    fn a_crowd_gives_few_pairs_and_the_nearest_among_them() {
        let rows: Vec<[u32; 3]> = (0..1_000).map(|i| [1, 2 + i * 7 % 500, 1 + i * 11 % 500]).collect();
        let rows = Rows(rows);
        let (pairs, has_crowd) = of(&rows, 0);
        assert!(has_crowd && pairs.len() < 5 * 1_000, "{}", pairs.len());
        let twins: Vec<(u32, u32)> = (0..400).map(|i| (i, i + 500)).collect();
        assert!(twins.iter().all(|twins| pairs.contains(twins)));
        assert!((1..1_000).all(|i| pairs.contains(&(0, i))));
        // Those of another context are paired with the first of their own too.
        assert!((901..1_000).all(|i| pairs.contains(&(900, i))));
    }

    #[test]
    fn small_crowds_give_all_pairs_before_large_ones() {
        assert_eq!(affordable(vec![40, 20, 20, 17], 136 + 2 * 190), 20);
        assert_eq!(affordable(vec![40, 20, 20, 17], 136 + 2 * 190 - 1), 17);
        assert_eq!(affordable(vec![40], 779), CROWD);
        assert_eq!(affordable(vec![], 0), CROWD);
        let rows = Rows((0..40).map(|i| [1 + i % 2, 0, 0]).collect());
        let all: Vec<u32> = (0..40).collect();
        assert_eq!(crowds(&rows, &all, 0), [20, 20]);
        let Pairs { pairs, crowded } = candidates(&rows, &all, 0, 20);
        assert_eq!((pairs.len(), crowded.len()), (380, 0));
    }
}
