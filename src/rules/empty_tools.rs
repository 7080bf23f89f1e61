//! `empty-tools`: the list of tools is empty.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Example, Json, Level, Pointer};

/// The list of tools is empty.
pub static RULE: Rule = Rule {
    name: "empty-tools",
    group: Group::Tools,
    level: Level::Info,
    docs: r#"The list of tools is empty.

OpenAI's guide to preference data shows an empty list; whether a list of no tools is taken elsewhere is not documented.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": []}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(chat) = view.example.map(Example::conversation) else { return };
    if matches!(chat.tools.or(chat.functions), Some(Json::List(tools)) if tools.is_empty()) {
        out.find(|| {
            let message = "the list of tools is empty".to_owned();
            (Pointer::ROOT, message, "leave it out".to_owned())
        });
    }
}
