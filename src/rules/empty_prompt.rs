//! `empty-prompt`: a user message says nothing.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Role};

/// A user message says nothing.
pub static RULE: Rule = Rule {
    name: "empty-prompt",
    group: Group::Conversation,
    level: Level::Warn,
    targets: &[],
    docs: r#"A user message says nothing.

The model would learn to answer a question that nobody asked. The OpenAI cookbook's check flags it; services take it.

```jsonl bad
{"messages": [{"role": "user", "content": ""}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for message in view.example.iter().flat_map(|example| example.messages()) {
        if message.role == Role::User && message.is_blank() {
            out.find(|| {
                let help = "write the question, or take the record out".to_owned();
                (message.at.content(), "the user's message is empty".to_owned(), help)
            });
        }
    }
}
