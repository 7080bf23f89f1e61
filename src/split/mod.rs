//! The holdout: which records are set aside, so that no group of them stands on both sides.
//!
//! Pure functions over the keys of records. Whatever ties records together (the same or nearly the same text or prompt, one
//! conversation, one key of the user's) makes a group, which stays whole. A keyed hash of the group with the seed, not a
//! shuffle, orders the groups: adding or reordering records moves almost nothing. Every stratum gives its share.

mod assign;
mod groups;
mod holdout;
mod interval;
mod options;
mod overlap;
mod strata;

pub use assign::{Draw, Drawn, Pinned};
pub use groups::{Grouping, Groups, Tie};
pub use holdout::Holdout;
pub use interval::{Interval, Rate};
pub use options::{Eval, GroupThreshold, Options, Stratify};
pub use overlap::{Overlap, equal_rows};
pub use strata::{Strata, length_band};

use serde::Serialize;

/// A side of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// What is trained on.
    #[default]
    Train,
    /// What a tuned model is judged by.
    Holdout,
    /// What is looked at while training.
    Validation,
    /// Whole topics that are trained on nowhere: out of the distribution of train.
    Ood,
}

impl Side {
    /// Every side.
    pub const ALL: [Self; 4] = [Self::Train, Self::Holdout, Self::Validation, Self::Ood];

    /// Its name, which is also that of its file in a folder without target.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Holdout => "holdout",
            Self::Validation => "validation",
            Self::Ood => "ood",
        }
    }
}
