//! `blank-answer`: an answer is nothing but white space.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Message, Role};

/// An answer is nothing but white space.
pub static RULE: Rule = Rule {
    name: "blank-answer",
    group: Group::Conversation,
    level: Level::Warn,
    docs: r#"An answer is nothing but white space.

That a blank answer is refused is not documented anywhere; there is nothing to learn from it either.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "   "}]}
{"prompt": "Hi", "completion": " \n"}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let is_blank =
        |message: &&Message<'_>| message.role == Role::Assistant && message.is_blank() && !message.is_empty();
    for message in view.messages().filter(is_blank) {
        out.find(|| {
            let help = "write the answer, or take the record out".to_owned();
            (message.at.content(), "the answer is nothing but white space".to_owned(), help)
        });
    }
}
