//! `no-parts`: a message has an empty list for content.

use super::faults::report;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::shapes::Concern;

/// A message has an empty list for content.
pub static RULE: Rule = Rule {
    name: "no-parts",
    group: Group::Fault,
    level: Level::Deny,
    docs: r#"A message has an empty list for content.

```jsonl bad
{"messages": [{"role": "user", "content": []}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    report(view, Concern::NoParts, out);
}
