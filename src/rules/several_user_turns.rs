//! `several-user-turns`: a prompt has several user messages where the target takes one.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Role};

/// A prompt has several user messages where the target takes one.
pub static RULE: Rule = Rule {
    name: "several-user-turns",
    group: Group::Conversation,
    level: Level::Allow,
    docs: r#"A prompt has several user messages where the target takes one.

```jsonl bad fireworks-dpo
{"input": {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}, {"role": "user", "content": "And you?"}]}, "preferred_output": [{"role": "assistant", "content": "Hello!"}], "non_preferred_output": [{"role": "assistant", "content": "Go away."}]}
```

```jsonl good fireworks-dpo
{"input": {"messages": [{"role": "user", "content": "Hi"}]}, "preferred_output": [{"role": "assistant", "content": "Hello!"}], "non_preferred_output": [{"role": "assistant", "content": "Go away."}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let mut users = view.turns().iter().filter(|message| message.role == Role::User).skip(1);
    if let Some(second) = users.next() {
        out.find(|| {
            let message = "the prompt has several user messages; the target takes one".to_owned();
            (
                second.at.message(),
                message,
                "keep the last question, with what it needs in its text".to_owned(),
            )
        });
    }
}
