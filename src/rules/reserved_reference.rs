//! `reserved-reference`: a member that the grader reads has a name of the grader's own.

use super::no_reference::is_reinforcement;
use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer};
use crate::targets::Target;

/// A member that the grader reads has a name of the grader's own.
pub static RULE: Rule = Rule {
    name: "reserved-reference",
    group: Group::Target,
    level: Level::Warn,
    docs: r#"A member that the grader reads has a name of the grader's own.

Graders read the record as `item` and the model's answer as `sample`.

```jsonl bad openai-rft
{"messages": [{"role": "user", "content": "7 * 8?"}], "sample": "56"}
```

```jsonl good openai-rft
{"messages": [{"role": "user", "content": "7 * 8?"}], "answer": "56"}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(example) = view.example.filter(|_| is_reinforcement(target)) else { return };
    for field in example.meta.iter().filter(|field| matches!(field.name.as_ref(), "sample" | "item")) {
        out.find(|| {
            let message = format!("`{}` is the grader's own name", field.name);
            (Pointer::ROOT.key(&field.name), message, "give it another name".to_owned())
        });
    }
}
