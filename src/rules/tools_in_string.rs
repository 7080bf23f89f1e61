//! `tools-in-string`: the tools stand in a string instead of a list.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Json, Level, Pointer};

/// The tools stand in a string instead of a list.
pub static RULE: Rule = Rule {
    name: "tools-in-string",
    group: Group::Tools,
    level: Level::Warn,
    docs: r#"The tools stand in a string instead of a list.

Datasets that are kept as tables write the list of tools as JSON inside a string. Local trainers unpack it; services refuse it.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": "[{\"type\": \"function\", \"function\": {\"name\": \"stock\", \"description\": \"Units on hand.\", \"parameters\": {\"type\": \"object\", \"properties\": {\"part\": {\"type\": \"string\"}}, \"required\": [\"part\"]}}}]"}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    if let Some(Json::String(_)) = view.example.and_then(|example| example.conversation().tools) {
        out.find(|| {
            let message = "the tools stand in a string, not in a list".to_owned();
            (Pointer::ROOT.key("tools"), message, "unpack the string: \"tools\": [...]".to_owned())
        });
    }
}
