//! Duplicates: which records say the same, which of them stays, and which contradict each other.
//!
//! Pure functions over keys, sketches and shingles. *Exact* duplicates have the same bytes or the same JSON value, key
//! order ignored; *normalised* ones the same turns after NFKC, lower-casing and white-space folding; *near* ones a high
//! Jaccard similarity of their shingles. Sketches only say which pairs to look at; the shingles decide. A record is
//! removed only in favour of one that is kept, never through a chain, and never when system text, tools, training marks
//! or labels differ, or when the answers contradict each other.

mod answers;
mod candidates;
mod clusters;
mod common;
mod conflicts;
pub mod fingerprint;
mod keys;
mod options;
mod similarity;
mod sketch;
mod stay;
mod texts;

pub use answers::{Answer, AnswerMark, Difference};
pub use candidates::{CROWD, Pairs, Sketched, affordable, candidates, crowds, pair, texts_of};
pub use clusters::{Clusters, Links};
pub use common::{Common, Sample, Watched, limit};
pub use conflicts::{Contradiction, Disagreement, conflicts};
pub use keys::Keys;
pub use options::{ConflictPolicy, Keep, Level, Options, Switch};
pub use similarity::{Comparison, Shingled};
pub use sketch::{Banding, Sketcher};
pub use stay::{Classes, Edge, Graph, NearSurplus, Removed, Surplus, near_surplus, removed, surplus};
pub use texts::{By, Texts};

/// The records among which duplicates, conflicts and groups are found, by place.
pub trait Items {
    /// How many there are.
    fn len(&self) -> usize;

    /// What the record at a place is compared by.
    fn keys(&self, place: usize) -> &Keys;

    /// Its score: of duplicates the best stays, of equals the first.
    fn score(&self, place: usize) -> u32;

    /// How long its text is, in bytes of the normal form.
    fn length(&self, place: usize) -> u32;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The place of a record, short.
pub fn place(place: usize) -> u32 {
    u32::try_from(place).expect("fewer than 2^32 records")
}

impl Items for [(Keys, u32)] {
    fn len(&self) -> usize {
        <[_]>::len(self)
    }

    fn keys(&self, place: usize) -> &Keys {
        &self[place].0
    }

    fn score(&self, place: usize) -> u32 {
        self[place].1
    }

    fn length(&self, _: usize) -> u32 {
        0
    }
}
