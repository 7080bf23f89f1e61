//! `call-without-text`: a message calls a tool and says nothing.

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;

/// A message calls a tool and says nothing.
pub static RULE: Rule = Rule {
    name: "call-without-text",
    group: Group::Tools,
    level: Level::Allow,
    docs: r#"A message calls a tool and says nothing.

Fireworks' own check before the upload wants text on every message, also on one that only calls tools; whether the service does is not known (fw-ai/cookbook, choose-method.md, read 2026-11).

```jsonl bad fireworks-chat
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```

```jsonl good fireworks-chat
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "content": "Looking.", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for message in view.messages().filter(|message| message.tool_calls().next().is_some()) {
        if message.texts().all(str::is_empty) {
            out.find(|| {
                let what = "the message calls a tool and says nothing".to_owned();
                (message.at.message(), what, "let it say what it does, for example \"Looking.\"".to_owned())
            });
        }
    }
}
