//! `no-reference`: a record for reinforcement has nothing that the grader could compare with.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer};
use crate::targets::Method;
use crate::targets::Target;

/// A record for reinforcement has nothing that the grader could compare with.
pub static RULE: Rule = Rule {
    name: "no-reference",
    group: Group::Target,
    level: Level::Warn,
    docs: r#"A record for reinforcement has nothing that the grader could compare with.

Every member beside `messages` and `tools` is read by the grader as `{{ item.NAME }}`.

```jsonl bad openai-rft
{"messages": [{"role": "user", "content": "7 * 8?"}]}
```

```jsonl good openai-rft
{"messages": [{"role": "user", "content": "7 * 8?"}], "answer": "56"}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(example) = view.example.filter(|_| is_reinforcement(target)) else { return };
    if example.meta.is_empty() {
        out.find(|| {
            let message = "there is nothing that the grader could compare with".to_owned();
            (Pointer::ROOT, message, "put the expected answer beside the messages".to_owned())
        });
    }
}

/// Whether a target trains by reinforcement.
pub(super) fn is_reinforcement(target: Option<&Target>) -> bool {
    target.is_some_and(|target| target.method == Method::Reinforcement)
}
