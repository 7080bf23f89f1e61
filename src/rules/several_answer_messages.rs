//! `several-answer-messages`: an answer has several messages where the target takes one.

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;

/// An answer has several messages where the target takes one.
pub static RULE: Rule = Rule {
    name: "several-answer-messages",
    group: Group::Preference,
    level: Level::Allow,
    docs: r#"An answer has several messages where the target takes one.

One turn is trained: each output is a list of exactly one assistant message (OpenAI API description, maxItems 1). Azure takes several.

```jsonl bad openai-dpo
{"input": {"messages": [{"role": "user", "content": "Hi"}]}, "preferred_output": [{"role": "assistant", "content": "Hello!"}, {"role": "assistant", "content": "Well?"}], "non_preferred_output": [{"role": "assistant", "content": "Go away."}]}
```

```jsonl good openai-dpo
{"input": {"messages": [{"role": "user", "content": "Hi"}]}, "preferred_output": [{"role": "assistant", "content": "Hello!"}], "non_preferred_output": [{"role": "assistant", "content": "Go away."}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for side in view.answers().into_iter().flatten() {
        if let Some(second) = side.get(1) {
            out.find(|| {
                let message = format!("the answer has {} messages; the target takes one", side.len());
                (
                    second.at.message(),
                    message,
                    "join them, or move all but the last into the prompt".to_owned(),
                )
            });
        }
    }
}
