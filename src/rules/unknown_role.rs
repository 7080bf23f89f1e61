//! `unknown-role`: a message has a role that its shape does not know.

use super::faults::report;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::shapes::Concern;

/// A message has a role that its shape does not know.
pub static RULE: Rule = Rule {
    name: "unknown-role",
    group: Group::Fault,
    level: Level::Deny,
    docs: r#"A message has a role that its shape does not know.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "asistant", "content": "Hello!"}]}
{"messages": [{"role": "human", "content": "Hi"}, {"role": "gpt", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
{"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    report(view, Concern::Role, out);
}
