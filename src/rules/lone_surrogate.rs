//! `lone-surrogate`: a string holds half of a character.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer};

/// A string holds half of a character.
pub static RULE: Rule = Rule {
    name: "lone-surrogate",
    group: Group::File,
    level: Level::Warn,
    docs: r#"A string holds half of a character.

A `\ud83d` without its other half is no character. Python writes and reads it, UTF-8 cannot hold it, and most other readers refuse the line. The rest of the record is judged as if the half were the mark for an unreadable character.

```jsonl bad
{"messages": [{"role": "user", "content": "\ud83d"}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "\ud83d\ude42"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    if view.has_lone_surrogate {
        out.find(|| {
            let message = "a string holds half of a surrogate pair (a lone \\ud8xx escape)".to_owned();
            (Pointer::ROOT, message, "write the whole character, or take it out".to_owned())
        });
    }
}
