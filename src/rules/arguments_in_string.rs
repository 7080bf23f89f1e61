//! `arguments-in-string`: the arguments of a call are a string, where the trainer hands on an object.

use super::tools::{arguments_at, calls};
use super::{Check, Group, Out, Rule, View};
use crate::model::{Arguments, CallPlace, Level};

/// The arguments of a call are a string, where the trainer hands on an object.
pub static RULE: Rule = Rule {
    name: "arguments-in-string",
    group: Group::Tools,
    level: Level::Allow,
    docs: r#"The arguments of a call are a string, where the trainer hands on an object.

Chat templates of open models write arguments as JSON: a string is encoded a second time by many of them (TRL, dataset_formats.md; likely).

```jsonl bad trl-sft
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```

```jsonl good trl-sft
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": {"part": "M6"}}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for (message, call) in calls(view) {
        // Where the call itself is text, its arguments are as they should be.
        if matches!(call.place, CallPlace::Content) {
            continue;
        }
        if matches!(call.arguments, Arguments::Text(_)) {
            out.find(|| {
                let what = "the arguments are a string: templates may encode them twice".to_owned();
                (arguments_at(message, call), what, "give the object itself".to_owned())
            });
        }
    }
}
