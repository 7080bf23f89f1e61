//! What a rule sees: a record with everything that was made of it, a file, or the dataset.

use std::cell::OnceCell;

use serde::Serialize;

use crate::engine::{Container, FileNotes};
use crate::model::{Example, Json, Parsed, Record, Unread};
use crate::shapes::{Census, Fault, Shape, explain};
use crate::targets::Target;

/// A record with what was made of it.
pub struct View<'v> {
    /// The record.
    pub record: &'v Record<'v>,
    /// Its JSON, or why it has none.
    pub parsed: Result<&'v Parsed<'v>, &'v Unread>,
    /// The shape of its file.
    pub shape: &'static Shape,
    /// What it means; nothing when it breaks the shape.
    pub example: Option<&'v Example<'v>>,
    /// The target it is judged for.
    pub target: Option<&'static Target>,
    faults: OnceCell<Vec<Fault>>,
}

impl<'v> View<'v> {
    /// A record as rules see it.
    pub fn new(
        record: &'v Record<'v>,
        parsed: Result<&'v Parsed<'v>, &'v Unread>,
        shape: &'static Shape,
        example: Option<&'v Example<'v>>,
        target: Option<&'static Target>,
    ) -> Self {
        Self { record, parsed, shape, example, target, faults: OnceCell::new() }
    }

    /// The record's value, if it is an object.
    pub fn object(&self) -> Option<&'v Json<'v>> {
        self.parsed.ok().map(|parsed| &parsed.root).filter(|root| matches!(root, Json::Object(_)))
    }

    /// Another shape that the record has, when it breaks that of its file.
    pub fn other_shape(&self) -> Option<&'static Shape> {
        if self.example.is_some() {
            return None;
        }
        let other = Shape::of(self.object()?)?;
        (other != self.shape && !(self.shape.fits)(self.object()?)).then_some(other)
    }

    /// Every way in which the record breaks its shape. A record of another shape is one finding, not one per member.
    pub fn faults(&self) -> &[Fault] {
        self.faults.get_or_init(|| match self.object() {
            Some(object) if self.example.is_none() && self.other_shape().is_none() => {
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
    /// The shape of most of its records.
    pub shape: &'static Shape,
    /// How many of its records have which shape.
    pub shapes: &'v Census,
    /// The target it is judged for.
    pub target: Option<&'static Target>,
}

/// All files together, after the last record.
pub struct DatasetView<'v> {
    /// The examples that would be trained on.
    pub examples: u64,
    /// How many are good enough to be trained on or held out, as far as it was looked at.
    pub good: u64,
    /// Prompts with more than one answer.
    pub conflicts: &'v [Conflict],
    /// The target it is judged for.
    pub target: Option<&'static Target>,
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
