//! Skeletons: how questions open, their common words with slots for the others, by which templates are found.

use crate::text::{KeyMap, normalise_into, stems};

/// Stems of a question that are remembered.
const LENGTH: usize = 16;

/// How the questions of some examples open.
#[derive(Debug, Clone, Default)]
pub struct Openings {
    /// The first stems of each, 0 where there are fewer.
    stems: Vec<[u32; LENGTH]>,
    scratch: (String, Vec<u32>),
}

/// The skeleton of every question.
#[derive(Debug, Clone, Default)]
pub struct Skeletons {
    /// A hash of each; 0 where nothing is asked.
    pub all: Vec<u32>,
    /// How many questions have each.
    counts: KeyMap<u32, u32>,
}

impl Openings {
    /// Adds a question; an empty one where nothing is asked.
    pub fn add(&mut self, question: &str) {
        /// Bytes that have enough words.
        const ENOUGH: usize = 256;
        let end = (question.len().min(ENOUGH)..question.len()).find(|at| question.is_char_boundary(*at));
        let (normal, own) = &mut self.scratch;
        normal.clear();
        own.clear();
        normalise_into(&question[..end.unwrap_or(question.len())], normal);
        stems(normal, own);
        let mut opening = [0; LENGTH];
        opening.iter_mut().zip(own.iter()).for_each(|(slot, stem)| *slot = *stem);
        self.stems.push(opening);
    }

    /// Adds those of the next examples.
    pub fn join(&mut self, more: &Self) {
        self.stems.extend_from_slice(&more.stems);
    }

    /// The skeletons: a slot stands for every run of stems that fewer than one of a hundred questions, or fewer than three,
    /// open with.
    pub fn settle(&self) -> Skeletons {
        let mut examples: KeyMap<u32, u32> = KeyMap::default();
        for opening in &self.stems {
            let mut own = *opening;
            own.sort_unstable();
            let mut last = 0;
            for stem in own {
                if stem != last {
                    *examples.entry(stem).or_default() += 1;
                    last = stem;
                }
            }
        }
        let least = (self.stems.len() / 100).max(3);
        let is_slot = |stem: u32| (examples.get(&stem).copied().unwrap_or_default() as usize) < least;
        let mut skeletons = Skeletons::default();
        for opening in &self.stems {
            let (mut hash, mut was_slot) = (0_u32, false);
            for stem in opening.iter().take_while(|stem| **stem != 0) {
                let is_slot = is_slot(*stem);
                if !(is_slot && was_slot) {
                    let word = if is_slot { 1 } else { *stem | 2 };
                    hash = (hash ^ word).wrapping_mul(0x9e37_79b1).rotate_left(13);
                }
                was_slot = is_slot;
            }
            skeletons.all.push(hash);
            if hash != 0 {
                *skeletons.counts.entry(hash).or_default() += 1;
            }
        }
        skeletons
    }
}

impl Skeletons {
    /// How many questions have the skeleton of one.
    pub fn same(&self, place: usize) -> u32 {
        self.all.get(place).and_then(|hash| self.counts.get(hash)).copied().unwrap_or_default()
    }

    /// How many different skeletons there are.
    pub fn different(&self) -> u64 {
        self.counts.len() as u64
    }

    /// The place of the first question with the commonest skeleton, and how many have it; nothing where nothing is asked.
    pub fn largest(&self) -> Option<(usize, u32)> {
        let most = self.counts.values().copied().max()?;
        let place = (0..self.all.len()).find(|place| self.same(*place) == most)?;
        Some((place, most))
    }

    /// How many different skeletons, all equally common, would be as diverse: e to the power of the entropy of their shares.
    pub fn effective(&self) -> f64 {
        effective(self.counts.values().copied())
    }
}

/// How many groups of one size would be as diverse as groups of these sizes: e to the power of the entropy of their shares
/// (the Hill number of order 1).
pub fn effective(sizes: impl Iterator<Item = u32>) -> f64 {
    let mut sizes: Vec<u32> = sizes.collect();
    // In any order the sum would come out otherwise in its last digits.
    sizes.sort_unstable();
    let all: f64 = sizes.iter().map(|size| f64::from(*size)).sum();
    let entropy: f64 =
        sizes.iter().map(|size| f64::from(*size) / all).map(|share| -share * libm::log(share)).sum();
    if all > 0.0 { libm::exp(entropy) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_is_a_slot() {
        let mut openings = Openings::default();
        for city in ["Rome", "Paris", "Old Sarum", "Kyoto"] {
            openings.add(&format!("What is the weather in {city} today?"));
        }
        openings.add("Why not?");
        openings.add("");
        let skeletons = openings.settle();
        assert_eq!((skeletons.different(), skeletons.largest()), (2, Some((0, 4))));
        assert_eq!([0, 2, 4, 5].map(|place| skeletons.same(place)), [4, 4, 1, 0]);
        assert!((skeletons.effective() - 1.649).abs() < 1e-3, "{}", skeletons.effective());
    }
}
