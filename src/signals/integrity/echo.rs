//! `echo`: the answer is the question.

use crate::signals::{Answer, Axis, Measure, Signal};

/// The answer is the question.
pub static SIGNAL: Signal = Signal {
    name: "echo",
    axis: Axis::Integrity,
    docs: r#"The answer is the question.

An export that took one column twice, or a model that repeated what it was asked. Case, and white space around it, make no
difference; questions of fewer than four words, and those that ask for a repetition, are let through.

```jsonl bad
{"prompt": "Where is my order, please?", "completion": "where is my order, please?\n"}
```

```jsonl good
{"prompt": "Repeat after me: I will not be late.", "completion": "Repeat after me: I will not be late."}
{"prompt": "Hello", "completion": "Hello"}
```
"#,
    measure: Measure::Gate { takes: 90, check },
};

/// Fewer words are greetings and the like.
const LEAST_WORDS: usize = 4;

fn check(answer: &Answer<'_>) -> Option<String> {
    let (text, prompt) = (answer.text.trim(), answer.prompt.trim());
    if text.len() != prompt.len() || !text.eq_ignore_ascii_case(prompt) {
        return None;
    }
    let is_short = text.split_whitespace().nth(LEAST_WORDS - 1).is_none() && text.is_ascii();
    let is_asked_for = ["repeat", "echo", "copy"].iter().any(|word| text.to_lowercase().contains(word));
    (!is_short && !is_asked_for && !text.is_empty()).then(|| "the answer is the question again".to_owned())
}
