//! `untyped-part`: a part of a message does not say what it is.

use super::faults::report;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::shapes::Concern;

/// A part of a message does not say what it is.
pub static RULE: Rule = Rule {
    name: "untyped-part",
    group: Group::Fault,
    level: Level::Deny,
    docs: r#"A part of a message does not say what it is.

Parts are told by their `type`: `{"type": "text", "text": ...}` or `{"type": "image_url", "image_url": {"url": ...}}`.

```jsonl bad
{"messages": [{"role": "user", "content": [{"text": "Hi"}]}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    report(view, Concern::UntypedPart, out);
}
