//! `unknown-part`: a part of a message is of a type that is not trained on.

use super::faults::report;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::shapes::Concern;

/// A part of a message is of a type that is not trained on.
pub static RULE: Rule = Rule {
    name: "unknown-part",
    group: Group::Fault,
    level: Level::Deny,
    docs: r#"A part of a message is of a type that is not trained on.

Text and images can be trained on, and refusals in answers. Audio and files are not supported for fine-tuning (OpenAI API description, read 2026-11).

```jsonl bad
{"messages": [{"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}]}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    report(view, Concern::UnknownPart, out);
}
