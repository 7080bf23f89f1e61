//! What is asked for: the kinds of task that are scored by rules of their own, and that a split keeps in equal shares.

use std::sync::LazyLock;

use memchr::memmem;
use serde::{Deserialize, Serialize};

use super::{Body, Example, Message, Role};

/// What an example asks for, told by its form: first by what the record declares, then by the answer, then by the verb
/// that the question opens with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// One of several answers is preferred.
    Preference,
    /// An answer, or its steps, are said to be good or not.
    Feedback,
    /// Tools are called, or could be.
    ToolCall,
    /// Plain text.
    Text,
    /// A conversation of several turns.
    Chat,
    /// A JSON value.
    Json,
    /// Code.
    Code,
    /// One of a few words that many examples share; only the whole dataset can tell.
    Label,
    /// A few words.
    ShortAnswer,
    /// Reckoning.
    Math,
    /// A text in other words: a translation, a summary, a correction.
    Rewrite,
    /// Several items.
    List,
    /// Anything else.
    Generation,
}

static FENCE: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("```"));

/// How code begins that stands in no fence.
const CODE: [&str; 19] = [
    "def ",
    "class ",
    "import ",
    "from ",
    "SELECT ",
    "INSERT ",
    "UPDATE ",
    "WITH ",
    "#include",
    "#!/",
    "<!DOCTYPE",
    "<html",
    "public ",
    "function ",
    "const ",
    "using ",
    "package ",
    "<?php",
    "SELECT\n",
];

/// The first words of what is to be put in other words.
const REWRITE: [&str; 24] = [
    "translate",
    "summarize",
    "summarise",
    "rewrite",
    "rephrase",
    "paraphrase",
    "correct",
    "edit",
    "simplify",
    "proofread",
    "shorten",
    "convert",
    "reword",
    "condense",
    "polish",
    "fix",
    "翻译",
    "总结",
    "改写",
    "概括",
    "修改",
    "润色",
    "简化",
    "将以下",
];

/// The first words of what asks for several items.
const LIST: [&str; 6] = ["list ", "name ", "brainstorm", "enumerate", "列出", "列举"];

impl Task {
    /// Words of a short answer.
    const SHORT: usize = 3;

    /// Every task.
    pub const ALL: [Self; 13] = [
        Self::Preference,
        Self::Feedback,
        Self::ToolCall,
        Self::Text,
        Self::Chat,
        Self::Json,
        Self::Code,
        Self::Label,
        Self::ShortAnswer,
        Self::Math,
        Self::Rewrite,
        Self::List,
        Self::Generation,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Preference => "preference",
            Self::Feedback => "feedback",
            Self::ToolCall => "tool-call",
            Self::Text => "text",
            Self::Chat => "chat",
            Self::Json => "json",
            Self::Code => "code",
            Self::Label => "label",
            Self::ShortAnswer => "short-answer",
            Self::Math => "math",
            Self::Rewrite => "rewrite",
            Self::List => "list",
            Self::Generation => "generation",
        }
    }

    /// Whether answers of so few words are labels, where so many are given and so many of them differ: fewer than a third,
    /// the measure by which OpenAI's old preparation tool told classification.
    pub fn are_labels(given: u64, different: u64) -> bool {
        different > 1 && 3 * different < given
    }

    /// What an example asks for.
    pub fn of(example: &Example<'_>) -> Self {
        let messages = example.messages();
        match example.body {
            Body::Preference(_) => return Self::Preference,
            Body::Label(_) | Body::Steps(_) => return Self::Feedback,
            Body::Text(_) => return Self::Text,
            Body::Chat(_) => {}
        }
        if example.tools().is_some() || messages.iter().any(|message| message.tool_calls().next().is_some()) {
            return Self::ToolCall;
        }
        if messages.iter().filter(|message| message.role == Role::User).count() > 1 {
            return Self::Chat;
        }
        let answer = messages.iter().rfind(|message| message.role == Role::Assistant);
        let Some(text) = answer.and_then(|answer| Message::texts(answer).next()).map(str::trim) else {
            return Self::Generation;
        };
        let asked = messages.iter().rfind(|message| message.role == Role::User);
        let asked = asked.and_then(|asked| Message::texts(asked).next()).unwrap_or_default();
        Self::of_texts(asked, text)
    }

    /// What a question asks for, with its answer, both trimmed.
    fn of_texts(asked: &str, answer: &str) -> Self {
        if answer.starts_with(['{', '[']) && answer.ends_with(['}', ']']) {
            Self::Json
        } else if FENCE.find(answer.as_bytes()).is_some()
            || CODE.iter().any(|start| answer.starts_with(start))
        {
            Self::Code
        } else if is_short(answer) {
            Self::ShortAnswer
        } else if opens_with(asked, &REWRITE) {
            Self::Rewrite
        } else if is_reckoned(asked, answer) {
            Self::Math
        } else if opens_with(asked, &LIST) || is_list(answer) {
            Self::List
        } else {
            Self::Generation
        }
    }
}

/// Whether a text opens with one of some words, whatever their case.
fn opens_with(text: &str, words: &[&str]) -> bool {
    let text = text.trim_start();
    words.iter().any(|word| {
        text.as_bytes().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    })
}

/// Whether a text is of a few words, or of few characters of a script without blanks.
fn is_short(text: &str) -> bool {
    /// Characters, not ASCII, of a few words.
    const CHARACTERS: usize = 12;
    text.len() <= 64
        && text.split_whitespace().take(Task::SHORT + 1).count() <= Task::SHORT
        && (text.len() < 30
            || text.is_ascii()
            || text.split_whitespace().all(|word| word.chars().count() <= CHARACTERS))
}

/// Whether a question has two numbers, and its answer an equation or a boxed result.
fn is_reckoned(asked: &str, answer: &str) -> bool {
    let numbers = || asked.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let is_equation = |at: usize| {
        let (before, behind) = (answer[..at].trim_end(), answer[at + 1..].trim_start());
        before.ends_with(|c: char| c.is_ascii_digit())
            && behind.starts_with(|c: char| c.is_ascii_digit() || c == '$')
    };
    numbers().nth(1).is_some()
        && (answer.contains("\\boxed") || memchr::memchr_iter(b'=', answer.as_bytes()).any(is_equation))
}

/// Whether most lines of a text, at least three, are items.
fn is_list(text: &str) -> bool {
    let (mut items, mut lines) = (0, 0);
    for line in text.lines().map(str::trim_start).filter(|line| !line.is_empty()) {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let is_numbered = digits > 0 && line[digits..].starts_with(['.', ')', '、']);
        lines += 1;
        items += usize::from(is_numbered || line.starts_with(['-', '*', '•']));
    }
    items >= 3 && 2 * items > lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::At;

    #[test]
    fn the_form_of_the_answer_tells_the_task() {
        let ask = |asked: &'static str, answer: &'static str| {
            let message = |role, text: &'static str| Message::text(role, text, At::Key("text"));
            Task::of(&Example::chat(vec![message(Role::User, asked), message(Role::Assistant, answer)]))
        };
        assert_eq!(ask("q", "{\"a\": 1}"), Task::Json);
        assert_eq!(ask("q", "```py\nprint()\n```"), Task::Code);
        assert_eq!(ask("q", "card_arrival"), Task::ShortAnswer);
        assert_eq!(ask("q", "It arrives within a week, or you may ask."), Task::Generation);
        assert_eq!(ask("Translate: The house is old.", "Das Haus ist alt und schön."), Task::Rewrite);
        assert_eq!(ask("I have 3 cats and 4 dogs. How many?", "There are 3 + 4 = 7 pets."), Task::Math);
        assert_eq!(ask("Some ideas?", "1. Walk the dog\n2. Read a book\n3. Sleep"), Task::List);
        assert_eq!(ask("列出三种水果", "苹果、香蕉和橙子都是很常见的水果。 它们 很 甜"), Task::List);
    }
}
