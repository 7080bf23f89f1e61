//! `no-assistant-turn`: nobody answers: there is no assistant message.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer, Role};

/// Nobody answers: there is no assistant message.
pub static RULE: Rule = Rule {
    name: "no-assistant-turn",
    group: Group::Conversation,
    level: Level::Deny,
    targets: &[],
    docs: r#"Nobody answers: there is no assistant message.

Training learns the assistant's messages; without one there is nothing to learn. Data for reinforcement looks like
this on purpose (a prompt and a reference), and belongs to another method.

```jsonl bad
{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(example) = view.example else { return };
    if example.messages().iter().all(|message| message.role != Role::Assistant) {
        out.find(|| {
            let has_reference = example.meta.iter().any(|field| REFERENCES.contains(&field.name.as_ref()));
            let help = if has_reference {
                "this looks like data for reinforcement fine-tuning; for supervised training add the answer as an assistant message"
            } else {
                "add the answer as an assistant message"
            };
            (Pointer::ROOT, "there is no assistant message to learn from".to_owned(), help.to_owned())
        });
    }
}

/// Members that hold the expected answer in data for reinforcement.
const REFERENCES: [&str; 4] = ["reference_answer", "ground_truth", "answer", "reference"];
