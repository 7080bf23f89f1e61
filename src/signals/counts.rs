//! Counts: in how many examples each stem stands, in a table of fixed size, and what that says of its weight.

use super::background::BACKGROUND;
use crate::text::stem;

/// In how many examples each stem stands: a count-min sketch of two rows.
///
/// A stem is counted too often where another one shares its place in both rows. With s pairs of an example and a stem of
/// it, the surplus is at most 2.72 s / 1,048,576 with a probability of 0.86 (Cormode and Muthukrishnan, "An Improved Data
/// Stream Summary: The Count-Min Sketch and its Applications", Journal of Algorithms 55, 2005); up to some 100,000
/// different stems nearly all counts are exact. The table takes 8 MB, whatever is counted.
#[derive(Debug)]
pub struct Counts {
    rows: [Vec<u32>; 2],
    examples: u64,
    /// The weights of stems that stand in few examples, by their number.
    weights: Vec<f32>,
}

impl Default for Counts {
    fn default() -> Self {
        Self { rows: [vec![0; Self::PLACES], vec![0; Self::PLACES]], examples: 0, weights: Vec::new() }
    }
}

impl Counts {
    const BITS: u32 = 20;
    const PLACES: usize = 1 << Self::BITS;
    /// Examples of everyday language that are counted beside those of the dataset: of two hundred examples half the say is
    /// theirs, of many thousands none.
    const EVERYDAY: u64 = 200;
    /// Numbers of examples for which weights are at hand.
    const AT_HAND: u64 = 1 << 17;

    fn places(stem: u32) -> [usize; 2] {
        let second = stem.wrapping_mul(0x9e37_79b1);
        [stem >> (32 - Self::BITS), second >> (32 - Self::BITS)].map(|place| place as usize)
    }

    /// Counts an example with its stems, each given once.
    pub fn add(&mut self, stems: &[u32]) {
        self.examples += 1;
        for stem in stems {
            self.raise(*stem, 1);
        }
    }

    fn raise(&mut self, stem: u32, by: u32) {
        let places = Self::places(stem);
        for (row, place) in self.rows.iter_mut().zip(places) {
            row[place] = row[place].saturating_add(by);
        }
    }

    /// Ends the counting: counts everyday language in, and works weights out.
    pub fn settle(&mut self) {
        for (share, words) in BACKGROUND {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "at most as many as there are everyday examples"
            )]
            let examples = (u64::from(*share) * Self::EVERYDAY / 100) as u32;
            words.split(' ').for_each(|word| self.raise(stem(word), examples));
        }
        self.examples += Self::EVERYDAY;
        let weight = |examples: u64| self.weight_of(examples);
        self.weights = (0..=self.examples.min(Self::AT_HAND)).map(weight).collect();
    }

    #[expect(clippy::cast_possible_truncation, reason = "seven digits are enough")]
    fn weight_of(&self, examples: u64) -> f32 {
        libm::log((self.examples + 1) as f64 / (examples + 1) as f64).max(0.0) as f32
    }

    /// Whether a stem stands in two examples at most.
    pub fn is_rare(&self, stem: u32) -> bool {
        self.examples_with(stem) <= 2
    }

    fn examples_with(&self, stem: u32) -> u64 {
        let [first, second] = Self::places(stem);
        u64::from(self.rows[0][first].min(self.rows[1][second]))
    }

    /// The weight of a stem, its inverse document frequency: ln((N + 1) / (n + 1)), where it stands in n of N examples.
    pub fn weight(&self, stem: u32) -> f32 {
        let examples = self.examples_with(stem);
        let at_hand = usize::try_from(examples).ok().and_then(|examples| self.weights.get(examples));
        at_hand.copied().unwrap_or_else(|| self.weight_of(examples))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_stems_weigh_more() {
        let mut counts = Counts::default();
        for i in 0..1_000 {
            counts.add(&[stem("order"), stem(&format!("{i}x"))]);
        }
        counts.settle();
        let weight = |word: &str| f64::from(counts.weight(stem(word)));
        assert!((weight("order") - (1_201_f64 / 1_001.0).ln()).abs() < 1e-6, "{}", weight("order"));
        assert!((weight("7x") - (1_201_f64 / 2.0).ln()).abs() < 1e-6);
        assert!((weight("unseen") - 1_201_f64.ln()).abs() < 1e-6);
        assert!(weight("the") < weight("7x"));
    }
}
