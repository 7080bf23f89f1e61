//! The holdout: which records are set aside, so that no group of them stands on both sides.
//!
//! Pure functions over the keys of records. Records with the same text or the same prompt form a group and stay
//! together. A keyed hash of the group with the seed, not a shuffle, orders the groups: adding or reordering records
//! moves almost nothing.

mod assign;
mod groups;
mod holdout;
mod overlap;

use serde::{Deserialize, Serialize};

pub use assign::{Split, split};
pub use groups::Groups;
pub use holdout::Holdout;
pub use overlap::{Overlap, overlap};

/// What `[split]` in gristmill.toml and the flags set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// How much is held out.
    pub holdout: Holdout,
    /// Which of the equally good holdouts is taken.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { holdout: Holdout::Auto, seed: 42 }
    }
}
