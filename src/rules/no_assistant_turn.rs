//! `no-assistant-turn`: nobody answers: there is no assistant message.

use super::{Check, Group, Out, Rule, View, unknown_role};
use crate::model::{Level, Message, Pointer, Role};
use crate::targets::Target;

/// Nobody answers: there is no assistant message.
pub static RULE: Rule = Rule {
    name: "no-assistant-turn",
    group: Group::Conversation,
    level: Level::Deny,
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
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(example) = view.example else { return };
    if example.messages().iter().any(|message| message.role == Role::Assistant) {
        return;
    }
    // A role that is not known has a finding of its own, unless the target reads over it.
    let reads_over = |target: &Target| {
        target.stance(unknown_role::RULE.name).is_some_and(|stance| stance.level < Level::Deny)
    };
    let is_unclear = example.messages().iter().any(|message| message.role == Role::Unknown);
    if is_unclear && !target.is_some_and(reads_over) {
        return;
    }
    let answers = |message: &Message<'_>| {
        let is_read_so =
            |target: &Target| view.role_of(message).is_some_and(|role| target.answers_as.contains(&role));
        target.is_some_and(is_read_so)
    };
    if !example.messages().iter().any(answers) {
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
