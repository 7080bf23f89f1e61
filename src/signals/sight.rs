//! Sight: an example as signals see it, and what is known of the dataset around it.

use std::borrow::Cow;

use super::{Counts, Manner};
use crate::model::{At, Body, Example, Message, Part, Role, Task};
use crate::text::{normalise_into, stem, stems};

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
    /// Where it stands.
    pub at: At,
}

/// Shows every answer that is trained on. A plain text has none.
pub fn answers(example: &Example<'_>, mut each: impl FnMut(&Answer<'_>)) {
    if matches!(example.body, Body::Text(_)) {
        return;
    }
    let messages = example.messages();
    for (place, message) in example.answers() {
        let asked = messages[..place].iter().rev().find(|message| message.role == Role::User);
        each(&Answer {
            text: text_of(message),
            prompt: asked.map_or(Cow::Borrowed(""), text_of),
            calls_tools: message.tool_calls().next().is_some(),
            has_tools: example.tools().is_some(),
            at: message.at,
        });
    }
}

/// A message's text; most have one part.
fn text_of<'e>(message: &'e Message<'_>) -> Cow<'e, str> {
    match message.parts.as_slice() {
        [Part::Text(text)] => Cow::Borrowed(text),
        _ => Cow::Owned(message.texts().collect::<Vec<_>>().join("\n")),
    }
}

/// An example with its words and the dataset around it.
pub struct Sight<'s, 'e> {
    /// The example.
    pub example: &'s Example<'e>,
    /// What it asks for, as the whole dataset has it.
    pub task: Task,
    /// Its words.
    pub words: &'s Words,
    /// What was counted over the dataset.
    pub set: &'s Set,
    /// What other examples say of this one.
    pub around: Around,
    /// The share of what is asked, by weight, that the answers take up at their beginning.
    pub coverage: f32,
}

/// What was counted over the dataset before examples are looked at.
#[derive(Debug, Default)]
pub struct Set {
    /// In how many examples each stem stands.
    pub counts: Counts,
    /// How answers are written.
    pub manner: Manner,
}

/// What other examples say of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Around {
    /// Whether another example answers the same question otherwise.
    pub is_contradicted: bool,
    /// How little its label fits what is asked, by the labels of other examples: 0 to 100.
    pub misfit: u8,
    /// How similar an earlier example is, in percent; 0 where none is near.
    pub similarity: u8,
}

/// The words of an example, as stems; to be filled again for the next.
#[derive(Debug, Default)]
pub struct Words {
    /// The question before the last answer, in normal form, cut where it is long.
    pub asked: String,
    /// All answers that are trained on, as they are written, a line break between them.
    pub answer: String,
    /// Where the last answer begins in it.
    pub last: usize,
    /// Where each answer begins in it, and which message it is.
    pub starts: Vec<(usize, usize)>,
    /// The stems of everything that is not trained on, in order.
    pub prompt: Vec<u32>,
    /// Those of all answers.
    pub answers: Vec<u32>,
    /// The different ones at the beginning of every answer, in order of their hashes.
    pub heads: Vec<u32>,
    /// The different stems of the prompt, in order of their hashes.
    pub prompt_set: Vec<u32>,
    /// Those of the answers.
    pub answer_set: Vec<u32>,
    /// Whether the question is English.
    pub is_english: bool,
    normal: String,
}

/// Bytes of a question that are looked at for phrases: those at its beginning and those at its end.
const ASKED: [usize; 2] = [480, 160];
/// Stems at the beginning of an answer that tell whether it is about the question: who answers takes the question up.
const HEAD: usize = 60;

impl Words {
    /// Takes the words of an example.
    pub fn read(&mut self, example: &Example<'_>) {
        let Self { asked, answer, prompt, answers, heads, normal, .. } = self;
        for text in [&mut *asked, answer, normal] {
            text.clear();
        }
        for stems in [&mut *prompt, answers, heads] {
            stems.clear();
        }
        self.last = 0;
        self.starts.clear();
        let messages = example.messages();
        let is_text = matches!(example.body, Body::Text(_));
        let (mut last_prompt, mut question) = (0, 0..0);
        let mut trained = example.answers().map(|(place, _)| place).peekable();
        let last_answer = example.answers().last().map(|(place, _)| place);
        for (place, message) in messages.iter().enumerate() {
            let is_trained = is_text || trained.next_if_eq(&place).is_some();
            for text in message.texts() {
                normal.clear();
                normalise_into(text, normal);
                if is_trained {
                    let before = answers.len();
                    stems(normal, answers);
                    heads.extend(answers[before..].iter().take(HEAD));
                } else {
                    let before = prompt.len();
                    stems(normal, prompt);
                    last_prompt = before;
                }
                let is_asked = message.role == Role::User && last_answer.is_none_or(|last| place < last);
                if is_asked {
                    question = last_prompt..prompt.len();
                    asked.clear();
                    push_ends(normal, asked);
                }
            }
            if is_trained {
                if !answer.is_empty() {
                    answer.push('\n');
                }
                self.last = answer.len();
                self.starts.push((answer.len(), place));
                answer.extend(message.texts());
            }
        }
        self.heads.sort_unstable();
        self.heads.dedup();
        for (set, stems) in [(&mut self.prompt_set, &self.prompt), (&mut self.answer_set, &self.answers)] {
            set.clear();
            set.extend_from_slice(stems);
            set.sort_unstable();
            set.dedup();
        }
        self.is_english = are_english(&self.prompt[question]);
    }

    /// The last answer that is trained on, as it is written.
    pub fn last_answer(&self) -> &str {
        &self.answer[self.last..]
    }

    /// Appends the different stems of prompt and answers, each once.
    pub fn all_into(&self, stems: &mut Vec<u32>) {
        stems.extend_from_slice(&self.prompt_set);
        let is_new = |stem: &&u32| self.prompt_set.binary_search(stem).is_err();
        stems.extend(self.answer_set.iter().filter(is_new));
    }
}

/// Appends a text; of a long one its beginning and its end.
fn push_ends(text: &str, out: &mut String) {
    let [first, last] = ASKED;
    if text.len() <= first + last {
        out.push_str(text);
        return;
    }
    let boundary = |at: usize| (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    out.push_str(&text[..boundary(first)]);
    out.push('\n');
    out.push_str(&text[boundary(text.len() - last)..]);
}

/// Whether stems are those of English: one in eight is of the commonest words that have no other business in a text.
pub fn are_english(stems: &[u32]) -> bool {
    const COMMON: [&str; 22] = [
        "the", "to", "of", "and", "is", "for", "that", "with", "you", "it", "are", "be", "what", "how",
        "this", "from", "your", "an", "by", "was", "which", "give",
    ];
    static HASHES: std::sync::LazyLock<Vec<u32>> = std::sync::LazyLock::new(|| {
        let mut hashes: Vec<u32> = COMMON.map(stem).to_vec();
        hashes.sort_unstable();
        hashes
    });
    let looked_at = &stems[..stems.len().min(120)];
    let common = looked_at.iter().filter(|stem| HASHES.binary_search(stem).is_ok()).count();
    common > 0 && 8 * common >= looked_at.len()
}
