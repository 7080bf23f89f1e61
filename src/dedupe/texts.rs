//! The texts of an example that are compared.
//!
//! *Prompt*: all turns before the last assistant turn, without system text. *Answer*: that turn. *Whole*: all turns
//! without system text. Images count by their reference, tool calls by name and arguments. Of a preference, all answers
//! are part of the whole, and none is an answer that others could contradict.

use crate::model::{Body, Example, Message, Part, Role};
use crate::text::{Grams, Key, normalise_into, shingles, to_hex};

/// The texts of one example in normal form, one blank between pieces; to be filled again for the next.
#[derive(Debug, Default)]
pub struct Texts {
    /// The prompt, the answer, what follows it, and then rejected answers, one after another.
    all: String,
    prompt_end: usize,
    answer: std::ops::Range<usize>,
    /// Where what is preferred ends, and after it every rejected answer.
    ends: Vec<usize>,
    units: Vec<u64>,
    /// Where parts begin and end, each with the units before it.
    cuts: Vec<(usize, usize)>,
    /// Whether the units are words, where they were made.
    has_words: Option<bool>,
}

/// A part of an example's texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum By {
    /// All turns
    #[default]
    Example,
    /// The turns before the last answer
    Prompt,
    /// The last answer
    Completion,
}

impl Texts {
    /// Takes the texts of an example.
    pub fn read(&mut self, example: &Example<'_>) {
        self.all.clear();
        self.ends.clear();
        self.has_words = None;
        let messages = example.messages();
        let split = match &example.body {
            Body::Preference(preference) => preference.prompt,
            Body::Text(_) => 0,
            _ => {
                messages.iter().rposition(|message| message.role == Role::Assistant).unwrap_or(messages.len())
            }
        };
        write_turns(&messages[..split], &mut self.all);
        self.prompt_end = self.all.len();
        write_turns(&messages[split..messages.len().min(split + 1)], &mut self.all);
        let is_chat = matches!(example.body, Body::Chat(_));
        let end = if is_chat { self.all.len() } else { self.prompt_end };
        self.answer = end.min(self.prompt_end + usize::from(self.prompt_end > 0))..end;
        write_turns(&messages[messages.len().min(split + 1)..], &mut self.all);
        self.ends.push(self.all.len());
        for answer in std::iter::once(example.rejected()).chain(example.others().iter().map(Vec::as_slice)) {
            if !answer.is_empty() {
                write_turns(answer, &mut self.all);
                self.ends.push(self.all.len());
            }
        }
    }

    /// The texts of one part.
    pub fn part(&self, by: By) -> &str {
        match by {
            By::Example => &self.all,
            By::Prompt => &self.all[..self.prompt_end],
            By::Completion => &self.all[self.answer.clone()],
        }
    }

    /// The key of one part; [`Key::NONE`] where it is empty.
    pub fn key(&self, by: By) -> Key {
        let of = |text: &str| if text.is_empty() { Key::NONE } else { Key::of(text.as_bytes()) };
        match by {
            // What is preferred matters, so the boundaries do.
            By::Example => {
                let rejected = self.ends.windows(2).map(|ends| &self.all[ends[0]..ends[1]]);
                rejected.fold(of(&self.all[..self.ends[0]]), |key, answer| key.and(of(answer)))
            }
            part => of(self.part(part)),
        }
    }

    /// The key of some turns, which is that of an example of just these, and the bytes of their text; [`Key::NONE`] where
    /// they say nothing.
    pub fn key_of(messages: &[Message<'_>]) -> (Key, usize) {
        let mut all = String::new();
        write_turns(messages, &mut all);
        let key = if all.is_empty() { Key::NONE } else { Key::of(all.as_bytes()) };
        (key, all.len())
    }

    /// The words or characters of one part, hashed; made once for all parts and all sizes of shingles.
    pub fn units(&mut self, by: By, grams: Grams) -> &[u64] {
        self.prepare_units(grams);
        let range = match by {
            By::Example => 0..self.all.len(),
            By::Prompt => 0..self.prompt_end,
            By::Completion => self.answer.clone(),
        };
        &self.units[self.unit_at(range.start)..self.unit_at(range.end)]
    }

    /// Replaces `out` by the shingles of one part, those that occur again included.
    pub fn shingles(&mut self, by: By, grams: Grams, out: &mut Vec<u64>) {
        out.clear();
        if by != By::Example || self.ends.len() < 2 {
            shingles(self.units(by, grams), grams.size(), out);
            return;
        }
        // What is preferred and what is rejected are not the same, though the words be.
        self.prepare_units(grams);
        let mut start = 0;
        for (place, end) in self.ends.iter().enumerate() {
            let (before, end) = (out.len(), self.unit_at(*end));
            shingles(&self.units[start..end], grams.size(), out);
            out[before..].iter_mut().for_each(|hash| *hash ^= place as u64);
            start = end;
        }
    }

    fn prepare_units(&mut self, grams: Grams) {
        let has_words = matches!(grams, Grams::Words(_));
        if self.has_words == Some(has_words) {
            return;
        }
        self.has_words = Some(has_words);
        self.units.clear();
        self.cuts.clear();
        let own = [0, self.prompt_end, self.answer.start, self.answer.end];
        self.cuts.extend(own.iter().chain(&self.ends).map(|end| (*end, 0)));
        self.cuts.sort_unstable();
        self.cuts.dedup();
        let mut start = 0;
        // Where a part ends a blank follows, so no word is cut.
        for (end, units) in &mut self.cuts {
            grams.units(&self.all[start..*end], &mut self.units);
            (start, *units) = (*end, self.units.len());
        }
    }

    /// How many units there are before the end of a part.
    fn unit_at(&self, end: usize) -> usize {
        self.cuts.iter().find(|(own, _)| *own == end).map_or(0, |(_, units)| *units)
    }
}

/// Appends the normal form of some turns, one blank between pieces.
fn write_turns(messages: &[Message<'_>], out: &mut String) {
    for part in messages.iter().filter(|message| !message.is_system()).flat_map(|message| &message.parts) {
        match part {
            Part::Text(text) | Part::ToolResult { body: text, .. } => write_piece(text, out),
            Part::Refusal(text) | Part::Reasoning(text) => write_piece(text, out),
            Part::ToolCall(call) => {
                write_piece(&call.name, out);
                write_piece(&call.arguments.to_text(), out);
            }
            Part::Medium { value, .. } => {
                let key = value.key().unwrap_or_else(|| Key::of(value.to_value().to_string().as_bytes()));
                write_piece(&to_hex(&key.to_bytes()), out);
            }
            Part::Image { url, .. } => write_piece(&to_hex(&Key::of(url.as_bytes()).to_bytes()), out),
        }
    }
}

fn write_piece(text: &str, out: &mut String) {
    if !out.is_empty() {
        out.push(' ');
    }
    normalise_into(text, out);
}
