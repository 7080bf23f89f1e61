//! `repeated-result`: two results of tools stand in a row.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Role};

/// Two results of tools stand in a row.
pub static RULE: Rule = Rule {
    name: "repeated-result",
    group: Group::Tools,
    level: Level::Allow,
    docs: r#"Two results of tools stand in a row.

llm-foundry takes no two messages of one role in a row, whatever the role (llmfoundry/data/finetuning/tasks.py).

```jsonl bad llm-foundry-chat
{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "tool", "content": "1"}, {"role": "tool", "content": "2"}, {"role": "assistant", "content": "c"}]}
```

```jsonl good llm-foundry-chat
{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "tool", "content": "1"}, {"role": "assistant", "content": "c"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for pair in view.turns().windows(2).filter(|pair| pair.iter().all(|message| message.role == Role::Tool)) {
        out.find(|| {
            let what = "two results of tools stand in a row".to_owned();
            (pair[1].at.message(), what, "join them".to_owned())
        });
    }
}
