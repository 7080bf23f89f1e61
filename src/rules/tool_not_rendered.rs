//! `tool-not-rendered`: the chat template drops a declared tool, a call, or a result.

use super::tools::declared;
use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Part, Pointer};

/// The chat template drops a declared tool, a call, or a result.
pub static RULE: Rule = Rule {
    name: "tool-not-rendered",
    group: Group::Template,
    level: Level::Warn,
    docs: r#"The chat template drops a declared tool, a call, or a result.

The model then learns to call what it never saw declared, or to answer from results that are not there. Needs `--chat-template`.

```jinja
{%- for message in messages -%}
{{- "<|" ~ message.role ~ "|>" ~ (message.content or "") ~ "<|end|>" -}}
{%- endfor -%}
```

```jsonl bad
{"messages": [{"role": "user", "content": "Rain in Brest?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "forecast", "arguments": "{\"place\": \"Brest\"}"}}]}], "tools": [{"type": "function", "function": {"name": "forecast", "parameters": {"type": "object", "properties": {"place": {"type": "string"}}}}}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Rain in Brest?"}, {"role": "assistant", "content": "Yes, from noon on."}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some((rendering, example)) = view.rendered(out.tokens()) else { return };
    let mut drop = |pointer: Pointer, what: String| {
        out.find(|| {
            let help = "train with a template that writes tools, or take them out of the data";
            (pointer, format!("the chat template drops {what}"), help.to_owned())
        });
    };
    for tool in declared(view).unwrap_or_default() {
        if let Some(name) = tool.name.filter(|name| !rendering.holds(name)) {
            drop(tool.name_at(), format!("the declared tool `{name}`"));
        }
    }
    for message in example.messages() {
        for part in &message.parts {
            match part {
                Part::ToolCall(call) if !rendering.holds(&call.name) => {
                    drop(message.call_at(call), format!("this call of `{}`", call.name));
                }
                Part::ToolResult { body, .. } if !rendering.holds(body) => {
                    drop(message.at.content(), "this result of a tool".to_owned());
                }
                _ => {}
            }
        }
    }
}
