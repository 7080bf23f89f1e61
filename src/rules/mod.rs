//! Rules: what is looked for in records, files and datasets, one file each.
//!
//! A rule has one meaning for all targets; how much a finding of it matters may differ by target. Its docs say what
//! it checks, why, and show bad and good lines, which a test runs. Rules only look: they never read files, and what
//! happens to a record with a finding is decided elsewhere.
//!
//! To add a rule, write `NAME.rs` with a `RULE` and put its name into the list below.

mod findings;
mod out;
mod selection;
mod view;

pub use findings::{Counts, Findings};
pub use out::Out;
pub use selection::Selection;
pub use view::{Conflict, DatasetView, FileView, Spot, View};

use crate::model::Level;

/// Something that is looked for.
pub struct Rule {
    /// The rule's identity: kebab-case, never reused for another meaning.
    pub name: &'static str,
    /// Which rules it belongs with.
    pub group: Group,
    /// How much a finding matters when no target is named.
    pub level: Level,
    /// How much it matters for a target, where that differs: target id, level.
    pub targets: &'static [(&'static str, Level)],
    /// What it checks, why, and examples, in Markdown.
    pub docs: &'static str,
    /// How it looks.
    pub check: Check,
}

/// What a rule looks at.
#[derive(Clone, Copy)]
pub enum Check {
    /// A line of nothing but white space.
    BlankLine(fn(&mut Out<'_>)),
    /// A record.
    Record(fn(&View<'_>, &mut Out<'_>)),
    /// A file as a whole.
    File(fn(&FileView<'_>, &mut Out<'_>)),
    /// All files together.
    Dataset(fn(&DatasetView<'_>, &mut Out<'_>)),
}

/// Rules that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Bytes, lines and JSON.
    File,
    /// The form of a record.
    Shape,
    /// Who speaks, in which order, and whether something is said.
    Conversation,
    /// What a target wants of the dataset.
    Target,
    /// Records compared with each other.
    Duplicates,
}

macro_rules! rules {
    ($($name:ident),+ $(,)?) => {
        $(pub mod $name;)+
        /// Every rule.
        pub static ALL: &[&Rule] = &[$(&$name::RULE),+];
    };
}

rules![
    oversized_line,
    invalid_utf8,
    invalid_json,
    duplicate_key,
    blank_line,
    byte_order_mark,
    empty_file,
    broken_array,
    json_array,
    not_an_object,
    other_shape,
    mixed_shapes,
    not_target_shape,
    missing_field,
    wrong_type,
    extra_field,
    unread_field,
    unknown_role,
    no_messages,
    no_assistant_turn,
    last_turn_not_assistant,
    empty_answer,
    empty_prompt,
    no_user_turn,
    too_few_examples,
    few_good_examples,
    conflicting_answers,
];

impl Rule {
    /// How much a finding matters for a target, or when none is named.
    pub fn level(&self, target: Option<&str>) -> Level {
        let own = |target| self.targets.iter().find(|(id, _)| *id == target).map(|(_, level)| *level);
        target.and_then(own).unwrap_or(self.level)
    }
}
