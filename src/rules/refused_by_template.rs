//! `refused-by-template`: the chat template refuses the conversation, or fails on it.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer};

/// The chat template refuses the conversation, or fails on it.
pub static RULE: Rule = Rule {
    name: "refused-by-template",
    group: Group::Template,
    level: Level::Deny,
    docs: r#"The chat template refuses the conversation, or fails on it.

A trainer that renders rows with the model's own template stops at such a row, or leaves it out. Needs `--chat-template`.

```jinja
{%- for message in messages -%}
{%- if (message.role == "user") != (loop.index0 % 2 == 0) -%}
{{- raise_exception("roles must alternate user and assistant") -}}
{%- endif -%}
{{- "<|" ~ message.role ~ "|>" ~ message.content ~ "<|end|>" -}}
{%- endfor -%}
```

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "user", "content": "Anyone?"}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi. Anyone?"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(Err(why)) = view.rendering(out.tokens()) else { return };
    out.find(|| {
        let what = format!("the chat template refuses the conversation: {why}");
        let help =
            "change the conversation to what the template takes, or train with a template that takes it";
        (Pointer::ROOT, what, help.to_owned())
    });
}
