//! Candidates: the pairs of texts that share a band of their sketches.
//!
//! A crowd, that is a band with many texts, does not give all its pairs, whose number grows with its square. Each text is
//! paired with the first of the crowd and with its neighbours in the order of the other bands, in which the most similar
//! ones come to stand side by side in one band or another. What a crowd left out is made good by another round among the
//! texts that stay.

/// The sketches of some texts, in the order in which texts are preferred.
pub trait Sketched: Sync {
    /// Bands of each.
    fn width(&self) -> usize;

    /// A band of one; 0 where it has no shingles.
    fn band(&self, text: u32, band: usize) -> u32;
}

/// Texts in a band up to which all pairs are candidates.
const CROWD: usize = 16;
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

/// The pairs that share a band, among some texts.
pub fn candidates(sketched: &impl Sketched, among: &[u32], band: usize) -> Pairs {
    let mut entries = repeated(sketched, among, band);
    entries.sort_unstable();
    let mut found = Pairs::default();
    let mut crowd: Vec<u32> = Vec::new();
    for group in entries.chunk_by(|a, b| a >> 32 == b >> 32) {
        let member = |entry: &u64| texts_of(*entry).1;
        if group.len() <= CROWD {
            for (i, a) in group.iter().enumerate() {
                found.pairs.extend(group[i + 1..].iter().map(|b| pair(member(a), member(b))));
            }
            continue;
        }
        crowd.clear();
        crowd.extend(group.iter().map(member));
        let first = crowd[0];
        found.crowded.extend_from_slice(&crowd);
        found.pairs.extend(crowd[1..].iter().map(|text| pair(first, *text)));
        crowd.sort_unstable_by(|a, b| {
            let width = sketched.width();
            let others = (band + 1..band + width).map(|other| other % width);
            let mut order = others.map(|other| sketched.band(*a, other).cmp(&sketched.band(*b, other)));
            order.find(|order| order.is_ne()).unwrap_or_else(|| a.cmp(b))
        });
        for (i, a) in crowd.iter().enumerate() {
            let neighbours = crowd[i + 1..].iter().take(NEIGHBOURS);
            found.pairs.extend(neighbours.map(|b| pair(*a, *b)));
        }
    }
    found
}

/// The texts whose band others may have too, behind its hash. Most have a band of their own, and need not be ordered.
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
    hashes().filter(is_repeated).map(|(text, hash)| u64::from(hash) << 32 | u64::from(text)).collect()
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
    }

    fn of(rows: &Rows, band: usize) -> (Vec<(u32, u32)>, bool) {
        let all: Vec<u32> = (0..u32::try_from(rows.0.len()).unwrap()).collect();
        let Pairs { pairs, crowded } = candidates(rows, &all, band);
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
        assert!(has_crowd && pairs.len() < 4 * 1_000, "{}", pairs.len());
        let twins: Vec<(u32, u32)> = (0..500).map(|i| (i, i + 500)).collect();
        assert!(twins.iter().all(|twins| pairs.contains(twins)));
        assert!((1..1_000).all(|i| pairs.contains(&(0, i))));
    }
}
