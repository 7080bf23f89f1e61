//! `unused-result`: the user speaks before the assistant has used a tool's result.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Role};

/// The user speaks before the assistant has used a tool's result.
pub static RULE: Rule = Rule {
    name: "unused-result",
    group: Group::Tools,
    level: Level::Allow,
    docs: r#"The user speaks before the assistant has used a tool's result.

Fireworks' own check takes a user message only at the start or after the assistant's (fw-ai/cookbook, choose-method.md, read 2026-11).

```jsonl bad fireworks-chat
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "content": "Looking.", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "user", "content": "Well?"}, {"role": "assistant", "content": "40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```

```jsonl good fireworks-chat
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "content": "Looking.", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for pair in view.turns().windows(2) {
        if pair[0].role == Role::Tool && pair[1].role == Role::User {
            out.find(|| {
                let what = "the user speaks before the assistant has used the result".to_owned();
                (pair[1].at.message(), what, "let the assistant answer with the result first".to_owned())
            });
        }
    }
}
