//! The pass of `inspect`: a glance at every record, and what is counted over all of them.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::convert::REASONING;
use crate::engine::{FileNotes, Pass};
use crate::error::Error;
use crate::model::{Body, Example, Message, Part, Record, Role, Task};
use crate::pipeline::Inputs;
use crate::pipeline::meter::{Metered, Meters};
use crate::pipeline::texts::Place;
use crate::signals::{Gates, Openings};
use crate::text::{UNKNOWN_LANGUAGE, language};

/// What is remembered of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glance {
    /// Where its bytes are.
    pub place: Place,
    /// The physical line on which it starts.
    pub line: u64,
    /// Hashes of what is asked, of the last answer, of the system texts, and of how the question opens; 0 where there is
    /// none.
    pub prompt: u64,
    pub answer: u64,
    pub system: u64,
    pub opening: u64,
    /// Characters of what is asked, system texts apart, and of all answers.
    pub prompt_chars: u32,
    pub answer_chars: u32,
    /// Tokens in all, and those that are trained on; 0 where they are not counted.
    pub tokens: u32,
    pub trained: u32,
    /// Whether the chat template refuses it.
    pub is_refused: bool,
    /// Answers.
    pub turns: u16,
    /// Letters and blanks in the last answer, in hundredths of its bytes.
    pub letters: u8,
    /// Whether its last answer is of a few words.
    pub is_short: bool,
    /// The quality gates that fired.
    pub gates: Gates,
}

/// What a stretch of records comes to.
#[derive(Default)]
pub(super) struct Looked {
    pub glances: Vec<Glance>,
    pub read: u64,
    pub blank_lines: u64,
    pub tasks: BTreeMap<Task, u64>,
    /// Messages by role, and records that have one.
    pub roles: BTreeMap<Role, (u64, u64)>,
    /// Languages of a sample, each record of which stands for several.
    pub languages: BTreeMap<&'static str, u64>,
    /// How many records the sample has.
    pub sample: u64,
    pub tools: ToolCounts,
    pub metered: Metered,
    /// How questions open.
    pub openings: Openings,
    /// Records of each input.
    pub records: Vec<u64>,
}

/// How tools are used.
#[derive(Debug, Default)]
pub(super) struct ToolCounts {
    /// Records that declare tools.
    pub declaring: u64,
    /// Records that call some.
    pub calling: u64,
    /// Calls of each name.
    pub calls: BTreeMap<String, u64>,
    /// Calls of further names, where there are very many.
    pub other_calls: u64,
}

impl ToolCounts {
    /// Names that are counted apart.
    const MOST: usize = 1_000;

    fn add(&mut self, name: &str, calls: u64) {
        if let Some(own) = self.calls.get_mut(name) {
            *own += calls;
        } else if self.calls.len() < Self::MOST {
            self.calls.insert(name.to_owned(), calls);
        } else {
            self.other_calls += calls;
        }
    }
}

/// The pass.
pub(super) struct Look<'l> {
    pub inputs: &'l Inputs,
    /// Which inputs are held out for validation.
    pub held_out: &'l [bool],
    /// How tokens are counted, if they are.
    pub meters: Option<&'l Meters<'l>>,
}

/// For how many records a record stands in the sample of which languages are told; nothing where it is not in it. The first
/// records of an input are, and of later ones the fewer the later they come, chosen by a hash of their places.
fn sampled(ordinal: usize) -> Option<u64> {
    const FIRST: usize = 100;
    const HALVING: usize = 25;
    if ordinal < FIRST {
        return Some(1);
    }
    let one_of = (ordinal / HALVING) as u64;
    xxh3_64(&(ordinal as u64).to_le_bytes()).is_multiple_of(one_of).then_some(one_of)
}

impl Pass for Look<'_> {
    type Part = Looked;
    type Total = Looked;

    fn record(&self, record: &Record<'_>, part: &mut Looked) {
        part.read += 1;
        self.inputs.reading(record.source).read(record, |view| {
            let Some(example) = view.example else { return };
            let mut glance = part.glance(record, example, sampled(record.ordinal));
            if let Some(meters) = self.meters {
                let side = usize::from(self.held_out[record.source]);
                let length = meters.measure(example, side, &mut part.metered);
                let short = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
                (glance.tokens, glance.trained) = (short(length.tokens), short(length.trained()));
                glance.is_refused = length.is_refused;
            }
            part.glances.push(glance);
        });
    }

    fn blank_line(&self, _: usize, _: u64, part: &mut Looked) {
        part.blank_lines += 1;
    }

    fn fold(&self, total: &mut Looked, part: Looked) -> Result<(), Error> {
        total.read += part.read;
        total.blank_lines += part.blank_lines;
        total.glances.extend_from_slice(&part.glances);
        part.tasks.into_iter().for_each(|(task, n)| *total.tasks.entry(task).or_default() += n);
        for (role, (messages, records)) in part.roles {
            let own = total.roles.entry(role).or_default();
            *own = (own.0 + messages, own.1 + records);
        }
        total.sample += part.sample;
        part.languages.into_iter().for_each(|(name, n)| *total.languages.entry(name).or_default() += n);
        total.tools.declaring += part.tools.declaring;
        total.tools.calling += part.tools.calling;
        total.tools.other_calls += part.tools.other_calls;
        part.tools.calls.iter().for_each(|(name, calls)| total.tools.add(name, *calls));
        total.metered.join(&part.metered);
        total.openings.join(&part.openings);
        Ok(())
    }

    fn file_end(&self, total: &mut Looked, _: usize, notes: &FileNotes) -> Result<(), Error> {
        total.records.push(notes.records as u64);
        Ok(())
    }
}

impl Looked {
    /// Looks at an example, and counts what is counted.
    fn glance(&mut self, record: &Record<'_>, example: &Example<'_>, sampled: Option<u64>) -> Glance {
        *self.tasks.entry(Task::of(example)).or_default() += 1;
        let messages = example.messages();
        let mut counts = [(Role::Unknown, 0_u64); 6];
        let mut seen = 0;
        for message in example.all_messages() {
            if let Some((_, n)) = counts[..seen].iter_mut().find(|(role, _)| *role == message.role) {
                *n += 1;
            } else {
                counts[seen] = (message.role, 1);
                seen += 1;
            }
        }
        for (role, n) in &counts[..seen] {
            let own = self.roles.entry(*role).or_default();
            *own = (own.0 + n, own.1 + 1);
        }
        self.tools.declaring += u64::from(example.tools().is_some());
        let mut calls = messages.iter().flat_map(Message::tool_calls).peekable();
        self.tools.calling += u64::from(calls.peek().is_some());
        calls.for_each(|call| self.tools.add(&call.name, 1));

        let split = messages.iter().rposition(|message| message.role == Role::Assistant);
        let asked = &messages[..split.unwrap_or(messages.len())];
        let mut prompt = Hashed::default();
        let mut system = Hashed::default();
        let mut answers = Hashed::default();
        for message in asked {
            let part = match message.role {
                Role::System | Role::Developer => &mut system,
                _ => &mut prompt,
            };
            part.add(message);
        }
        if let Some(place) = split {
            answers.add(&messages[place]);
        }
        example.rejected().iter().for_each(|message| answers.add(message));
        let answer_hash = match &example.body {
            Body::Label(label) => answers.hash.rotate_left(u32::from(label.is_good)),
            _ => answers.hash,
        };
        let earlier = asked.iter().filter(|message| message.role == Role::Assistant);
        let earlier: usize = earlier.flat_map(Message::texts).map(|text| text.chars().count()).sum();
        let last = split.and_then(|place| messages[place].texts().next()).unwrap_or_default();
        let question = asked.iter().rfind(|message| message.role == Role::User);
        let question = question.and_then(|message| message.texts().next()).unwrap_or_default();
        self.openings.add(question);
        if let Some(records) = sampled {
            self.sample += 1;
            let (told, is_reliable) = language(if last.len() < question.len() { question } else { last });
            *self.languages.entry(if is_reliable { told } else { UNKNOWN_LANGUAGE }).or_default() += records;
        }
        let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Glance {
            place: Place::of(record),
            line: record.line,
            prompt: prompt.hash,
            answer: answer_hash,
            system: system.hash,
            opening: xxh3_64(opening(question).as_bytes()),
            prompt_chars: short(prompt.chars),
            answer_chars: short(answers.chars + earlier),
            tokens: 0,
            trained: 0,
            is_refused: false,
            turns: u16::try_from(messages.iter().filter(|message| message.role == Role::Assistant).count())
                .unwrap_or(u16::MAX),
            letters: letters(last),
            is_short: is_label(last),
            gates: Gates::of(example),
        }
    }
}

/// Texts, hashed and counted.
#[derive(Default)]
struct Hashed {
    hash: u64,
    chars: usize,
}

impl Hashed {
    fn add(&mut self, message: &Message<'_>) {
        // Who speaks is part of what is said.
        self.hash = self.hash.rotate_left(7) ^ (message.role as u64 + 1);
        for part in &message.parts {
            let other = match part {
                Part::Image { url, .. } => xxh3_64(url.as_bytes()),
                Part::Medium { value, .. } => xxh3_64(value.to_value().to_string().as_bytes()),
                Part::Reasoning(thought) => xxh3_64(thought.as_bytes()),
                _ => continue,
            };
            self.hash = self.hash.rotate_left(1) ^ other;
        }
        for field in message.meta.iter().filter(|field| REASONING.contains(&field.name.as_ref())) {
            self.hash =
                self.hash.rotate_left(1) ^ xxh3_64(field.value.as_str().unwrap_or_default().as_bytes());
        }
        for text in message.texts() {
            self.hash =
                self.hash.rotate_left(1) ^ xxh3_64(text.as_bytes()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            self.chars += text.chars().count();
        }
        for call in message.tool_calls() {
            let arguments = call.arguments.to_text();
            self.hash =
                self.hash.rotate_left(1) ^ xxh3_64(call.name.as_bytes()) ^ xxh3_64(arguments.as_bytes());
            self.chars += call.name.chars().count() + arguments.chars().count();
        }
    }
}

/// How a question opens: its first five words, or as many characters where words are not parted.
pub(super) fn opening(question: &str) -> &str {
    const WORDS: usize = 5;
    const CHARACTERS: usize = 40;
    let question = question.trim_start();
    let head = question.char_indices().nth(CHARACTERS).map_or(question, |(end, _)| &question[..end]);
    let mut blanks = head
        .char_indices()
        .filter(|(at, c)| c.is_whitespace() && !head[..*at].ends_with(char::is_whitespace));
    blanks.nth(WORDS - 1).map_or(head, |(end, _)| &head[..end]).trim_end()
}

/// Whether an answer may be a label: one line of a few words.
fn is_label(answer: &str) -> bool {
    const LONGEST: usize = 64;
    let answer = answer.trim();
    !answer.is_empty()
        && answer.len() <= LONGEST
        && answer.split_whitespace().count() <= 4
        && !answer.contains('\n')
}

/// Letters and blanks at the beginning of a text, in hundredths of its bytes; what is not ASCII counts as letters.
fn letters(text: &str) -> u8 {
    const ENOUGH: usize = 200;
    let text = &text.as_bytes()[..text.len().min(ENOUGH)];
    if text.is_empty() {
        return 100;
    }
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0x80 || byte == b' ';
    let letters: u32 = text.iter().map(|byte| u32::from(is_letter(*byte))).sum();
    u8::try_from(letters as usize * 100 / text.len()).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings_are_the_first_words() {
        assert_eq!(opening("  Translate  into French: good day to you"), "Translate  into French: good day");
        assert_eq!(opening("Hi"), "Hi");
        assert_eq!(opening("今天天气怎么样"), "今天天气怎么样");
    }
}
