//! What `[dedupe]` in gristmill.toml and the flags set.

use serde::{Deserialize, Serialize};

use super::{Banding, By};
use crate::error::Error;
use crate::text::Grams;

/// How alike two records must be to be duplicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Level {
    /// No record is a duplicate
    Off,
    /// The same bytes
    Bytes,
    /// The same JSON value; the order of keys does not matter
    Exact,
    /// The same text but for letter case, white space and compatibility forms
    Normalised,
    /// Nearly the same text: the Jaccard similarity of its shingles reaches the threshold
    #[default]
    Near,
}

/// Which of some duplicates stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Keep {
    /// The one with the best score; of equals the first
    #[default]
    Best,
    /// The first
    First,
    /// The last
    Last,
    /// The one with the longest text; of equals the first
    Longest,
}

/// What becomes of records that answer one prompt differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum ConflictPolicy {
    /// They stay, and are reported
    #[default]
    Report,
    /// All of them go
    Drop,
    /// Those with the commonest answer stay
    KeepMajority,
    /// Those with the answer of the best record stay
    KeepBest,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Switch {
    /// Yes
    #[default]
    On,
    /// No
    Off,
}

/// How duplicates are found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// How alike two records must be.
    pub level: Level,
    /// Which part of them is compared.
    pub by: By,
    /// Words in a shingle.
    pub ngram: usize,
    /// Characters in a shingle; where it is set, shingles are runs of characters, not of words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub char_ngram: Option<usize>,
    /// The Jaccard similarity from which texts are near, from 0.3 to 1.
    pub threshold: f64,
    /// Whether texts must also be near without the shingles that stand in many records.
    pub template_guard: Switch,
    /// Which of some duplicates stays.
    pub keep: Keep,
    /// What becomes of records that answer one prompt differently.
    pub conflicts: ConflictPolicy,
    /// Whether near prompts count as one.
    pub near_conflicts: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            level: Level::Near,
            by: By::Example,
            ngram: 3,
            char_ngram: None,
            threshold: 0.8,
            template_guard: Switch::On,
            keep: Keep::Best,
            conflicts: ConflictPolicy::Report,
            near_conflicts: false,
        }
    }
}

impl Options {
    /// Refuses options that make no sense.
    pub fn check(&self) -> Result<(), Error> {
        if !(0.3..=1.0).contains(&self.threshold) {
            let message = format!("the threshold {} is not between 0.3 and 1", self.threshold);
            return Err(Error::refused(
                message,
                "0.8 takes copies with a few words changed, 0.7 looser ones",
            ));
        }
        if !(1..=100).contains(&self.grams().size()) {
            let message = format!("shingles of {} words or characters make no sense", self.grams().size());
            return Err(Error::refused(message, "use 1 to 100, for example `--ngram 3`"));
        }
        if self.level == Level::Bytes && self.asks_for_conflicts() {
            return Err(Error::refused(
                "nothing is read at the level `bytes`, so answers cannot be compared",
                "leave --conflicts and --near-conflicts out, or use another level",
            ));
        }
        if self.by != By::Example && self.level < Level::Normalised && self.level != Level::Off {
            return Err(Error::refused(
                "a part of records is compared by its text, not by its bytes or value",
                "use `--level normalised` or `--level near` with `--by`",
            ));
        }
        Ok(())
    }

    /// Whether conflicts are more than told.
    pub fn asks_for_conflicts(&self) -> bool {
        self.near_conflicts || self.conflicts != ConflictPolicy::Report
    }

    /// What shingles are runs of.
    pub fn grams(&self) -> Grams {
        self.char_ngram.map_or(Grams::Words(self.ngram), Grams::Characters)
    }

    /// How sketches are parted.
    pub fn banding(&self) -> Banding {
        Banding::for_threshold(self.threshold)
    }

    /// Whether common text is left out of a second comparison.
    pub fn is_guarded(&self) -> bool {
        self.template_guard == Switch::On
    }
}
