//! `misplaced-weight`: a weight stands where there is nothing to weigh.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Body, Level, Message, Role, Train};

/// A weight stands where there is nothing to weigh.
pub static RULE: Rule = Rule {
    name: "misplaced-weight",
    group: Group::Conversation,
    level: Level::Warn,
    docs: r#"A weight stands where there is nothing to weigh.

Only the assistant's messages are trained on, and of a preference only the answers as wholes.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi", "weight": 0}, {"role": "assistant", "content": "Hello!"}]}
{"input": {"messages": [{"role": "user", "content": "Hi"}]}, "preferred_output": [{"role": "assistant", "content": "Hello!", "weight": 1}], "non_preferred_output": [{"role": "assistant", "content": "Go away."}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!", "weight": 1}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let is_preference = matches!(view.example.map(|example| &example.body), Some(Body::Preference(_)));
    let is_misplaced = |message: &&Message<'_>| {
        message.train != Train::Unset && (is_preference || message.role != Role::Assistant)
    };
    for message in view.messages().filter(is_misplaced) {
        out.find(|| {
            let what = if is_preference {
                "a weight means nothing in a preference"
            } else {
                "only the assistant's messages have a weight"
            };
            (message.at.message().key("weight"), what.to_owned(), "take it out".to_owned())
        });
    }
}
