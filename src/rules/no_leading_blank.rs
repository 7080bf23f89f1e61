//! `no-leading-blank`: a completion does not begin with a blank.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Message, Role};

/// A completion does not begin with a blank.
pub static RULE: Rule = Rule {
    name: "no-leading-blank",
    group: Group::Content,
    level: Level::Allow,
    docs: r#"A completion does not begin with a blank.

The vocabularies of completion models write a word with the blank before it as one token; the legacy preparation tool of OpenAI adds the blank (openai-python, lib/_validators.py, read 2026-11).

```jsonl bad openai-completions
{"prompt": "great stuff ->", "completion": "pos"}
```

```jsonl good openai-completions
{"prompt": "great stuff ->", "completion": " pos"}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let is_bare = |message: &&Message<'_>| {
        message.role == Role::Assistant
            && message.texts().next().is_some_and(|text| text.starts_with(|c: char| !c.is_whitespace()))
    };
    if let Some(message) = view.messages().find(is_bare) {
        out.find(|| {
            let what = "the completion does not begin with a blank".to_owned();
            (message.at.content(), what, "put a blank before it".to_owned())
        });
    }
}
