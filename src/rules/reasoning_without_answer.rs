//! `reasoning-without-answer`: a message thinks and does not answer.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Part};

/// A message thinks and does not answer.
pub static RULE: Rule = Rule {
    name: "reasoning-without-answer",
    group: Group::Content,
    level: Level::Warn,
    docs: r#"A message thinks and does not answer.

```jsonl bad bedrock-nova
{"messages": [{"role": "user", "content": [{"text": "Hi"}]}, {"role": "assistant", "content": [{"reasoningContent": {"reasoningText": {"text": "A greeting."}}}]}]}
```

```jsonl good bedrock-nova
{"messages": [{"role": "user", "content": [{"text": "Hi"}]}, {"role": "assistant", "content": [{"reasoningContent": {"reasoningText": {"text": "A greeting."}}}, {"text": "Hello!"}]}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for message in view.messages() {
        let thinks = message.parts.iter().any(|part| matches!(part, Part::Reasoning(_)));
        if thinks && message.is_blank() {
            out.find(|| {
                let what = "the message has a reasoning trace and no answer".to_owned();
                (message.at.content(), what, "add the answer".to_owned())
            });
        }
    }
}
