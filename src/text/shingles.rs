//! Shingles: the overlapping runs of words, or of characters, that a text is compared by, as hashes.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::each_word;

/// What shingles are runs of, and how many of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grams {
    /// So many words.
    Words(usize),
    /// So many characters.
    Characters(usize),
}

/// The base of the polynomial over the units of a run; odd, so that no unit's bits are lost.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

impl Grams {
    /// Units in a run.
    pub fn size(self) -> usize {
        match self {
            Self::Words(size) | Self::Characters(size) => size,
        }
    }

    /// Appends the hash of every word or character of a text in normal form. Those of a text's beginning are the
    /// beginning of those of the text, where a blank follows it.
    pub fn units(self, text: &str, units: &mut Vec<u64>) {
        match self {
            Self::Words(_) => each_word(text, |word| units.push(hash(text.as_bytes(), word))),
            Self::Characters(_) => units.extend(text.chars().map(|c| mixed(u64::from(c) + 1))),
        }
    }
}

/// The hash of a word of a text. Most have no more than eight bytes: these are one number, and a multiplication will do.
fn hash(text: &[u8], word: Range<usize>) -> u64 {
    let length = word.len();
    if length > 8 {
        return xxh3_64(&text[word]);
    }
    // No byte of a word is 0, so zeros may stand behind it.
    let number = match text[word.start..].first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight) & u64::MAX >> (64 - 8 * length),
        None => text[word].iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
    };
    let hash = number.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ hash >> 32
}

/// Appends the hash of every run of `size` units, those that occur again included. Fewer units than that are one run, and
/// none are none.
///
/// Two different runs of 64-bit hashes have the same hash with a probability of about 2^-64.
///
/// ```
/// let of = |units: &[u64]| {
///     let mut out = Vec::new();
///     gristmill::text::shingles(units, 3, &mut out);
///     out
/// };
/// assert_eq!(of(&[7, 8, 9, 7, 8, 9]).len(), 4);
/// assert_eq!(of(&[7, 8, 9, 7, 8, 9])[0], of(&[7, 8, 9, 7, 8, 9])[3]);
/// assert_eq!((of(&[7, 8]).len(), of(&[]).len()), (1, 0));
/// ```
pub fn shingles(units: &[u64], size: usize, out: &mut Vec<u64>) {
    let size = size.max(1);
    let (head, rest) = units.split_at(units.len().min(size));
    if head.is_empty() {
        return;
    }
    let mut run = head.iter().fold(0_u64, |run, unit| run.wrapping_mul(BASE).wrapping_add(*unit));
    let oldest = (1..size).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    out.reserve(rest.len() + 1);
    out.push(mixed(run));
    out.extend(rest.iter().zip(units).map(|(new, old)| {
        run = run.wrapping_sub(old.wrapping_mul(oldest)).wrapping_mul(BASE).wrapping_add(*new);
        mixed(run)
    }));
}

/// Puts hashes in order and leaves each once.
///
/// Hashes are spread evenly, so nearly every one can be put in its place by its first bits alone.
pub fn order(hashes: &mut Vec<u64>) {
    const FEW: usize = 24;
    const MOST: usize = 1 << 10;
    if (FEW..MOST).contains(&hashes.len()) {
        let bits = hashes.len().ilog2();
        let bucket = |hash: u64| usize::try_from(hash >> (64 - bits)).unwrap_or_default();
        let mut ends = [0_u16; MOST];
        let ends = &mut ends[..1 << bits];
        for hash in hashes.iter() {
            ends[bucket(*hash)] += 1;
        }
        let mut before = 0;
        for end in ends.iter_mut() {
            before += *end;
            *end = before;
        }
        let mut placed = vec![0; hashes.len()];
        for hash in hashes.iter() {
            let end = &mut ends[bucket(*hash)];
            *end -= 1;
            placed[usize::from(*end)] = *hash;
        }
        // A few are out of order inside their buckets.
        for i in 1..placed.len() {
            let mut at = i;
            while at > 0 && placed[at - 1] > placed[at] {
                placed.swap(at - 1, at);
                at -= 1;
            }
        }
        *hashes = placed;
    } else {
        hashes.sort_unstable();
    }
    hashes.dedup();
}

/// Spreads the bits of a number over all of it.
pub fn mixed(number: u64) -> u64 {
    let number = (number ^ number >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let number = (number ^ number >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
    number ^ number >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(grams: Grams, text: &str) -> Vec<u64> {
        let (mut units, mut out) = (Vec::new(), Vec::new());
        grams.units(text, &mut units);
        shingles(&units, grams.size(), &mut out);
        out
    }

    #[test]
    fn a_run_has_the_same_hash_wherever_it_stands() {
        let three = Grams::Words(3);
        let (long, part) = (of(three, "one two three four five"), of(three, "two, three... four!"));
        assert_eq!(long[1..2], part[..]);
        assert_ne!(of(three, "one two three"), of(three, "three two one"));
        assert_ne!(of(three, "one two"), of(three, "two one"));
        assert!(of(three, "... !").is_empty());
        assert_eq!(of(Grams::Characters(2), "abab")[0], of(Grams::Characters(2), "abab")[2]);
    }

    #[test]
    fn hashes_are_put_in_order() {
        for length in [0, 1, 23, 24, 25, 100, 1_023, 1_024] {
            let hashes: Vec<u64> = (0..length).map(|i| mixed(i / 2 * 7)).collect();
            let (mut ordered, mut expected) = (hashes.clone(), hashes);
            order(&mut ordered);
            expected.sort_unstable();
            expected.dedup();
            assert_eq!(ordered, expected);
        }
        let mut same = vec![5; 1_000];
        order(&mut same);
        assert_eq!(same, [5]);
    }

    #[test]
    fn hashes_are_stable_across_releases_and_platforms() {
        // Fingerprints of evaluation sets are made of them.
        assert_eq!(of(Grams::Words(3), "the quick brown"), [13_896_928_710_919_200_791]);
        assert_eq!(of(Grams::Characters(4), "wörd"), [14_852_365_081_135_822_448]);
    }
}
