//! `missing-field`: a record lacks a member that its shape needs.

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::shapes::Fault;
use crate::text::nearest;

/// A record lacks a member that its shape needs.
pub static RULE: Rule = Rule {
    name: "missing-field",
    group: Group::Shape,
    level: Level::Deny,
    targets: &[],
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
        if let Fault::Missing { at, key, present } = fault {
            out.find(|| {
                let owner = if at.is_root() { "the record" } else { "the object" };
                (at.clone(), format!("{owner} has no `{key}`"), help(key, present))
            });
        }
    }
}

fn help(key: &str, present: &[String]) -> String {
    match present.iter().find(|other| nearest(other, [key]).is_some()) {
        Some(other) => format!("did you mean `{key}` instead of `{other}`?"),
        None => format!("add `{key}`, or take the record out"),
    }
}
