//! How a target stands to what a rule finds, and where that was read.

use crate::model::Level;

/// How much findings of some rules matter to a target.
#[derive(Debug, Clone, Copy)]
pub struct Stance {
    /// The rules, by name.
    pub rules: &'static [&'static str],
    /// How much their findings matter.
    pub level: Level,
    /// The key of the [`Source`] that says so.
    pub source: &'static str,
    /// How far that can be relied on.
    pub confidence: Confidence,
}

/// How far a stance can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A primary source or a quoted live message says so, or the target's own code was run.
    Sure,
    /// One report, a checker of the same service, or a close inference.
    Likely,
    /// Sources are silent or disagree.
    Unsure,
}

impl Confidence {
    /// The confidence in one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Likely => "likely",
            Self::Unsure => "unsure",
        }
    }
}

/// A page, package or repository that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// A short name, by which stances refer to it.
    pub key: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Where it is.
    pub url: &'static str,
    /// When it was read, as year-month.
    pub read: &'static str,
}

/// The target refuses what these rules find, or never trains on it.
pub const fn deny(rules: &'static [&'static str], source: &'static str) -> Stance {
    Stance { rules, level: Level::Deny, source, confidence: Confidence::Sure }
}

/// The target changes, truncates or skips what these rules find, or its sources disagree.
pub const fn warn(rules: &'static [&'static str], source: &'static str) -> Stance {
    Stance { rules, level: Level::Warn, source, confidence: Confidence::Sure }
}

/// The target takes what these rules find, and its documents would have it otherwise.
pub const fn advise(rules: &'static [&'static str], source: &'static str) -> Stance {
    Stance { rules, level: Level::Info, source, confidence: Confidence::Sure }
}

/// The target takes what these rules find.
pub const fn forgive(rules: &'static [&'static str], source: &'static str) -> Stance {
    Stance { rules, level: Level::Allow, source, confidence: Confidence::Sure }
}

impl Stance {
    /// The same, likely.
    #[must_use]
    pub const fn likely(self) -> Self {
        Self { confidence: Confidence::Likely, ..self }
    }

    /// The same, unsure.
    #[must_use]
    pub const fn unsure(self) -> Self {
        Self { confidence: Confidence::Unsure, ..self }
    }
}
