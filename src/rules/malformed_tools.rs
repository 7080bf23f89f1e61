//! `malformed-tools`: the declaration of the tools has another form than the API describes.

use super::faults::report;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::shapes::Concern;

/// The declaration of the tools has another form than the API describes.
pub static RULE: Rule = Rule {
    name: "malformed-tools",
    group: Group::Fault,
    level: Level::Deny,
    docs: r#"The declaration of the tools has another form than the API describes.

`tools` is a list of `{"type": "function", "function": {"name": ...}}`, `functions` a list of functions, and `parallel_tool_calls` true or false.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": {"name": "stock"}}
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": [{"name": "stock", "parameters": {}}]}
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}], "parallel_tool_calls": "yes"}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}], "parallel_tool_calls": true}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    report(view, Concern::Tools, out);
}
