//! Shapes: the forms in which records come, one file each.
//!
//! A shape tells whether a record has its form, decodes it into the canonical example, and may write it back. The
//! decoder is the fast path: it says without a word whether a record is sound, reads what it can of one that is not,
//! and the JSON Schema of the same name under `schemas/` then [explains](explain()) where it is at fault. A test holds
//! the two in agreement.
//!
//! To add a shape, write `NAME.rs` with a `SHAPE` and its schema, and put its name into the list below. The order of
//! the list is the order in which a record is tried: the first shape that fits wins.

mod calls;
mod contents;
mod declarations;
mod detect;
mod explain;
mod foreign;
mod form;
mod literal;
mod map;
mod messages;
mod ranked;
mod transcript;
mod turns;
mod write;

pub use detect::{Census, Sketch};
pub use explain::{Concern, Fault, Flaw, explain, schema, validator};
pub use form::{
    Answer, Beside, Broken, CallIds, Calls, Form, ImagePlace, Kind, Masks, Reasoning, Repeats, System,
};
pub use map::Map;
pub use write::{as_recorded, turns_of};

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::model::{Arena, Example, Field, Json, Pointer};

/// A form of records.
pub struct Shape {
    /// The shape's name, kebab-case: what `--shape` takes.
    pub name: &'static str,
    /// The shape as people call it.
    pub title: &'static str,
    /// Whether its records hold two answers to one prompt.
    pub is_preference: bool,
    /// Its JSON Schema.
    pub schema: &'static str,
    /// Every top-level member that it may read.
    pub members: &'static [&'static str],
    /// Those of them that it reads from a record; what stands there besides is metadata, or would be lost.
    pub reads: fn(&Json<'_>) -> &'static [&'static str],
    /// The pointers of the lists that may hold its messages, or single ones; none for flat shapes.
    pub lists: &'static [&'static str],
    /// The members of a message that it reads.
    pub of_messages: &'static [&'static str],
    /// Whether a record has this form, judged by its keys and the kinds of their values.
    pub fits: fn(&Json<'_>) -> bool,
    /// The example that a record means, or nothing when the record is too far from the form to mean one. An example
    /// of a record that breaks the form says that it [is not sound](Example::is_sound). What is made of text inside
    /// strings lives in the arena.
    pub decode: for<'t> fn(&'t Json<'t>, &'t Arena) -> Option<Example<'t>>,
    /// How it is written; nothing where the shape is only read.
    pub encode: Option<Encode>,
    /// The shapes that its records have as well: who takes one of them takes its records, and reads them as such.
    pub is_also: &'static [&'static Shape],
    /// All the examples that a record means, where it may mean more than the one that `decode` gives.
    pub every: Option<for<'t> fn(&'t Json<'t>, &'t Arena) -> Vec<Example<'t>>>,
}

/// Which examples are made of a record that means several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Paths {
    /// The best one
    #[default]
    Best,
    /// All of them
    All,
}

/// Writes an example as a record on one line, without line end. The example must have been brought into the form.
pub type Encode = fn(&Example<'_>, &Form, &mut Vec<u8>);

macro_rules! shapes {
    ($($name:ident),+ $(,)?) => {
        $(mod $name;)+
        /// Every shape, in the order in which records are tried.
        pub static ALL: &[&Shape] = &[$(&$name::SHAPE),+];
    };
}

shapes![
    gemini_preference,
    gemini,
    openai_preference,
    shp,
    nectar,
    ultrafeedback,
    oasst,
    axolotl_preference,
    sharegpt_preference,
    hh_rlhf,
    question_preference,
    chosen_rejected,
    stepwise,
    prompt_completion_label,
    chat_label,
    sharegpt_label,
    bedrock_converse,
    typed_values,
    openai_chat,
    interactions,
    hermes,
    toolace,
    sharegpt,
    glaive,
    xlam,
    role_conversations,
    oumi,
    segments,
    alpaca,
    prompt_completion_chat,
    prompt_completion,
    question_answer,
    rendered_chat,
    prompt_only,
    token_ids,
    text,
    content,
];

pub use bedrock_converse::SHAPE as BEDROCK_CONVERSE;
pub use chosen_rejected::SHAPE as CHOSEN_REJECTED;
pub use gemini::SHAPE as GEMINI;
pub use gemini_preference::SHAPE as GEMINI_PREFERENCE;
pub use hh_rlhf::SHAPE as HH_RLHF;
pub use interactions::SHAPE as INTERACTIONS;
/// The OpenAI-style chat shape, the common tongue between all others.
pub use openai_chat::SHAPE as OPENAI_CHAT;
pub use openai_preference::SHAPE as OPENAI_PREFERENCE;
pub use prompt_completion::SHAPE as PROMPT_COMPLETION;
pub use prompt_completion_chat::SHAPE as PROMPT_COMPLETION_CHAT;
pub use prompt_completion_label::SHAPE as PROMPT_COMPLETION_LABEL;
pub use prompt_only::SHAPE as PROMPT_ONLY;
pub use question_answer::SHAPE as QUESTION_ANSWER;
pub use sharegpt::SHAPE as SHAREGPT;
pub use text::SHAPE as TEXT;
pub use token_ids::SHAPE as TOKEN_IDS;

/// Whether one of the keys is there that stand in every record that holds a verdict and could be read without it. This
/// is asked of every record, and faster than to try every shape.
fn has_verdict_key(record: &Json<'_>) -> bool {
    record.members().iter().any(|(key, _)| {
        matches!(
            *key,
            "chosen" | "completions" | "kto_tag" | "label" | "non_preferred_output" | "preferred_output"
        )
    })
}

/// The shapes whose records hold verdicts on one answer, or on its steps.
static JUDGED: [&Shape; 4] =
    [&stepwise::SHAPE, &prompt_completion_label::SHAPE, &chat_label::SHAPE, &sharegpt_label::SHAPE];

impl Shape {
    /// A shape of which nothing is known: what the files start from.
    const UNKNOWN: Self = Self {
        name: "",
        title: "",
        is_preference: false,
        schema: "",
        members: &[],
        reads: |_| &[],
        lists: &[],
        of_messages: &[],
        fits: |_| false,
        decode: |_, _| None,
        encode: None,
        is_also: &[],
        every: None,
    };

    /// The shape of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().copied().find(|shape| shape.name == name)
    }

    /// The first shape that a record fits.
    pub fn of(record: &Json<'_>) -> Option<&'static Self> {
        ALL.iter().copied().find(|shape| (shape.fits)(record))
    }

    /// The examples that a record means: the one, or of several the best or all.
    pub fn examples<'t>(&self, record: &'t Json<'t>, arena: &'t Arena, paths: Paths) -> Vec<Example<'t>> {
        match self.every.filter(|_| paths == Paths::All) {
            Some(every) => every(record, arena),
            None => (self.decode)(record, arena).into_iter().collect(),
        }
    }

    /// Whether its records hold a verdict on answers, which is lost where they are read as conversations.
    fn holds_verdicts(&self) -> bool {
        self.is_preference || JUDGED.contains(&self)
    }

    /// The shape of a record that this one reads too, but not as what it is: a conversation with two answers, or with a
    /// label, is more than a conversation.
    pub fn exceeded_by(&self, record: &Json<'_>) -> Option<&'static Self> {
        if !has_verdict_key(record) || self.holds_verdicts() {
            return None;
        }
        let before = ALL.iter().copied().take_while(|other| *other != self);
        before.filter(|other| other.holds_verdicts()).find(|other| (other.fits)(record))
    }

    /// Where a record has members that the shape does not read, in file order.
    pub fn extras(&self, record: &Json<'_>) -> Vec<Pointer> {
        let reads = (self.reads)(record);
        self.members_where(record, |key, _| !reads.contains(&key), |key, _| !self.of_messages.contains(&key))
    }

    /// Where a record has members of a kind, and then where its messages have.
    pub fn members_where(
        &self,
        record: &Json<'_>,
        is_wanted: impl Fn(&str, &Json<'_>) -> bool,
        is_wanted_in_message: impl Fn(&str, &Json<'_>) -> bool,
    ) -> Vec<Pointer> {
        let wanted = record.members().iter().filter(|(key, value)| is_wanted(key, value));
        let mut found: Vec<Pointer> = wanted.map(|(key, _)| Pointer::ROOT.key(key)).collect();
        let mut find_in = |message: &Json<'_>, at: &Pointer| {
            let wanted = message.members().iter().filter(|(key, value)| is_wanted_in_message(key, value));
            found.extend(wanted.map(|(name, _)| at.clone().key(name)));
        };
        for list in self.lists {
            let at = Pointer::parse(list);
            match record.at(list) {
                Some(Json::List(messages)) => {
                    let messages = messages.iter().enumerate();
                    messages.for_each(|(i, message)| find_in(message, &at.clone().item(i)));
                }
                // One message in the place of a list.
                Some(message) => find_in(message, &at),
                None => {}
            }
        }
        found
    }
}

impl PartialEq for Shape {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Shape {}

impl std::fmt::Debug for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// The top-level members that the shape does not read, as the example keeps them.
fn meta<'t>(record: &'t Json<'t>, known: &'static [&'static str]) -> Vec<Field<'t>> {
    let unknown = record.members().iter().filter(|(key, _)| !known.contains(key));
    unknown.map(|(key, value)| Field { name: Cow::Borrowed(key), value }).collect()
}

/// A member that is there and not `null`: exporters that know a fixed set of columns write the others as `null`.
fn given<'t>(record: &'t Json<'t>, key: &str) -> Option<&'t Json<'t>> {
    record.get(key).filter(|value| **value != Json::Null)
}

/// A member that is a string; empty where there is none.
fn string<'t>(value: &Json<'t>, key: &str) -> &'t str {
    value.get(key).and_then(Json::as_str).unwrap_or_default()
}

/// An optional string member: absent, null and empty all count as none; any other kind breaks the form.
#[expect(
    clippy::option_option,
    reason = "the outer says whether the form holds, the inner whether a text is there"
)]
fn optional_text<'t>(record: &'t Json<'t>, key: &str) -> Option<Option<&'t str>> {
    match record.get(key) {
        None | Some(Json::Null) => Some(None),
        Some(Json::String(text)) => Some((!text.is_empty()).then_some(text)),
        Some(_) => None,
    }
}
