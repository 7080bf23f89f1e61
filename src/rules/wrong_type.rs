//! `wrong-type`: a member has a value of the wrong type.

use super::faults::in_words;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::shapes::{Concern, Flaw};

/// A member has a value of the wrong type.
pub static RULE: Rule = Rule {
    name: "wrong-type",
    group: Group::Fault,
    level: Level::Deny,
    docs: r#"A member has a value of the wrong type.

```jsonl bad
{"messages": [{"role": "user", "content": "7 * 6?"}, {"role": "assistant", "content": 42}]}
{"messages": {"role": "user", "content": "Hi"}}
{"prompt": "7 * 6?", "completion": 42}
```

```jsonl good
{"messages": [{"role": "user", "content": "7 * 6?"}, {"role": "assistant", "content": "42", "weight": 1}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for fault in view.faults() {
        if fault.concern == Concern::Form && matches!(fault.flaw, Flaw::WrongType { .. }) {
            out.find(|| {
                let (message, help) = in_words(fault);
                (fault.at.clone(), message, help)
            });
        }
    }
}
