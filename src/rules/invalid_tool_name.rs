//! `invalid-tool-name`: the name of a tool has characters that names cannot have.

use super::invalid_name::is_name;
use super::tools::{calls, declared, function_at, nearest};
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::text::shortened;

/// The name of a tool has characters that names cannot have.
pub static RULE: Rule = Rule {
    name: "invalid-tool-name",
    group: Group::Tools,
    level: Level::Warn,
    docs: r#"The name of a tool has characters that names cannot have.

Letters, digits, `_` and `-`, up to 64 of them (OpenAI API description, FunctionObject, read 2026-11).

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": [{"type": "function", "function": {"name": "stock level"}}]}
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "get stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    // A call of ShareGPT that is no JSON has no name.
    let own = [view.shape.name].into_iter();
    let is_sharegpt =
        own.chain(view.shape.is_also.iter().map(|also| also.name)).any(|name| name == "sharegpt");
    let named = declared(view).into_iter().flatten().filter_map(|tool| Some((tool.name?, tool.at)));
    let called = calls(view).map(|(message, call)| (call.name.as_ref(), function_at(message, call)));
    for (name, at) in
        named.chain(called).filter(|(name, _)| !(is_name(name) || (name.is_empty() && is_sharegpt)))
    {
        out.find(|| {
            let message = format!("the tool's name `{}` is none", shortened(name));
            (nearest(view, &at.key("name")), message, "use letters, digits, _ and -, at most 64".to_owned())
        });
    }
}
