//! `invalid-sample-weight`: the weight of an example is no number from 0 on.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Json, Level, Pointer};
use crate::targets::Target;

/// The weight of an example is no number from 0 on.
pub static RULE: Rule = Rule {
    name: "invalid-sample-weight",
    group: Group::Shape,
    level: Level::Allow,
    docs: r#"The weight of an example is no number from 0 on.

Together multiplies the loss of an example by its `weight` (data-formats.md of togethercomputer/skills, read 2026-11).

```jsonl bad together-conversation
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "weight": -1}
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "weight": "2"}
```

```jsonl good together-conversation
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "weight": 0.5}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let takes_weights =
        target.and_then(|target| target.members?.top).is_some_and(|top| top.contains(&"weight"));
    let Some(weight) = view.object().filter(|_| takes_weights).and_then(|object| object.get("weight")) else {
        return;
    };
    if !matches!(weight, Json::Number(weight) if weight.as_f64().is_some_and(|weight| weight >= 0.0)) {
        out.find(|| {
            let message = format!("the weight of the example is {}, not a number from 0 on", weight.kind());
            (Pointer::ROOT.key("weight"), message, "give a number such as 0.5, or leave it out".to_owned())
        });
    }
}
