//! Signals: measured properties of an example that make up its quality score, one file each, in a folder for each axis.
//!
//! Every signal says what share of its axis is kept, and why. *Gates* are precise and rare, each a defect that should not
//! be taught: they see one answer with the prompt before it, and condemn the example. The others see the whole example
//! beside what was counted over the dataset ([`Sight`]), or wait until every example was looked at ([`Late`]).
//!
//! To add a signal, write `AXIS/NAME.rs` with a `SIGNAL` and put its name into the list of `AXIS/mod.rs`.

mod account;
mod answerability;
mod axis;
mod background;
mod consistency;
mod counts;
mod gates;
mod integrity;
mod labels;
mod late;
mod manner;
mod novelty;
mod phrases;
mod relevance;
mod sight;
mod signature;
mod skeleton;
mod substance;
mod weighed;

use std::sync::LazyLock;

pub use account::{Account, Reason};
pub use axis::{Axis, CONDEMNED, Grade, Left};
pub use consistency::are_near_identical;
pub use counts::Counts;
pub use gates::{Gates, Policy};
pub use labels::Labelled;
pub use late::{Anchors, Late};
pub use manner::Manner;
pub use relevance::is_covered;
pub use sight::{Answer, Around, Set, Sight, Words, answers};
pub use signature::Signature;
pub use skeleton::{Openings, Skeletons, effective};
pub use weighed::Weighed;

/// A measured property of an example.
pub struct Signal {
    /// The signal's identity: kebab-case.
    pub name: &'static str,
    /// The side of quality that it is about.
    pub axis: Axis,
    /// What it measures, why, and examples, in Markdown.
    pub docs: &'static str,
    /// How it measures.
    pub measure: Measure,
}

/// How a signal measures.
pub enum Measure {
    /// A gate.
    Gate {
        /// How much of the axis it takes, in percent.
        takes: u32,
        /// What is wrong with an answer that is trained on, in a few words; nothing when nothing is.
        check: fn(&Answer<'_>) -> Option<String>,
    },
    /// One of the phrases in the question, in normal form, and what else must be so.
    Phrases(Phrases),
    /// A look at the example.
    Look(fn(&Sight<'_, '_>) -> Option<Hit>),
    /// A look that needs what is known when every example was looked at.
    Late(fn(&Weighed, &Late) -> Option<Hit>),
}

/// Phrases of a question that say something of it.
pub struct Phrases {
    /// The share of the axis that is kept.
    pub keeps: f64,
    /// What is wrong.
    pub message: &'static str,
    /// Regular expressions over the question in normal form: lower case, one blank between words.
    pub patterns: &'static [&'static str],
    /// Whether a question with such a phrase has what the phrase means.
    pub check: fn(&Sight<'_, '_>) -> bool,
}

/// What a signal found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The share of its axis that is kept, 0 to 1.
    pub keeps: f64,
    /// What it found, in a few words and figures.
    pub message: String,
    /// What it is about.
    pub at: Site,
}

/// What a hit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// What is asked.
    Prompt,
    /// What is answered.
    Answer,
    /// A place in the text of all answers.
    At(usize),
}

impl Hit {
    /// A hit about the answer; nothing where all is kept.
    pub fn answer(keeps: f64, message: impl FnOnce() -> String) -> Option<Self> {
        (keeps < 0.995).then(|| Self { keeps, message: message(), at: Site::Answer })
    }

    /// The same with a place in the text of all answers.
    #[must_use]
    pub fn at(self, place: usize) -> Self {
        Self { at: Site::At(place), ..self }
    }

    /// A hit about the prompt.
    pub fn prompt(keeps: f64, message: impl Into<String>) -> Option<Self> {
        Some(Self { keeps, message: message.into(), at: Site::Prompt })
    }
}

/// The signals of an axis.
macro_rules! signals {
    ($($name:ident),+ $(,)?) => {
        $(mod $name;)+
        /// The signals of the axis.
        pub static SIGNALS: &[&crate::signals::Signal] = &[$(&$name::SIGNAL),+];
    };
}
use signals;

/// Every signal, axis by axis.
pub static ALL: LazyLock<Vec<&'static Signal>> = LazyLock::new(|| {
    let axes = [
        integrity::SIGNALS,
        answerability::SIGNALS,
        relevance::SIGNALS,
        substance::SIGNALS,
        consistency::SIGNALS,
        novelty::SIGNALS,
    ];
    axes.concat()
});

impl Signal {
    /// Whether it is a gate.
    pub fn is_gate(&self) -> bool {
        matches!(self.measure, Measure::Gate { .. })
    }
}
