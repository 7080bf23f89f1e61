//! `repeated-call-id`: two calls of one turn have the same id.

use std::collections::BTreeSet;

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::text::shortened;

/// Two calls of one turn have the same id.
pub static RULE: Rule = Rule {
    name: "repeated-call-id",
    group: Group::Tools,
    level: Level::Warn,
    docs: r#"Two calls of one turn have the same id.

Their results cannot be told apart.

```jsonl bad
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}, {"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}, {"id": "c2", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "tool", "tool_call_id": "c2", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for message in view.messages() {
        let mut seen = BTreeSet::new();
        for call in message.tool_calls().filter(|call| call.id.is_some()) {
            if !seen.insert(call.id) {
                out.find(|| {
                    let what = format!(
                        "the id `{}` stands at two calls of one turn",
                        shortened(call.id.unwrap_or_default())
                    );
                    (message.call_at(call), what, "give each call an id of its own".to_owned())
                });
            }
        }
    }
}
