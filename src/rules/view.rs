//! What a rule sees: a record with everything that was made of it, a file, or the dataset.

use std::cell::OnceCell;

use serde::Serialize;

use super::tools::{BrokenLink, broken_links};
use super::{Group, Tally};
use crate::dedupe::Difference;
use crate::engine::{Container, FileNotes};
use crate::lengths::Rendering;
use crate::model::{At, Body, Example, Json, Message, Parsed, Part, Record, Role, Unread};
use crate::shapes::{Census, Fault, PROMPT_ONLY, Shape, explain};
use crate::tokens::Tokens;

/// A record with what was made of it.
pub struct View<'v> {
    /// The record.
    pub record: &'v Record<'v>,
    /// Its JSON, or why it has none.
    pub parsed: Result<&'v Parsed<'v>, &'v Unread>,
    /// The shape that it is read as: that of its file, or its own where a target reads every record for itself.
    pub shape: &'static Shape,
    /// What it means, as far as it can be told; nothing when it is too far from the shape.
    pub example: Option<&'v Example<'v>>,
    /// Whether it holds half of a surrogate pair, which was replaced to read the rest.
    pub has_lone_surrogate: bool,
    /// Whether its members were given other names to read it, so that its own bytes are no record of the shape.
    pub is_mapped: bool,
    faults: OnceCell<Vec<Fault>>,
    links: OnceCell<Vec<BrokenLink>>,
    other: OnceCell<Option<&'static Shape>>,
    rendering: OnceCell<Option<Result<Rendering, String>>>,
}

impl<'v> View<'v> {
    /// A record as rules see it.
    pub fn new(
        record: &'v Record<'v>,
        parsed: Result<&'v Parsed<'v>, &'v Unread>,
        shape: &'static Shape,
        example: Option<&'v Example<'v>>,
    ) -> Self {
        Self {
            record,
            parsed,
            shape,
            example,
            has_lone_surrogate: false,
            is_mapped: false,
            faults: OnceCell::new(),
            links: OnceCell::new(),
            other: OnceCell::new(),
            rendering: OnceCell::new(),
        }
    }

    /// The record's value, if it is an object.
    pub fn object(&self) -> Option<&'v Json<'v>> {
        self.parsed.ok().map(|parsed| &parsed.root).filter(|root| matches!(root, Json::Object(_)))
    }

    /// What is compared with other records: the example of a record that keeps its shape, all of which could be read.
    pub fn compared(&self) -> Option<&'v Example<'v>> {
        self.example.filter(|example| example.is_sound && !self.has_lone_surrogate)
    }

    /// Whether the record keeps its shape to the letter.
    pub fn is_sound(&self) -> bool {
        self.example.is_some_and(|example| example.is_sound)
    }

    /// The messages of the conversation, or of the prompt of a preference.
    pub fn turns(&self) -> &'v [Message<'v>] {
        self.example.map_or(&[], Example::turns)
    }

    /// The two answers of a preference, the preferred one first.
    pub fn answers(&self) -> Option<[&'v [Message<'v>]; 2]> {
        match &self.example?.body {
            Body::Preference(preference) => Some(preference.answers()),
            _ => None,
        }
    }

    /// Every message, those of a rejected answer last.
    pub fn messages(&self) -> impl Iterator<Item = &'v Message<'v>> {
        self.example.into_iter().flat_map(Example::all_messages)
    }

    /// The role of a message as the record writes it.
    pub fn role_of(&self, message: &Message<'_>) -> Option<&'v str> {
        let item = match message.at {
            At::Item { list, index, .. } => self.object()?.at(list)?.items().get(index)?,
            at => self.object()?.at(at.message().as_str())?,
        };
        item.get("role").or_else(|| item.get("from"))?.as_str()
    }

    /// Another shape that the record has, when it breaks that of its file, or when its file's shape would read only
    /// half of what it says.
    pub fn other_shape(&self) -> Option<&'static Shape> {
        *self.other.get_or_init(|| {
            let object = self.object()?;
            if self.example.is_some() {
                return self.shape.exceeded_by(object);
            }
            let other = Shape::of(object).filter(|other| *other != self.shape)?;
            // A prompt in a file of prompts with answers lacks its answer.
            let is_part = *other == PROMPT_ONLY && self.shape.members.contains(&"prompt");
            (!is_part && !(self.shape.fits)(object)).then_some(other)
        })
    }

    /// What the chat template of the user's own makes of the conversation, or why it refuses it; nothing where there is no
    /// template, or no conversation.
    pub(super) fn rendering(&self, tokens: &Tokens) -> Option<&Result<Rendering, String>> {
        let render = || {
            let example = self.example.filter(|example| !matches!(example.body, Body::Text(_)))?;
            Some(Rendering::new(tokens.template()?, example))
        };
        self.rendering.get_or_init(render).as_ref()
    }

    /// The example with what the chat template makes of it, where it does not refuse it.
    pub(super) fn rendered(&self, tokens: &Tokens) -> Option<(&Rendering, &'v Example<'v>)> {
        Some((self.rendering(tokens)?.as_ref().ok()?, self.example?))
    }

    /// How calls and results miss each other.
    pub(super) fn broken_links(&self) -> &[BrokenLink] {
        self.links.get_or_init(|| broken_links(self.turns()))
    }

    /// Every way in which the record breaks its shape. A record of another shape is one finding, not one per member.
    pub fn faults(&self) -> &[Fault] {
        self.faults.get_or_init(|| match self.object() {
            Some(object) if !self.is_sound() && self.other_shape().is_none() => {
                let faults = explain(self.shape, object);
                if faults.is_empty() { vec![Fault::unexplained(self.shape)] } else { faults }
            }
            _ => Vec::new(),
        })
    }
}

/// A file as a whole, after its last record.
pub struct FileView<'v> {
    /// How records stand in it.
    pub container: Container,
    /// What the reader noticed.
    pub notes: &'v FileNotes,
    /// Its length in bytes.
    pub bytes: u64,
    /// Why it could not be read at all: what it is, and what to do.
    pub unreadable: Option<(&'v str, &'v str)>,
    /// The shape of most of its records.
    pub shape: &'static Shape,
    /// How many of its records have which shape.
    pub shapes: &'v Census,
    /// What was counted over its records.
    pub tally: &'v Tally,
}

/// What a rule about records needs to know before it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own, and together no state")]
pub(super) struct Traits {
    /// It breaks its shape.
    pub is_faulty: bool,
    /// It declares tools, calls one, or has a result of one.
    pub has_tools: bool,
    /// It has images or other media.
    pub has_media: bool,
    /// It has two answers.
    pub is_preference: bool,
}

impl Traits {
    /// Whether the rules of a group look at such a record.
    pub fn interest(self, group: Group) -> bool {
        match group {
            Group::Fault => self.is_faulty,
            Group::Tools => self.has_tools,
            Group::Images => self.has_media,
            Group::Preference => self.is_preference,
            _ => true,
        }
    }

    pub fn of(view: &View<'_>) -> Self {
        let is_faulty = !view.is_sound() && view.object().is_some();
        let Some(example) = view.example else {
            return Self { is_faulty, has_tools: false, has_media: false, is_preference: false };
        };
        let mut traits = Self {
            is_faulty,
            has_tools: example.tools().is_some(),
            has_media: false,
            is_preference: matches!(example.body, Body::Preference(_)),
        };
        for message in example.all_messages() {
            traits.has_tools |= message.role == Role::Tool;
            for part in &message.parts {
                traits.has_tools |= matches!(part, Part::ToolCall(_) | Part::ToolResult { .. });
                traits.has_media |= matches!(part, Part::Image { .. } | Part::Medium { .. });
            }
        }
        traits
    }
}

/// All files together, after the last record.
pub struct DatasetView<'v> {
    /// The examples that would be trained on.
    pub examples: u64,
    /// How many are good enough to be trained on or held out, as far as it was looked at.
    pub good: u64,
    /// Prompts with more than one answer.
    pub conflicts: &'v [Conflict],
}

/// Records with the same prompt and different answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The first of them.
    pub first: Spot,
    /// The first that answers differently.
    pub second: Spot,
    /// How many records have the prompt.
    pub records: u64,
    /// How many different answers they give.
    pub answers: u64,
    /// The gravest difference between the commonest answer and another.
    pub difference: Difference,
    /// The first record that differs so.
    pub differs: Spot,
    /// The first record with the commonest answer.
    pub majority: Spot,
    /// How many records give it.
    pub majority_records: u64,
}

/// Where a record starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// The input as the user named it.
    pub file: String,
    /// The physical line, from 1.
    pub line: u64,
}

impl std::fmt::Display for Spot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}
