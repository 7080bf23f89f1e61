//! `truncated-end`: the answer stops in the middle.

use std::sync::LazyLock;

use memchr::{memmem, memrchr};

use crate::signals::{Answer, Axis, Measure, Signal};
use crate::text::words;

/// The answer stops in the middle.
pub static SIGNAL: Signal = Signal {
    name: "truncated-end",
    axis: Axis::Integrity,
    docs: r#"The answer stops in the middle.

Text cut at a token limit teaches the model to stop in the middle. Only strong signs count: a code fence that is never
closed; prose that ends in a comma, an open bracket or an English word that cannot end a sentence; an English paragraph
of four finished sentences and a last one without end. Code, lists and short answers are left alone.

```jsonl bad
{"prompt": "How do I change the chain?", "completion": "First put the bike on a stand so that the rear wheel turns freely. Shift to the smallest cog. Then open the quick link with pliers and take the chain off the"}
{"prompt": "Write hello world.", "completion": "Here it is:\n```python\nprint('hello world')"}
```

```jsonl good
{"prompt": "How do I change the chain?", "completion": "Open the quick link with pliers and take the chain off. Then put the new one on."}
{"prompt": "Give me a title.", "completion": "A Walk in the Rain"}
{"prompt": "Wann kommt die Post?", "completion": "Die Post ist heute schon unterwegs zu dir, und wenn nichts dazwischen kommt, kommt sie morgen an"}
{"prompt": "Write hello world.", "completion": "```python\nprint('hello world')\n```"}
```
"#,
    measure: Measure::Gate { takes: 90, check },
};

/// Words that no English sentence ends in.
const OPEN_WORDS: &[&str] = &[
    "the", "a", "an", "and", "or", "but", "of", "nor", "than", "because", "whose", "your", "their", "my",
    "our", "every", "is", "are", "was", "were", "very",
];
/// Fewer words than this may end as they like.
const PROSE: usize = 12;

static FENCE: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("```"));

fn check(answer: &Answer<'_>) -> Option<String> {
    if answer.calls_tools { None } else { cut(&answer.text).map(str::to_owned) }
}

/// What shows that a text is cut off, if something does.
pub fn cut(text: &str) -> Option<&'static str> {
    let text = text.trim_end();
    if text.len() < 30 {
        return None;
    }
    if FENCE.find(text.as_bytes()).is_some() {
        return is_open_fence(text).then_some("a code fence is opened and never closed");
    }
    let paragraph = &text[memrchr(b'\n', text.as_bytes()).map_or(0, |at| at + 1)..];
    let paragraph = paragraph.trim_start();
    let last = text.chars().next_back()?;
    if last.is_ascii() && !(last.is_ascii_lowercase() || matches!(last, ',' | '(' | '['))
        || is_code_or_item(paragraph)
    {
        return None;
    }
    let is_cut = if last.is_ascii() { is_cut_prose(paragraph, last) } else { is_cut_cjk(paragraph, last) };
    is_cut.then_some("the answer stops in the middle of a sentence")
}

/// Whether the last code fence opens a block: an odd one that names a language, or the only one with most text behind.
fn is_open_fence(text: &str) -> bool {
    let fences: Vec<&str> = text.lines().filter(|line| line.trim_start().starts_with("```")).collect();
    let Some(last) = fences.last().filter(|_| fences.len() % 2 == 1) else { return false };
    let names_a_language = last.trim().len() > 3;
    names_a_language || (fences.len() == 1 && text.find("```").is_some_and(|at| at < text.len() / 2))
}

fn is_cut_prose(paragraph: &str, last: char) -> bool {
    if words(paragraph).take(PROSE).count() < PROSE {
        return false;
    }
    if !last.is_ascii_lowercase() {
        return true;
    }
    let final_word = paragraph.rsplit(' ').next().unwrap_or_default();
    // A name, a hashtag, an address or a signature may stand at the end of anything.
    let is_plain = final_word.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_long = is_plain && sentence_ends(paragraph) >= 4;
    is_english(paragraph) && (is_long || OPEN_WORDS.contains(&final_word))
}

/// Whether a paragraph has some of the words that most English paragraphs have.
fn is_english(paragraph: &str) -> bool {
    static COMMON: LazyLock<[memmem::Finder<'static>; 8]> = LazyLock::new(|| {
        [" the ", " to ", " of ", " you ", " that ", " with ", " is ", " for "].map(memmem::Finder::new)
    });
    COMMON.iter().filter(|word| word.find(paragraph.as_bytes()).is_some()).nth(1).is_some()
}

/// Full stops followed by a blank and a capital letter.
fn sentence_ends(paragraph: &str) -> usize {
    let bytes = paragraph.as_bytes();
    bytes
        .windows(3)
        .filter(|w| matches!(w[0], b'.' | b'!' | b'?') && w[1] == b' ' && w[2].is_ascii_uppercase())
        .count()
}

/// Chinese or Japanese prose: several full stops, then a stretch of text without one.
fn is_cut_cjk(paragraph: &str, last: char) -> bool {
    let is_letter = last.is_alphanumeric() || matches!(last, '，' | '、' | '（');
    let rest = paragraph.rsplit(['。', '！', '？']).next().unwrap_or_default();
    is_letter && rest.chars().count() >= 4 && paragraph.matches(['。', '！', '？']).count() >= 2
}

fn is_code_or_item(line: &str) -> bool {
    line.starts_with(['-', '*', '•', '#', '|', '>', '<', '{', '[', '/', '+'])
        || line.starts_with(|c: char| c.is_ascii_digit())
        || line.contains([';', '{', '}', '=', '`', '\\'])
        || line.contains("://")
}
