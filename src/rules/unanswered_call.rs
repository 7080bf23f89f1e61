//! `unanswered-call`: a call is never answered, and the conversation goes on.

use super::tools::{Broken, report};
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;

/// A call is never answered, and the conversation goes on.
pub static RULE: Rule = Rule {
    name: "unanswered-call",
    group: Group::Tools,
    level: Level::Warn,
    docs: r#"A call is never answered, and the conversation goes on.

Every result answers a call of the turn before it, and every call is answered before the conversation goes on; calls at the very end may stay open (error of the chat endpoint, likely for training too; read 2026-11).

```jsonl bad
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "user", "content": "Well?"}, {"role": "assistant", "content": "40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    report(
        view,
        Broken::Unanswered,
        out,
        |named| format!("the call{named} is never answered"),
        "put its result behind it, or take the call out",
    );
}
