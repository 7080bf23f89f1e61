//! `missing-field`: a record lacks a member that its shape needs.

use super::faults::in_words;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::shapes::{Concern, Flaw};

/// A record lacks a member that its shape needs.
pub static RULE: Rule = Rule {
    name: "missing-field",
    group: Group::Fault,
    level: Level::Deny,
    docs: r#"A record lacks a member that its shape needs.

```jsonl bad
{"messages": [{"role": "user"}, {"role": "assistant", "content": "Hello!"}]}
{"messages": [{"content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "greet", "arguments": "{}"}}]}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for fault in view.faults() {
        if fault.concern == Concern::Form && matches!(fault.flaw, Flaw::Missing { .. }) {
            out.find(|| {
                let (message, help) = in_words(fault);
                (fault.at.clone(), message, help)
            });
        }
    }
}
