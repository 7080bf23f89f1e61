//! `serialised-null`: the answer is a missing value that was written out as text.

use super::{Answer, Signal, is_one_of};

/// The answer is a missing value that was written out as text.
pub static SIGNAL: Signal = Signal {
    name: "serialised-null",
    weight: 100,
    docs: r#"The answer is a missing value that was written out as text.

`None`, `NaN`, `undefined` or `[object Object]`: an export wrote a value that was not there. Where answers are labels
(fewer than a third of them differ) such a word may be one of the labels, and is let through.

```jsonl bad
{"prompt": "Where is my order?", "completion": "None"}
{"prompt": "Summarise the ticket.", "completion": "[object Object]"}
```

```jsonl good
{"prompt": "What does a function without return give in Python?", "completion": "It gives None."}
```
"#,
    measure,
};

const NULLS: &[&str] = &["none", "null", "nan", "undefined", "[object object]", "<na>", "nil", "nonetype"];

fn measure(answer: &Answer<'_>) -> Option<String> {
    is_one_of(&answer.text, NULLS).then(|| format!("the answer is `{}`, a missing value written as text", answer.text.trim()))
}
