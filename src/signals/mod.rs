//! Signals: measured properties of an example's answers that make up its quality score, one file each.
//!
//! The signals here are integrity gates: precise and rare, each a defect that should not be taught. They judge
//! answers that are trained on and never rank good ones against each other. What a signal looks at is one answer
//! with the prompt before it; what it needs of the whole dataset is decided by the [`Policy`].
//!
//! To add a signal, write `NAME.rs` with a `SIGNAL` and put its name into the list below.

mod score;

use std::borrow::Cow;

pub use score::{Gates, Policy, Quality, Reason, quality};

use crate::model::{Body, Example, Message, Part, Pointer, Role};

/// A measured property of an answer.
pub struct Signal {
    /// The signal's identity: kebab-case.
    pub name: &'static str,
    /// How much of the score it takes, in percent of what is left.
    pub weight: u32,
    /// What it measures, why, and examples, in Markdown.
    pub docs: &'static str,
    /// What is wrong with the answer, in a few words; nothing when it is not.
    pub measure: fn(&Answer<'_>) -> Option<String>,
}

/// An answer that is trained on.
pub struct Answer<'e> {
    /// Its text.
    pub text: Cow<'e, str>,
    /// The user's text before it.
    pub prompt: Cow<'e, str>,
    /// Whether it calls a tool.
    pub calls_tools: bool,
    /// Whether the example declares tools.
    pub has_tools: bool,
}

macro_rules! signals {
    ($($name:ident),+ $(,)?) => {
        $(mod $name;)+
        /// Every signal.
        pub static ALL: &[&Signal] = &[$(&$name::SIGNAL),+];
    };
}

signals![empty, serialised_null, placeholder, refusal, truncated_end, repetition, template_residue, mojibake,];

/// Runs every signal over every answer that is trained on; `hit` gets the signal's place in the list, where the
/// answer stands, and what is wrong with it.
pub fn measure(example: &Example<'_>, mut hit: impl FnMut(usize, Pointer, String)) {
    // The signals are about answers; a plain text is none.
    if matches!(example.body, Body::Text(_)) {
        return;
    }
    let messages = example.messages();
    for (place, message) in example.answers() {
        let asked = messages[..place].iter().rev().find(|message| message.role == Role::User);
        let answer = Answer {
            text: text_of(message),
            prompt: asked.map_or(Cow::Borrowed(""), text_of),
            calls_tools: message.tool_calls().next().is_some(),
            has_tools: example.tools().is_some(),
        };
        for (number, signal) in ALL.iter().enumerate() {
            if let Some(what) = (signal.measure)(&answer) {
                hit(number, message.at.content(), what);
            }
        }
    }
}

/// A message's text; most have one part.
fn text_of<'e>(message: &'e Message<'_>) -> Cow<'e, str> {
    match message.parts.as_slice() {
        [Part::Text(text)] => Cow::Borrowed(text),
        _ => Cow::Owned(message.texts().collect::<Vec<_>>().join("\n")),
    }
}
