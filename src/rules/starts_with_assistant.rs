//! `starts-with-assistant`: the assistant speaks before the user.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Role};

/// The assistant speaks before the user.
pub static RULE: Rule = Rule {
    name: "starts-with-assistant",
    group: Group::Conversation,
    level: Level::Allow,
    docs: r#"The assistant speaks before the user.

```jsonl bad together-conversation
{"messages": [{"role": "system", "content": "Be brief."}, {"role": "assistant", "content": "Hello!"}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Fine."}]}
```

```jsonl good together-conversation
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let first = view.turns().iter().find(|message| !message.is_system());
    if let Some(first) = first.filter(|first| first.role == Role::Assistant) {
        out.find(|| {
            let message = "the assistant speaks before the user".to_owned();
            (first.at.message(), message, "start with what the user says".to_owned())
        });
    }
}
