//! `empty`: the answer says nothing.

use crate::signals::{Answer, Axis, Measure, Signal};

/// The answer says nothing.
pub static SIGNAL: Signal = Signal {
    name: "empty",
    axis: Axis::Integrity,
    docs: r#"The answer says nothing.

No text beyond white space, and no tool is called. The model would learn to be silent.

```jsonl bad
{"prompt": "Where is my order?", "completion": "\n"}
```

```jsonl good
{"prompt": "Is it in stock? (yes/no)", "completion": "no"}
```
"#,
    measure: Measure::Gate { takes: 100, check },
};

fn check(answer: &Answer<'_>) -> Option<String> {
    (!answer.calls_tools && answer.text.trim().is_empty()).then(|| "the answer is empty".to_owned())
}
