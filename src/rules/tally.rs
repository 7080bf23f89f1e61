//! What rules about files need to know of their records: counted in the pass, bounded by the kinds of things there are.

use std::collections::BTreeMap;

use super::View;
use super::foreign_reasoning::has_reasoning;
use crate::model::{Json, Kind, Role};

/// What was counted over the records of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records whose answers have a reasoning trace: how many, and the line of the first.
    pub with_reasoning: Seen,
    /// Records whose answers have none.
    pub without_reasoning: Seen,
    /// What all prompts of pairs end in, and all completions.
    pub endings: Option<(String, String)>,
    /// The members of records with the kinds of their values; empty where nobody asked.
    pub columns: Columns,
}

/// How often something was seen, and on which line first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// How often.
    pub records: u64,
    /// The line of the first, from 1; 0 when there is none.
    pub line: u64,
}

/// The members of records, by path (items of a list share one), with the line on which each kind was seen first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns(BTreeMap<String, BTreeMap<Kind, u64>>);

impl Seen {
    fn add(&mut self, line: u64) {
        self.join(Self { records: 1, line });
    }

    fn join(&mut self, later: Self) {
        self.line = if self.records == 0 { later.line } else { self.line };
        self.records += later.records;
    }
}

impl Tally {
    /// Looks at one record.
    pub fn add(&mut self, view: &View<'_>, wants_columns: bool) {
        let line = view.record.line;
        if let Some(example) = view.example {
            let mut answers =
                example.messages().iter().filter(|message| message.role == Role::Assistant).peekable();
            if answers.peek().is_some() {
                let seen = if answers.any(has_reasoning) {
                    &mut self.with_reasoning
                } else {
                    &mut self.without_reasoning
                };
                seen.add(line);
            }
        }
        if let Some(object) = view.object() {
            if view.shape.name == "prompt-completion"
                && let (Some(prompt), Some(completion)) = (text(object, "prompt"), text(object, "completion"))
            {
                self.add_endings(prompt, completion);
            }
            if wants_columns {
                self.columns.add(object, line);
            }
        }
    }

    /// Joins the tally of the records that come after.
    pub fn join(&mut self, later: Self) {
        self.with_reasoning.join(later.with_reasoning);
        self.without_reasoning.join(later.without_reasoning);
        if let Some((prompt, completion)) = later.endings {
            self.add_endings(&prompt, &completion);
        }
        for (path, kinds) in later.columns.0 {
            for (kind, line) in kinds {
                self.columns.see(&path, kind, line);
            }
        }
    }

    fn add_endings(&mut self, prompt: &str, completion: &str) {
        match &mut self.endings {
            Some((prompts, completions)) => {
                keep_common(prompts, prompt);
                keep_common(completions, completion);
            }
            none => *none = Some((end_of(prompt).to_owned(), end_of(completion).to_owned())),
        }
    }
}

fn text<'j>(object: &'j Json<'_>, key: &str) -> Option<&'j str> {
    object.get(key)?.as_str()
}

/// The last characters of a text, more than any separator has.
fn end_of(text: &str) -> &str {
    let start = text.char_indices().rev().nth(31).map_or(0, |(at, _)| at);
    &text[start..]
}

/// Shortens `ending` to what `text` ends in too.
fn keep_common(ending: &mut String, text: &str) {
    let common = ending.chars().rev().zip(text.chars().rev()).take_while(|(a, b)| a == b);
    let bytes: usize = common.map(|(c, _)| c.len_utf8()).sum();
    ending.drain(..ending.len() - bytes);
}

impl Columns {
    /// The most paths that are kept: free-form data has no end of them, and is no table anyway.
    const MOST: usize = 1_000;

    fn add(&mut self, record: &Json<'_>, line: u64) {
        let mut path = String::new();
        self.walk(record, line, &mut path);
    }

    fn walk(&mut self, value: &Json<'_>, line: u64, path: &mut String) {
        let length = path.len();
        for (key, member) in value.members() {
            path.push('/');
            path.push_str(key);
            self.see(path, member.kind(), line);
            self.walk(member, line, path);
            path.truncate(length);
        }
        for item in value.items() {
            path.push_str("/*");
            self.see(path, item.kind(), line);
            self.walk(item, line, path);
            path.truncate(length);
        }
    }

    fn see(&mut self, path: &str, kind: Kind, line: u64) {
        if kind == Kind::Null {
            return;
        }
        if let Some(kinds) = self.0.get_mut(path) {
            kinds.entry(kind).or_insert(line);
        } else if self.0.len() < Self::MOST {
            self.0.insert(path.to_owned(), BTreeMap::from([(kind, line)]));
        }
    }

    /// The members whose values are of several kinds, each with the lines on which they were seen first.
    pub fn mixed(&self) -> impl Iterator<Item = (&str, &BTreeMap<Kind, u64>)> {
        self.0.iter().filter(|(_, kinds)| kinds.len() > 1).map(|(path, kinds)| (path.as_str(), kinds))
    }
}
