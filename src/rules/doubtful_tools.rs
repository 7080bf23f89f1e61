//! `doubtful-tools`: a record uses tools where it is doubtful that the target takes them.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer};
use crate::targets::Target;

/// A record uses tools where it is doubtful that the target takes them.
pub static RULE: Rule = Rule {
    name: "doubtful-tools",
    group: Group::Tools,
    level: Level::Allow,
    docs: r#"A record uses tools where it is doubtful that the target takes them.

Models of one target differ, or its pages of different dates do: tuned Gemini 2.5 models refused calls that 2.0 took (googleapis/python-aiplatform issue 6127), and one page on Nova 2 says that tool data may fail the job where a later one documents it.

```jsonl bad gemini-sft
{"contents": [{"role": "user", "parts": [{"text": "P-9?"}]}, {"role": "model", "parts": [{"functionCall": {"name": "stock", "args": {"part": "P-9"}}}]}]}
```

```jsonl good gemini-sft
{"contents": [{"role": "user", "parts": [{"text": "Hi"}]}, {"role": "model", "parts": [{"text": "Hello!"}]}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(target) = target else { return };
    out.find(|| {
        let message =
            format!("{} may refuse tools: its sources disagree, or its models differ", target.title);
        (Pointer::ROOT, message, "try a small job with such records first".to_owned())
    });
    let _ = view;
}
