//! `unmapped-roles`: roles have ShareGPT's names, which the trainer takes as they are.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Message};

/// Roles have ShareGPT's names, which the trainer takes as they are.
pub static RULE: Rule = Rule {
    name: "unmapped-roles",
    group: Group::Shape,
    level: Level::Allow,
    docs: r#"Roles have ShareGPT's names, which the trainer takes as they are.

TRL renames the keys of `from`/`value` turns and leaves `human` and `gpt` as roles, which chat templates do not know (trl 1.16.0, maybe_convert_to_chatml, run).

```jsonl bad trl-sft
{"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello!"}]}
```

```jsonl good trl-sft
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let foreign = |message: &&Message<'_>| view.role_of(message).is_some_and(|role| !OWN.contains(&role));
    if let Some(message) = view.messages().filter(|_| view.shape.name == "sharegpt").find(foreign) {
        out.find(|| {
            let role = view.role_of(message).unwrap_or_default();
            let what =
                format!("the role `{role}` stays as it is, and chat templates know user and assistant");
            (message.at.message(), what, "rename the roles to user and assistant".to_owned())
        });
    }
}

/// The roles that chat templates know.
const OWN: [&str; 4] = ["system", "user", "assistant", "tool"];
