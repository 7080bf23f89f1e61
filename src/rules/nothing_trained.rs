//! `nothing-trained`: every answer is masked: nothing of the record is trained on.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer, Role, Train};

/// Every answer is masked: nothing of the record is trained on.
pub static RULE: Rule = Rule {
    name: "nothing-trained",
    group: Group::Conversation,
    level: Level::Warn,
    docs: r#"Every answer is masked: nothing of the record is trained on.

When all records are like this a job fails ("no valid training examples after tokenization", Fireworks).

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!", "weight": 0}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!", "weight": 0}, {"role": "user", "content": "And you?"}, {"role": "assistant", "content": "Fine."}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let mut answers = view.turns().iter().filter(|message| message.role == Role::Assistant).peekable();
    if answers.peek().is_some() && answers.all(|message| message.train == Train::No) {
        out.find(|| {
            let message = "every answer has the weight 0: nothing of the record is trained on".to_owned();
            (Pointer::ROOT, message, "give one of them the weight 1, or take the record out".to_owned())
        });
    }
}
