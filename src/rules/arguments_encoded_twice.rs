//! `arguments-encoded-twice`: the chat template writes the arguments of a call as JSON inside a JSON string.

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;

/// The chat template writes the arguments of a call as JSON inside a JSON string.
pub static RULE: Rule = Rule {
    name: "arguments-encoded-twice",
    group: Group::Template,
    level: Level::Warn,
    docs: r#"The chat template writes the arguments of a call as JSON inside a JSON string.

Data from OpenAI has arguments as a string of JSON; a template that writes them with `tojson` encodes them again, and the model learns to call with quotes and backslashes. Needs `--chat-template`.

```jinja
{%- for message in messages -%}
{{- "<|" ~ message.role ~ "|>" ~ (message.content or "") -}}
{%- for call in message.tool_calls or [] -%}
{{- call.function.name ~ " " ~ (call.function.arguments | tojson) -}}
{%- endfor -%}
{{- "<|end|>" -}}
{%- endfor -%}
```

```jsonl bad
{"messages": [{"role": "user", "content": "Rain in Brest?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "forecast", "arguments": "{\"place\": \"Brest\"}"}}]}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Rain in Brest?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "forecast", "arguments": {"place": "Brest"}}}]}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some((rendering, example)) = view.rendered(out.tokens()) else { return };
    let calls = || {
        example.messages().iter().flat_map(|message| message.tool_calls().map(move |call| (message, call)))
    };
    if let Some((message, call)) = calls().find(|(_, call)| rendering.encodes_twice(&call.arguments)) {
        out.find(|| {
            let what = format!("the chat template encodes the arguments of `{}` twice", call.name);
            let help =
                "give the arguments as an object: `gristmill emit` writes them so for trainers that take it";
            (message.call_at(call), what, help.to_owned())
        });
    }
}
