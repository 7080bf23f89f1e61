//! `invalid-weight`: the weight of a message is neither 0 nor 1.

use super::faults::report;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::shapes::Concern;

/// The weight of a message is neither 0 nor 1.
pub static RULE: Rule = Rule {
    name: "invalid-weight",
    group: Group::Fault,
    level: Level::Deny,
    docs: r#"The weight of a message is neither 0 nor 1.

A message is trained on (1) or masked (0); there is nothing between. A weight for the whole example, where a target knows one, stands beside the messages.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!", "weight": 0.5}]}
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!", "weight": "1"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!", "weight": 0}, {"role": "user", "content": "And you?"}, {"role": "assistant", "content": "Fine.", "weight": 1}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    report(view, Concern::Weight, out);
}
