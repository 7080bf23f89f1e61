//! `serialised-null`: the answer is a missing value that was written out as text.

use crate::signals::{Answer, Axis, Measure, Signal};

/// The answer is a missing value that was written out as text.
pub static SIGNAL: Signal = Signal {
    name: "serialised-null",
    axis: Axis::Integrity,
    docs: r#"The answer is a missing value that was written out as text.

`None`, `NaN`, `undefined` or `[object Object]`: an export wrote a value that was not there. Where answers are labels
(fewer than a third of them differ) such a word may be one of the labels, and is let through.

```jsonl bad
{"prompt": "Where is my order?", "completion": "None"}
{"prompt": "Summarise the ticket.", "completion": "[object Object]"}
```

```jsonl good
{"prompt": "What does print(print(1)) show last?", "completion": "None"}
{"prompt": "What is 5 / 0?", "completion": "Undefined"}
```
"#,
    measure: Measure::Gate { takes: 100, check },
};

/// As the libraries spell them; "Undefined" is a word.
const NULLS: &[&str] = &["None", "NaN", "nan", "null", "NULL", "undefined", "[object Object]", "<NA>", "NaT"];
/// Words of prompts about values, to which such a word is an answer.
const VALUES: &[&str] =
    &["print", "return", "value", "evaluate", "output", "python", "javascript", "null", "none"];

fn check(answer: &Answer<'_>) -> Option<String> {
    let text = answer.text.trim();
    if !NULLS.contains(&text) {
        return None;
    }
    let prompt = answer.prompt.to_lowercase();
    let is_asked_for = VALUES.iter().any(|word| prompt.contains(word));
    (!is_asked_for).then(|| format!("the answer is `{text}`, a missing value written as text"))
}
