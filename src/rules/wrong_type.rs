//! `wrong-type`: a member has a value of the wrong type.

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::shapes::Fault;

/// A member has a value of the wrong type.
pub static RULE: Rule = Rule {
    name: "wrong-type",
    group: Group::Shape,
    level: Level::Deny,
    targets: &[],
    docs: r#"A member has a value of the wrong type.

```jsonl bad
{"messages": [{"role": "user", "content": "7 * 6?"}, {"role": "assistant", "content": 42}]}
{"messages": {"role": "user", "content": "Hi"}}
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!", "weight": 0.5}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "7 * 6?"}, {"role": "assistant", "content": "42", "weight": 1}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for fault in view.faults() {
        if let Fault::WrongType { at, expected, found } = fault {
            out.find(|| {
                let subject = match at.steps().last() {
                    None => "the record".to_owned(),
                    Some(step) if step.parse::<u64>().is_ok() => "the item".to_owned(),
                    Some(step) => format!("`{step}`"),
                };
                (at.clone(), format!("{subject} is {found}"), format!("make it {expected}"))
            });
        }
    }
}
