//! `late-system`: a system message stands after the first turn.

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;

/// A system message stands after the first turn.
pub static RULE: Rule = Rule {
    name: "late-system",
    group: Group::Conversation,
    level: Level::Warn,
    docs: r#"A system message stands after the first turn.

Most chat templates know one system message, at the start. Some move a late one there, some refuse it.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "system", "content": "Be brief."}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let turns = view.turns();
    let start = turns.iter().position(|message| !message.is_system()).unwrap_or(turns.len());
    for message in turns[start..].iter().filter(|message| message.is_system()) {
        out.find(|| {
            let what = "a system message stands after the first turn".to_owned();
            (message.at.message(), what, "put it first, or into the user's message".to_owned())
        });
    }
}
