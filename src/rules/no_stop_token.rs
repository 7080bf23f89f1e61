//! `no-stop-token`: the chat template writes nothing behind the last answer that could end it.

use std::sync::LazyLock;

use regex::Regex;

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer};

/// The chat template writes nothing behind the last answer that could end it.
pub static RULE: Rule = Rule {
    name: "no-stop-token",
    group: Group::Template,
    level: Level::Warn,
    docs: r#"The chat template writes nothing behind the last answer that could end it.

A model trained on it does not learn to stop. What counts as an end is the tokenizer's `eos_token`, where it is known, or anything in the form of a special token. Needs `--chat-template`.

```jinja
{%- for message in messages -%}
{{- message.role ~ ": " ~ message.content ~ "\n" -}}
{%- if message.role == "user" %}{{ "<|sep|>" }}{% endif -%}
{%- if loop.last and message.content == "Hello!" %}{{ "<|end|>" }}{% endif -%}
{%- endfor -%}
```

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Good day."}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

/// What special tokens look like: `<|im_end|>`, `</s>`, `<end_of_turn>`, `<｜end▁of▁sentence｜>`, `[/INST]`.
static SPECIAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"<[|｜/][^<>\s]{1,40}>|<e(?:nd|o)[a-z_]*>|\[/?[A-Z_]{3,}\]").expect("the pattern is fixed")
});

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let tokens = out.tokens();
    let Some((rendering, example)) = view.rendered(tokens) else { return };
    let Some(behind) = rendering.behind(example) else { return };
    let eos = tokens.template().and_then(|template| template.eos.as_deref());
    if eos.is_some_and(|eos| behind.contains(eos)) || SPECIAL.is_match(behind) {
        return;
    }
    out.find(|| {
        let what = "the chat template ends the last answer without a stop token".to_owned();
        let help = "let the template write the tokenizer's eos_token behind every answer";
        (Pointer::ROOT, what, help.to_owned())
    });
}
