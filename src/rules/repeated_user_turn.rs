//! `repeated-user-turn`: two user messages stand in a row.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Role};

/// Two user messages stand in a row.
pub static RULE: Rule = Rule {
    name: "repeated-user-turn",
    group: Group::Conversation,
    level: Level::Allow,
    docs: r#"Two user messages stand in a row.

OpenAI's vision guide shows it; targets with a strict order of turns refuse it, and some chat templates do.

```jsonl bad together-conversation
{"messages": [{"role": "user", "content": "Hi"}, {"role": "user", "content": "And you?"}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good together-conversation
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for pair in view.turns().windows(2).filter(|pair| pair.iter().all(|message| message.role == Role::User)) {
        out.find(|| {
            let message = "two user messages stand in a row".to_owned();
            (pair[1].at.message(), message, "join them, or put the turn between them back".to_owned())
        });
    }
}
