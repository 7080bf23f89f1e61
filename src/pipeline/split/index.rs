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
    /// How many texts have a shingle, roughly: by a part of its hash.
    counts: Vec<u8>,
    /// The rarest shingles of texts, in order.
    postings: Vec<(u64, u32)>,
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
    /// Whether at least half of it is common.
    pub fn is_mostly_common(&self) -> bool {
        self.is_all_common && !self.own.is_empty() || !self.common.is_empty() && self.common.len() >= self.own.len()
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
            counts: Vec::new(),
            postings: Vec::new(),
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

    /// A text as it is looked up.
    pub fn probe(&self, texts: &mut Texts, buffer: &mut Vec<u64>) -> Probe {
        texts.shingles(self.by, self.grams, buffer);
        order(buffer);
        let (mut own, mut common) = (Vec::with_capacity(buffer.len()), Vec::new());
        for shingle in buffer.iter() {
            if self.common.has(*shingle) { &mut common } else { &mut own }.push(*shingle);
        }
        let is_all_common = own.is_empty();
        if is_all_common {
            own.extend(common.drain(..).map(|shingle| shingle ^ ALL_COMMON));
            own.sort_unstable();
        }
        Probe { own, common, is_all_common }
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
        let bits = (2 * self.shingles.len()).next_power_of_two().clamp(1 << 10, 1 << 24);
        self.counts = vec![0; bits];
        for text in &self.texts {
            for shingle in &self.shingles[text.start..text.start + text.own as usize] {
                let slot = slot(*shingle, bits);
                self.counts[slot] = self.counts[slot].saturating_add(1);
            }
        }
        let mut ordered: Vec<(u8, u64)> = Vec::new();
        for (number, text) in (0..).zip(&self.texts) {
            let own = &self.shingles[text.start..text.start + text.own as usize];
            ordered.clear();
            ordered.extend(own.iter().map(|shingle| (self.counts[slot(*shingle, bits)], *shingle)));
            ordered.sort_unstable();
            let rarest = &ordered[..=own.len() - needed(own.len(), self.threshold)];
            self.postings.extend(rarest.iter().map(|(_, shingle)| (*shingle, number)));
        }
        self.postings.sort_unstable();
    }

    /// The texts that may be near, in order.
    pub fn candidates(&self, probe: &Probe, found: &mut Vec<u32>) {
        found.clear();
        let (bits, all) = (self.counts.len(), probe.own.len());
        if all == 0 || self.postings.is_empty() {
            return;
        }
        let count = |shingle: &u64| (self.counts[slot(*shingle, bits)], *shingle);
        let needed = needed(all, self.threshold);
        // Those that no text here has come first in the order, and lead nowhere.
        let present = probe.own.iter().map(count).filter(|(count, _)| *count > 0);
        if present.clone().count() < needed {
            return;
        }
        let mut present: Vec<(u8, u64)> = present.collect();
        present.sort_unstable();
        let absent = all - present.len();
        for (_, shingle) in &present[..=all - needed - absent] {
            let start = self.postings.partition_point(|(other, _)| other < shingle);
            let equal = self.postings[start..].iter().take_while(|(other, _)| other == shingle);
            found.extend(equal.map(|(_, text)| *text));
        }
        found.sort_unstable();
        found.dedup();
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

#[expect(clippy::cast_possible_truncation, reason = "the top bits are what is meant")]
fn slot(shingle: u64, slots: usize) -> usize {
    (shingle.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - slots.trailing_zeros())) as usize
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
        let probe = |set: &[u64]| {
            let mut set: Vec<u64> = set.iter().map(|n| mixed(*n)).collect();
            order(&mut set);
            let (shared, own): (Vec<u64>, Vec<u64>) = set.iter().partition(|shingle| common.has(**shingle));
            let is_all_common = own.is_empty();
            let mut salted: Vec<u64> = shared.iter().map(|shingle| shingle ^ ALL_COMMON).collect();
            salted.sort_unstable();
            if is_all_common {
                Probe { own: salted, common: Vec::new(), is_all_common }
            } else {
                Probe { own, common: shared, is_all_common }
            }
        };
        let lens = Lens { grams: Grams::Words(3), threshold, commons: Default::default() };
        let mut index = Index::new(&lens, By::Example, common);
        (0..).zip(sets).for_each(|(place, set)| index.add(place, &probe(set)));
        index.close();
        let (probe, mut found) = (probe(set), Vec::new());
        index.candidates(&probe, &mut found);
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
