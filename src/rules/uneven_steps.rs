//! `uneven-steps`: there are more or fewer labels than steps.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Body, Level, Pointer};
use crate::text::count;

/// There are more or fewer labels than steps.
pub static RULE: Rule = Rule {
    name: "uneven-steps",
    group: Group::Shape,
    level: Level::Deny,
    docs: r#"There are more or fewer labels than steps.

Each step of a stepwise answer has a label of its own; where the counts differ, nobody can tell which label belongs to which step.

```jsonl bad
{"prompt": "17 * 3?", "completions": ["17 * 3 = 51", "So 51."], "labels": [true]}
```

```jsonl good
{"prompt": "17 * 3?", "completions": ["17 * 3 = 51", "So 51."], "labels": [true, true]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(Body::Steps(answer)) = view.example.map(|example| &example.body) else { return };
    let steps = answer.chat.messages.last().map_or(0, |message| message.parts.len());
    if steps != answer.are_right.len() {
        out.find(|| {
            let (steps, labels) =
                (count(steps as u64, "step"), count(answer.are_right.len() as u64, "label"));
            let message = format!("there are {steps} and {labels}");
            (Pointer::ROOT.key("labels"), message, "give each step one label".to_owned())
        });
    }
}
