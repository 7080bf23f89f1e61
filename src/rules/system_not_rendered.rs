//! `system-not-rendered`: the chat template drops a system text.

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;

/// The chat template drops a system text.
pub static RULE: Rule = Rule {
    name: "system-not-rendered",
    group: Group::Template,
    level: Level::Warn,
    docs: r#"The chat template drops a system text.

The model never sees it in training, and the row teaches the answer without the instruction. Needs `--chat-template`.

```jinja
{%- for message in messages if message.role != "system" -%}
{{- "<|" ~ message.role ~ "|>" ~ message.content ~ "<|end|>" -}}
{%- endfor -%}
```

```jsonl bad
{"messages": [{"role": "system", "content": "Answer in French."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Salut !"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Answer in French. Hi"}, {"role": "assistant", "content": "Salut !"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some((rendering, example)) = view.rendered(out.tokens()) else { return };
    let is_dropped = |message: &&crate::model::Message<'_>| {
        message.is_system() && message.texts().any(|text| !rendering.holds(text))
    };
    if let Some(message) = example.messages().iter().find(is_dropped) {
        out.find(|| {
            let what = "the chat template drops this system text".to_owned();
            let help = "put it into the first question, or train with a template that writes it";
            (message.at.content(), what, help.to_owned())
        });
    }
}
