//! `unlisted-role`: a message has a role that the target does not list.

use super::{Check, Group, Out, Rule, View};
use crate::model::{At, Level, Role};
use crate::targets::Target;
use crate::text::shortened;

/// A message has a role that the target does not list.
pub static RULE: Rule = Rule {
    name: "unlisted-role",
    group: Group::Shape,
    level: Level::Warn,
    docs: r#"A message has a role that the target does not list.

`developer` belongs to reasoning models; a target that lists `system` may take it or refuse it. Local trainers know roles by the names of their own dialect.

```jsonl bad
{"messages": [{"role": "developer", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(target) = target.filter(|target| !target.roles.is_empty()) else { return };
    for message in view
        .messages()
        .filter(|message| !message.is_legacy && matches!(message.at, At::Item { .. } | At::Pointer(_)))
    {
        if target.roles.contains(&message.role.name()) {
            continue;
        }
        // A role that the shape does not know either has a rule of its own.
        let Some(role) = view.role_of(message).filter(|role| !target.roles.contains(role)) else { continue };
        if message.role == Role::Unknown && !view.is_sound() {
            continue;
        }
        out.find(|| {
            let message_ = format!("{} lists no role `{}`", target.title, shortened(role));
            (message.at.message(), message_, format!("use one of {}", target.roles.join(", ")))
        });
    }
}
