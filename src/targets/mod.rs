//! Targets: providers and trainers with a method, one file each, as data with sources and dates.
//!
//! To add a target, write `NAME.rs` with a `TARGET` and put its name into the list below.

use crate::error::Error;
use crate::model::{Json, Pointer};
use crate::shapes::{self, Shape};
use crate::text::nearest;

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
    /// The members of a record and of its messages that it takes, where any other makes it refuse the record.
    pub members: Option<(&'static [&'static str], &'static [&'static str])>,
    /// Whether it still takes new jobs.
    pub status: Status,
    /// What the two files are called when a job is created: training, holdout.
    pub parameters: (&'static str, &'static str),
    /// Where its rules were read, and when.
    pub sources: &'static [Source],
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
        found.ok_or_else(|| {
            let ids = || ALL.iter().map(|target| target.id);
            let help = match nearest(name, ids().chain(ALL.iter().map(|target| target.provider))) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known targets: {}", ids().collect::<Vec<_>>().join(", ")),
            };
            Error::refused(format!("there is no target `{name}`"), help)
        })
    }
}

impl Target {
    /// Where a record of the target's own shape has members that the target refuses, in file order.
    pub fn refused(&self, record: &Json<'_>) -> Vec<Pointer> {
        let list = self.shape.list.map_or("", |(list, _)| list);
        self.members
            .map_or_else(Vec::new, |(top, of_messages)| shapes::extras(record, top, list, of_messages))
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
