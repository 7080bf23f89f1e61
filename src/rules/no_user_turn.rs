//! `no-user-turn`: nobody asks: there is no user message.

use super::no_reference::is_reinforcement;
use super::{Check, Group, Out, Rule, View};
use crate::model::{Body, Level, Pointer, Role};
use crate::targets::Target;

/// Nobody asks: there is no user message.
pub static RULE: Rule = Rule {
    name: "no-user-turn",
    group: Group::Conversation,
    level: Level::Warn,
    docs: r#"Nobody asks: there is no user message.

The answer is learnt without anything that leads to it. The OpenAI cookbook's check counts it as a warning.

```jsonl bad
{"messages": [{"role": "system", "content": "Be brief."}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(example) = view.example.filter(|example| !matches!(example.body, Body::Text(_))) else { return };
    let turns = example.turns();
    // Without an answer either, that is what there is to say about a conversation.
    let is_asked_of = matches!(example.body, Body::Preference(_))
        || is_reinforcement(target)
        || turns.iter().any(|message| message.role == Role::Assistant);
    if is_asked_of && turns.iter().all(|message| !matches!(message.role, Role::User | Role::Unknown)) {
        out.find(|| {
            let help = "add the user's message that is answered here".to_owned();
            (Pointer::ROOT, "there is no user message".to_owned(), help)
        });
    }
}
