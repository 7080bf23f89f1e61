//! An index of the rarest shingles of some texts, in which every text that is near to one of them finds it.

use super::join::Lens;
use crate::dedupe::{By, Common, Texts};
use crate::text::{Grams, order};

/// Texts that are looked up, by their rarest shingles.
#[derive(Debug)]
pub struct Index<'i> {
    by: By,
    grams: Grams,
    threshold: f64,
    common: &'i Common,
    texts: Vec<Text>,
    /// The shingles of one text after another, the common ones of each last.
    shingles: Vec<u64>,
    postings: Postings,
}

/// Where the shingles of a text are.
#[derive(Debug)]
struct Text {
    place: u32,
    own: u32,
    common: u32,
    start: usize,
}

/// The shingles of a text as they are looked up, each once and in order.
#[derive(Debug, Default)]
pub struct Probe {
    /// Those by which it is looked up: what is not common, or all where all is common.
    own: Vec<u64>,
    /// The common ones beside them.
    common: Vec<u64>,
    is_all_common: bool,
}

/// What is done to common shingles that are looked up, so that they meet none but their kind.
const ALL_COMMON: u64 = 0x5bd1_e995_9d1b_54a3;

impl Probe {
    /// Some shingles, of which these are common. They are put in order.
    pub fn of(shingles: &mut Vec<u64>, known: &Common) -> Self {
        order(shingles);
        let (mut own, mut common) = (Vec::with_capacity(shingles.len()), Vec::new());
        for shingle in shingles.iter() {
            if known.has(*shingle) { &mut common } else { &mut own }.push(*shingle);
        }
        let is_all_common = own.is_empty();
        if is_all_common {
            own.extend(common.drain(..).map(|shingle| shingle ^ ALL_COMMON));
            own.sort_unstable();
        }
        Self { own, common, is_all_common }
    }

    /// Whether at least half of it is common.
    pub fn is_mostly_common(&self) -> bool {
        self.is_all_common && !self.own.is_empty()
            || !self.common.is_empty() && self.common.len() >= self.own.len()
    }

    /// By what it is looked up.
    pub fn own(&self) -> &[u64] {
        &self.own
    }
}

impl<'i> Index<'i> {
    /// An index of a part of texts, to be filled.
    pub fn new(lens: &Lens, by: By, common: &'i Common) -> Self {
        Self {
            by,
            grams: lens.grams,
            threshold: lens.threshold,
            common,
            texts: Vec::new(),
            shingles: Vec::new(),
            postings: Postings::default(),
        }
    }

    /// The part that is compared.
    pub fn by(&self) -> By {
        self.by
    }

    /// How many shingles it holds.
    pub fn len(&self) -> usize {
        self.shingles.len()
    }

    /// The record of a text.
    pub fn place(&self, text: u32) -> u32 {
        self.texts[text as usize].place
    }

    /// What is common.
    pub fn common(&self) -> &Common {
        self.common
    }

    /// A text as it is looked up.
    pub fn probe(&self, texts: &mut Texts, buffer: &mut Vec<u64>) -> Probe {
        texts.shingles(self.by, self.grams, buffer);
        Probe::of(buffer, self.common)
    }

    /// Adds a text.
    pub fn add(&mut self, place: u32, probe: &Probe) {
        let count = |shingles: &[u64]| u32::try_from(shingles.len()).unwrap_or(u32::MAX);
        if probe.own.is_empty() {
            return;
        }
        let (own, common) = (count(&probe.own), count(&probe.common));
        self.texts.push(Text { place, own, common, start: self.shingles.len() });
        self.shingles.extend_from_slice(&probe.own);
        self.shingles.extend_from_slice(&probe.common);
    }

    /// Makes the index of what was added.
    pub fn close(&mut self) {
        // How many texts have a shingle, roughly: by a part of its hash.
        let slots = (2 * self.shingles.len()).next_power_of_two().clamp(1 << 10, 1 << 24);
        let slot = |shingle: u64| top(shingle.wrapping_mul(0x9e37_79b9_7f4a_7c15), slots.trailing_zeros());
        let mut counts = vec![0_u8; slots];
        for text in &self.texts {
            for shingle in &self.shingles[text.start..text.start + text.own as usize] {
                let count = &mut counts[slot(*shingle)];
                *count = count.saturating_add(1);
            }
        }
        let mut all = Vec::new();
        let mut ordered: Vec<(u8, u64)> = Vec::new();
        for (number, text) in (0_u32..).zip(&self.texts) {
            let own = &self.shingles[text.start..text.start + text.own as usize];
            ordered.clear();
            ordered.extend(own.iter().map(|shingle| (counts[slot(*shingle)], *shingle)));
            ordered.sort_unstable();
            let rarest = own.len() - needed(own.len(), self.threshold) + self.hits(own.len());
            all.extend(ordered[..rarest].iter().map(|(_, shingle)| upper(*shingle) | u64::from(number)));
        }
        self.postings = Postings::new(all);
    }

    /// How many of the indexed shingles of a text of so many another must have to be near to it.
    fn hits(&self, shingles: usize) -> usize {
        /// With more, fewer texts are compared in vain, and more shingles are indexed.
        const MOST: usize = 3;
        needed(shingles, self.threshold).min(MOST)
    }

    /// The texts to which one may be near, in order. Its shingles are left in the buffer.
    pub fn candidates(&self, texts: &mut Texts, buffer: &mut Vec<u64>, found: &mut Vec<u32>) {
        texts.shingles(self.by, self.grams, buffer);
        found.clear();
        for shingle in buffer.iter().filter(|shingle| self.postings.may_have(**shingle)) {
            if !self.common.has(*shingle) {
                self.postings.find(*shingle, found);
            }
        }
        if found.is_empty() && buffer.iter().all(|shingle| self.common.has(*shingle)) {
            for shingle in buffer.iter() {
                self.postings.find(shingle ^ ALL_COMMON, found);
            }
        }
        self.reduce(found);
    }

    /// Leaves those that were found often enough, each once.
    fn reduce(&self, found: &mut Vec<u32>) {
        found.sort_unstable();
        let mut kept = 0;
        let mut start = 0;
        while let Some(text) = found.get(start).copied() {
            let equal = found[start..].iter().take_while(|other| **other == text).count();
            if equal >= self.hits(self.texts[text as usize].own as usize) {
                found[kept] = text;
                kept += 1;
            }
            start += equal;
        }
        found.truncate(kept);
    }

    /// The Jaccard similarity of a text and another on all shingles, where it reaches the threshold on those and on what
    /// is not common.
    pub fn compare(&self, text: u32, probe: &Probe) -> Option<f64> {
        let Text { own, common, start, .. } = self.texts[text as usize];
        let (own_end, end) = (start + own as usize, start + own as usize + common as usize);
        let shared_own = self.similar(&self.shingles[start..own_end], &probe.own)?;
        if common == 0 && probe.common.is_empty() {
            return Some(shared_own.1);
        }
        let shared = shared_own.0 + shared(&self.shingles[own_end..end], &probe.common);
        let union = end - start + probe.own.len() + probe.common.len() - shared;
        let similarity = shared as f64 / union as f64;
        (similarity >= self.threshold).then_some(similarity)
    }

    /// How many shingles two sets share, and their similarity, where it reaches the threshold.
    fn similar(&self, a: &[u64], b: &[u64]) -> Option<(usize, f64)> {
        let (less, more) = (a.len().min(b.len()), a.len().max(b.len()));
        if (less as f64 / more as f64) < self.threshold {
            return None;
        }
        let shared = shared(a, b);
        let similarity = shared as f64 / (a.len() + b.len() - shared) as f64;
        (similarity >= self.threshold).then_some((shared, similarity))
    }
}

/// The least number of so many elements that a set shares with any whose similarity reaches the threshold.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
fn needed(elements: usize, threshold: f64) -> usize {
    // A little less, lest rounding ask for one too many.
    ((threshold * elements as f64 - 1e-6).ceil() as usize).clamp(1, elements)
}

/// Which texts have a shingle: found by its upper half, so a few more may be.
#[derive(Debug, Default)]
struct Postings {
    /// The upper half of a shingle, and a text; in order.
    all: Vec<u64>,
    /// Where those begin that have the same first bits, about one each.
    starts: Vec<u32>,
    first: u32,
    /// Some bits of each, which say of most shingles that they are not here.
    bits: Vec<u64>,
}

impl Postings {
    fn new(mut all: Vec<u64>) -> Self {
        all.sort_unstable();
        let first = (all.len() + 1).ilog2().clamp(4, 22);
        let mut starts = vec![0; (1 << first) + 1];
        for posting in &all {
            starts[top(*posting, first) + 1] += 1;
        }
        let mut before = 0;
        for start in &mut starts {
            before += *start;
            *start = before;
        }
        let mut bits = vec![0_u64; (all.len() / 8).next_power_of_two().max(1)];
        let words = bits.len();
        for posting in &all {
            let (word, bit) = bit(*posting, words);
            bits[word] |= bit;
        }
        Self { all, starts, first, bits }
    }

    fn may_have(&self, shingle: u64) -> bool {
        let (word, bit) = bit(shingle, self.bits.len());
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }

    fn find(&self, shingle: u64, found: &mut Vec<u32>) {
        if self.all.is_empty() {
            return;
        }
        let first = top(shingle, self.first);
        let Some(range) = self.starts.get(first..first + 2) else { return };
        let near = &self.all[range[0] as usize..range[1] as usize];
        let start = near.partition_point(|posting| *posting < upper(shingle));
        let equal = near[start..].iter().take_while(|posting| upper(**posting) == upper(shingle));
        found.extend(equal.map(|posting| u32::try_from(posting & u64::from(u32::MAX)).unwrap_or_default()));
    }
}

/// The upper half of a shingle, where it stands.
fn upper(shingle: u64) -> u64 {
    shingle & !u64::from(u32::MAX)
}

/// The first bits of a hash, as a number.
fn top(hash: u64, bits: u32) -> usize {
    usize::try_from(hash >> (64 - bits)).unwrap_or_default()
}

/// The bit of a shingle in so many words, told by its upper half.
fn bit(shingle: u64, words: usize) -> (usize, u64) {
    let hash = (shingle >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let word = usize::try_from(hash >> 32).unwrap_or_default() & words.wrapping_sub(1);
    (word, 1 << (hash >> 26 & 63))
}

/// How many values two ordered lists share.
fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::mixed;

    /// What an index of some sets finds for one, and what comparing it with each finds.
    fn both(sets: &[Vec<u64>], set: &[u64], threshold: f64, common: &Common) -> [Vec<u32>; 2] {
        let probe = |set: &[u64]| Probe::of(&mut set.iter().map(|n| mixed(*n)).collect(), common);
        let lens = Lens { grams: Grams::Words(3), threshold, commons: Default::default() };
        let mut index = Index::new(&lens, By::Example, common);
        (0..).zip(sets).for_each(|(place, set)| index.add(place, &probe(set)));
        index.close();
        let (probe, mut found) = (probe(set), Vec::new());
        probe.own.iter().filter(|shingle| index.postings.may_have(**shingle)).for_each(|shingle| {
            index.postings.find(*shingle, &mut found);
        });
        index.reduce(&mut found);
        let near = |text: &u32| index.compare(*text, &probe).is_some();
        [found.into_iter().filter(near).collect(), (0..).take(index.texts.len()).filter(near).collect()]
    }

    #[test]
    fn whatever_is_near_is_found() {
        let mut state = 1;
        let mut next = |n: u64| {
            state = mixed(state);
            state % n
        };
        let common = Common::new((0..6).map(mixed));
        let mut found = 0;
        for _ in 0..300 {
            let mut set = || (0..=next(9)).map(|_| next(14)).collect::<Vec<u64>>();
            let sets: Vec<Vec<u64>> = (0..30).map(|_| set()).collect();
            let own = set();
            for threshold in [0.3, 0.5, 0.7, 0.8, 1.0] {
                let [indexed, all] = both(&sets, &own, threshold, &common);
                assert_eq!(indexed, all, "{own:?} at {threshold}");
                found += all.len();
            }
        }
        assert!(found > 1_000, "{found}");
    }
}
