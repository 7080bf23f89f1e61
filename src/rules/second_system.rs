//! `second-system`: a system text beside the messages would be dropped, because the first message is one too.

use super::{Check, Group, Out, Rule, View};
use crate::model::{At, Level};

/// A system text beside the messages would be dropped, because the first message is one too.
pub static RULE: Rule = Rule {
    name: "second-system",
    group: Group::Conversation,
    level: Level::Warn,
    docs: r#"A system text beside the messages would be dropped, because the first message is one too.

Axolotl puts the `system` member before the messages only when they have no system message of their own (0.19.0, chat_template strategy, run).

```jsonl bad axolotl-chat
{"system": "Be kind.", "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good axolotl-chat
{"system": "Be kind.", "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    if let [first, second, ..] = view.turns()
        && matches!(first.at, At::Key(_))
        && first.is_system()
        && second.is_system()
    {
        out.find(|| {
            let message =
                "the system text beside the messages is dropped: the first message is one too".to_owned();
            (first.at.message(), message, "join the two".to_owned())
        });
    }
}
