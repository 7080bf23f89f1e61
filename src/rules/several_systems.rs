//! `several-systems`: a conversation has several system messages.

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;

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
    let mut systems = view.turns().iter().filter(|message| message.is_system()).skip(1);
    if let Some(second) = systems.next() {
        out.find(|| {
            let message = "the conversation has several system messages".to_owned();
            (second.at.message(), message, "join them into one".to_owned())
        });
    }
}
