//! `foreign-pair`: a pair has names that the target does not look for.

use super::{Check, Group, Out, Rule, View};
use crate::model::{At, Level, Role};
use crate::targets::Target;

/// A pair has names that the target does not look for.
pub static RULE: Rule = Rule {
    name: "foreign-pair",
    group: Group::Shape,
    level: Level::Deny,
    docs: r#"A pair has names that the target does not look for.

llm-foundry reads `prompt` with `response` or `completion` (llmfoundry/data/finetuning/tasks.py).

```jsonl bad llm-foundry-chat
{"question": "Hi", "answer": "Hello!"}
```

```jsonl good llm-foundry-chat
{"prompt": "Hi", "response": "Hello!"}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(target) = target.filter(|target| !target.questions.is_empty()) else { return };
    for message in view.messages() {
        let (At::Key(key), Role::User | Role::Assistant) = (message.at, message.role) else { continue };
        let is_known =
            target.questions.contains(&key) || (message.role == Role::Assistant && ANSWERS.contains(&key));
        if !is_known {
            out.find(|| {
                let what = format!("{} does not look for `{key}`", target.title);
                (message.at.message(), what, "rename the pair to prompt and response".to_owned())
            });
        }
    }
}

/// The members in which the answer of a prompt is looked for.
const ANSWERS: [&str; 2] = ["response", "completion"];
