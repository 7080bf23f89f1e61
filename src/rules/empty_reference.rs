//! `empty-reference`: a member that the grader reads is empty.

use super::no_reference::is_reinforcement;
use super::{Check, Group, Out, Rule, View};
use crate::model::{Json, Level, Pointer};
use crate::targets::Target;
use crate::text::shortened;

/// A member that the grader reads is empty.
pub static RULE: Rule = Rule {
    name: "empty-reference",
    group: Group::Target,
    level: Level::Warn,
    docs: r#"A member that the grader reads is empty.

```jsonl bad openai-rft
{"messages": [{"role": "user", "content": "7 * 8?"}], "answer": ""}
```

```jsonl good openai-rft
{"messages": [{"role": "user", "content": "7 * 8?"}], "answer": "56"}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(example) = view.example.filter(|_| is_reinforcement(target)) else { return };
    let is_empty = |value: &Json<'_>| match value {
        Json::Null => true,
        Json::String(text) => text.trim().is_empty(),
        Json::List(items) => items.is_empty(),
        Json::Object(members) => members.is_empty(),
        _ => false,
    };
    for field in example.meta.iter().filter(|field| is_empty(field.value)) {
        out.find(|| {
            let message = format!("`{}`, which the grader reads, is empty", shortened(&field.name));
            (Pointer::ROOT.key(&field.name), message, "fill it, or leave it out".to_owned())
        });
    }
}
