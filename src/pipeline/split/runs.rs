//! A filter of hashes, such as of the runs of words in prompts: says of most others that they are not among them.

/// Hashes that were added, each as a bit.
#[derive(Debug, Default)]
pub struct Runs {
    added: Vec<u64>,
    bits: Vec<u64>,
}

impl Runs {
    /// Bits for a run.
    const BITS: usize = 16;
    /// Runs that are kept until there are bits for many.
    const KEPT: usize = 1 << 20;
    /// Bits where there are many runs.
    const MANY: usize = 1 << 28;

    /// Adds runs.
    pub fn add(&mut self, runs: &[u64]) {
        if self.bits.is_empty() {
            self.added.extend_from_slice(runs);
            if self.added.len() > Self::KEPT {
                self.fill(Self::MANY);
            }
        } else {
            for run in runs {
                self.set(*run);
            }
        }
    }

    /// Gets ready to be asked.
    pub fn close(&mut self) {
        if self.bits.is_empty() {
            self.fill((self.added.len() * Self::BITS).next_power_of_two().max(64));
        }
    }

    /// Whether a run may have been added.
    pub fn may_have(&self, run: u64) -> bool {
        let (word, bit) = self.place(run);
        self.bits[word] & bit != 0
    }

    fn fill(&mut self, bits: usize) {
        self.bits = vec![0; bits / 64];
        for run in std::mem::take(&mut self.added) {
            self.set(run);
        }
    }

    fn set(&mut self, run: u64) {
        let (word, bit) = self.place(run);
        self.bits[word] |= bit;
    }

    fn place(&self, run: u64) -> (usize, u64) {
        let hash = run.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let bit = usize::try_from(hash).unwrap_or_default() & (self.bits.len() * 64 - 1);
        (bit / 64, 1 << (bit % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::mixed;

    #[test]
    fn what_was_added_may_be_there_and_little_else() {
        for count in [0, 1_000] {
            let mut runs = Runs::default();
            runs.add(&(0..count).map(mixed).collect::<Vec<_>>());
            runs.close();
            assert!((0..count).all(|n| runs.may_have(mixed(n))));
            let others = (count..count + 1_000).filter(|n| runs.may_have(mixed(*n))).count();
            assert!(others < 150, "{others}");
        }
    }
}
