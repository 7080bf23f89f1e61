//! A finding: what a rule says about a record, a file or the whole dataset. Data only; reports render it.

use std::ops::Range;
use std::sync::Arc;

use super::Pointer;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not looked for.
    Allow,
    /// Advice; never a failure.
    Info,
    /// Accepted, but changed, truncated, skipped or doubtful.
    Warn,
    /// Refused, or the record would never be trained on.
    Deny,
}

impl Level {
    /// The level's name, as every report prints it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

/// Where a finding lies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The input as the user named it; nothing when the finding is about all inputs together.
    pub file: Option<String>,
    /// The physical line, from 1; nothing when the finding is about the whole file.
    pub line: Option<u64>,
    /// The column in that line, in characters from 1.
    pub column: Option<u64>,
    /// Where in the record.
    pub pointer: Pointer,
}

/// A window of the line around the place, made to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The window, on one line.
    pub text: String,
    /// The marked characters in it.
    pub mark: Range<usize>,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// How much it matters, for the target.
    pub level: Level,
    /// The full id of the target whose requirements it is about; nothing for the shape's own.
    pub target: Option<&'static str>,
    /// Where.
    pub place: Place,
    /// What is wrong: one lower-case sentence without a final dot.
    pub message: String,
    /// What to do, as an imperative; empty when there is nothing to say.
    pub help: String,
    /// The page that says so, with its date, where the level is a target's own.
    pub source: Option<Arc<str>>,
    /// The line around the place.
    pub excerpt: Option<Excerpt>,
}
