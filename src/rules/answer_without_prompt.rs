//! `answer-without-prompt`: a conversation is one answer and nothing else.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer, Role};

/// A conversation is one answer and nothing else.
pub static RULE: Rule = Rule {
    name: "answer-without-prompt",
    group: Group::Conversation,
    level: Level::Allow,
    docs: r#"A conversation is one answer and nothing else.

mistral-common refuses a conversation of one assistant message (validator.py of 1.13.1).

```jsonl bad mistral-chat
{"messages": [{"role": "assistant", "content": "Hello!"}]}
```

```jsonl good mistral-chat
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let turns = view.turns().iter().filter(|message| !message.is_system());
    if view.turns().iter().all(|message| message.is_system() || message.role == Role::Assistant)
        && turns.count() == 1
    {
        out.find(|| {
            let message = "the conversation is one answer and nothing else".to_owned();
            (Pointer::ROOT, message, "add the user's message that is answered here".to_owned())
        });
    }
}
