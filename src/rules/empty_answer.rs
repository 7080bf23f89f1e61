//! `empty-answer`: an answer says nothing.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer, Role};

/// An answer says nothing.
pub static RULE: Rule = Rule {
    name: "empty-answer",
    group: Group::Conversation,
    level: Level::Deny,
    docs: r#"An answer says nothing.

The model would learn to answer with nothing (the OpenAI cookbook's check flags missing content; that an empty string
is refused is likely; read 2026-11). A message that calls a tool may have no text.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": ""}]}
{"prompt": "Hi", "completion": ""}
```

```jsonl good
{"prompt": "Hi", "completion": "Hello!"}
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "greet", "arguments": "{}"}}]}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for message in view
        .messages()
        .filter(|message| message.role == Role::Assistant && message.has_content() && message.is_empty())
    {
        out.find(|| {
            let help = "write the answer, or take the record out".to_owned();
            (message.at.content(), "the answer is empty".to_owned(), help)
        });
    }
    if view.answers().is_some_and(|sides| sides.iter().any(|side| side.is_empty())) {
        out.find(|| {
            let message = "one of the two answers has no message".to_owned();
            (Pointer::ROOT, message, "write the answer, or take the record out".to_owned())
        });
    }
}
