//! `last-turn-not-user`: a prompt does not end with the user's message.

use super::no_reference::is_reinforcement;
use super::{Check, Group, Out, Rule, View};
use crate::model::{Body, Level, Message, Role};
use crate::targets::Target;

/// A prompt does not end with the user's message.
pub static RULE: Rule = Rule {
    name: "last-turn-not-user",
    group: Group::Conversation,
    level: Level::Deny,
    docs: r#"A prompt does not end with the user's message.

The prompt of a preference, or of reinforcement, ends where the answer begins: with what the user says. A preference may also end with a tool's result.

```jsonl bad openai-dpo
{"input": {"messages": [{"role": "user", "content": "Hi"}, {"role": "system", "content": "Be brief."}]}, "preferred_output": [{"role": "assistant", "content": "Hello!"}], "non_preferred_output": [{"role": "assistant", "content": "Go away."}]}
```

```jsonl good openai-dpo
{"input": {"messages": [{"role": "user", "content": "Hi"}]}, "preferred_output": [{"role": "assistant", "content": "Hello!"}], "non_preferred_output": [{"role": "assistant", "content": "Go away."}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(last) = prompt(view, target).and_then(<[_]>::last) else { return };
    let is_open = matches!(last.role, Role::User | Role::Assistant | Role::Unknown)
        || (last.role == Role::Tool && !is_reinforcement(target));
    if !is_open {
        out.find(|| {
            let message = format!("the prompt ends with the {}'s message, not the user's", last.role.name());
            (last.at.message(), message, "put it before the user's message".to_owned())
        });
    }
}

/// The prompt that is to be answered: of a preference, or of data for reinforcement.
pub(super) fn prompt<'v>(view: &View<'v>, target: Option<&Target>) -> Option<&'v [Message<'v>]> {
    let example = view.example?;
    let is_prompt = matches!(example.body, Body::Preference(_)) || is_reinforcement(target);
    is_prompt.then(|| example.turns())
}
