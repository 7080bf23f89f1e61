//! `repeated-tool`: a tool is declared twice.

use std::collections::BTreeSet;

use super::tools::declared;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::text::shortened;

/// A tool is declared twice.
pub static RULE: Rule = Rule {
    name: "repeated-tool",
    group: Group::Tools,
    level: Level::Warn,
    docs: r#"A tool is declared twice.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}, {"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let mut seen = BTreeSet::new();
    for tool in declared(view).into_iter().flatten() {
        if tool.name.is_some_and(|name| !seen.insert(name)) {
            out.find(|| {
                let message =
                    format!("the tool `{}` is declared twice", shortened(tool.name.unwrap_or_default()));
                (tool.at, message, "keep one of them".to_owned())
            });
        }
    }
}
