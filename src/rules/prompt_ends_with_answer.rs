//! `prompt-ends-with-answer`: a prompt ends with an answer.

use super::last_turn_not_user::prompt;
use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Role};
use crate::targets::Target;

/// A prompt ends with an answer.
pub static RULE: Rule = Rule {
    name: "prompt-ends-with-answer",
    group: Group::Conversation,
    level: Level::Deny,
    docs: r#"A prompt ends with an answer.

The answers that are compared, or that a grader judges, come after the prompt: one that is already there leaves nothing to say.

```jsonl bad openai-dpo
{"input": {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}, "preferred_output": [{"role": "assistant", "content": "Hello!"}], "non_preferred_output": [{"role": "assistant", "content": "Go away."}]}
```

```jsonl good openai-dpo
{"input": {"messages": [{"role": "user", "content": "Hi"}]}, "preferred_output": [{"role": "assistant", "content": "Hello!"}], "non_preferred_output": [{"role": "assistant", "content": "Go away."}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(last) = prompt(view, target).and_then(<[_]>::last) else { return };
    if last.role == Role::Assistant {
        out.find(|| {
            let message = "the prompt already ends with an answer".to_owned();
            (last.at.message(), message, "end it with what the user says".to_owned())
        });
    }
}
