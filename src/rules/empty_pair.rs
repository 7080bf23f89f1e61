//! `empty-pair`: one of two answers without a prompt is empty.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Message, Pointer};

/// One of two answers without a prompt is empty.
pub static RULE: Rule = Rule {
    name: "empty-pair",
    group: Group::Preference,
    level: Level::Allow,
    docs: r#"One of two answers without a prompt is empty.

TRL looks for what both sides begin with, and stops where a side has nothing (extract_prompt of 1.16.0, run).

```jsonl bad trl-preference
{"chosen": "", "rejected": "x"}
```

```jsonl good trl-preference
{"prompt": "a", "chosen": "b", "rejected": "c"}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(sides) = view.answers() else { return };
    let has_prompt = view.object().is_some_and(|object| object.get("prompt").is_some());
    let is_empty = |side: &&[Message<'_>]| side.iter().all(Message::is_empty);
    if !has_prompt && view.turns().is_empty() && sides.iter().any(is_empty) {
        out.find(|| {
            let message = "one of the two sides is empty".to_owned();
            (Pointer::ROOT, message, "write the answer, or take the record out".to_owned())
        });
    }
}
