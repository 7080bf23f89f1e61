//! `too-few-messages`: a conversation has fewer messages than the target takes.

use super::{Check, Group, Out, Rule, View};
use crate::model::{At, Body, Level, Pointer};
use crate::targets::Target;
use crate::text::count;

/// A conversation has fewer messages than the target takes.
pub static RULE: Rule = Rule {
    name: "too-few-messages",
    group: Group::Conversation,
    level: Level::Deny,
    docs: r#"A conversation has fewer messages than the target takes.

```jsonl bad llm-foundry-chat
{"messages": [{"role": "assistant", "content": "Hello!"}]}
```

```jsonl good llm-foundry-chat
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(target) = target.filter(|target| target.limits.min_messages > 1 && !view.shape.lists.is_empty())
    else {
        return;
    };
    let Some(Body::Chat(chat)) = view.example.map(|example| &example.body) else { return };
    let turns = chat.messages.iter().filter(|message| !matches!(message.at, At::Key(_))).count();
    if turns < target.limits.min_messages {
        out.find(|| {
            let have = count(turns as u64, "message");
            let message = format!(
                "the conversation has {have}; {} takes no fewer than {}",
                target.title, target.limits.min_messages
            );
            (Pointer::ROOT, message, "add the prompt or the answer that is missing".to_owned())
        });
    }
}
