//! `repeated-assistant-turn`: two assistant messages stand in a row.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Role};

/// Two assistant messages stand in a row.
pub static RULE: Rule = Rule {
    name: "repeated-assistant-turn",
    group: Group::Conversation,
    level: Level::Warn,
    docs: r#"Two assistant messages stand in a row.

Targets with a strict order of turns refuse it, and most chat templates cannot write it.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}, {"role": "assistant", "content": "Fine."}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for pair in
        view.turns().windows(2).filter(|pair| pair.iter().all(|message| message.role == Role::Assistant))
    {
        out.find(|| {
            let message = "two assistant messages stand in a row".to_owned();
            (pair[1].at.message(), message, "join them, or put the turn between them back".to_owned())
        });
    }
}
