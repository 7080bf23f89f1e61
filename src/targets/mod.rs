//! Targets: providers and trainers with a method, one file each, as data with sources and dates.
//!
//! To add a target, write `NAME.rs` with a `TARGET` and put its name into the list below.

use crate::error::Error;
use crate::model::{Json, Pointer};
use crate::shapes::Shape;

/// A provider or trainer with a method: what it takes, and until when.
pub struct Target {
    /// The full id: provider and method.
    pub id: &'static str,
    /// The provider's name, under which its chat method is found too.
    pub provider: &'static str,
    /// The target as people call it.
    pub title: &'static str,
    /// The shape that it takes.
    pub shape: &'static Shape,
    /// The fewest training examples that it takes.
    pub min_examples: u64,
    /// What a record may have, where anything else makes the target refuse it.
    pub members: Option<Members>,
    /// Whether it still takes new jobs.
    pub status: Status,
    /// What the two files are called when a job is created: training, holdout.
    pub parameters: (&'static str, &'static str),
    /// Where its rules were read, and when.
    pub sources: &'static [Source],
}

/// The members that a target takes.
#[derive(Debug, Clone, Copy)]
pub struct Members {
    /// Of a record.
    pub top: &'static [&'static str],
    /// Of a message.
    pub of_messages: &'static [&'static str],
    /// Those of either that may be `null`.
    pub nullable: &'static [&'static str],
}

/// Whether a target takes new jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It does, as far as is known.
    Open,
    /// It does until a date.
    Closing {
        /// The first day without new jobs, as year-month-day.
        date: &'static str,
        /// What to know about it.
        note: &'static str,
    },
}

/// A page that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// What it is.
    pub title: &'static str,
    /// Where it is.
    pub url: &'static str,
    /// When it was read, as year-month.
    pub read: &'static str,
}

macro_rules! targets {
    ($($name:ident),+ $(,)?) => {
        $(mod $name;)+
        /// Every target.
        pub static ALL: &[&Target] = &[$(&$name::TARGET),+];
    };
}

targets![openai_chat];

impl Target {
    /// The target of that id, or a provider's chat method for its bare name.
    pub fn named(name: &str) -> Result<&'static Self, Error> {
        let found = ALL.iter().copied().find(|target| target.id == name || target.provider == name);
        let ids = ALL.iter().flat_map(|target| [target.id, target.provider]);
        found.ok_or_else(|| Error::unknown("target", name, ids))
    }
}

impl Target {
    /// Where a record of the target's own shape has members that the target refuses, in file order.
    pub fn refused(&self, record: &Json<'_>) -> Vec<Pointer> {
        let Some(Members { top, of_messages, nullable }) = self.members else { return Vec::new() };
        let is_refused = |known: &[&str], key: &str, value: &Json<'_>| {
            !known.contains(&key) || (*value == Json::Null && !nullable.contains(&key))
        };
        self.shape.members_where(
            record,
            |key, value| is_refused(top, key, value),
            |key, value| is_refused(of_messages, key, value),
        )
    }
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_bare_names_are_found() {
        assert_eq!(Target::named("openai").unwrap().id, "openai-chat");
        assert_eq!(Target::named("openai-chat").unwrap().id, "openai-chat");
        let error = Target::named("opena").unwrap_err();
        assert_eq!(error.help().unwrap(), "did you mean `openai`?");
    }
}
