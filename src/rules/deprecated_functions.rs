//! `deprecated-functions`: a record calls tools in the deprecated way.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer};

/// A record calls tools in the deprecated way.
pub static RULE: Rule = Rule {
    name: "deprecated-functions",
    group: Group::Shape,
    level: Level::Warn,
    docs: r#"A record calls tools in the deprecated way.

`functions`, `function_call` and the role `function` gave way to `tools`, `tool_calls` and the role `tool`. OpenAI still lists them; others refuse them.

```jsonl bad
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "function_call": {"name": "stock", "arguments": "{}"}}, {"role": "function", "name": "stock", "content": "40"}, {"role": "assistant", "content": "40."}], "functions": [{"name": "stock"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(example) = view.example else { return };
    let legacy = view.messages().find(|message| message.is_legacy);
    let has_functions = example.conversation().functions.is_some();
    if legacy.is_some() || has_functions {
        out.find(|| {
            let at = legacy.map_or_else(|| Pointer::ROOT.key("functions"), |message| message.at.message());
            let message = "functions are the deprecated form of tools".to_owned();
            (at, message, "write tools, tool_calls and the role tool".to_owned())
        });
    }
}
