//! `last-turn-not-assistant`: the last message is not the assistant's.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Body, Label, Level, Message, Role};

/// The last message is not the assistant's.
pub static RULE: Rule = Rule {
    name: "last-turn-not-assistant",
    group: Group::Conversation,
    level: Level::Deny,
    docs: r#"The last message is not the assistant's.

What follows the last answer is never learnt, and services refuse it (microsoft/azure-skills, dataset-formats.md, for
the same service family; likely; read 2026-11).

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}, {"role": "user", "content": "Thanks"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(Body::Chat(chat) | Body::Label(Label { chat, .. })) = view.example.map(|example| &example.body)
    else {
        return;
    };
    let is_answered = chat.messages.iter().any(|message| message.role == Role::Assistant);
    let is_other = |last: &&Message<'_>| is_answered && !matches!(last.role, Role::Assistant | Role::Unknown);
    if let Some(last) = chat.messages.last().filter(is_other) {
        out.find(|| {
            let message = format!("the last message is the {}'s, not the assistant's", last.role.name());
            (last.at.message(), message, "cut the conversation after its last answer".to_owned())
        });
    }
}
