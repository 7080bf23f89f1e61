//! `empty-context`: a system message or the result of a tool says nothing.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Message, Role};

/// A system message or the result of a tool says nothing.
pub static RULE: Rule = Rule {
    name: "empty-context",
    group: Group::Conversation,
    level: Level::Allow,
    docs: r#"A system message or the result of a tool says nothing.

Fireworks' own check wants content that is not empty on every message (fw-ai/cookbook, choose-method.md, read 2026-11).

```jsonl bad fireworks-chat
{"messages": [{"role": "system", "content": ""}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good fireworks-chat
{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let is_context = |message: &&Message<'_>| message.is_system() || message.role == Role::Tool;
    for message in view.messages().filter(is_context).filter(|message| message.is_empty()) {
        out.find(|| {
            let what = format!("the {}'s message is empty", message.role.name());
            (message.at.message(), what, "take it out, or say what it was meant to say".to_owned())
        });
    }
}
