//! `nothing-rendered-to-train`: the chat template leaves nothing of the conversation to be trained on.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer};

/// The chat template leaves nothing of the conversation to be trained on.
pub static RULE: Rule = Rule {
    name: "nothing-rendered-to-train",
    group: Group::Template,
    level: Level::Deny,
    docs: r#"The chat template leaves nothing of the conversation to be trained on.

No answer stands in what it writes, or all of them stand outside its `generation` blocks: the row takes a place in the batch and teaches nothing. Needs `--chat-template`.

```jinja
{%- for message in messages -%}
{{- "<|" ~ message.role ~ "|>" -}}
{%- if message.role == "assistant" and not message.name -%}
{% generation %}{{- message.content ~ "<|end|>" -}}{% endgeneration %}
{%- else -%}
{{- message.content ~ "<|end|>" -}}
{%- endif -%}
{%- endfor -%}
```

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "name": "desk", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some((rendering, example)) = view.rendered(out.tokens()) else { return };
    // A conversation without answers, or with all of them masked, is told by other rules.
    let has_answers = example.answers().any(|(_, message)| !message.is_blank());
    if has_answers && rendering.trained(example).is_empty() {
        out.find(|| {
            let what = "the chat template leaves nothing of this conversation to be trained on".to_owned();
            let help =
                "train with a template that writes the answers, inside its generation blocks if it has some";
            (Pointer::ROOT, what, help.to_owned())
        });
    }
}
