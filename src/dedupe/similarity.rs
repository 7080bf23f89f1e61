//! How alike two texts are: the exact Jaccard similarity of their shingles, and what is left of it without common text.

use super::{Common, Watched};
use crate::text::order;

/// The shingles of a text, each once and in order, those apart that may be common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shingled {
    own: Vec<u64>,
    watched: Vec<u64>,
}

/// What a comparison says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The Jaccard similarity on all shingles, which reaches the threshold.
    pub similarity: f64,
    /// Whether it also reaches it without common text.
    pub is_near: bool,
    /// Whether that is so whichever of the watched shingles are common.
    pub is_settled: bool,
}

impl Shingled {
    /// Shingles in any order, any number of times.
    pub fn new(mut shingles: Vec<u64>, watched: &Watched) -> Self {
        order(&mut shingles);
        if watched.is_empty() {
            return Self { own: shingles, watched: Vec::new() };
        }
        let (watched, own) = shingles.into_iter().partition(|shingle| watched.has(*shingle));
        Self { own, watched }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.own.len() + self.watched.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Compares two texts; nothing where the Jaccard similarity of all shingles does not reach the threshold. They are
    /// near when it is also reached on the shingles that are not common; two texts of nothing but common shingles pass
    /// that. A text without shingles is near nothing.
    pub fn compare(&self, other: &Self, threshold: f64, common: &Common) -> Option<Comparison> {
        let reaches = |shared: usize, union: usize| shared as f64 / union as f64 >= threshold;
        let (less, more) = (self.len().min(other.len()), self.len().max(other.len()));
        if less == 0 || !reaches(less, more) {
            return None;
        }
        let (own, _) = shared(&self.own, &other.own, |_| false);
        let own_union = self.own.len() + other.own.len() - own;
        // Even if all the rest were shared, it would not do.
        let most = own + self.watched.len().min(other.watched.len());
        if !reaches(most, self.len() + other.len() - most) {
            return None;
        }
        let (watched, rare) = shared(&self.watched, &other.watched, |shingle| !common.has(shingle));
        let all = own + watched;
        let union = self.len() + other.len() - all;
        if !reaches(all, union) {
            return None;
        }
        let is_rare = |shingle: &&u64| !common.has(**shingle);
        let rare_of = |text: &Self| text.watched.iter().filter(is_rare).count();
        let (rest, rest_union) = (own + rare, own_union + rare_of(self) + rare_of(other) - rare);
        let is_near = rest_union == 0 || reaches(rest, rest_union);
        // At the worst everything shared is common and nothing else, at the best the other way round.
        let alone = self.watched.len() + other.watched.len() - 2 * watched;
        let at_worst = own_union + alone > 0 && reaches(own, own_union + alone);
        let at_best = own_union == 0 || reaches(own + watched, own_union + watched);
        let is_settled = (is_near && at_worst) || (!is_near && !at_best) || watched + alone == 0;
        Some(Comparison { similarity: all as f64 / union as f64, is_near, is_settled })
    }
}

/// How many values two ordered lists share, and how many of those are wanted.
fn shared(a: &[u64], b: &[u64], is_wanted: impl Fn(u64) -> bool) -> (usize, usize) {
    let (mut i, mut j, mut shared, mut wanted) = (0, 0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x == y {
            shared += 1;
            wanted += usize::from(is_wanted(*x));
        }
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    (shared, wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedupe::Sample;

    /// Watches 1 to 8, of which `common` are common.
    fn compare(a: &[u64], b: &[u64], threshold: f64, common: u64) -> Option<Comparison> {
        let mut sample = Sample::default();
        (0..30).for_each(|i| sample.add(&mut (1..=8).chain([100 + i]).collect()));
        let watched = sample.watched(30);
        let of = |shingles: &[u64]| Shingled::new(shingles.to_vec(), &watched);
        of(a).compare(&of(b), threshold, &Common::new(1..=common))
    }

    fn near(a: &[u64], b: &[u64], threshold: f64, common: u64) -> Option<f64> {
        compare(a, b, threshold, common).filter(|found| found.is_near).map(|found| found.similarity)
    }

    #[test]
    fn every_shingle_counts_once() {
        assert_eq!(near(&[1, 1, 2, 30], &[30, 2, 1, 1, 1], 1.0, 0), Some(1.0));
        assert_eq!(near(&[1, 2, 3, 40], &[1, 2, 3, 50], 0.6, 0), Some(0.6));
        assert_eq!(near(&[1, 2, 3, 40], &[1, 2, 3, 50], 0.61, 0), None);
        assert_eq!(near(&[], &[], 0.3, 0), None);
        assert_eq!(near(&[40, 41, 42, 43], &[40, 41, 42, 43, 44], 0.8, 0), Some(0.8));
    }

    #[test]
    fn common_text_is_left_out_of_a_second_comparison() {
        let (a, b) = ([1, 2, 3, 4, 5, 6, 7, 8, 20], [1, 2, 3, 4, 5, 6, 7, 8, 30]);
        assert_eq!(near(&a, &b, 0.8, 8), None);
        assert_eq!(near(&a, &b, 0.8, 0), Some(0.8));
        assert_eq!(near(&a, &a, 0.8, 8), Some(1.0));
        // Nothing but common text on both sides, or on one.
        assert_eq!(near(&a[..8], &a[..8], 0.8, 8), Some(1.0));
        assert_eq!(near(&a[..8], &a, 0.8, 8), None);
    }

    #[test]
    fn what_does_not_depend_on_common_text_is_settled() {
        let settled = |a: &[u64], b: &[u64]| compare(a, b, 0.8, 4).map(|found| found.is_settled);
        assert_eq!(settled(&[20, 21, 22, 23], &[20, 21, 22, 23]), Some(true));
        assert_eq!(settled(&[1, 20, 21, 22, 23], &[1, 20, 21, 22, 23]), Some(true));
        assert_eq!(settled(&[1, 2, 3, 4, 5, 6, 7, 8, 20], &[1, 2, 3, 4, 5, 6, 7, 8, 30]), Some(false));
    }
}
