//! `several-systems`: a conversation has several system messages.

use super::{Check, Group, Out, Rule, View};
use crate::model::{At, Json, Level, Message};

/// A conversation has several system messages.
pub static RULE: Rule = Rule {
    name: "several-systems",
    group: Group::Conversation,
    level: Level::Warn,
    docs: r#"A conversation has several system messages.

```jsonl bad
{"messages": [{"role": "system", "content": "Be brief."}, {"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    // One that stands beside the messages is the business of another rule.
    let is_among = |message: &&Message<'_>| message.is_system() && !matches!(message.at, At::Key(_));
    let beside = view.object().and_then(|object| object.get("system_prompt")).and_then(Json::as_str);
    let is_extra = beside.is_some_and(|_| view.shape.lists.contains(&"/messages"));
    let mut systems = view.turns().iter().filter(is_among).skip(usize::from(!is_extra));
    if let Some(second) = systems.next() {
        out.find(|| {
            let message = "the conversation has several system messages".to_owned();
            (second.at.message(), message, "join them into one".to_owned())
        });
    }
}
