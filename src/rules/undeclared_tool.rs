//! `undeclared-tool`: a tool is called that is not declared.

use super::{Check, Group, Out, Rule, View};
use crate::model::{CallPlace, Example, Json, Level, ToolCall};
use crate::text::{nearest, shortened};
use std::collections::BTreeSet;

use super::tools::{calls, declared, function_at};

/// A tool is called that is not declared.
pub static RULE: Rule = Rule {
    name: "undeclared-tool",
    group: Group::Tools,
    level: Level::Warn,
    docs: r#"A tool is called that is not declared.

To leave the declarations out saves tokens and is legal; a name that is none of those declared is mostly a mistake.

```jsonl bad
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "price_of", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let is_known = !matches!(view.example.and_then(Example::tools), Some(Json::String(_)));
    let tools = declared(view);
    let names: BTreeSet<&str> = tools.iter().flatten().filter_map(|tool| tool.name).collect();
    let is_declared = |name: &str| names.contains(name);
    // A call that is written into a text, and is no JSON there, has no name.
    let has_name = |call: &ToolCall<'_>| !call.name.is_empty() || call.place != CallPlace::Content;
    for (message, call) in
        calls(view).filter(|(_, call)| is_known && has_name(call) && !is_declared(&call.name))
    {
        out.find(|| {
            let what = match &tools {
                None => "a tool is called, and none is declared".to_owned(),
                Some(_) => format!("`{}` is not among the declared tools", shortened(&call.name)),
            };
            let help = match nearest(&call.name, names.iter().copied().take(1_000)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "declare it in `tools`".to_owned(),
            };
            (function_at(message, call), what, help)
        });
    }
}
