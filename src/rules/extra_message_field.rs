//! `extra-message-field`: a message has a member that the target does not take.

use super::foreign_reasoning::REASONING;
use super::{BY_EMIT, Check, Group, Out, Rule, View};
use crate::model::{Json, Level};
use crate::targets::Target;
use crate::text::{nearest, shortened};

/// A message has a member that the target does not take.
pub static RULE: Rule = Rule {
    name: "extra-message-field",
    group: Group::Shape,
    level: Level::Allow,
    docs: r#"A message has a member that the target does not take.

llm-foundry wants exactly `role` and `content`; OpenAI allows a few more. Reasoning traces are judged by `foreign-reasoning`.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi", "timestamp": 1700000000}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let (Some(object), Some(target)) = (view.object(), target) else { return };
    let known = target.members.and_then(|members| members.of_messages).filter(|_| target.takes(view.shape));
    let Some(known) = known.filter(|_| view.other_shape().is_none()) else { return };
    let is_extra = |key: &str, _: &Json<'_>| !known.contains(&key) && !REASONING.contains(&key);
    for at in view.shape.members_where(object, |_, _| false, is_extra) {
        out.find(|| {
            let key = at.steps().last().unwrap_or_default();
            let message = format!("the target takes no `{}` in a message", shortened(&key));
            let help = match nearest(&key, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("take it out{BY_EMIT}"),
            };
            (at, message, help)
        });
    }
}
