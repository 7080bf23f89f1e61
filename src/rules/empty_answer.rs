//! `empty-answer`: an assistant message says nothing.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Role};

/// An assistant message says nothing.
pub static RULE: Rule = Rule {
    name: "empty-answer",
    group: Group::Conversation,
    level: Level::Deny,
    targets: &[],
    docs: r#"An assistant message says nothing.

The model would learn to answer with nothing (the OpenAI cookbook's check flags missing content; that an empty string
is refused is likely; read 2026-11). A message that calls a tool may have no text.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": ""}]}
{"prompt": "Hi", "completion": "  "}
```

```jsonl good
{"prompt": "Hi", "completion": "Hello!"}
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "greet", "arguments": "{}"}}]}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for message in view.example.iter().flat_map(|example| example.messages()) {
        if message.role == Role::Assistant && message.is_blank() {
            out.find(|| {
                let help = "write the answer, or take the record out".to_owned();
                (message.at.content(), "the assistant's message is empty".to_owned(), help)
            });
        }
    }
}
