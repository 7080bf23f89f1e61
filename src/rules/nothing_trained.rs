//! `nothing-trained`: every answer is masked or empty: nothing of the record is trained on.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Message, Pointer, Role, Train};
use crate::targets::Target;

/// Every answer is masked or empty: nothing of the record is trained on.
pub static RULE: Rule = Rule {
    name: "nothing-trained",
    group: Group::Conversation,
    level: Level::Warn,
    docs: r#"Every answer is masked or empty: nothing of the record is trained on.

When all records are like this a job fails ("no valid training examples after tokenization", Fireworks).

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!", "weight": 0}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!", "weight": 0}, {"role": "user", "content": "And you?"}, {"role": "assistant", "content": "Fine."}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let mut answers = view.turns().iter().filter(|message| message.role == Role::Assistant).peekable();
    // An empty answer has a rule of its own, except where a record is dropped when all of them are.
    let drops = || {
        target.and_then(|target| target.stance(RULE.name)).is_some_and(|stance| stance.level == Level::Deny)
    };
    let is_lost = |message: &Message<'_>| message.train == Train::No || (message.is_empty() && drops());
    if answers.peek().is_some() && answers.all(is_lost) {
        out.find(|| {
            let message = "every answer is masked or empty: nothing of the record is trained on".to_owned();
            (Pointer::ROOT, message, "give one of them the weight 1, or take the record out".to_owned())
        });
    }
}
