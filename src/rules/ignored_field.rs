//! `ignored-field`: a member means something elsewhere, and the target passes over it.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Json, Level};
use crate::targets::Target;

/// A member means something elsewhere, and the target passes over it.
pub static RULE: Rule = Rule {
    name: "ignored-field",
    group: Group::Shape,
    level: Level::Warn,
    docs: r#"A member means something elsewhere, and the target passes over it.

Weights that mask a turn, request parameters, marks of other trainers: the target reads the record without them and trains on something else than was meant.

```jsonl bad mlx-chat
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!", "weight": 0}]}
```

```jsonl good mlx-chat
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let (Some(object), Some(target)) = (view.object(), target) else { return };
    let is_ignored = |key: &str, value: &Json<'_>| target.ignores.contains(&key) && *value != Json::Null;
    let in_messages =
        |key: &str, value: &Json<'_>| target.ignores_in_messages.contains(&key) && *value != Json::Null;
    for at in view.shape.members_where(object, is_ignored, in_messages) {
        out.find(|| {
            let key = at.steps().last().unwrap_or_default();
            let message = format!("{} passes over `{key}` without a word", target.title);
            (at, message, "take it out, and put what it means into the data or the job".to_owned())
        });
    }
}
