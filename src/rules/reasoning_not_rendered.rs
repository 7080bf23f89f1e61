//! `reasoning-not-rendered`: the chat template drops a reasoning trace.

use super::foreign_reasoning::REASONING;
use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Part};

/// The chat template drops a reasoning trace.
pub static RULE: Rule = Rule {
    name: "reasoning-not-rendered",
    group: Group::Template,
    level: Level::Warn,
    docs: r#"The chat template drops a reasoning trace.

Some templates keep the trace of the last answer alone, and many keep none: what is dropped is not learnt. Needs `--chat-template`.

```jinja
{%- for message in messages -%}
{{- "<|" ~ message.role ~ "|>" ~ message.content ~ "<|end|>" -}}
{%- endfor -%}
```

```jsonl bad
{"messages": [{"role": "user", "content": "7 * 8?"}, {"role": "assistant", "reasoning_content": "Seven eights.", "content": "56"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "7 * 8?"}, {"role": "assistant", "content": "<think>Seven eights.</think>56"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some((rendering, example)) = view.rendered(out.tokens()) else { return };
    for message in example.messages() {
        let parts = message.parts.iter().filter_map(|part| match part {
            Part::Reasoning(thought) => Some(*thought),
            _ => None,
        });
        let members = message.meta.iter().filter(|field| REASONING.contains(&field.name.as_ref()));
        let mut thoughts = parts.chain(members.filter_map(|field| field.value.as_str()));
        if thoughts.any(|thought| !rendering.holds(thought)) {
            out.find(|| {
                let what = "the chat template drops the reasoning of this turn".to_owned();
                let help = "train with a template that writes it, or write it into the answer";
                (message.at.message(), what, help.to_owned())
            });
        }
    }
}
