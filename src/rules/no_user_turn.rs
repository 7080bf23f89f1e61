//! `no-user-turn`: nobody asks: there is no user message.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer, Role};

/// Nobody asks: there is no user message.
pub static RULE: Rule = Rule {
    name: "no-user-turn",
    group: Group::Conversation,
    level: Level::Warn,
    targets: &[],
    docs: r#"Nobody asks: there is no user message.

The answer is learnt without anything that leads to it. The OpenAI cookbook's check counts it as a warning.

```jsonl bad
{"messages": [{"role": "system", "content": "Be brief."}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let messages = view.example.map_or(&[][..], |example| example.messages());
    let is_answered = messages.iter().any(|message| message.role == Role::Assistant);
    if is_answered && messages.iter().all(|message| message.role != Role::User) {
        out.find(|| {
            let help = "add what the assistant answers".to_owned();
            (Pointer::ROOT, "there is no user message".to_owned(), help)
        });
    }
}
