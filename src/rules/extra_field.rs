//! `extra-field`: a record has a member that the target refuses.

use super::unread_field::MEANINGFUL;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::targets::Target;
use crate::text::nearest;

/// A record has a member that the target refuses.
pub static RULE: Rule = Rule {
    name: "extra-field",
    group: Group::Shape,
    level: Level::Allow,
    targets: &[("openai-chat", Level::Deny)],
    docs: r#"A record has a member that the target refuses.

OpenAI answers "Example N contains an extra ..." and refuses the file (error text quoted by users; the schema in the
API description allows no others; read 2026-11). `prepare` cuts such members out of the written lines and counts them;
the input keeps them.

```jsonl bad
{"id": "t-0147", "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
{"messages": [{"role": "user", "content": "Hi", "timestamp": 1700000000}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(target) = view.target.filter(|target| *target.shape == *view.shape) else { return };
    let Some(object) = view.object().filter(|_| view.other_shape().is_none()) else { return };
    for at in target.refused(object) {
        out.find(|| {
            let key = at.steps().last().unwrap_or_default();
            let is_null = target.members.is_some_and(|m| m.top.contains(&&*key) || m.of_messages.contains(&&*key));
            let message = if is_null { format!("`{key}` is null, where the target takes no null") } else { format!("the target refuses the member `{key}`") };
            let help = help(target, &key, is_null);
            (at, message, help)
        });
    }
}

fn help(target: &Target, key: &str, is_null: bool) -> String {
    let known = target.members.iter().flat_map(|members| members.top.iter().chain(members.of_messages).copied());
    match nearest(key, known) {
        _ if is_null => "leave it out; `gristmill prepare` does it for you".to_owned(),
        _ if target.shape.members.contains(&key) => "move it into the messages; `gristmill prepare` does it".to_owned(),
        _ if MEANINGFUL.contains(&key) => "move what it says into the messages, or take it out".to_owned(),
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "take it out; `gristmill prepare` does it for you".to_owned(),
    }
}
