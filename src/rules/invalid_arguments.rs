//! `invalid-arguments`: the arguments of a call are not JSON.

use super::tools::{arguments_at, calls};
use super::{Check, Group, Out, Rule, View};
use crate::model::{Arguments, Level};

/// The arguments of a call are not JSON.
pub static RULE: Rule = Rule {
    name: "invalid-arguments",
    group: Group::Tools,
    level: Level::Warn,
    docs: r#"The arguments of a call are not JSON.

The model would learn to write calls that nobody can run. Axolotl stops at the first one (0.19.0, run).

```jsonl bad
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{part: M6}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for (message, call) in calls(view) {
        let Arguments::Text(text) = &call.arguments else { continue };
        if serde_json::from_str::<serde::de::IgnoredAny>(text).is_err() {
            out.find(|| {
                let what = "the arguments are not JSON".to_owned();
                (arguments_at(message, call), what, "write a JSON object into the string".to_owned())
            });
        }
    }
}
