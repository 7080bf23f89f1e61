//! `answer-not-assistant`: one of the two answers is not the assistant's.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Role};

/// One of the two answers is not the assistant's.
pub static RULE: Rule = Rule {
    name: "answer-not-assistant",
    group: Group::Preference,
    level: Level::Deny,
    docs: r#"One of the two answers is not the assistant's.

```jsonl bad
{"input": {"messages": [{"role": "user", "content": "Hi"}]}, "preferred_output": [{"role": "user", "content": "Hello!"}], "non_preferred_output": [{"role": "assistant", "content": "Go away."}]}
```

```jsonl good
{"input": {"messages": [{"role": "user", "content": "Hi"}]}, "preferred_output": [{"role": "assistant", "content": "Hello!"}], "non_preferred_output": [{"role": "assistant", "content": "Go away."}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let answers = view.answers().into_iter().flatten().flatten();
    for message in answers.filter(|message| !matches!(message.role, Role::Assistant | Role::Tool)) {
        out.find(|| {
            let what = format!("the answer is the {}'s message", message.role.name());
            (message.at.message(), what, "give it the role of the assistant".to_owned())
        });
    }
}
