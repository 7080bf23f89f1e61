//! `unknown-role`: a message has a role that its shape does not know.

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::shapes::Fault;
use crate::text::nearest;

/// A message has a role that its shape does not know.
pub static RULE: Rule = Rule {
    name: "unknown-role",
    group: Group::Shape,
    level: Level::Deny,
    targets: &[],
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
    for fault in view.faults() {
        if let Fault::UnknownRole { at, role, known } = fault {
            out.find(|| {
                let shown: String = role.chars().take(40).collect();
                (at.clone(), format!("the role `{shown}` is not known"), help(role, known))
            });
        }
    }
}

fn help(role: &str, known: &[String]) -> String {
    let meant = match role.to_lowercase().as_str() {
        "human" => Some("user"),
        "gpt" | "bot" | "model" | "ai" => Some("assistant"),
        _ => nearest(role, known.iter().map(String::as_str)),
    };
    match meant.filter(|meant| known.iter().any(|role| role == meant)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("use one of {}", known.join(", ")),
    }
}
