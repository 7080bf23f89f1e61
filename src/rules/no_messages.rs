//! `no-messages`: a conversation has no messages.

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::shapes::Concern;

/// A conversation has no messages.
pub static RULE: Rule = Rule {
    name: "no-messages",
    group: Group::Fault,
    level: Level::Deny,
    docs: r#"A conversation has no messages.

```jsonl bad
{"messages": []}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for fault in view.faults().iter().filter(|fault| fault.concern == Concern::Messages) {
        let help = || "fill it, or take the record out".to_owned();
        out.find(|| (fault.at.clone(), "the conversation has no messages".to_owned(), help()));
    }
}
