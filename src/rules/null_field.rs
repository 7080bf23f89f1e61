//! `null-field`: a member is `null` where the target takes no null.

use super::{BY_EMIT, Check, Group, Out, Rule, View};
use crate::model::{Json, Level};
use crate::targets::Target;

/// A member is `null` where the target takes no null.
pub static RULE: Rule = Rule {
    name: "null-field",
    group: Group::Shape,
    level: Level::Warn,
    docs: r#"A member is `null` where the target takes no null.

The sample validator of Bedrock for Claude crashes on `"system": null`. To leave the member out says the same.

```jsonl bad bedrock-claude
{"system": null, "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good bedrock-claude
{"system": "Be brief.", "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let (Some(object), Some(target)) = (view.object(), target) else { return };
    let Some(members) = target.members.filter(|_| target.takes(view.shape)) else { return };
    let is_null = |known: Option<&[&str]>, key: &str, value: &Json<'_>| {
        *value == Json::Null
            && known.is_some_and(|known| known.contains(&key))
            && !members.nullable.contains(&key)
    };
    let (top, of_messages) = (members.top, members.of_messages);
    let is_null_in_message = |key: &str, value: &Json<'_>| is_null(of_messages, key, value);
    for at in view.shape.members_where(object, |key, value| is_null(top, key, value), is_null_in_message) {
        out.find(|| {
            let key = at.steps().last().unwrap_or_default();
            let message = format!("`{key}` is null, where the target takes no null");
            (at, message, format!("leave it out{BY_EMIT}"))
        });
    }
}
