//! `text-beside-call`: a message says something and calls a tool.

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;

/// A message says something and calls a tool.
pub static RULE: Rule = Rule {
    name: "text-beside-call",
    group: Group::Tools,
    level: Level::Allow,
    docs: r#"A message says something and calls a tool.

Mistral's third tokenizer, which mistral-finetune uses, takes one or the other; from V5 on both (mistral-common 1.5.1 and 1.13.1, run).

```jsonl bad mistral-chat
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "content": "Looking.", "tool_calls": [{"id": "abc123XYZ", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "abc123XYZ", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```

```jsonl good mistral-chat
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "abc123XYZ", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "abc123XYZ", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for message in view.messages().filter(|message| message.tool_calls().next().is_some()) {
        if message.texts().any(|text| !text.is_empty()) {
            out.find(|| {
                let what = "the message says something and calls a tool".to_owned();
                (message.at.message(), what, "keep the call, and leave the text out".to_owned())
            });
        }
    }
}
