//! Signature: what an example is about, in a few numbers, so that examples can be compared by the million.

use super::Sight;
use crate::text::mixed;

/// A MinHash of the telling stems of prompt and answers: the more lanes of two examples are equal, the more stems
/// they share.
///
/// One permutation, cut into lanes; empty lanes take the value of the next one that is not (Shrivastava and Li, "Densifying
/// One Permutation Hashing via Rotation for Fast Near Neighbor Search", ICML 2014). The share of equal lanes estimates the
/// Jaccard similarity of the stems with a standard error of at most 0.09.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signature([u16; Signature::LANES]);

impl Signature {
    /// How many lanes there are.
    pub const LANES: usize = 32;
    /// Stems in more than about a fifth of the examples do not tell what one is about: ln 5.
    const TELLING: f32 = 1.6;

    /// The signature of an example.
    pub fn of(sight: &Sight<'_, '_>) -> Self {
        let mut least = [u64::MAX; Self::LANES];
        let stems = sight.words.prompt_set.iter().chain(&sight.words.answer_set);
        for stem in stems.filter(|stem| sight.set.counts.weight(**stem) > Self::TELLING) {
            let hash = mixed(u64::from(*stem) + 1);
            let lane = &mut least[(hash >> 59) as usize];
            *lane = (*lane).min(hash);
        }
        let mut lanes = [0; Self::LANES];
        for (place, lane) in lanes.iter_mut().enumerate() {
            let next = (0..Self::LANES).find(|step| least[(place + step) % Self::LANES] != u64::MAX);
            if let Some(step) = next {
                let borrowed = mixed(least[(place + step) % Self::LANES] ^ step as u64);
                #[expect(clippy::cast_possible_truncation, reason = "the low bits")]
                let value = borrowed as u16;
                *lane = value;
            }
        }
        Self(lanes)
    }

    /// How many lanes two have in common.
    pub fn common(&self, other: &Self) -> u32 {
        let equal: u16 = self.0.iter().zip(&other.0).map(|(own, other)| u16::from(own == other)).sum();
        u32::from(equal)
    }
}
